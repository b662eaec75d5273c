using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Views of the same columns, one after the other; in a random order, their rows are mixed.</summary>
internal sealed class AppendedRows : IDataView
{
    private readonly IDataView[] _parts;
    private readonly int _firstMade, _idColumn;
    private readonly long?[] _counts;

    /// <param name="parts">The views; the first one's schema is the whole's.</param>
    /// <param name="firstMade">From which part on every id has to be synthetic.</param>
    /// <param name="idColumn">Name of the column of ids.</param>
    /// <exception cref="ArgumentException">A part has other columns.</exception>
    public AppendedRows(IDataView[] parts, int firstMade, string idColumn)
    {
        (_parts, _firstMade, Schema) = (parts, firstMade, parts[0].Schema);
        _idColumn = ImageColumns.Find(Schema, idColumn).Index;
        _counts = [.. parts.Select(part => part.GetRowCount())];
        foreach (IDataView part in parts)
        {
            if (part.Schema.Count == Schema.Count && Schema.All(c => part.Schema[c.Index] is var other && other.Name == c.Name && other.Type.Equals(c.Type)))
                continue;
            throw new ArgumentException($"Got rows of the columns {string.Join(", ", part.Schema)} to follow rows of {string.Join(", ", Schema)}; "
                + "expected the same columns. Give rows with the input's schema.", nameof(parts));
        }
    }

    // Parts that cannot shuffle stay in their own order, but are mixed with the others.
    public bool CanShuffle => _counts.All(count => count is not null);

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _counts.Aggregate((long?)0, (sum, count) => sum + count);

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded) active[column.Index] = true;
        Random? order = CanShuffle ? rand : null;
        var cursors = new DataViewRowCursor[_parts.Length];
        for (int i = 0; i < cursors.Length; i++)
        {
            IDataView part = _parts[i];
            cursors[i] = part.GetRowCursor(part.Schema.Where(c => active[c.Index]), order is null || !part.CanShuffle ? null : new Random(order.Next()));
        }
        return new Cursor(this, cursors, active, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(AppendedRows view, DataViewRowCursor[] parts, bool[] active, Random? order) : DataViewRowCursor
    {
        private readonly long[] _left = [.. view._counts.Select(count => count ?? 0)];
        private int _part;
        private long _position = -1, _count;
        private bool _ended;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

        public override bool MoveNext()
        {
            _ended = _ended || !(order is null ? NextInOrder() : NextAtRandom(order));
            _position = _ended ? -1 : _count++;
            return !_ended;
        }

        private bool NextInOrder()
        {
            for (; _part < parts.Length; _part++)
            {
                if (parts[_part].MoveNext()) return true;
            }
            return false;
        }

        /// <summary>The next row of a part, each part as likely as it has rows left: with shuffled parts, every order is as likely.</summary>
        private bool NextAtRandom(Random random)
        {
            for (long total = _left.Sum(); total > 0; total = _left.Sum())
            {
                long drawn = random.NextInt64(total);
                for (_part = 0; drawn >= _left[_part]; _part++) drawn -= _left[_part];
                if (parts[_part].MoveNext())
                {
                    _left[_part]--;
                    return true;
                }
                _left[_part] = 0;
            }
            return false;
        }

        private int Current => _position < 0
            ? throw new InvalidOperationException("The cursor stands on no row; call MoveNext and read while it returns true.")
            : _part;

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            ValueGetter<DataViewRowId>[] getters = [.. parts.Select(part => part.GetIdGetter())];
            return (ref DataViewRowId value) => getters[Current](ref value);
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));
            ValueGetter<TValue>[] getters = [.. parts.Select(part => part.GetGetter<TValue>(part.Schema[column.Index]))];
            if (column.Index == view._idColumn && getters is ValueGetter<long>[] ids)
            {
                for (int i = view._firstMade; i < ids.Length; i++) ids[i] = Synthetic(ids[i]);
            }
            return (ref TValue value) => getters[Current](ref value);
        }

        private static ValueGetter<long> Synthetic(ValueGetter<long> get) => (ref long id) =>
        {
            get(ref id);
            if (!ImageColumns.IsSynthetic(id))
                throw new InvalidOperationException($"A made row has the id {id}, which is one of original rows; expected one of ImageColumns.SyntheticId. "
                    + "Give made rows such ids, so that they cannot slip into test data.");
        };

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                foreach (DataViewRowCursor part in parts) part.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
