using System.Globalization;
using System.Text.Json;

namespace MlPipelines.Pipelines.Search;

/// <summary>A range of real numbers.</summary>
/// <example><code>var rate = new RealDimension("learning_rate", 1e-4, 1e-1, log: true);   // rate.FromUnit(0.5) is about 0.00316</code></example>
public sealed class RealDimension : Dimension
{
    private readonly UnitScale _scale;

    /// <summary>A range with both its ends.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="low">Least value, finite; above 0 for a log scale.</param>
    /// <param name="high">Greatest value, finite and above <paramref name="low"/>.</param>
    /// <param name="log">Whether equal ratios rather than equal differences count as equally far: for learning rates and penalties.</param>
    /// <exception cref="ArgumentException">The name or the range is not as said.</exception>
    public RealDimension(string name, double low, double high, bool log = false) : base(name)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !double.IsFinite(high - low) || low >= high)
            throw new ArgumentException($"Dimension '{name}' got the range {low} to {high}; takes two finite numbers, the lower one first.");
        if (log && low <= 0)
            throw new ArgumentException($"Dimension '{name}' got the range {low} to {high} with a log scale; takes numbers above 0. "
                + "Raise the lower end or leave log out.");
        (Low, High, Log) = (low, high, log);
        _scale = new UnitScale(low, high, log);
    }

    /// <summary>Least value.</summary>
    public double Low { get; }

    /// <summary>Greatest value.</summary>
    public double High { get; }

    /// <summary>Whether the scale is logarithmic.</summary>
    public bool Log { get; }

    /// <inheritdoc/>
    public override long? Levels => null;

    /// <inheritdoc/>
    public override string Takes => $"numbers {Low} to {High}{(Log ? ", log" : "")}";

    /// <inheritdoc/>
    public override bool Contains(PointValue value) => value.IsNumber && value.Number >= Low && value.Number <= High;

    /// <inheritdoc/>
    public override PointValue FromUnit(double unit) => _scale.FromUnit(unit);

    private protected override double Place(PointValue value) => _scale.ToUnit(value.Number);

    // Twelve digits: a grid over powers of ten reads 0.001, not 0.0010000000000000002.
    private protected override IReadOnlyList<PointValue> Spread(int points)
    {
        UnitScale scale = _scale;
        return [.. Enumerable.Range(0, points).Select(i => new PointValue(Rounded(scale.FromUnit(points == 1 ? 0.5 : (double)i / (points - 1)))))];
    }

    private double Rounded(double value) =>
        Math.Clamp(double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), Low, High);

    internal override double Snap(double unit) => unit > 0 ? Math.Min(unit, 1) : 0;

    internal override double Move(double unit, double step) => Snap(unit + step);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("real");
        writer.WriteNumberValue(Low);
        writer.WriteNumberValue(High);
        writer.WriteEndArray();
        if (Log) writer.WriteBoolean("log", true);
    }
}
