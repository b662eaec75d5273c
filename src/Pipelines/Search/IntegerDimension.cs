using System.Text.Json;

namespace MlPipelines.Pipelines.Search;

/// <summary>A range of whole numbers.</summary>
/// <remarks>
/// The unit interval stands for <c>low - 0.5</c> to <c>high + 0.5</c>, rounded, so that on a linear scale each number has an equal part.
/// </remarks>
/// <example><code>var units = new IntegerDimension("units", 32, 512, log: true);   // units.FromUnit(0.5) is 127</code></example>
public sealed class IntegerDimension : Dimension
{
    private readonly UnitScale _scale;

    /// <summary>A range with both its ends.</summary>
    /// <param name="name">The setting's name.</param>
    /// <param name="low">Least value; at least 1 for a log scale.</param>
    /// <param name="high">Greatest value, not below <paramref name="low"/>.</param>
    /// <param name="log">Whether equal ratios rather than equal differences count as equally far: for numbers of units and batch sizes.</param>
    /// <exception cref="ArgumentException">The name or the range is not as said.</exception>
    public IntegerDimension(string name, int low, int high, bool log = false) : base(name)
    {
        if (low > high)
            throw new ArgumentException($"Dimension '{name}' got the range {low} to {high}; takes two whole numbers, the lower one first.");
        if (log && low < 1)
            throw new ArgumentException($"Dimension '{name}' got the range {low} to {high} with a log scale; takes whole numbers from 1 on. "
                + "Raise the lower end or leave log out.");
        (Low, High, Log) = (low, high, log);
        _scale = new UnitScale(low - 0.5, high + 0.5, log);
    }

    /// <summary>Least value.</summary>
    public int Low { get; }

    /// <summary>Greatest value.</summary>
    public int High { get; }

    /// <summary>Whether the scale is logarithmic.</summary>
    public bool Log { get; }

    /// <inheritdoc/>
    public override long? Levels => (long)High - Low + 1;

    /// <inheritdoc/>
    public override string Takes => $"whole numbers {Low} to {High}{(Log ? ", log" : "")}";

    /// <inheritdoc/>
    public override bool Contains(PointValue value) =>
        value.IsNumber && value.Number >= Low && value.Number <= High && value.Number == Math.Floor(value.Number);

    /// <inheritdoc/>
    public override PointValue FromUnit(double unit) => Rounded(_scale.FromUnit(unit));

    private protected override double Place(PointValue value) => _scale.ToUnit(value.Number);

    private protected override IReadOnlyList<PointValue> Spread(int points)
    {
        if (Low == High) return [Low];
        if (points >= Levels) return [.. Enumerable.Range(0, (int)Levels).Select(i => new PointValue(Low + i))];
        var ends = new UnitScale(Low, High, Log);
        return [.. Enumerable.Range(0, points).Select(i => Rounded(ends.FromUnit(points == 1 ? 0.5 : (double)i / (points - 1)))).Distinct()];
    }

    internal override double Move(double unit, double step)
    {
        double here = FromUnit(unit).Number, there = FromUnit(unit + step).Number;
        return Place(there != here ? there : Rounded(here + Math.Sign(step)));
    }

    private PointValue Rounded(double value) => Math.Clamp(Math.Floor(value + 0.5), Low, High);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("integer");
        writer.WriteNumberValue(Low);
        writer.WriteNumberValue(High);
        writer.WriteEndArray();
        if (Log) writer.WriteBoolean("log", true);
    }
}
