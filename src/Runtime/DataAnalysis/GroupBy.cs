using System.Collections;
using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>Rows of a <see cref="DataFrame"/> in groups of one value each. Each result has the grouping column first, then one column for each
/// aggregated one; its rows are the groups, in the order in which their values first come.</summary>
public abstract class GroupBy
{
    /// <summary>How many values of each group are not null.</summary>
    /// <param name="columnNames">The columns to count in; all others where there are none.</param>
    public abstract DataFrame Count(params string[] columnNames);

    /// <summary>The first row of each group.</summary>
    /// <param name="columnNames">The columns to take; all others where there are none.</param>
    public abstract DataFrame First(params string[] columnNames);

    /// <summary>The first rows of each group.</summary>
    /// <param name="numberOfRows">How many rows of each group.</param>
    public abstract DataFrame Head(int numberOfRows);

    /// <summary>The last rows of each group.</summary>
    /// <param name="numberOfRows">How many rows of each group.</param>
    public abstract DataFrame Tail(int numberOfRows);

    /// <summary>The largest value of each group.</summary>
    /// <param name="columnNames">The columns to look in; all others where there are none.</param>
    public abstract DataFrame Max(params string[] columnNames);

    /// <summary>The smallest value of each group.</summary>
    /// <param name="columnNames">The columns to look in; all others where there are none.</param>
    public abstract DataFrame Min(params string[] columnNames);

    /// <summary>The product of each group's values, of the column's type.</summary>
    /// <param name="columnNames">The columns to multiply; all others where there are none.</param>
    public abstract DataFrame Product(params string[] columnNames);

    /// <summary>The sum of each group's values, of the column's type.</summary>
    /// <param name="columnNames">The columns to add up; all others where there are none.</param>
    public abstract DataFrame Sum(params string[] columnNames);

    /// <summary>The mean of each group's values, as double.</summary>
    /// <param name="columnNames">The columns to average; all others where there are none.</param>
    /// <remarks>The sum, of the column's type, divided by the number of rows, nulls among them, as in the original library.</remarks>
    public abstract DataFrame Mean(params string[] columnNames);
}

/// <summary>Rows in groups of one value each.</summary>
/// <typeparam name="TKey">The type of the values.</typeparam>
public class GroupBy<TKey> : GroupBy
{
    private readonly DataFrame _frame;
    private readonly DataFrameColumn _key;
    private readonly IDictionary<TKey, ICollection<long>> _groups;

    /// <summary>Groups that are known.</summary>
    /// <param name="dataFrame">The table.</param>
    /// <param name="groupByColumnIndex">The position of the grouping column.</param>
    /// <param name="keyToRowIndices">The rows of each value.</param>
    public GroupBy(DataFrame dataFrame, int groupByColumnIndex, IDictionary<TKey, ICollection<long>> keyToRowIndices)
    {
        ArgumentNullException.ThrowIfNull(dataFrame);
        ArgumentNullException.ThrowIfNull(keyToRowIndices);
        if ((uint)groupByColumnIndex >= (uint)dataFrame.Columns.Count)
            throw new ArgumentException($"Column {groupByColumnIndex} was to be grouped by; the table has {dataFrame.Columns.Count}.", nameof(groupByColumnIndex));
        (_frame, _key, _groups) = (dataFrame, dataFrame.Columns[groupByColumnIndex], keyToRowIndices);
    }

    /// <summary>The groups, each with its rows.</summary>
    public IEnumerable<IGrouping<TKey, DataFrameRow>> Groupings =>
        _groups.Select(group => new Grouping(group.Key, group.Value.Select(row => _frame.Rows[row])));

    /// <inheritdoc/>
    public override DataFrame Count(params string[] columnNames) =>
        Aggregate(columnNames, column => new Int64DataFrameColumn(column.Name), (column, rows) => rows.LongCount(column.IsValid));

    /// <inheritdoc/>
    public override DataFrame First(params string[] columnNames) => Aggregate(columnNames, Same, (column, rows) => column[rows.First()]);

    /// <inheritdoc/>
    public override DataFrame Head(int numberOfRows) => Rows(rows => rows.Take(numberOfRows));

    /// <inheritdoc/>
    public override DataFrame Tail(int numberOfRows) => Rows(rows => rows.TakeLast(numberOfRows));

    /// <inheritdoc/>
    public override DataFrame Max(params string[] columnNames) => Aggregate(columnNames, Same, (column, rows) => column.Max(rows));

    /// <inheritdoc/>
    public override DataFrame Min(params string[] columnNames) => Aggregate(columnNames, Same, (column, rows) => column.Min(rows));

    /// <inheritdoc/>
    public override DataFrame Product(params string[] columnNames) => Aggregate(columnNames, Same, (column, rows) => column.Product(rows));

    /// <inheritdoc/>
    public override DataFrame Sum(params string[] columnNames) => Aggregate(columnNames, Same, (column, rows) => column.Sum(rows));

    /// <inheritdoc/>
    public override DataFrame Mean(params string[] columnNames) => Aggregate(columnNames, column => new DoubleDataFrameColumn(column.Name),
        (column, rows) => Convert.ToDouble(column.Sum(rows), CultureInfo.InvariantCulture) / rows.Count);

    private static DataFrameColumn Same(DataFrameColumn column) => column.Empty(column.Name);

    private DataFrame Aggregate(string[] names, Func<DataFrameColumn, DataFrameColumn> make, Func<DataFrameColumn, ICollection<long>, object> value)
    {
        IEnumerable<DataFrameColumn> sources = names is null || names.Length == 0 ? _frame.Columns : names.Select(name => _frame.Columns[name]);
        var results = new List<DataFrameColumn> { Fill(Same(_key), _groups.Keys.Cast<object>()) };
        foreach (DataFrameColumn source in sources)
        {
            if (!ReferenceEquals(source, _key)) results.Add(Fill(make(source), _groups.Values.Select(rows => value(source, rows))));
        }
        return new DataFrame(results);
    }

    private static DataFrameColumn Fill(DataFrameColumn column, IEnumerable<object> values)
    {
        foreach (object value in values)
        {
            column.Resize(column.Length + 1);
            if (value is not null) column[column.Length - 1] = value;
        }
        return column;
    }

    private DataFrame Rows(Func<ICollection<long>, IEnumerable<long>> choose)
    {
        int[] rows = [.. _groups.Values.SelectMany(choose).Select(row => (int)row)];
        IEnumerable<DataFrameColumn> ordered = _frame.Columns.Where(column => !ReferenceEquals(column, _key)).Prepend(_key);
        return new DataFrame(ordered.Select(column => column.Take(rows)));
    }

    private sealed class Grouping(TKey key, IEnumerable<DataFrameRow> rows) : IGrouping<TKey, DataFrameRow>
    {
        public TKey Key => key;

        public IEnumerator<DataFrameRow> GetEnumerator() => rows.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
