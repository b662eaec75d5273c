using System.Globalization;

namespace Microsoft.Data.Analysis;

public partial class DataFrame
{
    /// <summary>Appends rows, their values matched by the names of the columns.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    /// <param name="cultureInfo">How numbers are spelled where a text is converted; the current culture where null.</param>
    public DataFrame Append(IEnumerable<DataFrameRow> rows, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        DataFrame appended = inPlace ? this : Clone();
        foreach (DataFrameRow row in rows)
        {
            if (row is null) appended.Append((IEnumerable<object>)null, inPlace: true, cultureInfo);
            else appended.Append(row.GetValues(), inPlace: true, cultureInfo);
        }
        return appended;
    }

    /// <summary>Appends a row.</summary>
    /// <param name="row">The values in the order of the columns, converted to their types; columns beyond them get nulls. Null makes a row of nulls.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    /// <param name="cultureInfo">How numbers are spelled where a text is converted; the current culture where null.</param>
    /// <remarks>The text `null` is a null, and the empty text is one except in a column of strings.</remarks>
    /// <exception cref="ArgumentException">There are more values than columns.</exception>
    /// <exception cref="FormatException">A text does not spell a value of its column's type. The table is as it was.</exception>
    public DataFrame Append(IEnumerable<object> row = null, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        object[] given = row is null ? [] : [.. row];
        if (given.Length > Columns.Count)
            throw new ArgumentException($"A row of {given.Length} values was given; the table has {Columns.Count} columns.", nameof(row));
        var cells = new object[Columns.Count];
        for (int i = 0; i < given.Length; i++)
            cells[i] = given[i] is string text && IsNull(text, Columns[i]) ? null : Converted(given[i], Columns[i], cultureInfo);
        return AppendCells(cells, inPlace);
    }

    /// <summary>Appends a row of named values.</summary>
    /// <param name="row">Names of columns, each with a value, converted to the column's type; columns not named get nulls.</param>
    /// <param name="inPlace">Whether this table changes; otherwise a copy does.</param>
    /// <param name="cultureInfo">How numbers are spelled where a text is converted; the current culture where null.</param>
    /// <exception cref="ArgumentException">There is no column of a name.</exception>
    /// <exception cref="FormatException">A text does not spell a value of its column's type. The table is as it was.</exception>
    public DataFrame Append(IEnumerable<KeyValuePair<string, object>> row, bool inPlace = false, CultureInfo cultureInfo = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        var cells = new object[Columns.Count];
        foreach ((string name, object value) in row)
        {
            int index = Columns.IndexOf(name);
            cells[index < 0 ? throw Messages.ColumnName(name, Columns.Select(column => column.Name)) : index] = Converted(value, Columns[index], cultureInfo);
        }
        return AppendCells(cells, inPlace);
    }

    // All cells are converted before the first is written: a row comes whole or not at all.
    private DataFrame AppendCells(object[] cells, bool inPlace)
    {
        DataFrame appended = inPlace ? this : Clone();
        for (int i = 0; i < cells.Length; i++)
        {
            DataFrameColumn column = appended.Columns[i];
            column.Resize(column.Length + 1);
            if (cells[i] is not null) column[column.Length - 1] = cells[i];
        }
        return appended;
    }

    private static bool IsNull(string text, DataFrameColumn column) =>
        (text.Length == 0 && column.DataType != typeof(string)) || text.Equals("null", StringComparison.OrdinalIgnoreCase);

    private static object Converted(object value, DataFrameColumn column, CultureInfo cultureInfo)
    {
        if (value is null || column.DataType.IsInstanceOfType(value)) return value;
        try
        {
            return Convert.ChangeType(value, column.DataType, cultureInfo ?? CultureInfo.CurrentCulture);
        }
        catch (FormatException e)
        {
            throw new FormatException($"Column '{column.Name}' got '{value}'; it holds {column.DataType}.", e);
        }
    }
}
