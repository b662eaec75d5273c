using Microsoft.Data.Analysis;

namespace Microsoft.ML;

/// <summary>Data frames of data views.</summary>
public static class IDataViewExtensions
{
    private const int DefaultMaxRows = 100;

    /// <summary>A data frame of the first rows of a view.</summary>
    /// <param name="dataView">The view.</param>
    /// <param name="maxRows">How many rows at most; -1 takes all.</param>
    /// <exception cref="NotSupportedException">A column is of a type no column of a data frame holds, such as a key.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, long maxRows = DefaultMaxRows) => ToDataFrame(dataView, maxRows, null);

    /// <summary>A data frame of some columns of the first 100 rows of a view.</summary>
    /// <param name="dataView">The view.</param>
    /// <param name="selectColumns">The names of the columns; all where there are none.</param>
    /// <exception cref="NotSupportedException">A column is of a type no column of a data frame holds, such as a key.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, params string[] selectColumns) => ToDataFrame(dataView, DefaultMaxRows, selectColumns);

    /// <summary>A data frame of some columns of the first rows of a view.</summary>
    /// <param name="dataView">The view.</param>
    /// <param name="maxRows">How many rows at most; -1 takes all.</param>
    /// <param name="selectColumns">The names of the columns; all where there are none.</param>
    /// <exception cref="NotSupportedException">A column is of a type no column of a data frame holds, such as a key.</exception>
    public static DataFrame ToDataFrame(this IDataView dataView, long maxRows, params string[] selectColumns)
    {
        ArgumentNullException.ThrowIfNull(dataView);
        DataViewSchema.Column[] wanted = [.. dataView.Schema.Where(column =>
            !column.IsHidden && (selectColumns is null || selectColumns.Length == 0 || selectColumns.Contains(column.Name)))];
        DataFrameColumn[] columns = [.. wanted.Select(column => ViewTypes.Column(column.Type, column.Name))];
        using DataViewRowCursor cursor = dataView.GetRowCursor(wanted);
        Action[] append = [.. columns.Select((column, i) => column.Appender(cursor, wanted[i]))];
        for (long row = 0; (maxRows < 0 || row < maxRows) && cursor.MoveNext(); row++)
        {
            foreach (Action next in append) next();
        }
        return new DataFrame(columns);
    }
}
