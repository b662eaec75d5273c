namespace Microsoft.ML.Data;

/// <summary>What a step does to rows of one schema: which columns it passes on, which it computes, and of what.</summary>
internal abstract class RowMapper : IRowToRowMapper
{
    // For each output column: the input column it passes on, or ~k for the k-th computed one.
    private readonly int[] _from;

    /// <summary>A step that keeps all columns and adds computed ones.</summary>
    protected RowMapper(DataViewSchema input, IReadOnlyList<DataViewSchema.DetachedColumn> computed)
    {
        InputSchema = input;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(computed);
        OutputSchema = builder.ToSchema();
        _from = [.. Enumerable.Range(0, input.Count), .. computed.Select((_, k) => ~k)];
    }

    /// <summary>A step that keeps some columns.</summary>
    protected RowMapper(DataViewSchema input, int[] kept)
    {
        InputSchema = input;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(kept.Select(i => input[i]));
        OutputSchema = builder.ToSchema();
        _from = kept;
    }

    /// <inheritdoc/>
    public DataViewSchema InputSchema { get; }

    /// <inheritdoc/>
    public DataViewSchema OutputSchema { get; }

    /// <summary>The input columns that a computed column is made of.</summary>
    protected abstract IEnumerable<int> Sources(int computed);

    /// <summary>A getter of a computed column, a <see cref="ValueGetter{TValue}"/> of its raw type.</summary>
    /// <param name="input">The row to read.</param>
    /// <param name="computed">Which computed column.</param>
    /// <param name="shared">What <see cref="Shared"/> made for the row.</param>
    protected abstract Delegate Getter(DataViewRow input, int computed, object? shared);

    /// <summary>What getters of one row share, for computations that give several columns at once.</summary>
    protected virtual object? Shared(DataViewRow input) => null;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        dependingColumns.SelectMany(c => _from[c.Index] >= 0 ? [_from[c.Index]] : Sources(~_from[c.Index]))
            .Distinct().Order().Select(i => InputSchema[i]).ToArray();

    /// <inheritdoc/>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedRow(input, new Columns(this, input, activeColumns));
    }

    /// <summary>The step over a whole view.</summary>
    public IDataView View(IDataView input) => new MappedView(input, this);

    /// <summary>Which columns of a view or row were asked for.</summary>
    internal static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns) active[column.Index] = true;
        return active;
    }

    /// <summary>The columns of one row or cursor.</summary>
    private sealed class Columns(RowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> columns)
    {
        private readonly bool[] _active = Active(mapper.OutputSchema, columns);
        private readonly Delegate?[] _getters = new Delegate?[mapper.OutputSchema.Count];
        private object? _shared;

        public DataViewSchema Schema => mapper.OutputSchema;

        public bool IsActive(DataViewSchema.Column column) => _active[column.Index];

        public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column)
        {
            int at = column.Index;
            if (!_active[at]) throw Check.NotActive(column);
            int from = mapper._from[at];
            if (from >= 0) return input.GetGetter<TValue>(mapper.InputSchema[from]);
            _shared ??= mapper.Shared(input);
            Delegate getter = _getters[at] ??= mapper.Getter(input, ~from, _shared);
            return getter as ValueGetter<TValue> ?? throw Check.WrongType<TValue>("Column", column);
        }
    }

    private sealed class MappedRow(DataViewRow input, Columns columns) : DataViewRow
    {
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => columns.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.Getter<TValue>(column);
        protected override void Dispose(bool disposing)
        {
            if (disposing) input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class MappedCursor(DataViewRowCursor input, Columns columns) : DataViewRowCursor
    {
        public override long Position => input.Position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => columns.Schema;
        public override bool MoveNext() => input.MoveNext();
        public override bool IsColumnActive(DataViewSchema.Column column) => columns.IsActive(column);
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();
        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => columns.Getter<TValue>(column);
        protected override void Dispose(bool disposing)
        {
            if (disposing) input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class MappedView(IDataView input, RowMapper mapper) : IDataView
    {
        public bool CanShuffle => input.CanShuffle;
        public DataViewSchema Schema => mapper.OutputSchema;
        public long? GetRowCount() => input.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            DataViewSchema.Column[] columns = [.. columnsNeeded];
            return Over(input.GetRowCursor(mapper.GetDependencies(columns), rand), columns);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            DataViewSchema.Column[] columns = [.. columnsNeeded];
            return [.. input.GetRowCursorSet(mapper.GetDependencies(columns), n, rand).Select(c => Over(c, columns))];
        }

        private MappedCursor Over(DataViewRowCursor cursor, DataViewSchema.Column[] columns) => new(cursor, new Columns(mapper, cursor, columns));
    }
}
