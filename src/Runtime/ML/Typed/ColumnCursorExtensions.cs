namespace Microsoft.ML.Data;

/// <summary>Reads single columns as sequences.</summary>
public static class ColumnCursorExtensions
{
    /// <summary>The values of a column, read as they are asked for.</summary>
    /// <typeparam name="T">The raw type, string for text, or an array for a vector.</typeparam>
    /// <param name="data">The data.</param>
    /// <param name="columnName">The column.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        return GetColumn<T>(data, Check.Column(data.Schema, columnName, "input", nameof(columnName)));
    }

    /// <summary>The values of a column, read as they are asked for.</summary>
    /// <typeparam name="T">The raw type, string for text, or an array for a vector.</typeparam>
    /// <param name="data">The data.</param>
    /// <param name="column">The column.</param>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Conversion.RawType(typeof(T)) != column.Type.RawType)
            throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} was read as {typeof(T)}; read it as {column.Type.RawType}.");
        return Values(data, column);

        static IEnumerable<T> Values(IDataView data, DataViewSchema.Column column)
        {
            using DataViewRowCursor cursor = data.GetRowCursor([column]);
            ValueGetter<T> get = Conversion.Reader<T>(cursor, column);
            while (cursor.MoveNext())
            {
                // A fresh value for each row: the caller may keep it.
                T value = default!;
                get(ref value);
                yield return value;
            }
        }
    }
}
