using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

/// <summary>A column of vectors; it holds no nulls, an absent row is an empty vector.</summary>
/// <typeparam name="T">The type of the vectors' elements.</typeparam>
public partial class VBufferDataFrameColumn<T> : DataFrameColumn, IEnumerable<VBuffer<T>>
{
    private readonly List<VBuffer<T>> _values = [];

    /// <summary>A column of empty vectors.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public VBufferDataFrameColumn(string name, long length = 0) : base(name, 0, typeof(VBuffer<T>)) => Resize(length);

    /// <summary>A column of vectors.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The vectors.</param>
    public VBufferDataFrameColumn(string name, IEnumerable<VBuffer<T>> values) : base(name, 0, typeof(VBuffer<T>))
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (VBuffer<T> value in values) Append(value);
    }

    /// <summary>Always 0.</summary>
    public override long NullCount => 0;

    /// <summary>The vector in a row.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    public new VBuffer<T> this[long rowIndex]
    {
        get => GetTypedValue(rowIndex);
        set => SetTypedValue(rowIndex, value);
    }

    /// <summary>Appends a vector.</summary>
    /// <param name="value">The vector.</param>
    public void Append(VBuffer<T> value)
    {
        _values.Add(value);
        Length++;
    }

    /// <summary>The vectors, in order.</summary>
    public IEnumerator<VBuffer<T>> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    /// <summary>The vector in a row.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    protected VBuffer<T> GetTypedValue(long rowIndex)
    {
        if ((ulong)rowIndex >= (ulong)Length) throw Messages.RowOutOfRange(rowIndex, Length);
        return _values[(int)rowIndex];
    }

    /// <summary>Sets the vector in a row.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    /// <param name="value">The vector.</param>
    protected void SetTypedValue(long rowIndex, VBuffer<T> value)
    {
        if ((ulong)rowIndex >= (ulong)Length) throw Messages.RowOutOfRange(rowIndex, Length);
        _values[(int)rowIndex] = value;
    }

    /// <inheritdoc/>
    protected override object GetValue(long rowIndex) => GetTypedValue(rowIndex);

    /// <inheritdoc/>
    protected override void SetValue(long rowIndex, object value)
    {
        if (value is null) throw new NotSupportedException($"Column '{Name}' got null; a column of vectors holds no nulls. Give an empty vector.");
        SetTypedValue(rowIndex, value is VBuffer<T> vector ? vector : throw Messages.ValueType(Name, value, DataType));
    }

    /// <inheritdoc/>
    protected internal override void Resize(long length)
    {
        if (length < Length) throw new ArgumentException($"Column '{Name}' has {Length} rows and was to have {length}; a column cannot shrink.", nameof(length));
        while (Length < length) Append(default);
    }

    /// <inheritdoc cref="DataFrameColumn.Clone(DataFrameColumn, bool, long)"/>
    public new VBufferDataFrameColumn<T> Clone(DataFrameColumn mapIndices, bool invertMapIndices, long numberOfNullsToAppend) =>
        (VBufferDataFrameColumn<T>)Copy(mapIndices, invertMapIndices, numberOfNullsToAppend);

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new VBufferDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0) => (VBufferDataFrameColumn<T>)Copy(null, false, numberOfNullsToAppend);

    /// <summary>There are no nulls to fill.</summary>
    /// <param name="value">Not used.</param>
    /// <param name="inPlace">Whether this column comes back; otherwise a copy does.</param>
    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) => inPlace ? this : Clone();

    internal override DataFrameColumn Take(ReadOnlySpan<int> rows)
    {
        var taken = new VBufferDataFrameColumn<T>(Name);
        foreach (int row in rows) taken.Append(row < 0 ? default : this[row]);
        return taken;
    }

    internal override DataFrameColumn Empty(string name) => new VBufferDataFrameColumn<T>(name);

    internal override int[] SortedRows(bool ascending, bool putNullValuesLast) =>
        throw new NotImplementedException($"Column '{Name}' holds vectors, which have no order. Sort by another column.");

    internal override bool AppendText(ReadOnlySpan<char> text, IFormatProvider culture) => false;

    internal override DataViewType ViewType => new VectorDataViewType(ViewTypes.Of(typeof(T)));

    internal override Delegate ViewGetter(DataViewRowCursor cursor) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => this[cursor.Position].CopyTo(ref value));

    internal override Action Appender(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(column);
        return () =>
        {
            // A buffer of its own for each row: the getter fills what it is given.
            VBuffer<T> value = default;
            getter(ref value);
            Append(value);
        };
    }
}
