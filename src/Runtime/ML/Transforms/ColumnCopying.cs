using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Copies columns under other names, annotations included. Learns nothing from data.</summary>
public sealed class ColumnCopyingEstimator : IEstimator<ColumnCopyingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal ColumnCopyingEstimator(InputOutputColumnPair[] columns) => _columns = columns;

    /// <summary>The step; the data are not read.</summary>
    /// <param name="input">Data with the columns to copy.</param>
    public ColumnCopyingTransformer Fit(IDataView input)
    {
        var transformer = new ColumnCopyingTransformer(_columns);
        ArgumentNullException.ThrowIfNull(input);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(p => inputSchema.Find(p.InputColumnName, "input").As(p.OutputColumnName)));
    }
}

/// <summary>Copies columns under other names.</summary>
public sealed class ColumnCopyingTransformer : RowToRowTransformerBase
{
    private readonly InputOutputColumnPair[] _columns;

    internal ColumnCopyingTransformer(InputOutputColumnPair[] columns) => _columns = columns;

    private protected override RowMapper Map(DataViewSchema input) =>
        new Mapper(input, [.. _columns.Select(p => Check.Column(input, p.InputColumnName, "input"))], _columns);

    private protected override void Save(ModelSaveContext context) => context.Write("copy", ModelJson.Pairs(_columns));

    internal static ITransformer Load(ModelJson json) => new ColumnCopyingTransformer(json.Pairs());

    private sealed class Mapper(DataViewSchema input, DataViewSchema.Column[] sources, InputOutputColumnPair[] columns)
        : RowMapper(input, [.. sources.Zip(columns, (c, p) => new DataViewSchema.DetachedColumn(p.OutputColumnName, c.Type, c.Annotations))])
    {
        protected override IEnumerable<int> Sources(int computed) => [sources[computed].Index];

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) =>
            RawTypes.Call(sources[computed].Type.RawType, new GetterOf(input, sources[computed]));
    }
}
