using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>What <see cref="DataFrame.DropNulls"/> drops.</summary>
public enum DropNullOptions
{
    /// <summary>Rows in which a value is null.</summary>
    Any,

    /// <summary>Rows in which every value is null.</summary>
    All,
}

/// <summary>A table in memory: named columns of one length, each of one type, with nulls. Also an <see cref="ML.IDataView"/>.</summary>
public partial class DataFrame
{
    internal const int DefaultMaxRowsToShowInPreview = 25;

    private const string LengthLabel = "Length (excluding null values)";

    /// <summary>A table of columns.</summary>
    /// <param name="columns">The columns; they are not copied.</param>
    /// <exception cref="ArgumentException">Their lengths differ, or two have one name.</exception>
    public DataFrame(IEnumerable<DataFrameColumn> columns)
    {
        Columns = new DataFrameColumnCollection(columns, () => _schema = null);
        Rows = new DataFrameRowCollection(this);
    }

    /// <summary>A table of columns.</summary>
    /// <param name="columns">The columns; they are not copied.</param>
    /// <exception cref="ArgumentException">Their lengths differ, or two have one name.</exception>
    public DataFrame(params DataFrameColumn[] columns) : this((IEnumerable<DataFrameColumn>)columns)
    {
    }

    /// <summary>The columns, which may be added to, removed and replaced.</summary>
    public DataFrameColumnCollection Columns { get; }

    /// <summary>The rows.</summary>
    public DataFrameRowCollection Rows { get; }

    /// <summary>The value in a cell, or null.</summary>
    /// <param name="rowIndex">The row, from 0.</param>
    /// <param name="columnIndex">The column, from 0.</param>
    public object this[long rowIndex, int columnIndex]
    {
        get => Columns[columnIndex][rowIndex];
        set => Columns[columnIndex][rowIndex] = value;
    }

    /// <summary>The column of a name; setting it gives the column that name, and adds it or takes the place of the one there.</summary>
    /// <param name="columnName">The name.</param>
    /// <exception cref="ArgumentException">There is no such column, or the column set has another length.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => Columns[columnName];
        set => Columns[columnName] = value;
    }

    /// <summary>The rows for which a column of bool holds true.</summary>
    /// <param name="rowFilter">The column.</param>
    public DataFrame this[PrimitiveDataFrameColumn<bool> rowFilter] => Filter(rowFilter);

    /// <summary>The rows that a column names, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0; a null makes a row of nulls.</param>
    public DataFrame this[PrimitiveDataFrameColumn<int> rowIndices] => Filter(rowIndices);

    /// <summary>The rows that a column names, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0; a null makes a row of nulls.</param>
    public DataFrame this[PrimitiveDataFrameColumn<long> rowIndices] => Filter(rowIndices);

    /// <summary>The rows named, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0.</param>
    public DataFrame this[IEnumerable<int> rowIndices] => Filter(new Int32DataFrameColumn("Filter", rowIndices));

    /// <summary>The rows named, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0.</param>
    public DataFrame this[IEnumerable<long> rowIndices] => Filter(new Int64DataFrameColumn("Filter", rowIndices));

    /// <summary>The rows for which true is given.</summary>
    /// <param name="rowFilter">One value a row.</param>
    public DataFrame this[IEnumerable<bool> rowFilter] => Filter(new BooleanDataFrameColumn("Filter", rowFilter));

    /// <summary>The rows for which a column of bool holds true.</summary>
    /// <param name="filter">The column, at most as long as the table.</param>
    public DataFrame Filter(PrimitiveDataFrameColumn<bool> filter) => Take(RowMap.From(filter, Rows.Count));

    /// <summary>The rows that a column names, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0; a null makes a row of nulls.</param>
    public DataFrame Filter(PrimitiveDataFrameColumn<int> rowIndices) => Take(RowMap.From(rowIndices, Rows.Count));

    /// <summary>The rows that a column names, in that order.</summary>
    /// <param name="rowIndices">Rows, from 0; a null makes a row of nulls.</param>
    public DataFrame Filter(PrimitiveDataFrameColumn<long> rowIndices) => Take(RowMap.From(rowIndices, Rows.Count));

    /// <summary>The first rows; all of them where there are fewer.</summary>
    /// <param name="numberOfRows">How many rows.</param>
    public DataFrame Head(int numberOfRows) => Span(0, numberOfRows);

    /// <summary>The last rows; all of them where there are fewer.</summary>
    /// <param name="numberOfRows">How many rows.</param>
    public DataFrame Tail(int numberOfRows) => Span(Math.Max(0, Rows.Count - numberOfRows), numberOfRows);

    /// <summary>A copy of everything.</summary>
    public DataFrame Clone() => Take(RowMap.All(Rows.Count, 0));

    /// <summary>For each column its type and how many of its values are not null.</summary>
    public DataFrame Info() => Summary("Info", ["DataType", LengthLabel], Columns, column => column.Info());

    /// <summary>For each column of numbers how many values are not null, the largest, the smallest, and the mean.</summary>
    public DataFrame Description() =>
        Summary("Description", [LengthLabel, "Max", "Min", "Mean"], Columns.Where(column => column.HasDescription()), column => column.Description());

    /// <summary>The rows in the order of a column's values; rows with equal values keep their order.</summary>
    /// <param name="columnName">The column.</param>
    /// <param name="ascending">Whether the smallest value comes first.</param>
    /// <param name="putNullValuesLast">Whether nulls come last; otherwise they come first, in either order.</param>
    public DataFrame OrderBy(string columnName, bool ascending = true, bool putNullValuesLast = true) =>
        Take(Columns[columnName].SortedRows(ascending, putNullValuesLast));

    /// <summary>The rows in the order of a column's values, the largest first; rows with equal values keep their order.</summary>
    /// <param name="columnName">The column.</param>
    /// <param name="putNullValuesLast">Whether nulls come last; otherwise they come first.</param>
    public DataFrame OrderByDescending(string columnName, bool putNullValuesLast = true) => OrderBy(columnName, false, putNullValuesLast);

    /// <summary>Puts a text before each column's name.</summary>
    /// <param name="prefix">The text.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    public DataFrame AddPrefix(string prefix, bool inPlace = false) => Rename(name => prefix + name, inPlace);

    /// <summary>Puts a text after each column's name.</summary>
    /// <param name="suffix">The text.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    public DataFrame AddSuffix(string suffix, bool inPlace = false) => Rename(name => name + suffix, inPlace);

    /// <summary>Rows drawn at random, each at most once; another draw at each call.</summary>
    /// <param name="numberOfRows">How many rows.</param>
    /// <exception cref="ArgumentException">There are fewer rows.</exception>
    public DataFrame Sample(int numberOfRows)
    {
        if (numberOfRows > Rows.Count)
            throw new ArgumentException($"A sample of {numberOfRows} rows was asked for; the table has {Rows.Count}.", nameof(numberOfRows));
        int[] rows = RowMap.All(Rows.Count, 0);
        Random.Shared.Shuffle(rows);
        return Take(rows.AsSpan(0, numberOfRows));
    }

    /// <summary>Groups the rows by a column's values; rows where it is null are in no group.</summary>
    /// <param name="columnName">The column.</param>
    public GroupBy GroupBy(string columnName)
    {
        int index = Columns.IndexOf(columnName);
        return Columns[columnName].GroupBy(index, this);
    }

    /// <summary>Groups the rows by a column's values; rows where it is null are in no group.</summary>
    /// <typeparam name="TKey">The type of the column's values.</typeparam>
    /// <param name="columnName">The column.</param>
    /// <exception cref="InvalidCastException">The column holds another type.</exception>
    public GroupBy<TKey> GroupBy<TKey>(string columnName) => GroupBy(columnName) as GroupBy<TKey>
        ?? throw new InvalidCastException($"Column '{columnName}' was to be grouped by {typeof(TKey)}; it holds {Columns[columnName].DataType}.");

    /// <summary>The rows without nulls.</summary>
    /// <param name="options">Whether one null is enough to drop a row.</param>
    public DataFrame DropNulls(DropNullOptions options = DropNullOptions.Any)
    {
        var kept = new List<int>();
        for (int row = 0; row < Rows.Count; row++)
        {
            int at = row;
            if (options == DropNullOptions.Any ? Columns.All(column => column.IsValid(at)) : Columns.Any(column => column.IsValid(at))) kept.Add(row);
        }
        return Take([.. kept]);
    }

    /// <summary>Puts a value where nulls are.</summary>
    /// <param name="value">The value, converted to each column's type.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    public DataFrame FillNulls(object value, bool inPlace = false)
    {
        DataFrame filled = inPlace ? this : Clone();
        foreach (DataFrameColumn column in filled.Columns) column.FillNulls(value, inPlace: true);
        return filled;
    }

    /// <summary>Puts values where nulls are.</summary>
    /// <param name="values">One value a column, converted to its type.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    public DataFrame FillNulls(IList<object> values, bool inPlace = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != Columns.Count)
            throw new ArgumentException($"{values.Count} values were given for {Columns.Count} columns; give one a column.", nameof(values));
        DataFrame filled = inPlace ? this : Clone();
        for (int i = 0; i < values.Count; i++) filled.Columns[i].FillNulls(values[i], inPlace: true);
        return filled;
    }

    /// <summary>Brings the values of numeric columns that are beyond a limit to the limit.</summary>
    /// <typeparam name="U">The type of the limits.</typeparam>
    /// <param name="min">The smallest value wanted.</param>
    /// <param name="max">The largest value wanted.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    public DataFrame Clamp<U>(U min, U max, bool inPlace = false)
    {
        DataFrame clamped = inPlace ? this : Clone();
        foreach (DataFrameColumn column in clamped.Columns)
            if (column.IsNumericColumn()) column.Clamp(min, max, inPlace: true);
        return clamped;
    }

    /// <summary>The names of the columns and the first 25 rows, as a table of text.</summary>
    public override string ToString() => ToString(DefaultMaxRowsToShowInPreview);

    /// <summary>The names of the columns and the first rows, as a table of text.</summary>
    /// <param name="rowsToShow">How many rows.</param>
    public string ToString(long rowsToShow)
    {
        // Every column is as wide as the longest name asks, and at least 10.
        int width = Math.Max(10, Columns.Select(column => column.Name.Length + 1).DefaultIfEmpty().Max());
        var text = new StringBuilder();
        foreach (DataFrameColumn column in Columns) text.Append(column.Name.PadRight(width));
        text.AppendLine();
        long shown = Math.Min(Rows.Count, rowsToShow);
        for (long row = 0; row < shown; row++)
        {
            foreach (DataFrameColumn column in Columns) text.Append((column[row] ?? "null").ToString().PadRight(width));
            text.AppendLine();
        }
        if (shown < Rows.Count) text.Append($"Showing {rowsToShow} of {Rows.Count} rows").AppendLine();
        return text.ToString();
    }

    /// <summary>The rows named, in that order; -1 stands for a row of nulls.</summary>
    internal DataFrame Take(ReadOnlySpan<int> rows)
    {
        var columns = new DataFrameColumn[Columns.Count];
        for (int i = 0; i < columns.Length; i++) columns[i] = Columns[i].Take(rows);
        return new DataFrame(columns);
    }

    private DataFrame Span(long start, int count)
    {
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), count, $"{count} rows were asked for; ask for 0 or more.");
        return Take(RowMap.All(Rows.Count, 0).AsSpan((int)start, (int)Math.Min(count, Rows.Count - start)));
    }

    private DataFrame Rename(Func<string, string> rename, bool inPlace)
    {
        DataFrame renamed = inPlace ? this : Clone();
        // Through names no column has, so that a new name may be another column's old one.
        string[] names = [.. renamed.Columns.Select(column => rename(column.Name))];
        foreach (DataFrameColumn column in renamed.Columns) column.SetName(Guid.NewGuid().ToString());
        for (int i = 0; i < names.Length; i++) renamed.Columns[i].SetName(names[i]);
        return renamed;
    }

    private static DataFrame Summary(string title, string[] labels, IEnumerable<DataFrameColumn> columns, Func<DataFrameColumn, DataFrameColumn> describe)
    {
        DataFrameColumn[] described = [.. columns.Select(describe)];
        return described.Length == 0 ? new DataFrame() : new DataFrame([new StringDataFrameColumn(title, labels), .. described]);
    }
}
