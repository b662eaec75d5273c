namespace Tensorflow.Keras.Preprocessing;

/// <summary>How far images may be moved: a share of their size (below 1), pixels (1 and more), or whole pixels to choose from.</summary>
public readonly struct ShiftRange
{
    private readonly double[]? _choices;
    private readonly double _most;

    private ShiftRange(double most, double[]? choices) => (_most, _choices) = (most, choices);

    internal bool IsNone => _choices is null && _most == 0;

    /// <summary>A share below 1, or pixels from 1 on: moved by up to as much, either way.</summary>
    /// <exception cref="ArgumentException">The number is negative or not finite.</exception>
    public static implicit operator ShiftRange(double most) => double.IsFinite(most) && most >= 0 ? new ShiftRange(most, null)
        : throw new ArgumentException($"Got a shift range of {most}; it takes a share from 0 to 1, or pixels.");

    /// <summary>Moved by a whole number of pixels below this, either way.</summary>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public static implicit operator ShiftRange(int below) => below == 0 ? default : below > 0
        ? new ShiftRange(0, [.. Enumerable.Range(0, below).Select(i => (double)i)])
        : throw new ArgumentException($"Got a shift range of {below}; it takes 0 or more.");

    /// <summary>Moved by one of these, either way; all below 1 are shares.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static implicit operator ShiftRange(double[] choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        return choices.Length > 0 ? new ShiftRange(0, [.. choices]) : throw new ArgumentException("Got no shifts to choose from; it "
            + "takes at least one.");
    }

    /// <summary>A shift in pixels.</summary>
    /// <param name="size">Height or width.</param>
    /// <param name="a">Random, from 0 to 1.</param>
    /// <param name="b">Random, from 0 to 1.</param>
    internal double Draw(int size, double a, double b)
    {
        if (_choices is null) return (2 * a - 1) * _most * (_most < 1 ? size : 1);
        return _choices[(int)(a * _choices.Length)] * (b < 0.5 ? -1 : 1) * (_choices.Max() < 1 ? size : 1);
    }
}

/// <summary>How much images are enlarged or shrunk: by factors from 1 - z to 1 + z, or between two factors; below 1 enlarges.</summary>
public readonly struct ZoomRange
{
    // Distances from 1, so that the default is no zoom.
    private readonly double _least, _most;

    private ZoomRange(double least, double most)
    {
        if (!(least > 0 && most >= least && double.IsFinite(most)))
            throw new ArgumentException($"Got a zoom range from {least} to {most}; it takes factors above 0, the smaller first.");
        (_least, _most) = (least - 1, most - 1);
    }

    internal bool IsNone => _least == 0 && _most == 0;

    /// <summary>Factors from 1 - range to 1 + range.</summary>
    /// <exception cref="ArgumentException">A factor would not be above 0.</exception>
    public static implicit operator ZoomRange(double range) => new(1 - range, 1 + range);

    /// <summary>Factors between two.</summary>
    /// <exception cref="ArgumentException">One is not above 0, or the first is the larger.</exception>
    public static implicit operator ZoomRange((double Least, double Most) range) => new(range.Least, range.Most);

    /// <summary>A factor.</summary>
    /// <param name="a">Random, from 0 to 1.</param>
    internal double Draw(double a) => 1 + _least + (_most - _least) * a;
}
