using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>A vector, held as <see cref="VBuffer{T}"/>. With several dimensions the last one runs fastest.</summary>
public sealed class VectorDataViewType : StructuredDataViewType
{
    /// <summary>A vector of one dimension.</summary>
    /// <param name="itemType">The type of the elements.</param>
    /// <param name="size">The number of elements; 0 when it differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, int size = 0) : this(itemType, ImmutableArray.Create(size))
    {
    }

    /// <summary>A vector of any number of dimensions.</summary>
    /// <param name="itemType">The type of the elements.</param>
    /// <param name="dimensions">At least one; 0 for a dimension that differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, params int[] dimensions)
        : this(itemType, (dimensions ?? throw new ArgumentNullException(nameof(dimensions))).ToImmutableArray())
    {
    }

    /// <summary>A vector of any number of dimensions.</summary>
    /// <param name="itemType">The type of the elements.</param>
    /// <param name="dimensions">At least one; 0 for a dimension that differs from row to row.</param>
    public VectorDataViewType(PrimitiveDataViewType itemType, ImmutableArray<int> dimensions)
        : base(RawTypes.VectorOf((itemType ?? throw new ArgumentNullException(nameof(itemType))).RawType))
    {
        if (dimensions.IsDefaultOrEmpty || dimensions.Any(d => d < 0))
        {
            string text = dimensions.IsDefaultOrEmpty ? "none" : string.Join(", ", dimensions);
            throw new ArgumentOutOfRangeException(nameof(dimensions), $"The dimensions of a vector were [{text}]; it takes at least one, none below 0.");
        }
        ItemType = itemType;
        Dimensions = dimensions;
        int size = 1;
        foreach (int d in dimensions) size = checked(size * d);
        Size = size;
    }

    /// <summary>The sizes along each dimension; 0 where unknown.</summary>
    public ImmutableArray<int> Dimensions { get; }

    /// <summary>The type of the elements.</summary>
    public PrimitiveDataViewType ItemType { get; }

    /// <summary>The number of elements: the product of <see cref="Dimensions"/>; 0 when it differs from row to row.</summary>
    public int Size { get; }

    /// <summary>Whether every row has the same number of elements.</summary>
    public bool IsKnownSize => Size > 0;

    /// <inheritdoc/>
    public override bool Equals(DataViewType? other) =>
        other is VectorDataViewType vector && ItemType.Equals(vector.ItemType) && Dimensions.AsSpan().SequenceEqual(vector.Dimensions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ItemType, Size, Dimensions.Length);

    /// <summary>Such as "Vector&lt;Single, 28, 28&gt;"; an unknown size is left out, an unknown dimension is "*".</summary>
    public override string ToString()
    {
        string sizes = Dimensions.Length == 1
            ? Size > 0 ? $", {Size}" : ""
            : string.Concat(Dimensions.Select(d => d > 0 ? $", {d}" : ", *"));
        return $"Vector<{ItemType}{sizes}>";
    }
}
