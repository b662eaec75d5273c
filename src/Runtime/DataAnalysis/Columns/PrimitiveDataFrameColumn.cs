using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>A column of numbers, bool, char or DateTime, each of which may be null.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public partial class PrimitiveDataFrameColumn<T> : DataFrameColumn, IEnumerable<T?> where T : unmanaged
{
    private ColumnStore<T> _store;

    /// <summary>A column of values that may be null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T?> values) : this(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (T? value in values) _store.Append(value);
        Length = _store.Length;
    }

    /// <summary>A column of values.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public PrimitiveDataFrameColumn(string name, IEnumerable<T> values) : this(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (T value in values) _store.Append(value);
        Length = _store.Length;
    }

    /// <summary>A column of nulls.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    public PrimitiveDataFrameColumn(string name, long length = 0) : base(name, length, typeof(T))
    {
        _ = Arithmetic<T>.Instance;
        _store = new ColumnStore<T>(length);
    }

    /// <inheritdoc/>
    public override long NullCount => _store.NullCount;

    /// <summary>The value in a row, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    public new T? this[long rowIndex]
    {
        get => GetTypedValue(rowIndex);
        set => _store[rowIndex] = value;
    }

    /// <summary>The values of some rows.</summary>
    /// <param name="startIndex">The first row, from 0.</param>
    /// <param name="length">How many rows; fewer come where the column ends.</param>
    public new IReadOnlyList<T?> this[long startIndex, int length]
    {
        get
        {
            if ((ulong)startIndex >= (ulong)Length) throw Messages.RowOutOfRange(startIndex, Length);
            var values = new T?[Math.Min(length, Length - startIndex)];
            for (int i = 0; i < values.Length; i++) values[i] = _store[startIndex + i];
            return values;
        }
    }

    /// <summary>Appends a value, or null.</summary>
    /// <param name="value">The value.</param>
    /// <remarks>A column of a data frame must stay as long as the frame's others: append rows to the frame instead.</remarks>
    public void Append(T? value)
    {
        _store.Append(value);
        Length++;
    }

    /// <summary>Appends a value, or null, more than once.</summary>
    /// <param name="value">The value.</param>
    /// <param name="count">How often.</param>
    public void AppendMany(T? value, long count)
    {
        _store.AppendMany(value, count);
        Length = _store.Length;
    }

    /// <inheritdoc/>
    public override bool IsValid(long index) => _store.IsValid(index);

    /// <summary>The values, in order.</summary>
    public IEnumerator<T?> GetEnumerator()
    {
        for (int row = 0; row < _store.Length; row++) yield return _store[row];
    }

    /// <inheritdoc/>
    protected override IEnumerator GetEnumeratorCore() => GetEnumerator();

    /// <summary>The value in a row, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    protected T? GetTypedValue(long rowIndex) => _store[rowIndex];

    /// <inheritdoc/>
    protected override object GetValue(long rowIndex) => GetTypedValue(rowIndex);

    /// <inheritdoc/>
    protected override void SetValue(long rowIndex, object value)
    {
        if (value is not null and not T) throw Messages.ValueType(Name, value, DataType);
        _store[rowIndex] = (T?)value;
    }

    /// <summary>A column of the same kind, of nulls; what copies are made of.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    protected virtual PrimitiveDataFrameColumn<T> CreateNewColumn(string name, long length = 0) => new(name, length);

    /// <inheritdoc/>
    protected internal override void Resize(long length)
    {
        if (length < Length) throw new ArgumentException($"Column '{Name}' has {Length} rows and was to have {length}; a column cannot shrink.", nameof(length));
        AppendMany(null, length - Length);
    }

    /// <inheritdoc/>
    public override bool IsNumericColumn() => Arithmetic<T>.Instance.IsNumeric;

    /// <inheritdoc/>
    public override bool HasDescription() => IsNumericColumn() || typeof(T) == typeof(DateTime);

    /// <inheritdoc cref="DataFrameColumn.Clone(long)"/>
    public new PrimitiveDataFrameColumn<T> Clone(long numberOfNullsToAppend = 0)
    {
        PrimitiveDataFrameColumn<T> copy = With(_store.Clone());
        copy.AppendMany(null, numberOfNullsToAppend);
        return copy;
    }

    /// <inheritdoc cref="DataFrameColumn.Clone(DataFrameColumn, bool, long)"/>
    public new PrimitiveDataFrameColumn<T> Clone(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0) =>
        (PrimitiveDataFrameColumn<T>)Copy(mapIndices, invertMapIndices, numberOfNullsToAppend);

    /// <summary>A copy of the rows named, in that order.</summary>
    /// <param name="mapIndices">The rows.</param>
    public PrimitiveDataFrameColumn<T> Clone(IEnumerable<long> mapIndices) => (PrimitiveDataFrameColumn<T>)Take([.. mapIndices.Select(row => checked((int)row))]);

    /// <summary>A copy of the rows named, in that order.</summary>
    /// <param name="mapIndices">The rows.</param>
    public PrimitiveDataFrameColumn<T> Clone(IEnumerable<int> mapIndices) => (PrimitiveDataFrameColumn<T>)Take([.. mapIndices]);

    /// <summary>Puts a value where nulls are.</summary>
    /// <param name="value">The value.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public PrimitiveDataFrameColumn<T> FillNulls(T value, bool inPlace = false)
    {
        PrimitiveDataFrameColumn<T> column = inPlace ? this : Clone();
        column.ApplyElementwise((cell, _) => cell ?? value);
        return column;
    }

    /// <inheritdoc/>
    protected override DataFrameColumn FillNullsImplementation(object value, bool inPlace) =>
        FillNulls(Converted(value), inPlace);

    /// <inheritdoc cref="DataFrameColumn.DropNulls"/>
    public new PrimitiveDataFrameColumn<T> DropNulls() => (PrimitiveDataFrameColumn<T>)DropNullsImplementation();

    /// <inheritdoc/>
    public override DataFrame ValueCounts()
    {
        Dictionary<T, ICollection<long>> groups = GroupColumnValues<T>(out _);
        PrimitiveDataFrameColumn<T> values = CreateNewColumn("Values");
        foreach (T value in groups.Keys) values.Append(value);
        return new DataFrame(values, new Int64DataFrameColumn("Counts", groups.Values.Select(rows => (long)rows.Count)));
    }

    /// <inheritdoc/>
    public override GroupBy GroupBy(int columnIndex, DataFrame parent) => new GroupBy<T>(parent, columnIndex, GroupColumnValues<T>(out _));

    /// <inheritdoc/>
    public override Dictionary<TKey, ICollection<long>> GroupColumnValues<TKey>(out HashSet<long> nullIndices)
    {
        if (typeof(TKey) != typeof(T)) return base.GroupColumnValues<TKey>(out nullIndices);
        // As the base method, without a box for each value.
        var groups = new Dictionary<T, ICollection<long>>();
        nullIndices = [];
        for (int row = 0; row < _store.Length; row++)
        {
            if (_store[row] is not T value) nullIndices.Add(row);
            else if (groups.TryGetValue(value, out ICollection<long> rows)) rows.Add(row);
            else groups.Add(value, new List<long> { row });
        }
        return (Dictionary<TKey, ICollection<long>>)(object)groups;
    }

    /// <summary>Replaces each value by what a function makes of it and its row.</summary>
    /// <param name="func">Takes the value, or null, and its row.</param>
    public void ApplyElementwise(Func<T?, long, T?> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        for (int row = 0; row < _store.Length; row++) _store[row] = func(_store[row], row);
    }

    /// <summary>A new column of what a function makes of each value; its name is `Result`.</summary>
    /// <typeparam name="TResult">The type of the new values.</typeparam>
    /// <param name="func">Takes the value, or null.</param>
    public PrimitiveDataFrameColumn<TResult> Apply<TResult>(Func<T?, TResult?> func) where TResult : unmanaged =>
        new("Result", this.Select(func));

    /// <summary>Brings values that are beyond a limit to the limit; nulls stay.</summary>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public PrimitiveDataFrameColumn<T> Clamp(T min, T max, bool inPlace = false)
    {
        PrimitiveDataFrameColumn<T> column = inPlace ? this : Clone();
        Comparer<T> order = Comparer<T>.Default;
        column.ApplyElementwise((cell, _) => cell is not T value ? null : order.Compare(value, min) < 0 ? min : order.Compare(value, max) > 0 ? max : value);
        return column;
    }

    /// <summary>The values between two limits, both included; nulls are left out.</summary>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    public PrimitiveDataFrameColumn<T> Filter(T min, T max)
    {
        Comparer<T> order = Comparer<T>.Default;
        PrimitiveDataFrameColumn<T> kept = CreateNewColumn(Name);
        foreach (T? cell in this)
            if (cell is T value && order.Compare(value, min) >= 0 && order.Compare(value, max) <= 0) kept.Append(cell);
        return kept;
    }

    /// <inheritdoc/>
    protected override DataFrameColumn ClampImplementation<U>(U min, U max, bool inPlace) => Clamp(Converted(min), Converted(max), inPlace);

    /// <inheritdoc/>
    protected override DataFrameColumn FilterImplementation<U>(U min, U max) => Filter(Converted(min), Converted(max));

    internal override DataFrameColumn Take(ReadOnlySpan<int> rows) => With(_store.Take(rows));

    internal override DataFrameColumn Empty(string name) => CreateNewColumn(name);

    internal override int[] SortedRows(bool ascending, bool putNullValuesLast)
    {
        Comparer<T> order = Comparer<T>.Default;
        ColumnStore<T> store = _store;
        return RowMap.Sorted(Length, IsValid, (a, b) => order.Compare(store.Values[a], store.Values[b]), ascending, putNullValuesLast);
    }

    internal override void Trim() => _store.Trim();

    internal override bool AppendText(ReadOnlySpan<char> text, IFormatProvider culture)
    {
        T? value = null;
        if (!text.IsEmpty && !text.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            if (!TextValue<T>.TryParse(text, culture, out T parsed)) return false;
            value = parsed;
        }
        Append(value);
        return true;
    }

    private static T Converted(object value) => (T)Convert.ChangeType(value, typeof(T), CultureInfo.CurrentCulture);

    /// <summary>A column of this kind and name over other cells.</summary>
    private PrimitiveDataFrameColumn<T> With(ColumnStore<T> store)
    {
        PrimitiveDataFrameColumn<T> column = CreateNewColumn(Name);
        column._store = store;
        column.Length = store.Length;
        return column;
    }
}
