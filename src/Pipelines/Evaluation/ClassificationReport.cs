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
/// <remarks>A ratio whose denominator is 0 counts as 0, which is scikit-learn's default.</remarks>
public sealed class ClassificationReport
{
    /// <summary>Computes the report.</summary>
    /// <param name="matrix">The counted predictions.</param>
    /// <param name="classNames">One name a class; by default the class numbers.</param>
    /// <exception cref="ArgumentException">The number of names is not the number of classes.</exception>
    public ClassificationReport(ConfusionMatrix matrix, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (classNames is not null && classNames.Count != matrix.Classes)
            throw new ArgumentException($"Got {classNames.Count} class names; takes {matrix.Classes}, one a class.", nameof(classNames));
        var classes = new ClassScore[matrix.Classes];
        for (int i = 0; i < classes.Length; i++)
        {
            long support = matrix.Support(i), predicted = matrix.PredictedAs(i);
            classes[i] = new ClassScore(
                classNames?[i] ?? i.ToString(),
                Ratio(matrix[i, i], predicted),
                Ratio(matrix[i, i], support),
                Ratio(2.0 * matrix[i, i], predicted + support),
                support);
        }
        Classes = classes;
        Accuracy = matrix.Accuracy;
        Total = matrix.Total;
        MacroAverage = Average("macro avg", _ => 1.0 / classes.Length);
        WeightedAverage = Average("weighted avg", score => Ratio(score.Support, matrix.Total));
    }

    /// <summary>One line a class.</summary>
    public IReadOnlyList<ClassScore> Classes { get; }

    /// <summary>Share of all examples that were classified rightly, 0 .. 1.</summary>
    public double Accuracy { get; }

    /// <summary>Number of examples.</summary>
    public long Total { get; }

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
        Line("accuracy", "", "", FormatScore(Accuracy, digits), Total.ToString());
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

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private ClassScore Average(string name, Func<ClassScore, double> weight)
    {
        double precision = 0, recall = 0, f1 = 0;
        foreach (ClassScore score in Classes)
        {
            double w = weight(score);
            precision += w * score.Precision;
            recall += w * score.Recall;
            f1 += w * score.F1;
        }
        return new ClassScore(name, precision, recall, f1, Total);
    }
}
