namespace Microsoft.Data.Analysis;

// The named columns say no more than their type: all they add is constructors, and that a copy keeps the name.

/// <summary>A column of bool.</summary>
public partial class BooleanDataFrameColumn : PrimitiveDataFrameColumn<bool>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public BooleanDataFrameColumn(string name, IEnumerable<bool?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public BooleanDataFrameColumn(string name, IEnumerable<bool> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public BooleanDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<bool> CreateNewColumn(string name, long length = 0) => new BooleanDataFrameColumn(name, length);
}

/// <summary>A column of byte.</summary>
public partial class ByteDataFrameColumn : PrimitiveDataFrameColumn<byte>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public ByteDataFrameColumn(string name, IEnumerable<byte?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public ByteDataFrameColumn(string name, IEnumerable<byte> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public ByteDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<byte> CreateNewColumn(string name, long length = 0) => new ByteDataFrameColumn(name, length);
}

/// <summary>A column of char.</summary>
public partial class CharDataFrameColumn : PrimitiveDataFrameColumn<char>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public CharDataFrameColumn(string name, IEnumerable<char?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public CharDataFrameColumn(string name, IEnumerable<char> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public CharDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<char> CreateNewColumn(string name, long length = 0) => new CharDataFrameColumn(name, length);
}

/// <summary>A column of decimal.</summary>
public partial class DecimalDataFrameColumn : PrimitiveDataFrameColumn<decimal>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DecimalDataFrameColumn(string name, IEnumerable<decimal?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DecimalDataFrameColumn(string name, IEnumerable<decimal> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public DecimalDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<decimal> CreateNewColumn(string name, long length = 0) => new DecimalDataFrameColumn(name, length);
}

/// <summary>A column of double.</summary>
public partial class DoubleDataFrameColumn : PrimitiveDataFrameColumn<double>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DoubleDataFrameColumn(string name, IEnumerable<double?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DoubleDataFrameColumn(string name, IEnumerable<double> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public DoubleDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<double> CreateNewColumn(string name, long length = 0) => new DoubleDataFrameColumn(name, length);
}

/// <summary>A column of short.</summary>
public partial class Int16DataFrameColumn : PrimitiveDataFrameColumn<short>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int16DataFrameColumn(string name, IEnumerable<short?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int16DataFrameColumn(string name, IEnumerable<short> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public Int16DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<short> CreateNewColumn(string name, long length = 0) => new Int16DataFrameColumn(name, length);
}

/// <summary>A column of int.</summary>
public partial class Int32DataFrameColumn : PrimitiveDataFrameColumn<int>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int32DataFrameColumn(string name, IEnumerable<int?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int32DataFrameColumn(string name, IEnumerable<int> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public Int32DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<int> CreateNewColumn(string name, long length = 0) => new Int32DataFrameColumn(name, length);
}

/// <summary>A column of long.</summary>
public partial class Int64DataFrameColumn : PrimitiveDataFrameColumn<long>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int64DataFrameColumn(string name, IEnumerable<long?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public Int64DataFrameColumn(string name, IEnumerable<long> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public Int64DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<long> CreateNewColumn(string name, long length = 0) => new Int64DataFrameColumn(name, length);
}

/// <summary>A column of sbyte.</summary>
public partial class SByteDataFrameColumn : PrimitiveDataFrameColumn<sbyte>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public SByteDataFrameColumn(string name, IEnumerable<sbyte?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public SByteDataFrameColumn(string name, IEnumerable<sbyte> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public SByteDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<sbyte> CreateNewColumn(string name, long length = 0) => new SByteDataFrameColumn(name, length);
}

/// <summary>A column of float.</summary>
public partial class SingleDataFrameColumn : PrimitiveDataFrameColumn<float>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public SingleDataFrameColumn(string name, IEnumerable<float?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public SingleDataFrameColumn(string name, IEnumerable<float> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public SingleDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<float> CreateNewColumn(string name, long length = 0) => new SingleDataFrameColumn(name, length);
}

/// <summary>A column of ushort.</summary>
public partial class UInt16DataFrameColumn : PrimitiveDataFrameColumn<ushort>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt16DataFrameColumn(string name, IEnumerable<ushort?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt16DataFrameColumn(string name, IEnumerable<ushort> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public UInt16DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<ushort> CreateNewColumn(string name, long length = 0) => new UInt16DataFrameColumn(name, length);
}

/// <summary>A column of uint.</summary>
public partial class UInt32DataFrameColumn : PrimitiveDataFrameColumn<uint>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt32DataFrameColumn(string name, IEnumerable<uint?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt32DataFrameColumn(string name, IEnumerable<uint> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public UInt32DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<uint> CreateNewColumn(string name, long length = 0) => new UInt32DataFrameColumn(name, length);
}

/// <summary>A column of ulong.</summary>
public partial class UInt64DataFrameColumn : PrimitiveDataFrameColumn<ulong>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt64DataFrameColumn(string name, IEnumerable<ulong?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public UInt64DataFrameColumn(string name, IEnumerable<ulong> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public UInt64DataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<ulong> CreateNewColumn(string name, long length = 0) => new UInt64DataFrameColumn(name, length);
}

/// <summary>A column of DateTime.</summary>
public partial class DateTimeDataFrameColumn : PrimitiveDataFrameColumn<DateTime>
{
    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime?> values) : base(name, values) { }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime> values) : base(name, values) { }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public DateTimeDataFrameColumn(string name, long length = 0) : base(name, length) { }

    /// <inheritdoc/>
    protected override PrimitiveDataFrameColumn<DateTime> CreateNewColumn(string name, long length = 0) => new DateTimeDataFrameColumn(name, length);
}
