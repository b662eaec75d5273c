using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Charts;
using Tensorflow.IO;

namespace MlPipelines.Reports.Papers;

/// <summary>The test images that a run kept.</summary>
internal static class ExampleImages
{
    /// <summary>The first run that kept images; null when none did.</summary>
    public static RunRecord? FirstWith(IReadOnlyList<RunRecord> runs) =>
        runs.FirstOrDefault(r => r.Images is { Rows.Length: > 0 } && r.Predictions is not null);

    /// <summary>The kept images whose digit and reading are wanted, with both as caption.</summary>
    /// <param name="run">A run with images and predictions.</param>
    /// <param name="wanted">Whether an image of a digit (first) that was read as another (second) is wanted.</param>
    public static IReadOnlyList<GridImage> Of(RunRecord run, Func<byte, byte, bool> wanted)
    {
        RunImages images = run.Images!;
        int size = images.Height * images.Width * images.Channels;
        var grid = new List<GridImage>();
        for (int i = 0; i < images.Rows.Length; i++)
        {
            byte actual = run.Predictions!.Actual[images.Rows[i]], predicted = run.Predictions.Predicted[images.Rows[i]];
            if (!wanted(actual, predicted)) continue;
            var pixels = new ImageData(images.Height, images.Width, images.Channels, images.Pixels[(i * size)..((i + 1) * size)]);
            bool right = actual == predicted;
            grid.Add(new GridImage(pixels, right ? $"{predicted}" : $"{actual} → {predicted}", right));
        }
        return grid;
    }
}
