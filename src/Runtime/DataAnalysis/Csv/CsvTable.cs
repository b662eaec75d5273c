using System.Globalization;

namespace Microsoft.Data.Analysis;

/// <summary>What is asked of a table read from text.</summary>
internal sealed record CsvOptions(
    char Separator,
    bool Header,
    string[] ColumnNames,
    Type[] DataTypes,
    long Rows,
    int GuessRows,
    bool AddIndexColumn,
    bool RenameDuplicatedColumns,
    CultureInfo Culture,
    Func<IEnumerable<string>, Type> GuessType);

/// <summary>Reads a table from text: the first records say the names and types of the columns, then each field goes into its column as it is read.</summary>
internal static class CsvTable
{
    public static DataFrame Read(TextReader reader, CsvOptions options)
    {
        if (options.DataTypes is null && options.GuessRows <= 0)
            throw new ArgumentException($"guessRows is {options.GuessRows} and there are no dataTypes; give the types, or a number of rows to guess them from.");
        IFormatProvider culture = options.Culture ?? CultureInfo.CurrentCulture;
        var csv = new CsvReader(reader, options.Separator);
        string[] names = options.ColumnNames;
        if (options.Header && csv.Read())
        {
            string[] header = csv.ToStrings();
            if (options.RenameDuplicatedColumns) RenameDuplicates(header);
            names ??= header;
        }
        List<(long Line, string[] Fields)> first = ReadFirst(csv, options);
        DataFrameColumn[] columns = MakeColumns(first, names, options);
        foreach ((long line, string[] fields) in first)
        {
            CheckWidth(line, fields.Length, columns.Length);
            for (int i = 0; i < columns.Length; i++) Append(columns[i], line, i < fields.Length ? fields[i] : null, i < fields.Length, culture);
        }
        for (long row = first.Count; (options.Rows < 0 || row < options.Rows) && csv.Read(); row++)
        {
            int count = csv.Count;
            CheckWidth(csv.Line, count, columns.Length);
            for (int i = 0; i < columns.Length; i++) Append(columns[i], csv.Line, i < count ? csv[i] : default, i < count, culture);
        }
        if (csv.Records == 0 && !csv.Read()) throw new FormatException("The text is empty; a table has at least a header or a row.");
        foreach (DataFrameColumn column in columns) column.Trim();
        var table = new DataFrame(columns);
        if (options.AddIndexColumn)
            table.Columns.Insert(0, new Int64DataFrameColumn("IndexColumn", Enumerable.Range(0, (int)table.Rows.Count).Select(i => (long)i)));
        return table;
    }

    // The header counts among the rows to guess from, as in the original library.
    private static List<(long, string[])> ReadFirst(CsvReader csv, CsvOptions options)
    {
        var rows = new List<(long, string[])>();
        if (options.DataTypes is not null) return rows;
        long limit = options.GuessRows - (options.Header ? 1 : 0);
        if (options.Rows >= 0) limit = Math.Min(limit, options.Rows);
        while (rows.Count < limit && csv.Read()) rows.Add((csv.Line, csv.ToStrings()));
        return rows;
    }

    private static DataFrameColumn[] MakeColumns(List<(long Line, string[] Fields)> first, string[] names, CsvOptions options)
    {
        int width = options.DataTypes?.Length ?? first.Select(row => row.Fields.Length).DefaultIfEmpty().Max();
        if (names is not null && names.Length < width)
            throw new FormatException($"There are {names.Length} names of columns and {width} columns; give as many names, or a header as wide as the rows.");
        var columns = new DataFrameColumn[width];
        for (int i = 0; i < width; i++)
        {
            int column = i;
            IEnumerable<string> values = first.Select(row => column < row.Fields.Length
                ? row.Fields[column]
                : throw new FormatException($"Line {row.Line} has {row.Fields.Length} fields; the lines around it have {width}."));
            Type type = options.DataTypes?[i] ?? (options.GuessType is null ? Guess(values) : options.GuessType(values));
            columns[i] = ViewTypes.Column(type, string.IsNullOrEmpty(names?[i]) ? $"Column{i}" : names[i]);
        }
        return columns;
    }

    // The widest type among the values: text, then float, bool, DateTime. Values that are absent say nothing. The current
    // culture decides, also where the values are then read in another one, as in the original library.
    private static Type Guess(IEnumerable<string> values)
    {
        Type[] order = [typeof(DateTime), typeof(bool), typeof(float), typeof(string)];
        int widest = -1;
        foreach (string value in values)
        {
            if (string.IsNullOrEmpty(value) || value.Equals("null", StringComparison.OrdinalIgnoreCase)) continue;
            int kind = bool.TryParse(value, out _) ? 1 : float.TryParse(value, out _) ? 2 : DateTime.TryParse(value, out _) ? 0 : 3;
            widest = Math.Max(widest, kind);
        }
        return widest < 0 ? typeof(string) : order[widest];
    }

    private static void CheckWidth(long line, int received, int expected)
    {
        if (received > expected)
        {
            throw new ArgumentException($"Line {line} has {received} fields; the table has {expected} columns. "
                + "Quote fields that hold the separator, or set guessRows so that it covers the widest row.");
        }
    }

    private static void Append(DataFrameColumn column, long line, ReadOnlySpan<char> field, bool present, IFormatProvider culture)
    {
        if (!present) column.Resize(column.Length + 1);
        else if (!column.AppendText(field, culture))
        {
            throw new FormatException($"Line {line}, column '{column.Name}': received '{CsvReader.Shown(field)}', expected {column.DataType}. "
                + "Give its type in dataTypes, or let more guessRows decide.");
        }
    }

    private static void RenameDuplicates(string[] names)
    {
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            string name = names[i];
            if (seen.TryGetValue(name, out int count)) names[i] = $"{name}.{count}";
            seen[name] = count + 1;
        }
    }
}
