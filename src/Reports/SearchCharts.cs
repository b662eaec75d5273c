using System.Globalization;
using MlPipelines.Pipelines.Search;
using MlPipelines.Reports.Charts;

namespace MlPipelines.Reports;

/// <summary>What the trials of a search look like: how far they came, what mattered, and which settings reached what.</summary>
internal static class SearchCharts
{
    private const int Highlighted = 3;

    /// <summary>A setting with up to four digits.</summary>
    public static string Show(PointValue value) =>
        value.Text ?? (value.Number == Math.Floor(value.Number) && Math.Abs(value.Number) < 1e6 ? $"{value.Number:F0}" : value.Number.ToString("G4", CultureInfo.InvariantCulture));

    /// <summary>The best score after each trial; NaN until one has a score.</summary>
    /// <param name="scores">In the order in which the trials were begun; null for a failed one.</param>
    public static double[] BestSoFar(IEnumerable<double?> scores)
    {
        double best = double.NaN;
        return [.. scores.Select(score => best = score is { } value && !(value <= best) ? value : best)];
    }

    /// <summary>Bars of the settings' shares in the variation of the scores; null where fewer than two trials have one.</summary>
    /// <param name="id">Unique within the page.</param>
    /// <param name="space">The space.</param>
    /// <param name="trials">Trials of it.</param>
    public static Chart? Importance(string id, SearchSpace space, IReadOnlyList<FinishedTrial> trials)
    {
        int scored = trials.Count(trial => trial.Succeeded);
        if (scored < 2) return null;
        KeyValuePair<string, double>[] shares = [.. DimensionImportance.Of(space, trials).OrderByDescending(share => share.Value)];
        return new GroupedBars
        {
            Id = id,
            Title = "What mattered",
            Groups = [.. shares.Select(share => share.Key)],
            Series = [new BarSeries("share of the variation", [.. shares.Select(share => Math.Round(share.Value, 3))])],
            ValueName = "share of the scores' variation",
            Digits = 2,
            Note = $"Share that each setting accounts for by itself, estimated from {scored} trials. It says nothing of what settings do only together.",
        };
    }

    /// <summary>A line a trial through its settings and its score.</summary>
    /// <param name="id">Unique within the page.</param>
    /// <param name="space">The space.</param>
    /// <param name="ranked">The trials with a score, best first, each with its name.</param>
    public static Chart Settings(string id, SearchSpace space, IReadOnlyList<(string Name, Point Point, double Score)> ranked)
    {
        Dimension[] dimensions = [.. space.Dimensions];
        return new ParallelCoordinates
        {
            Id = id,
            Title = "Settings and what they reached",
            Axes = [.. dimensions.Select(Axis), new ParallelAxis("validation accuracy")],
            Lines = [.. ranked.Select((trial, rank) => new ParallelLine($"{Place(rank)}, {trial.Name}",
                [.. dimensions.Select(dimension => Value(dimension, trial.Point)), trial.Score], Highlight: rank < Highlighted))],
            Note = $"A line a trial; the best {Math.Min(Highlighted, ranked.Count)} are in colour.",
        };
    }

    private static string Place(int rank) => rank switch { 0 => "best", 1 => "second", 2 => "third", _ => $"rank {rank + 1}" };

    private static ParallelAxis Axis(Dimension dimension) => dimension switch
    {
        ChoiceDimension choice when choice.Choices.Any(value => !value.IsNumber) => new ParallelAxis(dimension.Name, [.. choice.Choices.Select(value => value.ToString())]),
        RealDimension real => new ParallelAxis(dimension.Name, Logarithmic: real.Log),
        IntegerDimension integer => new ParallelAxis(dimension.Name, Logarithmic: integer.Log),
        _ => new ParallelAxis(dimension.Name),
    };

    private static double Value(Dimension dimension, Point point)
    {
        PointValue value = point[dimension.Name];
        if (dimension is not ChoiceDimension choice || choice.Choices.All(one => one.IsNumber)) return value.Number;
        return choice.Choices.TakeWhile(one => one != value).Count();
    }
}
