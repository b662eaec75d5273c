using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// The common base of steps that add images for training: rows follow the input's own, or take their place. Made rows have ids of their own
/// (<see cref="Loading.ImageColumns.SyntheticId"/>), so that validation and test data can refuse them; the input's rows stay as they are.
/// </summary>
/// <remarks>
/// Such a step belongs into a chain with <see cref="TransformerScope.Training"/>. What scores new data is
/// <c>GetModelFor(TransformerScope.Scoring)</c>, which leaves it out. It is no row-to-row mapper and is not saved, so that a chain that still
/// has it is refused where single rows are scored or models are written.
/// <para>An implementation checks the columns it needs and gives the rows as views, which compute nothing until read: of the input's rows
/// changed, or of images made from nothing (<see cref="GeneratedImages"/>).</para>
/// </remarks>
public abstract class RowAppendingTransformer : ITransformer
{
    /// <summary>Whether the input's rows come first; if not, the made rows take their place.</summary>
    public virtual bool KeepsInput => true;

    /// <summary>False: a row can become none or several.</summary>
    public bool IsRowToRowMapper => false;

    /// <summary>Checks the columns the step needs.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    protected abstract void CheckSchema(DataViewSchema inputSchema);

    /// <summary>The made rows: views with the input's columns, one after the other.</summary>
    /// <param name="input">The data before the step, whose columns were checked.</param>
    protected abstract IReadOnlyList<IDataView> MakeRows(IDataView input);

    /// <summary>The name of the column whose ids are checked to be synthetic ones in made rows.</summary>
    public abstract string IdColumn { get; }

    /// <summary>The input's columns: only rows are added.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        CheckSchema(inputSchema);
        return inputSchema;
    }

    /// <summary>The data after the step; nothing is computed before they are read, and only in columns that are.</summary>
    /// <param name="input">The data before the step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is not there or of the wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckSchema(input.Schema);
        IReadOnlyList<IDataView> made = MakeRows(input);
        if (KeepsInput) return made.Count == 0 ? input : new AppendedRows([input, .. made], 1, IdColumn);
        return made.Count == 1 ? made[0] : new AppendedRows([.. made], 0, IdColumn);
    }

    /// <summary>Not there: a row can become none or several.</summary>
    /// <param name="inputSchema">Not used.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException(
        $"{GetType().Name} adds rows for training; it makes no row of one row. Score with GetModelFor(TransformerScope.Scoring), which leaves it "
        + "out, after appending it with TransformerScope.Training.");

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        $"{GetType().Name} adds rows for training and has no place in a saved model. Save GetModelFor(TransformerScope.Scoring), which leaves it "
        + "out, after appending it with TransformerScope.Training.");
}
