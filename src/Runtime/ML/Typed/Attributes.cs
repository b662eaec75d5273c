namespace Microsoft.ML.Data;

/// <summary>A field or property of unsigned numbers holds keys: 1 to the count, 0 for missing.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeyTypeAttribute : Attribute
{
    /// <summary>Keys as many as the number type can tell apart.</summary>
    public KeyTypeAttribute()
    {
    }

    /// <summary>Keys of a known number.</summary>
    /// <param name="count">The number of keys.</param>
    public KeyTypeAttribute(ulong count) => Count = count;

    internal ulong? Count { get; }
}

/// <summary>The dimensions of an array or vector.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class VectorTypeAttribute : Attribute
{
    /// <summary>A vector whose size differs from row to row.</summary>
    public VectorTypeAttribute()
    {
    }

    /// <summary>A vector of one dimension.</summary>
    /// <param name="size">The number of elements; 0 when it differs from row to row.</param>
    public VectorTypeAttribute(int size) : this([size])
    {
    }

    /// <summary>A vector of any number of dimensions; the last one runs fastest.</summary>
    /// <param name="dimensions">The sizes; 0 for one that differs from row to row.</param>
    public VectorTypeAttribute(params int[] dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        foreach (int size in dimensions) Check.That(size >= 0, nameof(dimensions), size, "A dimension", "0 or more");
        Dims = dimensions;
    }

    internal int[] Dims { get; } = [];
}

/// <summary>The column's name, where it is not that of the field or property.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ColumnNameAttribute : Attribute
{
    /// <summary>Names the column.</summary>
    /// <param name="name">The name.</param>
    public ColumnNameAttribute(string name) => Name = name;

    internal string Name { get; }
}

/// <summary>The field or property is no column.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class NoColumnAttribute : Attribute
{
}
