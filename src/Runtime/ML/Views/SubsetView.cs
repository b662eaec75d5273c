namespace Microsoft.ML.Data;

/// <summary>Some rows of a view, in its order.</summary>
/// <param name="input">The view.</param>
/// <param name="reads">The columns that the choice is made by.</param>
/// <param name="next">For a cursor of the view, what moves it to the next row of the subset and says whether there is one.</param>
/// <param name="rowCount">The number of rows, where it is known.</param>
/// <param name="canShuffle">Whether the choice is the same in any order of rows.</param>
internal sealed class SubsetView(IDataView input, DataViewSchema.Column[] reads, Func<DataViewRowCursor, Func<bool>> next, Func<long?> rowCount, bool canShuffle) : IDataView
{
    public bool CanShuffle => canShuffle && input.CanShuffle;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => rowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = RowMapper.Active(Schema, columnsNeeded), read = [.. active];
        foreach (DataViewSchema.Column column in reads) read[column.Index] = true;
        return new Cursor(input.GetRowCursor(Schema.Where(c => read[c.Index]), CanShuffle ? rand : null), active, next);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>The first rows.</summary>
    public static SubsetView Take(IDataView input, long count) => new(input, [], cursor =>
    {
        long left = count;
        return () => left > 0 && left-- > 0 && cursor.MoveNext();
    }, () => input.GetRowCount() is long rows ? Math.Min(rows, count) : null, canShuffle: false);

    /// <summary>All but the first rows.</summary>
    public static SubsetView Skip(IDataView input, long count) => new(input, [], cursor =>
    {
        long left = count;
        return () =>
        {
            for (; left > 0; left--)
                if (!cursor.MoveNext()) return false;
            return cursor.MoveNext();
        };
    }, () => input.GetRowCount() is long rows ? Math.Max(0, rows - count) : null, canShuffle: false);

    /// <summary>The rows that pass a test.</summary>
    /// <param name="input">The view.</param>
    /// <param name="reads">The columns that the test reads.</param>
    /// <param name="test">The test of a cursor's current row.</param>
    public static SubsetView Where(IDataView input, DataViewSchema.Column[] reads, Func<DataViewRow, Func<bool>> test) => new(input, reads, cursor =>
    {
        Func<bool> keeps = test(cursor);
        return () =>
        {
            while (cursor.MoveNext())
                if (keeps()) return true;
            return false;
        };
    }, () => null, canShuffle: true);

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRowCursor, Func<bool>> next) : DataViewRowCursor
    {
        private readonly Func<bool> _next = next(input);
        private long _position = -1, _count;
        private bool _ended;

        public override long Position => _position;
        public override long Batch => input.Batch;
        public override DataViewSchema Schema => input.Schema;
        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];
        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            active[column.Index] ? input.GetGetter<TValue>(column) : throw Check.NotActive(column);

        public override bool MoveNext()
        {
            _ended = _ended || !_next();
            _position = _ended ? -1 : _count++;
            return !_ended;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) input.Dispose();
            base.Dispose(disposing);
        }
    }
}
