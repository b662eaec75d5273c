using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Reports.Papers;

/// <summary>A fill from the runs of one model.</summary>
/// <param name="Of">Which runs.</param>
public abstract record ModelFill(RunSelection Of) : SlotFill
{
    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => Of.From(records);
}

/// <summary>Curves over the epochs; the mean with its 95% interval where there are several seeds.</summary>
/// <param name="Of">Which runs.</param>
/// <param name="Metrics">Keras' names, such as "accuracy"; validation is drawn beside training.</param>
public sealed record CurvesFill(RunSelection Of, params string[] Metrics) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        bool any = false;
        foreach (string metric in Metrics)
        {
            LineSeries[] series = [.. new[] { (Name: "training", Key: metric), (Name: "validation", Key: "val_" + metric) }
                .Select(s => Series(s.Name, s.Key, runs)).OfType<LineSeries>()];
            if (series.Length == 0) continue;
            var chart = new LineChart { Id = $"{id}-{metric}", Title = $"{metric} per epoch", ValueName = metric, Series = series };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
            any = true;
        }
        return any;
    }

    /// <summary>A curve of the history: the mean of the runs with its interval; null when none has it.</summary>
    internal static LineSeries? Series(string name, string key, IReadOnlyList<RunRecord> runs)
    {
        IReadOnlyList<double>[] values = [.. runs.Where(r => r.History.ContainsKey(key)).Select(r => r.History[key]).Where(v => v.Count > 0)];
        if (values.Length == 0) return null;
        if (values.Length == 1) return new LineSeries(name, values[0]);
        Estimate[] means = [.. Enumerable.Range(0, values.Min(v => v.Count)).Select(e => Estimate.OfSeeds([.. values.Select(v => v[e])]))];
        return new LineSeries(name, [.. means.Select(m => m.Value)], [.. means.Select(m => m.Low)], [.. means.Select(m => m.High)]);
    }
}

/// <summary>The confusion matrix of all seeds together.</summary>
/// <param name="Of">Which runs.</param>
public sealed record MatrixFill(RunSelection Of) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (Sum(runs) is not { } matrix) return false;
        string of = runs.Count == 1 ? "" : $", {runs.Count} seeds together";
        var chart = new ConfusionHeatMap { Id = id + "-matrix", Title = "Confusion matrix" + of, Matrix = matrix };
        page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        return true;
    }

    /// <summary>The counts of all runs together; null when none has any.</summary>
    internal static ConfusionMatrix? Sum(IReadOnlyList<RunRecord> runs)
    {
        int[][][] counts = [.. runs.Select(r => r.ConfusionMatrix).OfType<int[][]>()];
        if (counts.Length == 0) return null;
        int classes = counts[0].Length;
        var sum = new int[classes][];
        for (int i = 0; i < classes; i++)
        {
            sum[i] = new int[classes];
            for (int j = 0; j < classes; j++) sum[i][j] = counts.Where(c => c.Length == classes).Sum(c => c[i][j]);
        }
        return ConfusionMatrix.FromCounts(sum);
    }
}

/// <summary>The classification report of all seeds together.</summary>
/// <param name="Of">Which runs.</param>
public sealed record ReportFill(RunSelection Of) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (MatrixFill.Sum(runs) is not { } matrix) return false;
        RunSection.AddReport(page, new ClassificationReport(matrix), id, runs.Count == 1 ? "" : $"{runs.Count} seeds together");
        return true;
    }
}

/// <summary>The pairs of digits that are taken for each other most often, with examples where a run kept some.</summary>
/// <param name="Of">Which runs.</param>
public sealed record ConfusedPairsFill(RunSelection Of) : ModelFill(Of)
{
    private const int Pairs = 10, ExamplesEach = 4, MostExamples = 20;

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (MatrixFill.Sum(runs) is not { } matrix) return false;
        var pairs = from a in Enumerable.Range(0, matrix.Classes)
                    from b in Enumerable.Range(0, matrix.Classes)
                    where a != b && matrix[a, b] > 0
                    orderby matrix[a, b] descending
                    select (Actual: a, Predicted: b, Name: $"{a} taken for {b}", Count: (double)matrix[a, b]);
        var top = pairs.Take(Pairs).ToArray();
        if (top.Length == 0)
        {
            page.Add($"<p>No test image was taken for another digit.</p>\n");
            return true;
        }
        var chart = new GroupedBars
        {
            Id = id + "-pairs", Title = "Most confused pairs", ValueName = "test images", Digits = 0,
            Groups = [.. top.Select(p => p.Name)], Series = [new BarSeries("images", [.. top.Select(p => p.Count)])],
        };
        page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        if (ExampleImages.FirstWith(runs) is not { } run) return true;
        GridImage[] examples =
            [.. top.SelectMany(p => ExampleImages.Of(run, (a, b) => a == p.Actual && b == p.Predicted).Take(ExamplesEach)).Take(MostExamples)];
        if (examples.Length == 0) return true;
        string title = $"Examples (digit → reading), seed {run.Seed}";
        page.Add($"<figure>{new ImageGrid { Id = id + "-examples", Title = title, Images = examples }.ToSvg()}</figure>\n");
        return true;
    }
}

/// <summary>Test images that were recognized and ones that were not, from the first seed.</summary>
/// <param name="Of">Which runs.</param>
public sealed record PredictionsFill(RunSelection Of) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (ExampleImages.FirstWith(runs) is not { } run) return false;
        foreach (bool right in new[] { true, false })
        {
            IReadOnlyList<GridImage> grid = ExampleImages.Of(run, (actual, predicted) => actual == predicted == right);
            if (grid.Count == 0)
            {
                page.Add($"<p>{(right ? "No image was recognized." : "No image was read wrongly.")}</p>\n");
                continue;
            }
            string title = $"{(right ? "Recognized" : "Misread (digit → reading)")}, seed {run.Seed}";
            var chart = new ImageGrid { Id = $"{id}-{(right ? "right" : "wrong")}", Title = title, Images = grid };
            page.Add($"<figure>{chart.ToSvg()}</figure>\n");
        }
        return true;
    }
}

/// <summary>The log of the first seed, in Keras' format.</summary>
/// <param name="Of">Which runs.</param>
public sealed record LogFill(RunSelection Of) : ModelFill(Of)
{
    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        if (runs.FirstOrDefault(r => r.History.Any(h => h.Value.Count > 0)) is not { } run) return false;
        int epochs = run.History.Max(h => h.Value.Count);
        page.Add($"<figure class=\"wide\"><pre tabindex=\"0\" role=\"region\" aria-label=\"Training log, seed {run.Seed}\"><code>");
        for (int e = 0; e < epochs; e++)
        {
            page.Add($"Epoch {e + 1}/{epochs}\n");
            string seconds = e < run.SecondsPerEpoch.Count ? $"{run.SecondsPerEpoch[e]:F1}s" : "time not measured";
            string values = string.Concat(run.History.Where(h => e < h.Value.Count).Select(h => $" - {h.Key}: {h.Value[e]:F4}"));
            page.Add($"{seconds}{values}\n");
        }
        page.Add($"</code></pre></figure>\n");
        return true;
    }
}
