using System.Text;

namespace Microsoft.ML.Data;

/// <summary>How often each class was taken for each. Rows are the true classes, columns the predicted ones.</summary>
public sealed class ConfusionMatrix
{
    private readonly string[] _names;

    internal ConfusionMatrix(double[][] counts, string[] names)
    {
        _names = names;
        NumberOfClasses = counts.Length;
        Counts = [.. counts.Select(row => (IReadOnlyList<double>)row)];
        double Share(int k, double sum) => sum > 0 ? counts[k][k] / sum : 0;
        PerClassPrecision = [.. Enumerable.Range(0, NumberOfClasses).Select(k => Share(k, counts.Sum(row => row[k])))];
        PerClassRecall = [.. Enumerable.Range(0, NumberOfClasses).Select(k => Share(k, counts[k].Sum()))];
    }

    /// <summary>For each class, the part of rows predicted as it that are of it; 0 where none were.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>For each class, the part of its rows that were predicted as it; 0 where there are none.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>The numbers of rows: [true class][predicted class].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>The number of classes.</summary>
    public int NumberOfClasses { get; }

    /// <summary>The number of rows of one class that were predicted as another.</summary>
    /// <param name="predictedClassIndicatorIndex">The predicted class, from 0.</param>
    /// <param name="actualClassIndicatorIndex">The true class, from 0.</param>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Check.That(predictedClassIndicatorIndex >= 0 && predictedClassIndicatorIndex < NumberOfClasses, nameof(predictedClassIndicatorIndex),
            predictedClassIndicatorIndex, "The predicted class", $"0 to {NumberOfClasses - 1}");
        Check.That(actualClassIndicatorIndex >= 0 && actualClassIndicatorIndex < NumberOfClasses, nameof(actualClassIndicatorIndex),
            actualClassIndicatorIndex, "The true class", $"0 to {NumberOfClasses - 1}");
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>The counts, recall and precision as a table. Names that are too long for a column are replaced by numbers.</summary>
    public string GetFormattedConfusionTable()
    {
        int width = NumberOfClasses == 2 ? 8 : 5, longest = _names.Max(n => n.Length), digits = (NumberOfClasses - 1).ToString().Length;
        bool numbered = longest > width;
        // "PREDICTED" is 9 characters wide.
        int label = Math.Max(9, numbered ? longest + digits + 2 : longest);
        string rule = string.Concat(Enumerable.Repeat(NumberOfClasses > 2 ? "========" : "===========", NumberOfClasses));
        var table = new StringBuilder();
        StringBuilder Head(string text) => table.Append(text.PadRight(label)).Append(" ||");
        table.AppendLine().AppendLine("Confusion table");
        Head("").AppendLine(rule);
        Head("PREDICTED");
        for (int k = 0; k < NumberOfClasses; k++) table.Append(' ').Append((numbered ? k.ToString() : _names[k]).PadLeft(width)).Append(" |");
        table.AppendLine(" Recall");
        Head("TRUTH").AppendLine(rule);
        for (int k = 0; k < NumberOfClasses; k++)
        {
            string name = numbered ? $"{k.ToString().PadLeft(digits)}. {_names[k].PadLeft(label - digits - 2)}" : _names[k].PadLeft(label);
            table.Append(name).Append(" ||");
            foreach (double count in Counts[k]) table.Append(' ').Append(count.ToString("N0").PadLeft(width)).Append(" |");
            table.Append(' ').AppendLine(PerClassRecall[k].ToString("F4").PadLeft(5));
        }
        Head("").AppendLine(rule);
        Head("Precision");
        foreach (double precision in PerClassPrecision) table.Append(precision.ToString("N4").PadLeft(width + 1)).Append(" |");
        return table.AppendLine().ToString();
    }
}
