namespace Microsoft.ML.Data;

/// <summary>One of a fixed set of values, such as a class, held as an unsigned number: 1 to <see cref="Count"/>, 0 for missing.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    /// <summary>A key type.</summary>
    /// <param name="type">byte, ushort, uint or ulong.</param>
    /// <param name="count">The size of the set, from 1 to the largest value of <paramref name="type"/>.</param>
    public KeyDataViewType(Type type, ulong count) : base(type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentOutOfRangeException(nameof(type), $"A key was to be held as {type}; it takes byte, ushort, uint or ulong. Most keys use uint.");
        if (count == 0 || count > Largest(type))
            throw new ArgumentOutOfRangeException(nameof(count), $"A key held as {type.Name} was to have {count} values; it takes 1 to {Largest(type)}.");
        Count = count;
    }

    /// <summary>A key type.</summary>
    /// <param name="type">byte, ushort, uint or ulong.</param>
    /// <param name="count">The size of the set, from 1 to the largest value of <paramref name="type"/>.</param>
    public KeyDataViewType(Type type, int count) : this(type, count < 0 ? 0 : (ulong)count)
    {
    }

    /// <summary>The size of the set.</summary>
    public ulong Count { get; }

    /// <summary>Whether keys can be held as <paramref name="type"/>: byte, ushort, uint or ulong.</summary>
    /// <param name="type">A .NET type.</param>
    public static bool IsValidDataType(Type type) =>
        type == typeof(uint) || type == typeof(ulong) || type == typeof(ushort) || type == typeof(byte);

    private static ulong Largest(Type type) =>
        type == typeof(uint) ? uint.MaxValue : type == typeof(ulong) ? ulong.MaxValue : type == typeof(ushort) ? ushort.MaxValue : byte.MaxValue;

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    /// <summary>Such as "Key&lt;UInt32, 0-9&gt;" for ten values.</summary>
    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";
}
