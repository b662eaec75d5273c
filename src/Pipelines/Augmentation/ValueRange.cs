using System.Globalization;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>A range that values are drawn from evenly; one of no width gives its one value always.</summary>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
public readonly record struct ValueRange(double Low, double High)
{
    /// <summary>The one value of a range of no width.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator ValueRange(double value) => new(value, value);

    /// <summary>As in <c>Rotation = (-10, 10)</c>.</summary>
    /// <param name="bounds">Smallest and largest value.</param>
    public static implicit operator ValueRange((double Low, double High) bounds) => new(bounds.Low, bounds.High);

    /// <summary>As in "-10 to 10", or "3" for a range of no width.</summary>
    public override string ToString() => Low == High
        ? Low.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Low} to {High}");

    /// <summary>The range itself, if it lies within bounds.</summary>
    internal ValueRange Within(double lowest, double highest, string unit, string option) => Low >= lowest && High <= highest && Low <= High
        ? this
        : throw new ArgumentOutOfRangeException(option, string.Create(CultureInfo.InvariantCulture, $"Got {option} = ({Low}, {High}); "
            + $"expected a range from {lowest} to {highest} {unit}, its smaller end first. Choose a range within these bounds."));

    /// <summary>A value of the range.</summary>
    /// <param name="share">Where it lies, 0 (low) to 1 (high).</param>
    internal double At(double share) => Low + (High - Low) * share;
}
