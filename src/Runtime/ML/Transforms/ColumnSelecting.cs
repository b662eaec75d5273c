using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps or drops columns. Learns nothing from data.</summary>
public sealed class ColumnSelectingEstimator : IEstimator<ColumnSelectingTransformer>
{
    private readonly ColumnSelectingTransformer _transformer;

    internal ColumnSelectingEstimator(string[] names, bool drops, bool keepHidden)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length == 0) throw new ArgumentOutOfRangeException(nameof(names), "No columns were named; name at least one.");
        _transformer = new ColumnSelectingTransformer(names, drops, keepHidden);
    }

    /// <summary>The step; the data are not read.</summary>
    /// <param name="input">Data with the columns named.</param>
    public ColumnSelectingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column[] named = [.. _transformer.Names.Select(n => inputSchema.Find(n, "input"))];
        return new SchemaShape(_transformer.Drops ? inputSchema.Where(c => !_transformer.Names.Contains(c.Name)) : named);
    }
}

/// <summary>Keeps or drops columns.</summary>
public sealed class ColumnSelectingTransformer : RowToRowTransformerBase
{
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] names, bool drops, bool keepHidden) => (Names, Drops, _keepHidden) = (names, drops, keepHidden);

    internal string[] Names { get; }

    internal bool Drops { get; }

    private protected override RowMapper Map(DataViewSchema input)
    {
        foreach (string name in Names) Check.Column(input, name, "input");
        IEnumerable<DataViewSchema.Column> candidates = input.Where(c => _keepHidden || !c.IsHidden);
        return new Mapper(input, Drops
            ? [.. candidates.Where(c => !Names.Contains(c.Name)).Select(c => c.Index)]
            : [.. Names.SelectMany(n => candidates.Where(c => c.Name == n)).Select(c => c.Index)]);
    }

    private protected override void Save(ModelSaveContext context) =>
        context.Write("select", new() { ["names"] = ModelJson.Strings(Names), ["drops"] = Drops, ["keepHidden"] = _keepHidden });

    internal static ITransformer Load(ModelJson json) => new ColumnSelectingTransformer(json.Strings("names"), json.Flag("drops"), json.Flag("keepHidden"));

    private sealed class Mapper(DataViewSchema input, int[] kept) : RowMapper(input, kept)
    {
        protected override IEnumerable<int> Sources(int computed) => throw new InvalidOperationException("No column is computed.");

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) => throw new InvalidOperationException("No column is computed.");
    }
}
