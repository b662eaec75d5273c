using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Chosen rows of any view, read past the others by a cursor; nothing is kept but the rows' numbers.</summary>
internal sealed class SelectedRows : IDataView
{
    private readonly IDataView _source;
    private readonly int[] _rows;

    /// <param name="source">Any view that gives its rows in one order.</param>
    /// <param name="rows">Positions in it, rising.</param>
    /// <exception cref="ArgumentException">The positions do not rise, or are not in the view.</exception>
    public SelectedRows(IDataView source, int[] rows)
    {
        (_source, _rows) = (source, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < 0 || i > 0 && rows[i] <= rows[i - 1])
                throw new ArgumentException($"Row {i} of the selection is {rows[i]}{(i > 0 ? $", after {rows[i - 1]}" : "")}; rows of this "
                    + "view are chosen in rising order, each once. Sort them, or choose rows of the loaded images before other steps.", nameof(rows));
        }
        if (rows.Length > 0 && source.GetRowCount() <= rows[^1])
            throw new ArgumentException($"Row {rows[^1]} was asked for; the view has {source.GetRowCount()} rows, numbered from 0.", nameof(rows));
    }

    // The rows are known by their place in the source's order only.
    public bool CanShuffle => false;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_source.GetRowCursor(columnsNeeded), _rows);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor source, int[] rows) : DataViewRowCursor
    {
        private int _at = -1, _row = -1;

        public override DataViewSchema Schema => source.Schema;

        public override long Batch => source.Batch;

        public override long Position => _at >= 0 && _at < rows.Length ? _at : -1;

        public override bool MoveNext()
        {
            if (_at >= rows.Length || ++_at == rows.Length) return false;
            for (; _row < rows[_at]; _row++)
            {
                if (!source.MoveNext())
                    throw new InvalidOperationException($"Row {rows[_at]} was chosen, but the view ended after {_row + 1} rows; it has fewer "
                        + "rows than when they were chosen.");
            }
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => source.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing) source.Dispose();
            base.Dispose(disposing);
        }
    }
}
