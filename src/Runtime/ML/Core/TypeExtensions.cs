namespace Microsoft.ML.Data;

/// <summary>From .NET types to column types, and to the items of vectors.</summary>
internal static class TypeExtensions
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Primitives = new()
    {
        [typeof(sbyte)] = NumberDataViewType.SByte,
        [typeof(byte)] = NumberDataViewType.Byte,
        [typeof(short)] = NumberDataViewType.Int16,
        [typeof(ushort)] = NumberDataViewType.UInt16,
        [typeof(int)] = NumberDataViewType.Int32,
        [typeof(uint)] = NumberDataViewType.UInt32,
        [typeof(long)] = NumberDataViewType.Int64,
        [typeof(ulong)] = NumberDataViewType.UInt64,
        [typeof(float)] = NumberDataViewType.Single,
        [typeof(double)] = NumberDataViewType.Double,
        [typeof(bool)] = BooleanDataViewType.Instance,
        [typeof(string)] = TextDataViewType.Instance,
        [typeof(ReadOnlyMemory<char>)] = TextDataViewType.Instance,
        [typeof(DateTime)] = DateTimeDataViewType.Instance,
        [typeof(DateTimeOffset)] = DateTimeOffsetDataViewType.Instance,
        [typeof(TimeSpan)] = TimeSpanDataViewType.Instance,
        [typeof(DataViewRowId)] = RowIdDataViewType.Instance,
    };

    /// <summary>The type of the elements of a vector, or the type itself.</summary>
    public static PrimitiveDataViewType ItemType(this DataViewType type) =>
        type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)type;

    /// <summary>The column type that holds values of a .NET type, or null.</summary>
    public static PrimitiveDataViewType? ToPrimitiveType(this Type type) => Primitives.GetValueOrDefault(type);

    /// <summary>The number of keys of a key column, 0 for others.</summary>
    public static ulong KeyCount(this DataViewType type) => (type.ItemType() as KeyDataViewType)?.Count ?? 0;
}
