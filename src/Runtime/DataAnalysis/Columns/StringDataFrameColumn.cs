using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

/// <summary>A column of strings, each of which may be null.</summary>
public partial class StringDataFrameColumn : DataFrameColumn, IEnumerable<string>
{
    private readonly List<string> _values = [];
    private long _nullCount;

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public StringDataFrameColumn(string name, long length = 0) : base(name, 0, typeof(string)) => Resize(length);

    /// <summary>A column of strings.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The strings.</param>
    public StringDataFrameColumn(string name, IEnumerable<string> values) : base(name, 0, typeof(string))
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (string value in values) Append(value);
    }

    /// <inheritdoc/>
    public override long NullCount => _nullCount;

    /// <summary>The string in a row, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    public new string this[long rowIndex]
    {
        get => (string)GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    /// <summary>The strings of some rows.</summary>
    /// <param name="startIndex">The first row, from 0.</param>
    /// <param name="length">How many rows; fewer come where the column ends.</param>
    public new List<string> this[long startIndex, int length] => [.. GetValues(startIndex, length).Cast<string>()];

    /// <summary>Appends a string, or null.</summary>
    /// <param name="value">The string.</param>
    /// <remarks>A column of a data frame must stay as long as the frame's others: append rows to the frame instead.</remarks>
    public void Append(string value)
    {
        _values.Add(value);
        if (value is null) _nullCount++;
        Length++;
    }

    /// <summary>The strings, in order.</summary>
    public IEnumerator<string> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    /// <inheritdoc/>
    protected override object GetValue(long rowIndex)
    {
        if ((ulong)rowIndex >= (ulong)Length) throw Messages.RowOutOfRange(rowIndex, Length);
        return _values[(int)rowIndex];
    }

    /// <inheritdoc/>
    protected override void SetValue(long rowIndex, object value)
    {
        if (value is not null and not string) throw Messages.ValueType(Name, value, DataType);
        if (GetValue(rowIndex) is null) _nullCount--;
        _values[(int)rowIndex] = (string)value;
        if (value is null) _nullCount++;
    }

    /// <inheritdoc/>
    protected internal override void Resize(long length)
    {
        if (length < Length) throw new ArgumentException($"Column '{Name}' has {Length} rows and was to have {length}; a column cannot shrink.", nameof(length));
        while (Length < length) Append(null);
    }

    /// <inheritdoc cref="DataFrameColumn.Clone(DataFrameColumn, bool, long)"/>
    public new StringDataFrameColumn Clone(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend) =>
        (StringDataFrameColumn)Copy(mapIndices, invertMapIndices, numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new StringDataFrameColumn Clone(long numberOfNullsToAppend = 0) => (StringDataFrameColumn)Copy(null, false, numberOfNullsToAppend);

    /// <inheritdoc/>
    public override DataFrame ValueCounts()
    {
        Dictionary<string, ICollection<long>> groups = GroupColumnValues<string>(out _);
        return new DataFrame(
            new StringDataFrameColumn("Values", groups.Keys),
            new Int64DataFrameColumn("Counts", groups.Values.Select(rows => (long)rows.Count)));
    }

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => new GroupBy<string>(parent, columnIndex, GroupColumnValues<string>(out _));

    /// <summary>Puts a string where nulls are.</summary>
    /// <param name="value">The string.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public StringDataFrameColumn FillNulls(string value, bool inPlace = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        StringDataFrameColumn column = inPlace ? this : Clone();
        for (int row = 0; row < column._values.Count; row++) column._values[row] ??= value;
        column._nullCount = 0;
        return column;
    }

    /// <inheritdoc/>
    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) =>
        value is string text ? FillNulls(text, inPlace) : throw Messages.ValueType(Name, value, DataType);

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new StringDataFrameColumn DropNulls() => (StringDataFrameColumn)DropNullsImplementation();

    internal override DataFrameColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new StringDataFrameColumn(Name);
        taken._values.EnsureCapacity(rows.Length);
        foreach (int row in rows) taken.Append(row < 0 ? null : this[row]);
        return taken;
    }

    internal override DataFrameColumn Empty(string name) => new StringDataFrameColumn(name);

    internal override int[] SortedRows(bool ascending, bool putNullValuesLast)
    {
        Comparer<string> order = Comparer<string>.Default;
        return RowMap.Sorted(Length, IsValid, (a, b) => order.Compare(_values[a], _values[b]), ascending, putNullValuesLast);
    }

    internal override bool AppendText(ReadOnlySpan<char> text, IFormatProvider culture)
    {
        Append(text.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : text.ToString());
        return true;
    }

    internal override DataViewType ViewType => TextDataViewType.Instance;

    internal override Delegate ViewGetter(DataViewRowCursor cursor) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = this[cursor.Position].AsMemory());

    internal override Action Appender(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            Append(value.ToString());
        };
    }

    // Strings take part in equality; the other comparisons, and arithmetic, are those of a column without numbers.
    internal override PrimitiveDataFrameColumn<bool> Compare(ComparisonOperation operation, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Length != Length) throw Messages.LengthsDiffer(nameof(column), column.Length, Length);
        bool same = IsEquality(operation);
        return Flags(row => string.Equals(this[row], column[row]?.ToString(), StringComparison.Ordinal) == same);
    }

    internal override PrimitiveDataFrameColumn<bool> Compare<T>(ComparisonOperation operation, T value)
    {
        if (value is DataFrameColumn column) return Compare(operation, column);
        bool same = IsEquality(operation);
        string text = value?.ToString();
        return Flags(row => string.Equals(this[row], text, StringComparison.Ordinal) == same);
    }

    // Strings can be joined: `+` appends the other's text.
    internal override DataFrameColumn Operate(BinaryOperation operation, DataFrameColumn column, bool inPlace)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Length != Length) throw Messages.LengthsDiffer(nameof(column), column.Length, Length);
        return Join(operation, row => column[row]?.ToString(), inPlace, reversed: false);
    }

    internal override DataFrameColumn Operate<T>(BinaryOperation operation, T value, bool inPlace, bool reversed)
    {
        if (value is DataFrameColumn column) return Operate(operation, column, inPlace);
        string text = value?.ToString();
        return Join(operation, _ => text, inPlace, reversed);
    }

    private static bool IsEquality(ComparisonOperation operation) => operation switch
    {
        ComparisonOperation.Equal => true,
        ComparisonOperation.NotEqual => false,
        _ => throw new NotImplementedException($"Strings are compared for {operation}; only equal and not equal are defined for them."),
    };

    private StringDataFrameColumn Join(BinaryOperation operation, Func<long, string> other, bool inPlace, bool reversed)
    {
        if (operation != BinaryOperation.Add) throw new NotImplementedException($"{operation} is not defined for strings; only Add is.");
        StringDataFrameColumn column = inPlace ? this : Clone();
        for (long row = 0; row < Length; row++) column[row] = reversed ? other(row) + this[row] : this[row] + other(row);
        return column;
    }
}
