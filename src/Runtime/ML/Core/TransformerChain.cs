using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>Transformers one after the other, each with the scope it takes part in.</summary>
/// <typeparam name="TLastTransformer">The type of the last one; <see cref="ITransformer"/> for an empty chain.</typeparam>
public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, IDisposable, ITransformerChain
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;

    /// <summary>The last transformer; null in an empty chain.</summary>
    public readonly TLastTransformer LastTransformer;

    /// <summary>A chain whose transformers all take part everywhere.</summary>
    /// <param name="transformers">The transformers in order.</param>
    public TransformerChain(params ITransformer[] transformers)
        : this(transformers ?? [], [.. (transformers ?? []).Select(_ => TransformerScope.Everything)])
    {
    }

    /// <summary>A chain.</summary>
    /// <param name="transformers">The transformers in order.</param>
    /// <param name="scopes">The scope of each.</param>
    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(transformers);
        ArgumentNullException.ThrowIfNull(scopes);
        (_transformers, _scopes) = ([.. transformers], [.. scopes]);
        if (_transformers.Length != _scopes.Length)
            throw new ArgumentOutOfRangeException(nameof(scopes), $"{_transformers.Length} transformers came with {_scopes.Length} scopes; give one scope for each.");
        ITransformer? last = _transformers.LastOrDefault();
        LastTransformer = (last as TLastTransformer)!;
        if (last is not null && LastTransformer is null)
            throw new ArgumentOutOfRangeException(nameof(transformers), $"The last transformer is a {last.GetType()}; the chain ends with a {typeof(TLastTransformer)}.");
    }

    IReadOnlyList<ITransformer> ITransformerChain.Transformers => _transformers;

    IReadOnlyList<TransformerScope> ITransformerChain.Scopes => _scopes;

    bool ITransformer.IsRowToRowMapper => _transformers.All(t => t.IsRowToRowMapper);

    /// <summary>The columns after the chain.</summary>
    /// <param name="inputSchema">The columns before the chain.</param>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _transformers.Aggregate(inputSchema, (schema, t) => t.GetOutputSchema(schema));
    }

    /// <summary>The data after the chain; nothing is computed before it is read.</summary>
    /// <param name="input">The data before the chain.</param>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(input.Schema); // A mismatch anywhere is found before any step is set up.
        return _transformers.Aggregate(input, (view, t) => t.Transform(view));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var mappers = new List<IRowToRowMapper>();
        foreach (ITransformer transformer in _transformers)
        {
            if (!transformer.IsRowToRowMapper)
                throw new InvalidOperationException($"{transformer.GetType().Name} does not make one row of each row; leave it out with GetModelFor(TransformerScope.Scoring).");
            mappers.Add(transformer.GetRowToRowMapper(mappers.LastOrDefault()?.OutputSchema ?? inputSchema));
        }
        return new ChainMapper(inputSchema, mappers);
    }

    /// <summary>The transformers that take part in some scope.</summary>
    /// <param name="scopeFilter">The scope: whoever shares a flag with it takes part.</param>
    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        int[] kept = [.. Enumerable.Range(0, _transformers.Length).Where(i => (_scopes[i] & scopeFilter) != TransformerScope.None)];
        return new TransformerChain<ITransformer>(kept.Select(i => _transformers[i]), kept.Select(i => _scopes[i]));
    }

    /// <summary>This chain with another transformer at its end.</summary>
    /// <typeparam name="TNewLast">The type of the new last one.</typeparam>
    /// <param name="transformer">The new last one.</param>
    /// <param name="scope">When it takes part.</param>
    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TNewLast>([.. _transformers, transformer], [.. _scopes, scope]);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.SaveChain(this);
    }

    /// <summary>The transformers in order.</summary>
    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Disposes the transformers that can be.</summary>
    public void Dispose()
    {
        foreach (ITransformer transformer in _transformers) (transformer as IDisposable)?.Dispose();
    }
}

/// <summary>A chain, whatever its last transformer is.</summary>
internal interface ITransformerChain
{
    /// <summary>The transformers in order.</summary>
    IReadOnlyList<ITransformer> Transformers { get; }

    /// <summary>The scope of each.</summary>
    IReadOnlyList<TransformerScope> Scopes { get; }
}

/// <summary>Mappers one after the other.</summary>
internal sealed class ChainMapper(DataViewSchema inputSchema, IReadOnlyList<IRowToRowMapper> mappers) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => mappers.Count == 0 ? inputSchema : mappers[^1].OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        // What each mapper has to give, from the last to the first; then the rows, from the first to the last.
        var needed = new Stack<DataViewSchema.Column[]>();
        DataViewSchema.Column[] columns = [.. activeColumns];
        foreach (IRowToRowMapper mapper in mappers.Reverse())
        {
            needed.Push(columns);
            columns = [.. mapper.GetDependencies(columns)];
        }
        return mappers.Aggregate(input, (row, mapper) => mapper.GetRow(row, needed.Pop()));
    }
}
