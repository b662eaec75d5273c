using System.Collections;
using System.Text;

namespace Microsoft.Data.Analysis;

/// <summary>The values of one row of a <see cref="DataFrame"/>, in the order of its columns; a view, not a copy.</summary>
public class DataFrameRow : IEnumerable<object>
{
    private readonly DataFrame _frame;
    private readonly long _row;

    internal DataFrameRow(DataFrame frame, long row) => (_frame, _row) = (frame, row);

    /// <summary>The value in a column, or null.</summary>
    /// <param name="index">The column's position, from 0.</param>
    public object this[int index]
    {
        get => _frame.Columns[index][_row];
        set => _frame.Columns[index][_row] = value;
    }

    /// <summary>The value in a column, or null.</summary>
    /// <param name="columnName">The column's name.</param>
    public object this[string columnName]
    {
        get => _frame.Columns[columnName][_row];
        set => _frame.Columns[columnName][_row] = value;
    }

    /// <summary>The values, in order.</summary>
    public IEnumerator<object> GetEnumerator()
    {
        foreach (DataFrameColumn column in _frame.Columns) yield return column[_row];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names of the columns, each with the row's value.</summary>
    internal IEnumerable<KeyValuePair<string, object>> GetValues()
    {
        foreach (DataFrameColumn column in _frame.Columns) yield return new KeyValuePair<string, object>(column.Name, column[_row]);
    }

    /// <summary>The values, each followed by a space.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (object value in this) text.Append(value ?? "null").Append(' ');
        return text.ToString();
    }
}

/// <summary>The rows of a <see cref="DataFrame"/>.</summary>
public class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame _frame;

    internal DataFrameRowCollection(DataFrame frame) => _frame = frame;

    /// <summary>The row at a position.</summary>
    /// <param name="index">The position, from 0.</param>
    public DataFrameRow this[long index] => (ulong)index < (ulong)Count ? new DataFrameRow(_frame, index) : throw Messages.RowOutOfRange(index, Count);

    /// <summary>The number of rows.</summary>
    public long Count => _frame.Columns.RowCount;

    /// <summary>The rows, in order.</summary>
    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (long row = 0; row < Count; row++) yield return new DataFrameRow(_frame, row);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
