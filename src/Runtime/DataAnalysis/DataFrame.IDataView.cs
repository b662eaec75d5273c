using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

public partial class DataFrame : IDataView
{
    private DataViewSchema _schema;

    bool IDataView.CanShuffle => false;

    DataViewSchema IDataView.Schema => Schema;

    // Made when first asked for, and again after a column came, went or was renamed.
    private DataViewSchema Schema
    {
        get
        {
            if (_schema is not null) return _schema;
            var builder = new DataViewSchema.Builder();
            foreach (DataFrameColumn column in Columns) builder.AddColumn(column.Name, column.ViewType);
            return _schema = builder.ToSchema();
        }
    }

    long? IDataView.GetRowCount() => Rows.Count;

    DataViewRowCursor IDataView.GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand) => new Cursor(this, columnsNeeded);

    DataViewRowCursor[] IDataView.GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand) => [new Cursor(this, columnsNeeded)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataFrame _frame;
        private readonly bool[] _active;
        private readonly long _rows;
        private long _position = -1;
        private bool _ended;

        public Cursor(DataFrame frame, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            ArgumentNullException.ThrowIfNull(columnsNeeded);
            _frame = frame;
            _rows = frame.Rows.Count;
            Schema = frame.Schema;
            _active = new bool[Schema.Count];
            foreach (DataViewSchema.Column column in columnsNeeded)
            {
                if (column.Index < _active.Length) _active[column.Index] = true;
            }
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema { get; }

        public override bool MoveNext()
        {
            if (_ended) return false;
            _ended = ++_position >= _rows;
            if (_ended) _position = -1;
            return !_ended;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _active.Length && _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active in this cursor. Name it when the cursor is made.");
            return _frame.Columns[column.Index].ViewGetter(this) as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Column '{column.Name}' was asked for as {typeof(TValue)}; it is of type {column.Type}, read as {column.Type.RawType}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        protected override void Dispose(bool disposing)
        {
            _ended = true;
            _position = -1;
            base.Dispose(disposing);
        }
    }
}
