using System.Diagnostics;
using System.Globalization;

namespace MlPipelines.Pipelines.Generation;

/// <summary>Progress as text: one line an epoch, rewritten in place where <c>live</c>.</summary>
internal sealed class ProgressPrinter(TextWriter writer, bool live)
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private long _shown;
    private int _width;

    /// <summary>Shows a state, not more often than eyes can follow.</summary>
    /// <param name="at">The state.</param>
    /// <param name="last">True where no other step of this epoch follows: the line stays.</param>
    public void Show(in GenerationProgress at, bool last)
    {
        if (!last && (!live || Stopwatch.GetElapsedTime(_shown) < Pause)) return;
        _shown = Stopwatch.GetTimestamp();
        string line = Text(at);
        if (live) writer.Write('\r');
        writer.Write(live ? line.PadRight(_width) : line);
        _width = last ? 0 : line.Length;
        if (last) writer.WriteLine();
        writer.Flush();
    }

    /// <summary>Writes a line between the others.</summary>
    public void Say(string message)
    {
        if (_width > 0) writer.WriteLine();
        _width = 0;
        writer.WriteLine(message);
    }

    /// <summary>The line of a state.</summary>
    public static string Text(in GenerationProgress at)
    {
        int filled = BarWidth * at.Step / at.StepsInEpoch;
        string step = $"{at.Step}".PadLeft($"{at.StepsInEpoch}".Length);
        TimeSpan left = TimeSpan.FromSeconds(Math.Ceiling(at.TimeLeft.TotalSeconds));
        string time = left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left:mm\\:ss}" : left.TotalMinutes >= 1 ? $"{left:m\\:ss}" : $"{left.Seconds}s";
        return string.Create(CultureInfo.InvariantCulture, $"Epoch {at.Epoch}/{at.Epochs} {step}/{at.StepsInEpoch} "
            + $"{new string('━', filled)}{new string('─', BarWidth - filled)} {time} left - {at.ImagesPerSecond:0} images/s - "
            + $"generator: {at.GeneratorLoss:0.0000} - discriminator: {at.DiscriminatorLoss:0.0000}");
    }
}
