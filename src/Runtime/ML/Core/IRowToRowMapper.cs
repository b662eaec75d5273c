namespace Microsoft.ML.Data;

/// <summary>Makes a row of each row.</summary>
public interface IRowToRowMapper
{
    /// <summary>The columns of the rows taken.</summary>
    DataViewSchema InputSchema { get; }

    /// <summary>The columns of the rows made.</summary>
    DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that some output columns need.</summary>
    /// <param name="dependingColumns">Columns of <see cref="OutputSchema"/>.</param>
    IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns);

    /// <summary>A row that follows <paramref name="input"/>: whatever that shows, this one is made of.</summary>
    /// <param name="input">A row of <see cref="InputSchema"/> with the columns of <see cref="GetDependencies"/> active.</param>
    /// <param name="activeColumns">The columns of <see cref="OutputSchema"/> to be read.</param>
    DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);
}
