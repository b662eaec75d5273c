namespace Microsoft.ML.Data;

/// <summary>Rows in a random order, drawn from a pool of limited size that is filled again from the input as rows leave it.</summary>
/// <param name="input">The rows.</param>
/// <param name="seed">Decides the order of cursors that bring no generator of their own.</param>
/// <param name="poolSize">The number of rows held.</param>
/// <param name="shuffleSource">Whether the input too is read in a random order, where it can be.</param>
internal sealed class ShuffleView(IDataView input, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        rand ??= new Random(seed);
        DataViewRowCursor cursor = input.GetRowCursor(columns, shuffleSource && input.CanShuffle ? new Random(rand.Next()) : null);
        return new Cursor(cursor, columns, rand, (int)Math.Max(1, Math.Min(poolSize, input.GetRowCount() ?? poolSize)));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly HeldColumn?[] _held;
        private readonly Action<int>[] _readers;
        private readonly Random _random;
        private readonly DataViewRowId[] _ids;
        private readonly ValueGetter<DataViewRowId> _getId;

        // Slots of rows not given yet: the first _left of these. The row just given is in _slot, which is free afterwards.
        private readonly int[] _slots;
        private int _left = -1, _slot = -1;
        private bool _inputEnded;
        private long _position = -1, _count;

        public Cursor(DataViewRowCursor input, DataViewSchema.Column[] columns, Random random, int poolSize)
        {
            (_input, _random) = (input, random);
            _held = new HeldColumn?[input.Schema.Count];
            foreach (DataViewSchema.Column column in columns) (_held[column.Index] = HeldColumn.Of(column)).Resize(poolSize);
            _readers = [.. columns.Select(c => _held[c.Index]!.Reader(input, c))];
            _getId = input.GetIdGetter();
            _ids = new DataViewRowId[poolSize];
            _slots = [.. Enumerable.Range(0, poolSize)];
        }

        public override long Position => _position;
        public override long Batch => 0;
        public override DataViewSchema Schema => _input.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => _held[column.Index] is not null;
        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[_slot];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (_held[column.Index] ?? throw Check.NotActive(column)).Getter(() => _slot) as ValueGetter<TValue> ?? throw Check.WrongType<TValue>("Column", column);

        public override bool MoveNext()
        {
            if (_left < 0)
            {
                for (_left = 0; _left < _slots.Length && Read(_slots[_left]); _left++)
                {
                }
            }
            else if (_slot >= 0 && Read(_slot))
            {
                _slots[_left++] = _slot;
            }
            if (_left == 0)
            {
                (_position, _slot) = (-1, -1);
                return false;
            }
            // The slot drawn changes places with the last one, so that slots in use stay together.
            int drawn = _random.Next(_left--);
            (_slots[drawn], _slots[_left]) = (_slots[_left], _slots[drawn]);
            _slot = _slots[_left];
            _position = _count++;
            return true;
        }

        private bool Read(int slot)
        {
            if (_inputEnded || (_inputEnded = !_input.MoveNext())) return false;
            foreach (Action<int> read in _readers) read(slot);
            _getId(ref _ids[slot]);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _input.Dispose();
            base.Dispose(disposing);
        }
    }
}
