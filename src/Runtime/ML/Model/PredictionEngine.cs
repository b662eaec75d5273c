using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Runs a model over one object at a time, without views and cursors. Not for several threads at once.</summary>
/// <typeparam name="TSrc">The class of what is asked.</typeparam>
/// <typeparam name="TDst">The class of what is answered.</typeparam>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly InputRow _input;
    private readonly DataViewRow _output;
    private readonly Action<TDst> _fill;
    private readonly ITransformer? _owned;
    private bool _disposed;

    private protected PredictionEngineBase(ITransformer transformer, PredictionEngineOptions options)
    {
        if (!transformer.IsRowToRowMapper)
            throw new ArgumentOutOfRangeException(nameof(transformer), $"{transformer.GetType().Name} does not make one row of each row; take GetModelFor(TransformerScope.Scoring) of the chain.");
        _owned = options.OwnsTransformer ? transformer : null;
        _input = new InputRow(new TypedColumns<TSrc>(options.InputSchemaDefinition ?? SchemaDefinition.Create(typeof(TSrc), SchemaDefinition.Direction.Read)));
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(_input.Schema);
        OutputSchema = mapper.OutputSchema;
        var columns = new TypedColumns<TDst>(options.OutputSchemaDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write));
        _output = mapper.GetRow(_input, columns.Bound(OutputSchema, options.IgnoreMissingColumns).Select(b => b.Column));
        _fill = columns.Filler(_output, options.IgnoreMissingColumns);
    }

    /// <summary>The columns of answers.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>The answer for an object, in a new object.</summary>
    /// <param name="example">What is asked.</param>
    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    /// <summary>The answer for an object.</summary>
    /// <param name="example">What is asked.</param>
    /// <param name="prediction">Receives the answer; a new object where it is null.</param>
    public abstract void Predict(TSrc example, ref TDst prediction);

    private protected void Run(TSrc example, TDst prediction)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _input.Show(example);
        _fill(prediction);
    }

    /// <summary>Releases the row, and the model where the engine owns it.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _output.Dispose();
        (_owned as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The row of the object asked last.</summary>
    private sealed class InputRow : DataViewRow
    {
        private readonly TypedColumns<TSrc> _columns;
        private readonly TypedColumns<TSrc>.Box _box = new();
        private long _position = -1;

        public InputRow(TypedColumns<TSrc> columns)
        {
            _columns = columns;
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(columns.Detached());
            Schema = builder.ToSchema();
        }

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema { get; }
        public override bool IsColumnActive(DataViewSchema.Column column) => true;
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _columns.Columns[column.Index].Getter(_box) as ValueGetter<TValue> ?? throw Check.WrongType<TValue>("Column", column);

        public void Show(TSrc example)
        {
            _box.Current = example;
            _position++;
        }
    }
}

/// <summary>Runs a model over one object at a time, without views and cursors. Not for several threads at once.</summary>
/// <typeparam name="TSrc">The class of what is asked.</typeparam>
/// <typeparam name="TDst">The class of what is answered.</typeparam>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options) : base(transformer, options)
    {
    }

    /// <inheritdoc/>
    public override void Predict(TSrc example, ref TDst prediction)
    {
        ArgumentNullException.ThrowIfNull(example);
        prediction ??= new TDst();
        Run(example, prediction);
    }
}
