namespace Microsoft.Data.Analysis;

/// <summary>Errors said in more than one place: what was received, what is expected, the remedy.</summary>
internal static class Messages
{
    public static ArgumentOutOfRangeException RowOutOfRange(long row, long length) =>
        new(nameof(row), row, $"Row {row} was asked for; the column has {length} rows, counted from 0.");

    public static ArgumentException LengthsDiffer(string parameter, long received, long expected) =>
        new($"The column has {received} rows; the other columns have {expected}. Give a column of {expected} rows.", parameter);

    public static ArgumentException ValueType(string column, object value, Type expected) =>
        new($"Column '{column}' got a value of type {value?.GetType().ToString() ?? "null"}; it holds {expected}. Convert the value first.", nameof(value));

    public static ArgumentException ColumnName(string name, IEnumerable<string> names)
    {
        string[] known = [.. names.Take(21)];
        string list = string.Join(", ", known.Take(20)) + (known.Length > 20 ? ", ..." : "");
        return new ArgumentException($"There is no column '{name}'. The columns are: {list}.", nameof(name));
    }

    public static ArgumentException InPlaceType(Type column, Type received, string inPlace) =>
        new($"In place was asked for a column of {column} and a value of {received}; the result would have another type. Leave inPlace out.", inPlace);

    public static NotSupportedException Operation(string operation, Type type) =>
        new($"{operation} is not defined for a column of {type}. Use a numeric column.");
}
