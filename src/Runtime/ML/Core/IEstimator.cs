using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A step of a pipeline before it has seen data. Fitting it gives a transformer.</summary>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
public interface IEstimator<out TTransformer> where TTransformer : ITransformer
{
    /// <summary>Learns from data.</summary>
    /// <param name="input">The data; read as often as the step needs.</param>
    TTransformer Fit(IDataView input);

    /// <summary>The columns that the fitted step will make, for a chain to check itself before it learns.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    SchemaShape GetOutputSchema(SchemaShape inputSchema);
}

/// <summary>A step of a pipeline that makes columns or rows of data. It computes nothing before the result is read.</summary>
public interface ITransformer : ICanSaveModel
{
    /// <summary>Whether each row comes of one row, so that <see cref="GetRowToRowMapper"/> works.</summary>
    bool IsRowToRowMapper { get; }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>The data after the step.</summary>
    /// <param name="input">The data before the step.</param>
    IDataView Transform(IDataView input);

    /// <summary>The step for single rows.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}

/// <summary>Something that can be written into a model file.</summary>
public interface ICanSaveModel
{
    /// <summary>Writes what is needed to load the object again.</summary>
    /// <param name="ctx">Where to write; its members are internal, so that only the library's own steps can.</param>
    void Save(ModelSaveContext ctx);
}
