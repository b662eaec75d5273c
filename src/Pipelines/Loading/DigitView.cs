using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Pipelines.Loading;

/// <summary>
/// A <see cref="DigitSet"/>, or chosen rows of one, as a view of Label, Pixels and Id (see <see cref="ImageColumns"/>). Views of one set
/// share its arrays: a fold costs four bytes a row.
/// </summary>
public sealed class DigitView : IDataView
{
    private readonly int[]? _rows;

    /// <summary>All images of a set.</summary>
    /// <param name="set">The images; the view reads them where they lie.</param>
    public DigitView(DigitSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        Set = set;
        Schema = ImageColumns.Schema(new ImageShape(set.Height, set.Width, set.Channels), set.ClassNames);
    }

    private DigitView(DigitView source, int[] rows) => (Set, Schema, _rows) = (source.Set, source.Schema, rows);

    /// <summary>The images that the view chooses from.</summary>
    public DigitSet Set { get; }

    /// <summary>The numbers, in <see cref="Set"/>, of the view's rows; these are the rows' ids.</summary>
    public IReadOnlyList<int> Rows => _rows ?? [.. Enumerable.Range(0, Set.Count)];

    /// <summary>Number of rows.</summary>
    public int Count => _rows?.Length ?? Set.Count;

    /// <inheritdoc/>
    public bool CanShuffle => true;

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public long? GetRowCount() => Count;

    /// <summary>Some of the rows, in the order given.</summary>
    /// <param name="rows">Positions in this view, 0 to <see cref="Count"/> - 1, none of them twice.</param>
    /// <exception cref="ArgumentException">A position is not in the view, or there twice.</exception>
    public DigitView Select(ReadOnlySpan<int> rows)
    {
        var taken = new bool[Count];
        int[] chosen = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            if ((uint)row >= (uint)taken.Length)
                throw new ArgumentException($"Row {row} was asked for; the view has {taken.Length} rows, numbered from 0.", nameof(rows));
            if (taken[row])
                throw new ArgumentException($"Row {row} was asked for twice; ids are unique in a view, so take each row once.", nameof(rows));
            taken[row] = true;
            chosen[i] = SourceRow(row);
        }
        return new DigitView(this, chosen);
    }

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columnsNeeded) active[column.Index] = true;
        int[]? order = null;
        if (rand is not null)
        {
            order = [.. Rows];
            rand.Shuffle(order);
        }
        // Rows in stretches of one cursor each: a cursor's number is its batch.
        int cursors = Math.Clamp(n, 1, Math.Max(1, Count));
        var result = new DataViewRowCursor[cursors];
        for (int i = 0; i < cursors; i++)
            result[i] = new Cursor(this, order ?? _rows, active, i, (int)((long)Count * i / cursors), (int)((long)Count * (i + 1) / cursors));
        return result;
    }

    private int SourceRow(int row) => _rows is null ? row : _rows[row];

    private sealed class Cursor(DigitView view, int[]? order, bool[] active, int batch, int first, int end) : DataViewRowCursor
    {
        private readonly DigitSet _set = view.Set;
        private int _at = first - 1;

        public override DataViewSchema Schema => view.Schema;

        public override long Batch => batch;

        public override long Position => _at < first || _at >= end ? -1 : _at - first;

        /// <summary>The row's number in the set.</summary>
        private int Row => _at < first || _at >= end
            ? throw new InvalidOperationException("The cursor stands on no row; call MoveNext and read while it returns true.")
            : order is null ? _at : order[_at];

        public override bool MoveNext()
        {
            if (_at < end) _at++;
            return _at < end;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));
            Delegate getter = Schema[column.Index].Name switch
            {
                ImageColumns.Label => (ValueGetter<uint>)((ref uint value) => value = _set.Labels[Row] + 1u),
                ImageColumns.Pixels => (ValueGetter<VBuffer<byte>>)GetPixels,
                _ => (ValueGetter<long>)((ref long value) => value = Row),
            };
            return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"Column '{column.Name}' of type {column.Type} was read as {typeof(TValue)}; read it as {column.Type.RawType}.");
        }

        private void GetPixels(ref VBuffer<byte> value)
        {
            ReadOnlySpan<byte> image = _set.Image(Row);
            VBufferEditor<byte> editor = VBufferEditor.Create(ref value, image.Length);
            image.CopyTo(editor.Values);
            value = editor.Commit();
        }
    }
}
