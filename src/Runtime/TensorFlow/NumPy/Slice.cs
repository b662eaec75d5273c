namespace Tensorflow;

/// <summary>Which entries of one axis an index takes, as in Python's <c>x[1:10:2]</c>. Converts from numbers, ranges and Python's notation.</summary>
/// <example><code>
/// x[new Slice(0, 100)]   // x[0:100]
/// x[Slice.All, 1]        // x[:, 1]
/// x[0..100, ^1]          // x[0:100, -1]
/// x["..., ::-1"]
/// </code></example>
public sealed class Slice
{
    /// <summary>Every entry: <c>:</c>.</summary>
    public static readonly Slice All = new();

    /// <summary>Every entry of all axes that have no index of their own: <c>...</c>.</summary>
    public static readonly Slice Ellipsis = new() { IsEllipsis = true };

    /// <summary>A new axis of size 1: <c>None</c>.</summary>
    public static readonly Slice NewAxis = new() { IsNewAxis = true };

    /// <summary>The entries start, start + step, ... that come before stop.</summary>
    /// <param name="start">First entry; negative counts from the end; null for the first there is.</param>
    /// <param name="stop">Where to end, not contained itself; negative counts from the end; null for all that follow.</param>
    /// <param name="step">Distance, not 0; negative runs backwards.</param>
    /// <exception cref="ArgumentException">The distance is 0.</exception>
    public Slice(long? start = null, long? stop = null, long step = 1)
    {
        if (step == 0) throw new ArgumentException("Got a slice with step 0; it takes a positive or negative step.");
        (Start, Stop, Step) = (start, stop, step);
    }

    /// <summary>First entry, or null.</summary>
    public long? Start { get; }

    /// <summary>Where to end, or null.</summary>
    public long? Stop { get; }

    /// <summary>Distance between entries.</summary>
    public long Step { get; }

    /// <summary>True for a single entry, which removes the axis.</summary>
    public bool IsIndex { get; private init; }

    /// <summary>True for <c>...</c>.</summary>
    public bool IsEllipsis { get; private init; }

    /// <summary>True for <c>None</c>.</summary>
    public bool IsNewAxis { get; private init; }

    /// <summary>A single entry; negative counts from the end.</summary>
    public static Slice Index(long index) => new(index) { IsIndex = true };

    /// <summary>Reads Python's notation, one part an axis: <c>"0:100"</c>, <c>":, 1:3"</c>, <c>"..., 0"</c>, <c>"::-1"</c>, <c>"None, :"</c>.</summary>
    /// <exception cref="FormatException">The text is no such notation.</exception>
    public static Slice[] Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var slices = new Slice[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            slices[i] = parts[i] switch
            {
                "..." => Ellipsis,
                ":" => All,
                "None" or "np.newaxis" or "newaxis" => NewAxis,
                _ => Part(parts[i], text),
            };
        }
        return slices;
    }

    private static Slice Part(string part, string text)
    {
        string[] numbers = part.Split(':', StringSplitOptions.TrimEntries);
        var values = new long?[3];
        bool valid = part.Length > 0 && numbers.Length <= 3;
        for (int i = 0; i < numbers.Length && valid; i++)
        {
            if (numbers[i].Length == 0) continue;
            valid = long.TryParse(numbers[i], out long value);
            values[i] = value;
        }
        if (!valid || values[2] == 0)
            throw new FormatException($"Got the index \"{text}\"; it takes one part an axis, such as \"0:100\", \":, 1:3\", \"..., 0\" or \"::-1\".");
        return numbers.Length == 1 ? Index(values[0]!.Value) : new Slice(values[0], values[1], values[2] ?? 1);
    }

    /// <summary>First entry, number of entries and distance for an axis; as Python does, ends beyond the axis are cut.</summary>
    internal (long Begin, long Count, long Step) Resolve(Shape shape, int axis)
    {
        long size = shape[axis];
        if (IsIndex)
        {
            long index = Start!.Value < 0 ? Start.Value + size : Start.Value;
            if ((ulong)index >= (ulong)size) throw new ArgumentException($"Got index {Start} for axis {axis} of shape {shape}; "
                + $"it takes {-size} to {size - 1}.");
            return (index, 1, 1);
        }
        long lowest = Step > 0 ? 0 : -1, highest = Step > 0 ? size : size - 1;
        long begin = Bound(Start, Step > 0 ? lowest : highest), end = Bound(Stop, Step > 0 ? highest : lowest);
        long count = Step > 0 ? (end - begin + Step - 1) / Step : (begin - end - Step - 1) / -Step;
        return count > 0 ? (begin, count, Step) : (0, 0, 1);

        long Bound(long? value, long otherwise) => value is { } v ? Math.Clamp(v < 0 ? v + size : v, lowest, highest) : otherwise;
    }

    /// <summary>A single entry.</summary>
    public static implicit operator Slice(int index) => Index(index);

    /// <summary>A single entry; <c>^1</c> is the last.</summary>
    public static implicit operator Slice(Index index) => Index(index.IsFromEnd ? -index.Value : index.Value);

    /// <summary>The entries of a range, such as <c>0..100</c> or <c>1..^1</c>.</summary>
    public static implicit operator Slice(Range range) => new(Bound(range.Start, start: true), Bound(range.End, start: false));

    /// <summary>One part of Python's notation, such as <c>"1:3"</c>.</summary>
    /// <exception cref="FormatException">The text is no such notation, or names several axes.</exception>
    public static implicit operator Slice(string text) =>
        Parse(text) is [Slice one] ? one : throw new FormatException($"Got \"{text}\", an index of several axes, where one axis is meant.");

    // ^0 as an end is the end itself; as a start it would be an empty range at the end.
    private static long? Bound(Index index, bool start) =>
        !index.IsFromEnd ? index.Value : index.Value > 0 ? -index.Value : start ? long.MaxValue : null;

    /// <summary>As Python writes it.</summary>
    public override string ToString() =>
        IsEllipsis ? "..." : IsNewAxis ? "None" : IsIndex ? $"{Start}" : Step == 1 ? $"{Start}:{Stop}" : $"{Start}:{Stop}:{Step}";
}
