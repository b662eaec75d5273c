using System.Text.Json;

namespace MlPipelines.Pipelines.Search;

/// <summary>One setting that a search varies: a range of numbers or a list of choices, with a mapping to 0 .. 1.</summary>
/// <remarks>
/// The unit interval is what methods work in. Real numbers fill it; each whole number and each choice has a part of it and stands in the middle
/// of its part, so that equal values have equal coordinates.
/// </remarks>
public abstract class Dimension
{
    private const int LongestName = 100;

    private protected Dimension(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName)
            throw new ArgumentException($"Got a dimension's name of {name.Length} characters; takes 1 to {LongestName}.");
        Name = name;
    }

    /// <summary>The setting's name: "learning_rate".</summary>
    public string Name { get; }

    /// <summary>How many values there are; null when they are real numbers.</summary>
    public abstract long? Levels { get; }

    /// <summary>True when values have no order, so that any two different ones are equally far apart.</summary>
    public virtual bool IsCategorical => false;

    /// <summary>What the dimension takes, for messages: "0.0001 to 0.1, log".</summary>
    public abstract string Takes { get; }

    /// <summary>Whether a value lies in the dimension.</summary>
    /// <param name="value">Any value.</param>
    public abstract bool Contains(PointValue value);

    /// <summary>The value at a place of the unit interval.</summary>
    /// <param name="unit">0 .. 1; what is beyond, or NaN, counts as the nearer end.</param>
    public abstract PointValue FromUnit(double unit);

    /// <summary>The place of a value in the unit interval.</summary>
    /// <param name="value">A value of the dimension.</param>
    /// <exception cref="ArgumentException">The value lies outside.</exception>
    public double ToUnit(PointValue value) =>
        Contains(value) ? Place(value)
            : throw new ArgumentException($"Dimension '{Name}' got {value}; takes {Takes}. Use points of this space.", nameof(value));

    /// <summary>Values spread evenly over the dimension, both ends among them; the middle alone for one.</summary>
    /// <param name="points">How many, at least 1. Choices are given all, whole numbers each once, so there may be fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="points"/> is below 1 or above 10,000.</exception>
    public IReadOnlyList<PointValue> Grid(int points)
    {
        if (points is < 1 or > 10_000)
            throw new ArgumentOutOfRangeException(nameof(points), $"Got {points} points for the grid of dimension '{Name}'; takes 1 to 10000.");
        return Spread(points);
    }

    /// <inheritdoc cref="Grid"/>
    private protected abstract IReadOnlyList<PointValue> Spread(int points);

    /// <summary>The place of a value that the dimension contains.</summary>
    private protected abstract double Place(PointValue value);

    /// <summary>The place of the value at a place.</summary>
    internal virtual double Snap(double unit) => Place(FromUnit(unit));

    /// <summary>The place of another value about a step away: the next one if values lie further apart; the same at an end.</summary>
    internal abstract double Move(double unit, double step);

    /// <summary>The dimension as the object that <see cref="SearchSpace.Parse"/> reads.</summary>
    internal abstract void Write(Utf8JsonWriter writer);
}
