using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// Keras' progress line: steps, a bar, time left (in the end: time taken), time a step, figures. On a terminal it is
/// rewritten in place; elsewhere only its end is written.
/// </summary>
internal sealed class ProgressLine
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _writer;
    private readonly bool _live;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly StringBuilder _line = new();
    private long _shown;
    private int _width;

    /// <summary>A line.</summary>
    /// <param name="writer">Where it goes; null for nowhere.</param>
    /// <param name="live">True to rewrite it while work goes on.</param>
    public ProgressLine(TextWriter? writer, bool live)
    {
        _writer = writer ?? TextWriter.Null;
        _live = live && writer is not null;
        _shown = _start;
    }

    /// <summary>True when the standard output is a terminal that can rewrite a line.</summary>
    public static bool TerminalIsLive => !Console.IsOutputRedirected;

    /// <summary>Shows the state after some steps, not more often than eyes can follow.</summary>
    public void Update(long step, long? steps, Figures figures)
    {
        if (!_live || Stopwatch.GetElapsedTime(_shown) < Pause) return;
        _shown = Stopwatch.GetTimestamp();
        Compose(step, steps, figures, false);
        int length = _line.Length;
        _line.Append(' ', Math.Max(0, _width - length));
        _width = length;
        _writer.Write('\r');
        _writer.Write(_line);
        _writer.Flush();
    }

    /// <summary>Writes the line for good.</summary>
    public void Finish(long steps, Figures figures)
    {
        Compose(steps, steps, figures, true);
        if (_live)
        {
            _line.Append(' ', Math.Max(0, _width - _line.Length));
            _writer.Write('\r');
        }
        _writer.WriteLine(_line);
        _writer.Flush();
    }

    private void Compose(long step, long? steps, Figures figures, bool done)
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds, perStep = step > 0 ? seconds / step : 0;
        _line.Clear();
        if (steps is { } total)
        {
            int filled = total > 0 ? (int)(BarWidth * step / total) : BarWidth;
            _line.Append(step.ToString().PadLeft(total.ToString().Length)).Append('/').Append(total).Append(' ')
                .Append('━', filled).Append('─', BarWidth - filled).Append(' ');
            if (!done) seconds = perStep * (total - step);
        }
        else
        {
            _line.Append(step).Append("/Unknown ");
        }
        AppendTime(seconds);
        _line.Append(' ');
        AppendStepTime(perStep);
        for (int i = 0; i < figures.Count; i++) _line.Append(" - ").Append(figures.Name(i)).Append(": ").Append(Format(figures.Value(i)));
    }

    private void AppendTime(double seconds)
    {
        long whole = (long)seconds;
        if (whole >= 3600) _line.Append(whole / 3600).Append(':').Append((whole / 60 % 60).ToString("00")).Append(':').Append((whole % 60).ToString("00"));
        else if (whole >= 60) _line.Append(whole / 60).Append(':').Append((whole % 60).ToString("00"));
        else _line.Append(whole).Append('s');
    }

    private void AppendStepTime(double seconds)
    {
        if (seconds >= 1 || seconds == 0) _line.Append(Math.Round(seconds)).Append("s/step");
        else if (seconds >= 1e-3) _line.Append(Math.Round(seconds * 1e3)).Append("ms/step");
        else _line.Append(Math.Round(seconds * 1e6)).Append("us/step");
    }

    private static string Format(double value) =>
        Math.Abs(value) > 1e-3 || value == 0 ? value.ToString("0.0000", CultureInfo.InvariantCulture)
            : value.ToString("0.0000e+00", CultureInfo.InvariantCulture);
}
