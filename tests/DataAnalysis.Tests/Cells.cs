using Microsoft.Data.Analysis;

namespace MlPipelines.Tests.DataAnalysis;

/// <summary>What the tests compare: the cells of columns and tables, with nulls.</summary>
internal static class Cells
{
    /// <summary>Asserts a column's values, and that its count of nulls is theirs.</summary>
    public static void AreEqual(DataFrameColumn column, params object?[] expected)
    {
        object?[] actual = [.. column.Cast<object?>()];
        Assert.AreEqual(Line(expected), Line(actual), $"column {column.Name}");
        CollectionAssert.AreEqual(expected, actual, $"column {column.Name}: the types differ");
        Assert.AreEqual(expected.LongCount(value => value is null), column.NullCount, $"nulls of column {column.Name}");
        Assert.AreEqual(expected.LongLength, column.Length, $"length of column {column.Name}");
        for (int row = 0; row < expected.Length; row++) Assert.AreEqual(expected[row] is not null, column.IsValid(row), $"row {row} of {column.Name}");
    }

    /// <summary>Asserts a table: `a|b` for the names, then a line a row.</summary>
    public static void AreEqual(DataFrame table, string names, params string[] rows)
    {
        Assert.AreEqual(names, string.Join("|", table.Columns.Select(column => column.Name)));
        Assert.AreEqual(string.Join('\n', rows), string.Join('\n', table.Rows.Select(row => string.Join("|", row.Select(Text)))));
        Assert.AreEqual(rows.LongLength, table.Rows.Count);
    }

    private static string Line(object?[] values) => string.Join(", ", values.Select(Text));

    private static string Text(object? value) => value?.ToString() ?? "null";
}
