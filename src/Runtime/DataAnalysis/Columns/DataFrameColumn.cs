using System.Collections;
using System.Text;
using Microsoft.ML;

namespace Microsoft.Data.Analysis;

/// <summary>A named column of a <see cref="DataFrame"/>: values of one type, each of which may be null.</summary>
public abstract partial class DataFrameColumn : IEnumerable
{
    private readonly List<DataFrameColumnCollection> _owners = [];

    /// <summary>Prepares the column's name and type.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="length">The number of rows.</param>
    /// <param name="type">The type of the values.</param>
    private protected DataFrameColumn(string name, long length, Type type)
    {
        Name = name;
        Length = length;
        DataType = type;
    }

    /// <summary>A column of values, the type taken from them.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T?> values) where T : unmanaged => new(name, values);

    /// <summary>A column of values without nulls, the type taken from them.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public static PrimitiveDataFrameColumn<T> Create<T>(string name, IEnumerable<T> values) where T : unmanaged => new(name, values);

    /// <summary>A column of strings.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values.</param>
    public static StringDataFrameColumn Create(string name, IEnumerable<string> values) => new(name, values);

    /// <summary>The number of rows.</summary>
    public long Length { get; private protected set; }

    /// <summary>The number of rows that hold null.</summary>
    public abstract long NullCount { get; }

    /// <summary>The column's name, unique in its data frame.</summary>
    public string Name { get; private set; }

    /// <summary>The type of the values.</summary>
    public Type DataType { get; }

    /// <summary>Renames the column, also in the data frames that hold it.</summary>
    /// <param name="newName">The new name.</param>
    /// <exception cref="ArgumentException">A data frame that holds the column has another one of that name.</exception>
    public void SetName(string newName)
    {
        foreach (DataFrameColumnCollection owner in _owners) owner.CheckRename(this, newName);
        Name = newName;
        foreach (DataFrameColumnCollection owner in _owners) owner.Renamed();
    }

    /// <summary>Whether the row holds a value, not null.</summary>
    /// <param name="index">The row, from 0.</param>
    public virtual bool IsValid(long index) => NullCount == 0 || this[index] != null;

    /// <summary>The value in a row, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    /// <exception cref="ArgumentException">The value set is of another type than <see cref="DataType"/>.</exception>
    public object this[long rowIndex]
    {
        get => GetValue(rowIndex);
        set => SetValue(rowIndex, value);
    }

    /// <summary>The values of some rows.</summary>
    /// <param name="startIndex">The first row, from 0.</param>
    /// <param name="length">How many rows; fewer come where the column ends.</param>
    public IReadOnlyList<object> this[long startIndex, int length] => GetValues(startIndex, length);

    /// <summary>The value in a row, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    protected abstract object GetValue(long rowIndex);

    /// <summary>The values of some rows.</summary>
    /// <param name="startIndex">The first row, from 0.</param>
    /// <param name="length">How many rows; fewer come where the column ends.</param>
    protected virtual IReadOnlyList<object> GetValues(long startIndex, int length)
    {
        if ((ulong)startIndex >= (ulong)Length) throw Messages.RowOutOfRange(startIndex, Length);
        var values = new object[Math.Min(length, Length - startIndex)];
        for (int i = 0; i < values.Length; i++) values[i] = GetValue(startIndex + i);
        return values;
    }

    /// <summary>Sets the value in a row.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    /// <param name="value">A value of <see cref="DataType"/>, or null.</param>
    protected abstract void SetValue(long rowIndex, object value);

    /// <summary>The values, in order.</summary>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumeratorCore();

    /// <summary>The values, in order.</summary>
    protected abstract IEnumerator GetEnumeratorCore();

    /// <summary>A copy of the column.</summary>
    /// <param name="numberOfNullsToAppend">How many nulls follow the values.</param>
    public DataFrameColumn Clone(long numberOfNullsToAppend = 0) => Copy(null, false, numberOfNullsToAppend);

    /// <summary>A copy of chosen rows.</summary>
    /// <param name="mapIndices">Which rows: a column of bool chooses those that hold true, one of int or long names them in order.</param>
    /// <param name="invertMapIndices">Whether the order is turned round.</param>
    /// <param name="numberOfNullsToAppend">How many nulls follow.</param>
    /// <exception cref="ArgumentException"><paramref name="mapIndices"/> holds another type, or more rows than there are.</exception>
    public DataFrameColumn Clone(DataFrameColumn mapIndices, bool invertMapIndices = false, long numberOfNullsToAppend = 0) =>
        Copy(mapIndices, invertMapIndices, numberOfNullsToAppend);

    /// <summary>A copy with the values in order.</summary>
    /// <param name="ascending">Whether the smallest value comes first.</param>
    /// <param name="putNullValuesLast">Whether nulls come last; otherwise they come first, in either order.</param>
    public DataFrameColumn Sort(bool ascending = true, bool putNullValuesLast = true) => Take(SortedRows(ascending, putNullValuesLast));

    /// <summary>The rows of each value.</summary>
    /// <typeparam name="TKey">The type of the column's values.</typeparam>
    /// <param name="nullIndices">Receives the rows that hold null.</param>
    /// <returns>For each value, in the order of its first row, its rows in order.</returns>
    /// <exception cref="NotImplementedException"><typeparamref name="TKey"/> is not the column's type.</exception>
    public virtual Dictionary<TKey, ICollection<long>> GroupColumnValues<TKey>(out HashSet<long> nullIndices)
    {
        if (typeof(TKey) != DataType)
            throw new NotImplementedException($"Values of type {typeof(TKey)} were asked for; column '{Name}' holds {DataType}.");
        var groups = new Dictionary<TKey, ICollection<long>>();
        nullIndices = [];
        for (long row = 0; row < Length; row++)
        {
            if (!IsValid(row)) nullIndices.Add(row);
            else if (groups.TryGetValue((TKey)GetValue(row), out ICollection<long> rows)) rows.Add(row);
            else groups.Add((TKey)GetValue(row), new List<long> { row });
        }
        return groups;
    }

    /// <summary>How often each value occurs.</summary>
    /// <returns>The columns `Values` and `Counts`, in the order in which the values come; nulls are not counted.</returns>
    public virtual DataFrame ValueCounts() => throw new NotImplementedException();

    /// <summary>Groups the rows of a data frame by this column, which is one of its columns.</summary>
    /// <param name="columnIndex">The position of this column in <paramref name="parent"/>.</param>
    /// <param name="parent">The data frame.</param>
    public virtual GroupBy GroupBy(int columnIndex, DataFrame parent) => throw new NotImplementedException();

    /// <summary>Puts a value where nulls are.</summary>
    /// <param name="value">The value; converted to <see cref="DataType"/>.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public virtual DataFrameColumn FillNulls(object value, bool inPlace = false) => FillNullsImplementation(value, inPlace);

    /// <summary>Puts a value where nulls are.</summary>
    /// <param name="value">The value; converted to <see cref="DataType"/>.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    protected abstract DataFrameColumn FillNullsImplementation(object value, bool inPlace);

    /// <summary>A copy without the nulls.</summary>
    public virtual DataFrameColumn DropNulls() => DropNullsImplementation();

    /// <summary>A copy without the nulls.</summary>
    protected virtual DataFrameColumn DropNullsImplementation() =>
        Take([.. Enumerable.Range(0, (int)Length).Where(row => IsValid(row))]);

    /// <summary>Brings values that are beyond a limit to the limit; nulls stay.</summary>
    /// <typeparam name="U">The type of the limits, which are converted to <see cref="DataType"/>.</typeparam>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public virtual DataFrameColumn Clamp<U>(U min, U max, bool inPlace = false) => ClampImplementation(min, max, inPlace);

    /// <summary>The values between two limits, both included; nulls are left out.</summary>
    /// <typeparam name="U">The type of the limits, which are converted to <see cref="DataType"/>.</typeparam>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    public virtual DataFrameColumn Filter<U>(U min, U max) => FilterImplementation(min, max);

    /// <summary>What <see cref="Clamp"/> does.</summary>
    /// <typeparam name="U">The type of the limits.</typeparam>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    protected virtual DataFrameColumn ClampImplementation<U>(U min, U max, bool inPlace) => throw new NotImplementedException();

    /// <summary>What <see cref="Filter"/> does.</summary>
    /// <typeparam name="U">The type of the limits.</typeparam>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    protected virtual DataFrameColumn FilterImplementation<U>(U min, U max) => throw new NotImplementedException();

    /// <summary>Whether the column holds numbers.</summary>
    public virtual bool IsNumericColumn() => false;

    /// <summary>The mean of the values that are not null; 0 where there are no rows.</summary>
    /// <exception cref="NotImplementedException">The column holds no numbers.</exception>
    public virtual double Mean() => throw new NotImplementedException();

    /// <summary>The value in the middle of those that are not null, or the mean of the two there.</summary>
    /// <exception cref="NotImplementedException">The column holds no numbers.</exception>
    public virtual double Median() => throw new NotImplementedException();

    /// <summary>Whether <see cref="DataFrame.Description"/> shows the column.</summary>
    public virtual bool HasDescription() => false;

    /// <summary>The column's type and the number of its values that are not null.</summary>
    public virtual StringDataFrameColumn Info() => new(Name, [DataType.ToString(), (Length - NullCount).ToString()]);

    /// <summary>The number of values that are not null, the largest, the smallest, and the mean.</summary>
    public virtual DataFrameColumn Description() => throw new NotImplementedException();

    /// <summary>The first 25 values, and the column's name and type.</summary>
    public override string ToString() => ToString(DataFrame.DefaultMaxRowsToShowInPreview);

    /// <summary>The first values, and the column's name and type.</summary>
    /// <param name="rowsToShow">How many values.</param>
    public string ToString(long rowsToShow)
    {
        var text = new StringBuilder(Name);
        long shown = Math.Min(Length, rowsToShow);
        for (long row = 0; row < shown; row++) text.Append(this[row] ?? "null").AppendLine();
        if (shown < Length) text.Append($"Showing {rowsToShow} of {Length} rows").AppendLine();
        return text.Append($"Name: {Name}, Type: {DataType}").ToString();
    }

    /// <summary>Grows the column with nulls; it never shrinks.</summary>
    /// <param name="length">The new number of rows.</param>
    protected internal virtual void Resize(long length) => throw new NotImplementedException();

    // What follows is the inside of the library: the data frame, its readers and its views work with any column through these.

    /// <summary>A copy of the rows named, in that order; -1 stands for a null.</summary>
    internal abstract DataFrameColumn Take(ReadOnlySpan<int> rows);

    /// <summary>An empty column of the same type and another name.</summary>
    internal abstract DataFrameColumn Empty(string name);

    /// <summary>The rows in the order of their values; stable.</summary>
    internal abstract int[] SortedRows(bool ascending, bool putNullValuesLast);

    /// <summary>Appends the value that a text stands for: nothing, or `null`, is a null, except that a column of strings takes the empty one.</summary>
    /// <returns>False where the text is no value of the column's type.</returns>
    internal abstract bool AppendText(ReadOnlySpan<char> text, IFormatProvider culture);

    /// <summary>Gives back what growing left unused.</summary>
    internal virtual void Trim()
    {
    }

    /// <summary>The column's type in a data view.</summary>
    internal abstract ML.Data.DataViewType ViewType { get; }

    /// <summary>A `ValueGetter` of the type that <see cref="ViewType"/> names, for the row at which the cursor is.</summary>
    internal abstract Delegate ViewGetter(DataViewRowCursor cursor);

    /// <summary>What appends the value at which the cursor is.</summary>
    internal abstract Action Appender(DataViewRowCursor cursor, DataViewSchema.Column column);

    internal void AddOwner(DataFrameColumnCollection owner)
    {
        if (!_owners.Contains(owner)) _owners.Add(owner);
    }

    internal void RemoveOwner(DataFrameColumnCollection owner) => _owners.Remove(owner);

    /// <summary>A copy of chosen rows, or of all.</summary>
    private protected DataFrameColumn Copy(DataFrameColumn map, bool invert, long nulls) =>
        Take(map is null ? RowMap.All(Length, nulls) : RowMap.From(map, Length, invert, nulls));
}
