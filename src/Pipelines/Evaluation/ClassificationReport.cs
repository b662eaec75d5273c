using System.Text;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>One line of a classification report.</summary>
/// <param name="Name">Class name, or the name of the average.</param>
/// <param name="Precision">Share of the predictions of this class that are right, 0 .. 1.</param>
/// <param name="Recall">Share of the examples of this class that were found, 0 .. 1.</param>
/// <param name="F1">Harmonic mean of precision and recall, 0 .. 1.</param>
/// <param name="Support">Examples of this class.</param>
public sealed record ClassScore(string Name, double Precision, double Recall, double F1, long Support);

/// <summary>Precision, recall and F1 a class with their averages, as scikit-learn's classification_report computes and prints them.</summary>
/// <remarks>
/// A ratio whose denominator is 0 counts as 0, which is scikit-learn's default, unless told otherwise. F1 comes from the counts, as in
/// scikit-learn since 1.3; before, its last bit could differ, and with it the last digit printed where a score lies between two of them.
/// </remarks>
public sealed class ClassificationReport
{
    private readonly double _zeroDivision;

    /// <summary>Computes the report.</summary>
    /// <param name="matrix">The counted predictions.</param>
    /// <param name="classNames">One name a class; by default the class numbers.</param>
    /// <param name="classes">
    /// Numbers of the classes that get a line, in this order; by default all. As scikit-learn does, the report gives the accuracy when they
    /// are just the classes that occur, and the micro average otherwise.
    /// </param>
    /// <param name="zeroDivision">What a ratio whose denominator is 0 counts as: 0 or 1.</param>
    /// <exception cref="ArgumentException">
    /// The number of names is not the number of classes, a class to report is none or there twice, or a zero division counts as something else.
    /// </exception>
    public ClassificationReport(ConfusionMatrix matrix, IReadOnlyList<string>? classNames = null, IReadOnlyList<int>? classes = null,
        double zeroDivision = 0)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (classNames is not null && classNames.Count != matrix.Classes)
            throw new ArgumentException($"Got {classNames.Count} class names; takes {matrix.Classes}, one a class.", nameof(classNames));
        if (zeroDivision is not (0 or 1))
            throw new ArgumentOutOfRangeException(nameof(zeroDivision), $"Got {zeroDivision} for divisions by zero; takes 0 or 1.");
        CheckClasses(matrix, classes);
        _zeroDivision = zeroDivision;
        int[] shown = [.. classes ?? [.. Enumerable.Range(0, matrix.Classes)]];
        var lines = new ClassScore[shown.Length];
        long right = 0, predicted = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            int c = shown[i];
            long predictedAs = matrix.PredictedAs(c);
            lines[i] = Line(classNames?[c] ?? c.ToString(), matrix[c, c], predictedAs, matrix.Support(c));
            right += matrix[c, c];
            predicted += predictedAs;
        }
        Classes = lines;
        Accuracy = matrix.Accuracy;
        Total = lines.Sum(line => line.Support);
        GivesAccuracy = classes is null
            || Enumerable.Range(0, matrix.Classes).All(c => shown.Contains(c) == (matrix.Support(c) + matrix.PredictedAs(c) > 0));
        MicroAverage = Line("micro avg", right, predicted, Total);
        MacroAverage = new ClassScore("macro avg", Mean(line => line.Precision), Mean(line => line.Recall), Mean(line => line.F1), Total);
        WeightedAverage = Total > 0
            ? new ClassScore("weighted avg", WeightedMean(line => line.Precision), WeightedMean(line => line.Recall),
                WeightedMean(line => line.F1), Total)
            : MicroAverage with { Name = "weighted avg" }; // without examples there are no weights: nothing is divided but zeros
    }

    /// <summary>One line a class.</summary>
    public IReadOnlyList<ClassScore> Classes { get; }

    /// <summary>Share of all examples that were classified rightly, 0 .. 1.</summary>
    public double Accuracy { get; }

    /// <summary>Number of examples of the classes reported.</summary>
    public long Total { get; }

    /// <summary>Does the text give the accuracy? Otherwise it gives the micro average.</summary>
    public bool GivesAccuracy { get; }

    /// <summary>The scores of all classes counted together; each equals the accuracy when every class is reported.</summary>
    public ClassScore MicroAverage { get; }

    /// <summary>Mean over the classes.</summary>
    public ClassScore MacroAverage { get; }

    /// <summary>Mean over the classes, weighted by support.</summary>
    public ClassScore WeightedAverage { get; }

    /// <summary>The report as scikit-learn prints it, with lines ending in \n.</summary>
    /// <param name="digits">Decimals, 0 .. 15.</param>
    public string ToText(int digits = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 15);
        int width = Math.Max("weighted avg".Length, digits);
        foreach (ClassScore score in Classes) width = Math.Max(width, score.Name.Length);

        var text = new StringBuilder();
        Line("", "precision", "recall", "f1-score", "support");
        text.Append('\n');
        foreach (ClassScore score in Classes) Scores(score);
        text.Append('\n');
        if (GivesAccuracy) Line("accuracy", "", "", FormatScore(Accuracy, digits), Total.ToString());
        else Scores(MicroAverage);
        Scores(MacroAverage);
        Scores(WeightedAverage);
        return text.ToString();

        void Scores(ClassScore s) =>
            Line(s.Name, FormatScore(s.Precision, digits), FormatScore(s.Recall, digits), FormatScore(s.F1, digits), s.Support.ToString());

        void Line(string name, string precision, string recall, string f1, string support) =>
            text.Append(name.PadLeft(width)).Append(' ')
                .Append($" {precision,9} {recall,9} {f1,9} {support,9}\n");
    }

    /// <summary>A score with a fixed number of decimals, exact halves rounded to even as Python does (0.125 becomes 0.12).</summary>
    /// <param name="value">The score.</param>
    /// <param name="digits">Decimals, 0 .. 15.</param>
    public static string FormatScore(double value, int digits = 2)
    {
        double power = Math.Pow(10, digits), scaled = value * power;
        bool exactHalf = Math.Abs(scaled - Math.Floor(scaled)) == 0.5 && Math.FusedMultiplyAdd(value, power, -scaled) == 0;
        return (exactHalf ? Math.Round(scaled, MidpointRounding.ToEven) / power : value).ToString("F" + digits);
    }

    private ClassScore Line(string name, long right, long predicted, long support) =>
        new(name, Ratio(right, predicted), Ratio(right, support), Ratio(2.0 * right, predicted + support), support);

    private double Ratio(double part, double whole) => whole == 0 ? _zeroDivision : part / whole;

    private double Mean(Func<ClassScore, double> score) => NumpySum.Of([.. Classes.Select(score)]) / Classes.Count;

    private double WeightedMean(Func<ClassScore, double> score) => NumpySum.Of([.. Classes.Select(line => score(line) * line.Support)]) / Total;

    private static void CheckClasses(ConfusionMatrix matrix, IReadOnlyList<int>? classes)
    {
        if (classes is null) return;
        if (classes.Count == 0) throw new ArgumentException("Got no class to report; takes one or more.", nameof(classes));
        var seen = new HashSet<int>();
        foreach (int c in classes)
        {
            if (c < 0 || c >= matrix.Classes)
                throw new ArgumentException($"Got the class {c}; takes classes 0 to {matrix.Classes - 1}.", nameof(classes));
            if (!seen.Add(c)) throw new ArgumentException($"Got the class {c} twice; takes each class once.", nameof(classes));
        }
    }
}
