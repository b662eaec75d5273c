using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>How generated digits came about: what was wanted, what was made, what was thrown away.</summary>
/// <param name="ClassNames">Name of each class.</param>
/// <param name="WantedPerClass">Images wanted of each class.</param>
/// <param name="PerClass">Images made of each class, in that order.</param>
/// <param name="Draws">Images looked at.</param>
/// <param name="LowConfidence">Draws thrown away because the classifier was not sure enough of them.</param>
/// <param name="ClassFull">Draws thrown away because their class had all its images.</param>
public sealed record GeneratedDigitsReport(IReadOnlyList<string> ClassNames, IReadOnlyList<int> WantedPerClass, IReadOnlyList<int> PerClass, long Draws,
    long LowConfidence = 0, long ClassFull = 0)
{
    /// <summary>Images wanted.</summary>
    public int Wanted => WantedPerClass.Sum();

    /// <summary>Images made.</summary>
    public int Made => PerClass.Sum();

    /// <summary>Images that were wanted and not made.</summary>
    public int Shortfall => Wanted - Made;

    /// <summary>For logs, as in "940 of 1000 digits of 20000 draws; thrown away: 18000 unsure, 1060 of full classes; short of: 8 (60)".</summary>
    public override string ToString()
    {
        string text = FormattableString.Invariant($"{Made} of {Wanted} digits of {Draws} draws");
        if (LowConfidence + ClassFull > 0) text += FormattableString.Invariant($"; thrown away: {LowConfidence} unsure, {ClassFull} of full classes");
        if (Shortfall == 0) return text;
        return $"{text}; short of: " + string.Join(", ", Enumerable.Range(0, ClassNames.Count).Where(c => PerClass[c] < WantedPerClass[c])
            .Select(c => FormattableString.Invariant($"{ClassNames[c]} ({WantedPerClass[c] - PerClass[c]})")));
    }

    /// <summary>A report on images that were all kept.</summary>
    internal static GeneratedDigitsReport AllKept(DigitSet made, int[] wanted) =>
        new(made.ClassNames, wanted, made.ClassCounts(made.ClassNames.Count), made.Count);

    /// <summary>A number of images dealt out to classes: the same of each, and one more of the first ones where it does not come out even.</summary>
    internal static int[] Balanced(int count, int classes) => [.. Enumerable.Range(0, classes).Select(c => count / classes + (c < count % classes ? 1 : 0))];
}
