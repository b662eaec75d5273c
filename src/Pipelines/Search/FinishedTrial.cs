namespace MlPipelines.Pipelines.Search;

/// <summary>A trial that has ended.</summary>
/// <param name="Number">Which one it was, from 0.</param>
/// <param name="Point">The settings it was given.</param>
/// <param name="Score">What it reached, larger is better, such as the accuracy on validation images. A trial without a finite score has failed.</param>
/// <example><code>var trial = new FinishedTrial(0, space.FromUnit([0.5, 0.5, 0]), Score: 0.97);</code></example>
public sealed record FinishedTrial(int Number, Point Point, double? Score)
{
    /// <summary>Whether there is a finite score.</summary>
    public bool Succeeded => Score is { } score && double.IsFinite(score);
}
