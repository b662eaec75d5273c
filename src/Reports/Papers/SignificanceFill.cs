using Microsoft.Data.Analysis;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Claims;
using MlPipelines.Reports.Tables;

namespace MlPipelines.Reports.Papers;

/// <summary>Two ways to train a model, of which the second should be better.</summary>
/// <param name="Name">What is compared: "CNN, +32".</param>
/// <param name="Before">The runs it is compared with.</param>
/// <param name="After">The runs that should be better.</param>
public sealed record ComparedPair(string Name, RunSelection Before, RunSelection After);

/// <summary>
/// Whether models became better, seed by seed on the same test images: exact one-sided McNemar tests, corrected over the seeds of a pair (Holm), and the
/// mean difference with its 95% t-interval.
/// </summary>
/// <param name="Pairs">What is compared.</param>
public sealed record SignificanceFill(IReadOnlyList<ComparedPair> Pairs) : SlotFill
{
    private const double Level = 0.05;

    private sealed record Seed(string Pair, int Number, double Before, double After, McNemarResult Test, double Corrected)
    {
        public double Points => 100 * (After - Before);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) =>
        [.. Pairs.SelectMany(p => p.Before.From(records).Concat(p.After.From(records))).Where(r => r.Predictions is not null).Distinct()];

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.Count == 0) return false;
        Seed[][] pairs = [.. Pairs.Select(p => Compare(p, runs))];
        Seed[] seeds = [.. pairs.SelectMany(p => p)];
        if (seeds.Length > 0)
        {
            page.Add($"<p>Is the model after augmentation better on the same test images? p: the chance of a lead this large if it is not, by the exact");
            page.Add($" one-sided McNemar test on the images that only one of the two has right; then corrected over the seeds of a comparison (Holm), but");
            page.Add($" not over the comparisons. Significant: at most {Level}.</p>\n");
            page.Add($"<div class=\"wide\">{Table(seeds).ToHtml()}</div>\n");
            if (pairs.Count(p => p.Length > 0) > 1) page.Add($"<figure>{Chart(pairs, id).ToSvg()}</figure>\n");
        }
        page.Add($"<ul class=\"notes\">\n");
        for (int i = 0; i < pairs.Length; i++) page.Add($"<li>{Pairs[i].Name}: {(pairs[i].Length > 0 ? Words(pairs[i]) : Missing(Pairs[i], runs))}.</li>\n");
        page.Add($"</ul>\n");
        return true;
    }

    private static Seed[] Compare(ComparedPair pair, IReadOnlyList<RunRecord> runs)
    {
        var common = pair.Before.From(runs).Join(pair.After.From(runs), r => r.Seed, r => r.Seed, (before, after) => (Before: before, After: after))
            .Where(x => IsSameTest(x.Before, x.After)).ToArray();
        McNemarResult[] tests = [.. common.Select(x => McNemar.Exact(Right(x.Before), Right(x.After)))];
        double[] corrected = Holm.Adjust([.. tests.Select(t => t.SecondBetterPValue)]);
        return [.. common.Select((x, i) =>
            new Seed(pair.Name, x.Before.Seed, Share(x.Before), Share(x.After), tests[i], corrected[i]))];

        static bool[] Right(RunRecord run) => [.. run.Predictions!.Actual.Zip(run.Predictions.Predicted, (a, p) => a == p)];
        static double Share(RunRecord run) => Right(run).Average(right => right ? 1.0 : 0);
    }

    private static bool IsSameTest(RunRecord a, RunRecord b) =>
        a.Scale == b.Scale && a.Predictions!.Actual.Length > 0 && a.Predictions.Actual.AsSpan().SequenceEqual(b.Predictions!.Actual);

    private static ReportTable Table(Seed[] seeds)
    {
        DoubleDataFrameColumn Numbers(string name, Func<Seed, double> value) => new(name, seeds.Select(value));
        return new ReportTable(new DataFrame(
            new StringDataFrameColumn("comparison", seeds.Select(s => s.Pair)), Numbers("seed", s => s.Number),
            Numbers("before", s => s.Before), Numbers("after", s => s.After), Numbers("points", s => s.Points),
            Numbers("only before right", s => s.Test.OnlyFirst), Numbers("only after right", s => s.Test.OnlySecond),
            Numbers("p", s => s.Test.SecondBetterPValue), Numbers("p, corrected", s => s.Corrected)))
        {
            Caption = "Before and after, seed by seed",
            Digits = new Dictionary<string, int> { ["seed"] = 0, ["points"] = 2, ["only before right"] = 0, ["only after right"] = 0 },
        };
    }

    private GroupedBars Chart(Seed[][] pairs, string id)
    {
        Estimate?[] means = [.. pairs.Select(p => p.Length == 0 ? null : Mean(p))];
        return new GroupedBars
        {
            Id = id + "-points", Title = "Mean difference in points, with 95% intervals", ValueName = "points of accuracy", Digits = 2,
            Groups = [.. Pairs.Select(p => p.Name)], Series = [TableFill.Series("after - before", means)],
        };
    }

    private static Estimate Mean(Seed[] seeds) => seeds.Length == 1 ? Estimate.Single(seeds[0].Points) : Estimate.OfSeeds([.. seeds.Select(s => s.Points)]);

    private static string Words(Seed[] seeds)
    {
        Estimate mean = Mean(seeds);
        int better = seeds.Count(s => s.Test.OnlySecond > s.Test.OnlyFirst), significant = seeds.Count(s => s.Corrected <= Level);
        string difference = seeds.Length == 1
            ? $"{Points(mean.Value)} points, one seed, which gives no interval"
            : $"{Points(mean.Value)} points on average (95% interval {Points(mean.Low)} to {Points(mean.High)})";
        return $"{difference}; better in {better} of {seeds.Length} seed{(seeds.Length == 1 ? "" : "s")}; significant after correction in {significant}";

        static string Points(double value) => FormattableString.Invariant($"{value:+0.00;-0.00;0.00}");
    }

    private static string Missing(ComparedPair pair, IReadOnlyList<RunRecord> runs)
    {
        int[] before = [.. pair.Before.From(runs).Select(r => r.Seed)], after = [.. pair.After.From(runs).Select(r => r.Seed)];
        if (before.Length == 0 || after.Length == 0) return "not measured";
        return before.Intersect(after).Any() ? "not comparable, of different scales or test images" : "not comparable, no seed in common";
    }
}
