namespace Microsoft.ML.Data;

/// <summary>Objects as rows, read one by one whenever a cursor passes over them.</summary>
internal sealed class EnumerableView<TRow> : IDataView where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly TypedColumns<TRow> _columns;

    public EnumerableView(IEnumerable<TRow> data, SchemaDefinition definition)
    {
        (_data, _columns) = (data, new TypedColumns<TRow>(definition));
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Detached());
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _data switch
    {
        ICollection<TRow> rows => rows.Count,
        IReadOnlyCollection<TRow> rows => rows.Count,
        _ => null,
    };

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, RowMapper.Active(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(EnumerableView<TRow> view, bool[] active) : DataViewRowCursor
    {
        private readonly TypedColumns<TRow>.Box _box = new();
        private IEnumerator<TRow>? _rows = view._data.GetEnumerator();
        private long _position = -1, _count;

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => view.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index]) throw Check.NotActive(column);
            return view._columns.Columns[column.Index].Getter(_box) as ValueGetter<TValue> ?? throw Check.WrongType<TValue>("Column", column);
        }

        public override bool MoveNext()
        {
            if (_rows is null) return false;
            if (!_rows.MoveNext())
            {
                Dispose(true);
                return false;
            }
            _box.Current = _rows.Current ?? throw new InvalidOperationException($"Row {_count} of the data is null; leave such rows out.");
            _position = _count++;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            _position = -1;
            _rows?.Dispose();
            _rows = null;
            base.Dispose(disposing);
        }
    }
}
