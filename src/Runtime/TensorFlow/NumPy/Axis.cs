namespace Tensorflow;

/// <summary>One axis or several, as reductions take them: converts from a number, an array or a tuple. Negative numbers count from the end.</summary>
/// <example><code>tf.reduce_mean(x, 1); tf.reduce_sum(x, axis: (1, 2)); tf.reduce_max(x, new[] { 0, 3 });</code></example>
public readonly struct Axis
{
    private const int Kept = 8;
    private static readonly int[][] Single = [.. Enumerable.Range(-Kept, 2 * Kept).Select(i => new[] { i })];

    private readonly int[]? _axes;

    /// <summary>The axes named; none at all stand for all axes.</summary>
    public Axis(params int[]? axes) => _axes = axes;

    /// <summary>The axes; null for all.</summary>
    public int[]? axis => _axes;

    /// <summary>The only axis.</summary>
    /// <exception cref="ArgumentException">There is not exactly one.</exception>
    internal int One => _axes is [int one] ? one : throw new ArgumentException($"Got axis {this}; one axis is meant here.");

    /// <summary>One axis.</summary>
    public static implicit operator Axis(int axis) => new(axis is >= -Kept and < Kept ? Single[axis + Kept] : [axis]);

    /// <summary>The axes of an array; null stands for all axes.</summary>
    public static implicit operator Axis(int[]? axes) => new(axes);

    /// <summary>Two axes.</summary>
    public static implicit operator Axis((int, int) axes) => new(axes.Item1, axes.Item2);

    /// <summary>Three axes.</summary>
    public static implicit operator Axis((int, int, int) axes) => new(axes.Item1, axes.Item2, axes.Item3);

    /// <summary>Four axes.</summary>
    public static implicit operator Axis((int, int, int, int) axes) => new(axes.Item1, axes.Item2, axes.Item3, axes.Item4);

    /// <summary>The axes; null for all.</summary>
    public static implicit operator int[]?(Axis axis) => axis._axes;

    /// <summary>As Python writes it.</summary>
    public override string ToString() => _axes is null ? "None" : _axes is [int one] ? $"{one}" : $"({string.Join(", ", _axes)})";
}
