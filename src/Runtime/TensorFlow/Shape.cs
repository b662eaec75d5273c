using System.Collections;

namespace Tensorflow;

/// <summary>
/// The sizes of a tensor's axes, outermost first, for example [batch, height, width, channels]. Immutable. -1 stands for a
/// size that is not known yet (Python's None).
/// </summary>
/// <example><code>Shape a = (28, 28, 1), b = 100, c = new Shape(-1, 784);</code></example>
public sealed class Shape : IEquatable<Shape>, IEnumerable<long>
{
    private const int CacheSize = 256;

    /// <summary>Recently used shapes by hash, so that an operation inside a training loop allocates none.</summary>
    private static readonly Shape?[] Cache = new Shape?[CacheSize];

    private readonly long[] _dims;

    /// <summary>The shape of a single value, with no axes.</summary>
    public static readonly Shape Scalar = new([]);

    /// <summary>A shape with the given axis sizes.</summary>
    /// <param name="dims">Sizes, each at least 0, or -1 for unknown.</param>
    /// <exception cref="ArgumentException">A size is below -1, or the product of the sizes does not fit.</exception>
    public Shape(params long[] dims)
        : this((ReadOnlySpan<long>)dims, Count(dims))
    {
    }

    private Shape(ReadOnlySpan<long> dims, long size)
    {
        _dims = dims.ToArray();
        this.size = size;
    }

    /// <summary>The shape with these sizes; the same object again when it was in use lately.</summary>
    /// <exception cref="ArgumentException">As the constructor's.</exception>
    public static Shape Of(params ReadOnlySpan<long> dims)
    {
        uint hash = (uint)dims.Length;
        foreach (long dim in dims) hash = (hash * 31 + (uint)dim) * 0x9E3779B1;
        ref Shape? slot = ref Cache[(hash >> 16) % CacheSize];
        if (slot is { } cached && dims.SequenceEqual(cached._dims)) return cached;
        return slot = new Shape(dims, Count(dims));
    }

    /// <summary>The number of axes.</summary>
    public int ndim => _dims.Length;

    /// <summary>The number of axes; the name Keras uses.</summary>
    public int rank => _dims.Length;

    /// <summary>The number of elements: the product of the sizes; -1 while one of them is unknown.</summary>
    public long size { get; }

    /// <summary>A copy of the sizes.</summary>
    public long[] dims => [.. _dims];

    /// <summary>The sizes, not copied.</summary>
    public ReadOnlySpan<long> Span => _dims;

    /// <summary>True when no size is unknown.</summary>
    public bool IsFullyDefined => size >= 0;

    /// <summary>The size of one axis; negative indices count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public long this[int axis]
    {
        get
        {
            int i = axis < 0 ? axis + _dims.Length : axis;
            if ((uint)i >= (uint)_dims.Length)
                throw new ArgumentOutOfRangeException(nameof(axis), axis, $"Got axis {axis} of shape {this}; it has {_dims.Length} axes.");
            return _dims[i];
        }
    }

    /// <summary>Part of the shape, as in <c>shape[1..]</c>.</summary>
    public Shape this[Range range] => Of(_dims.AsSpan()[range]);

    /// <summary>The axis number in 0 .. rank - 1 for an axis that may be counted from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        int i = axis < 0 ? axis + _dims.Length : axis;
        if ((uint)i >= (uint)_dims.Length)
            throw new ArgumentOutOfRangeException(nameof(axis), axis, $"Got axis {axis} for a tensor of shape {this}; it takes {-_dims.Length} to {_dims.Length - 1}.");
        return i;
    }

    /// <summary>The shape two operands have together after broadcasting: aligned at the last axis, 1 stretches.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a.Equals(b)) return a;
        int rank = Math.Max(a.ndim, b.ndim);
        Span<long> dims = stackalloc long[rank];
        for (int i = 1; i <= rank; i++)
        {
            long x = i <= a.ndim ? a._dims[^i] : 1, y = i <= b.ndim ? b._dims[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException($"Got shapes {a} and {b}, which do not broadcast: axis {-i} has sizes {x} and {y}. Sizes must be equal, or one of them 1.");
            dims[^i] = x == 1 ? y : x;
        }
        return Of(dims);
    }

    private static long Count(ReadOnlySpan<long> dims)
    {
        long count = 1;
        bool known = true;
        foreach (long dim in dims)
        {
            if (dim < -1) throw new ArgumentException($"Got {dim} as the size of an axis; it takes 0 or more, or -1 for unknown.");
            if (dim == -1) known = false;
            else if (dim != 0 && count > long.MaxValue / 8 / dim) throw new ArgumentException("Got a shape of more elements than memory can address; check its sizes.");
            else count *= dim;
        }
        return known ? count : -1;
    }

    /// <summary>A shape of one axis.</summary>
    public static implicit operator Shape(int dim) => Of(dim);

    /// <summary>A shape of one axis.</summary>
    public static implicit operator Shape(long dim) => Of(dim);

    /// <summary>A shape from an array of sizes; null stays null.</summary>
    public static implicit operator Shape(long[] dims) => dims is null ? null! : Of(dims);

    /// <summary>A shape from an array of sizes; null stays null.</summary>
    public static implicit operator Shape(int[] dims) => dims is null ? null! : Of(Array.ConvertAll(dims, d => (long)d));

    /// <summary>A shape of two axes.</summary>
    public static implicit operator Shape((long, long) d) => Of(d.Item1, d.Item2);

    /// <summary>A shape of three axes.</summary>
    public static implicit operator Shape((long, long, long) d) => Of(d.Item1, d.Item2, d.Item3);

    /// <summary>A shape of four axes.</summary>
    public static implicit operator Shape((long, long, long, long) d) => Of(d.Item1, d.Item2, d.Item3, d.Item4);

    /// <summary>A shape of five axes.</summary>
    public static implicit operator Shape((long, long, long, long, long) d) => Of(d.Item1, d.Item2, d.Item3, d.Item4, d.Item5);

    /// <summary>True when the sizes are equal.</summary>
    public static bool operator ==(Shape? a, Shape? b) => a is null ? b is null : a.Equals(b);

    /// <summary>True when the sizes differ.</summary>
    public static bool operator !=(Shape? a, Shape? b) => !(a == b);

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && (ReferenceEquals(this, other) || _dims.AsSpan().SequenceEqual(other._dims));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long dim in _dims) hash.Add(dim);
        return hash.ToHashCode();
    }

    /// <summary>As Python prints a tuple: <c>(None, 28, 28, 1)</c>, <c>(10,)</c>, <c>()</c>.</summary>
    public override string ToString()
    {
        string inner = string.Join(", ", _dims.Select(d => d < 0 ? "None" : d.ToString()));
        return _dims.Length == 1 ? $"({inner},)" : $"({inner})";
    }

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _dims.GetEnumerator();
}
