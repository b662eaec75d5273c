namespace MlPipelines.Reports.Charts;

/// <summary>Round values along an axis.</summary>
/// <param name="Low">Lower end of the axis.</param>
/// <param name="High">Upper end of the axis, above <paramref name="Low"/>.</param>
/// <param name="Values">Values that get a tick, ascending.</param>
/// <param name="Labels">Their texts.</param>
public sealed record Ticks(double Low, double High, IReadOnlyList<double> Values, IReadOnlyList<string> Labels)
{
    /// <summary>Magnitudes above this are not drawn: beyond it the axis arithmetic would overflow.</summary>
    public const double Largest = 1e300;

    /// <summary>True when a chart can place the value: finite and not above <see cref="Largest"/> in magnitude.</summary>
    public static bool CanDraw(double value) => Math.Abs(value) <= Largest;

    /// <summary>Chooses about <paramref name="wanted"/> ticks in steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="low">Smallest value shown.</param>
    /// <param name="high">Largest value shown; may equal <paramref name="low"/>.</param>
    /// <param name="wanted">Number of intervals to aim at, 1 or more.</param>
    /// <param name="whole">True for an axis of whole numbers, such as epochs.</param>
    public static Ticks Choose(double low, double high, int wanted = 5, bool whole = false)
    {
        if (!CanDraw(low) || !CanDraw(high) || low > high)
            throw new ArgumentException($"Got the range {low} to {high}; takes an ascending range within ±{Largest}.", nameof(low));
        // A range narrower than what doubles can tell apart is widened, so that a constant curve gets an axis too.
        double least = Math.Max(1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)), 1e-290);
        if (whole) least = Math.Max(least, 1);
        if (high - low < least)
        {
            double middle = low + (high - low) / 2, half = whole ? 0.5 : Math.Max(Math.Abs(middle) * 0.05, 1e-280);
            if (middle == 0 && !whole) half = 1;
            (low, high) = (middle - half, middle + half);
        }
        double rough = (high - low) / wanted, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        if (whole) step = Math.Max(step, 1);

        var values = new List<double>();
        var labels = new List<string>();
        double first = Math.Ceiling(low / step - 1e-9);
        for (int i = 0; i <= 4 * wanted + 2; i++)
        {
            double value = (first + i) * step;
            if (value > high + step * 1e-9) break;
            values.Add(value);
            labels.Add(Label(value, step));
        }
        return new Ticks(low, high, values, labels);
    }

    private static string Label(double value, double step)
    {
        if (value == 0) return "0";
        if (Math.Abs(value) >= 1e6 || step < 1e-5)
        {
            // As many digits as tell the value from its neighbours.
            int digits = Math.Clamp((int)Math.Ceiling(Math.Log10(Math.Abs(value)) - Math.Log10(step)) + 1, 3, 14);
            return value.ToString($"0.{new string('#', digits)}e+0");
        }
        return value.ToString("F" + Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6));
    }
}
