namespace Microsoft.ML.Data;

/// <summary>A view that keeps in memory the columns that were read, each read once from where it comes.</summary>
internal sealed class CacheView(IDataView input, int[] prefetch) : IDataView
{
    private readonly Lock _filling = new();
    private readonly HeldColumn?[] _held = new HeldColumn?[input.Schema.Count];
    private int _rows = -1;

    public bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => _rows >= 0 ? _rows : input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, RowMapper.Active(Schema, columnsNeeded), rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Reads, in one pass, the active columns that are not held yet.</summary>
    private void Fill(bool[] active)
    {
        lock (_filling)
        {
            DataViewSchema.Column[] missing = [.. Schema.Where(c => _held[c.Index] is null && (active[c.Index] || prefetch.Contains(c.Index)))];
            if (missing.Length == 0 && _rows >= 0) return;
            using DataViewRowCursor cursor = input.GetRowCursor(missing);
            HeldColumn[] columns = [.. missing.Select(HeldColumn.Of)];
            Action<int>[] readers = [.. columns.Select((held, i) => held.Reader(cursor, missing[i]))];
            int room = checked((int)(GetRowCount() ?? 0)), rows = 0;
            foreach (HeldColumn held in columns) held.Resize(room);
            for (; cursor.MoveNext(); rows++)
            {
                if (rows == room)
                {
                    room = (int)Math.Min(Array.MaxLength, Math.Max(256, room * 2L));
                    foreach (HeldColumn held in columns) held.Resize(room);
                }
                foreach (Action<int> read in readers) read(rows);
            }
            if (_rows >= 0 && rows != _rows)
                throw new InvalidOperationException($"The data had {_rows} rows when first cached and have {rows} now; cache data that do not change.");
            if (rows < room)
                foreach (HeldColumn held in columns) held.Resize(rows);
            for (int i = 0; i < missing.Length; i++) _held[missing[i].Index] = columns[i];
            _rows = rows;
        }
    }

    private sealed class Cursor(CacheView view, bool[] active, Random? rand) : DataViewRowCursor
    {
        private int _next;
        private int[]? _order;
        private long _position = -1;

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => view.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Slot(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active[column.Index]) throw Check.NotActive(column);
            if (typeof(TValue) != column.Type.RawType) throw Check.WrongType<TValue>("Column", column);
            // The column may not be held before the first row is asked for.
            ValueGetter<TValue>? get = null;
            return (ref TValue value) => (get ??= (ValueGetter<TValue>)view._held[column.Index]!.Getter(Slot))(ref value);
        }

        public override bool MoveNext()
        {
            if (_next == 0) Begin();
            _position = _next < view._rows ? _next++ : -1;
            return _position >= 0;
        }

        private void Begin()
        {
            view.Fill(active);
            if (rand is null) return;
            _order = [.. Enumerable.Range(0, view._rows)];
            rand.Shuffle(_order);
        }

        private int Slot() => _order is null ? (int)_position : _order[_position];
    }
}
