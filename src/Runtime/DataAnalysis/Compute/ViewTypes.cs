using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

/// <summary>Which type of a data view a type of cells is, and which kind of column holds a type.</summary>
internal static class ViewTypes
{
    private static readonly Dictionary<Type, PrimitiveDataViewType> Types = new()
    {
        [typeof(bool)] = BooleanDataViewType.Instance,
        [typeof(byte)] = NumberDataViewType.Byte,
        [typeof(sbyte)] = NumberDataViewType.SByte,
        [typeof(short)] = NumberDataViewType.Int16,
        [typeof(ushort)] = NumberDataViewType.UInt16,
        [typeof(int)] = NumberDataViewType.Int32,
        [typeof(uint)] = NumberDataViewType.UInt32,
        [typeof(long)] = NumberDataViewType.Int64,
        [typeof(ulong)] = NumberDataViewType.UInt64,
        [typeof(float)] = NumberDataViewType.Single,
        [typeof(double)] = NumberDataViewType.Double,
        [typeof(DateTime)] = DateTimeDataViewType.Instance,
        [typeof(ReadOnlyMemory<char>)] = TextDataViewType.Instance,
        // Views have neither; these are the types that hold their values.
        [typeof(char)] = NumberDataViewType.UInt16,
        [typeof(decimal)] = NumberDataViewType.Double,
    };

    /// <summary>The view's type for cells of a type.</summary>
    public static PrimitiveDataViewType Of(Type type) => Types.TryGetValue(type, out PrimitiveDataViewType view)
        ? view
        : throw new NotSupportedException($"A data view has no type for {type}.");

    /// <summary>An empty column for cells of a type.</summary>
    public static DataFrameColumn Column(Type type, string name) =>
        type == typeof(string) ? new StringDataFrameColumn(name)
        : type == typeof(bool) ? new BooleanDataFrameColumn(name)
        : type == typeof(float) ? new SingleDataFrameColumn(name)
        : type == typeof(double) ? new DoubleDataFrameColumn(name)
        : type == typeof(int) ? new Int32DataFrameColumn(name)
        : type == typeof(long) ? new Int64DataFrameColumn(name)
        : type == typeof(byte) ? new ByteDataFrameColumn(name)
        : type == typeof(sbyte) ? new SByteDataFrameColumn(name)
        : type == typeof(short) ? new Int16DataFrameColumn(name)
        : type == typeof(ushort) ? new UInt16DataFrameColumn(name)
        : type == typeof(uint) ? new UInt32DataFrameColumn(name)
        : type == typeof(ulong) ? new UInt64DataFrameColumn(name)
        : type == typeof(char) ? new CharDataFrameColumn(name)
        : type == typeof(decimal) ? new DecimalDataFrameColumn(name)
        : type == typeof(DateTime) ? new DateTimeDataFrameColumn(name)
        : throw new NotSupportedException($"Column '{name}' was to hold {type}; columns hold string, bool, char, DateTime or numbers.");

    /// <summary>An empty column that holds the values of a view's column.</summary>
    /// <exception cref="NotSupportedException">The column is a key, or of another type that no column holds.</exception>
    public static DataFrameColumn Column(DataViewType type, string name) => type switch
    {
        TextDataViewType => new StringDataFrameColumn(name),
        BooleanDataViewType or NumberDataViewType or DateTimeDataViewType => Column(type.RawType, name),
        VectorDataViewType { ItemType: BooleanDataViewType or NumberDataViewType or TextDataViewType } vector => VectorColumn(vector.ItemType.RawType, name),
        _ => throw new NotSupportedException(
            $"Column '{name}' is of type {type}, which no column of a data frame holds. Leave it out with selectColumns, or map a key to its value first."),
    };

    private static DataFrameColumn VectorColumn(Type item, string name) =>
        (DataFrameColumn)Activator.CreateInstance(typeof(VBufferDataFrameColumn<>).MakeGenericType(item), name, 0L);
}
