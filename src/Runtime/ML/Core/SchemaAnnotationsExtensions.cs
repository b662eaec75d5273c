namespace Microsoft.ML.Data;

/// <summary>The annotations that most columns have: names of slots, values of keys, whether values are normalized.</summary>
public static class SchemaAnnotationsExtensions
{
    internal const string SlotNames = "SlotNames", KeyValues = "KeyValues", Normalized = "IsNormalized";

    /// <summary>Whether a vector's slots all have names.</summary>
    /// <param name="column">The column.</param>
    public static bool HasSlotNames(this DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { Size: > 0 } vector && Annotation(column, SlotNames) is { ItemType: TextDataViewType } names && names.Size == vector.Size;

    /// <summary>The names of a vector's slots.</summary>
    /// <param name="column">The column.</param>
    /// <param name="slotNames">Receives the names.</param>
    /// <exception cref="InvalidOperationException">The slots have no names.</exception>
    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames) =>
        column.Annotations.GetValue(SlotNames, ref slotNames);

    /// <summary>Whether it is known what each key stands for.</summary>
    /// <param name="column">The column.</param>
    /// <param name="keyValueItemType">The type of what keys stand for; null for text.</param>
    public static bool HasKeyValues(this DataViewSchema.Column column, PrimitiveDataViewType? keyValueItemType = null) =>
        column.Type.ItemType() is KeyDataViewType key && Annotation(column, KeyValues) is { } values
        && (ulong)values.Size == key.Count && values.ItemType.Equals(keyValueItemType ?? TextDataViewType.Instance);

    /// <summary>What the keys 1, 2, ... stand for.</summary>
    /// <typeparam name="TValue">The raw type of what they stand for.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="keyValues">Receives the values.</param>
    /// <exception cref="InvalidOperationException">It is not known, or has another type.</exception>
    public static void GetKeyValues<TValue>(this DataViewSchema.Column column, ref VBuffer<TValue> keyValues) =>
        column.Annotations.GetValue(KeyValues, ref keyValues);

    /// <summary>Whether the values were normalized.</summary>
    /// <param name="column">The column.</param>
    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        bool value = false;
        if (column.Annotations.Schema.GetColumnOrNull(Normalized) is { Type: BooleanDataViewType }) column.Annotations.GetValue(Normalized, ref value);
        return value;
    }

    private static VectorDataViewType? Annotation(DataViewSchema.Column column, string kind) =>
        column.Annotations.Schema.GetColumnOrNull(kind)?.Type as VectorDataViewType;

    /// <summary>Adds a vector of names or values.</summary>
    internal static void AddValues<T>(this DataViewSchema.Annotations.Builder builder, string kind, PrimitiveDataViewType itemType, T[] values)
    {
        var all = new VBuffer<T>(values.Length, values);
        builder.Add(kind, new VectorDataViewType(itemType, values.Length), (ref VBuffer<T> result) => all.CopyTo(ref result));
    }

    /// <summary>The shape of the annotation <see cref="AddValues"/> adds.</summary>
    internal static SchemaShape.Column ValuesShape(string kind, DataViewType itemType) =>
        new(kind, SchemaShape.Column.VectorKind.Vector, itemType is KeyDataViewType ? itemType.RawType.ToPrimitiveType()! : itemType, itemType is KeyDataViewType);

    /// <summary>The shape of the annotation of normalized columns.</summary>
    internal static readonly SchemaShape.Column NormalizedShape =
        new(Normalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
}
