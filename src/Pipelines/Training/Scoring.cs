using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Training;

/// <summary>What a transformer does to rows of one schema.</summary>
internal sealed class ScoringMapper : IRowToRowMapper
{
    public ScoringMapper(KerasTransformer owner, DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (Owner, InputSchema) = (owner, input);
        Shape = ImageColumns.FindPixels(input, owner.PixelsColumn, out DataViewSchema.Column pixels);
        Pixels = pixels;
        OutputSchema = ScoreColumns.Add(input, owner.ClassNames);
    }

    public KerasTransformer Owner { get; }

    /// <summary>Size of the images of the rows.</summary>
    public ImageShape Shape { get; }

    public DataViewSchema.Column Pixels { get; }

    public bool HasBytes => ((VectorDataViewType)Pixels.Type).ItemType == NumberDataViewType.Byte;

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>Is it one of the two columns that are computed?</summary>
    public bool IsComputed(DataViewSchema.Column column) => column.Index >= InputSchema.Count;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return dependingColumns.Select(c => IsComputed(c) ? Pixels.Index : c.Index).Distinct().Order().Select(i => InputSchema[i]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        return new ScoredRow(input, this, [.. activeColumns.Select(c => c.Index)]);
    }

    /// <summary>A getter of one of the computed columns.</summary>
    /// <param name="column">The column.</param>
    /// <param name="scores">Gives the scores of the present row.</param>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, Func<ReadOnlyMemory<float>> scores)
    {
        Delegate getter = OutputSchema[column.Index].Name == ImageColumns.Score
            ? (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                ReadOnlySpan<float> row = scores().Span;
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, row.Length);
                row.CopyTo(editor.Values);
                value = editor.Commit();
            })
            : (ValueGetter<uint>)((ref uint value) => value = Best(scores().Span));
        return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' of type {column.Type} was read as {typeof(TValue)}; read it as {column.Type.RawType}.");
    }

    /// <summary>A getter that copies the present row's pixels to the end of an array.</summary>
    public PixelReader Reader(DataViewRow row) => HasBytes ? new PixelReader<byte>(this, row) : new PixelReader<float>(this, row);

    /// <summary>Key of the highest score, the first of several; 0 (missing) where a score is not a number.</summary>
    private static uint Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i])) return 0;
            if (scores[i] > scores[best]) best = i;
        }
        return (uint)best + 1;
    }
}

/// <summary>Takes pixels out of rows and scores them together.</summary>
internal abstract class PixelReader
{
    /// <summary>Takes the present row's pixels as those of a place in the batch.</summary>
    public abstract void Take(int place, int capacity);

    /// <summary>Scores the first rows of the batch.</summary>
    public abstract void Score(int rows, Span<float> scores);
}

/// <inheritdoc/>
internal sealed class PixelReader<T>(ScoringMapper mapper, DataViewRow row) : PixelReader
    where T : unmanaged
{
    private readonly ValueGetter<VBuffer<T>> _get = row.GetGetter<VBuffer<T>>(mapper.Pixels);
    private VBuffer<T> _image;
    private T[] _pixels = [];

    public override void Take(int place, int capacity)
    {
        int size = mapper.Shape.Size;
        if (_pixels.Length == 0) _pixels = new T[capacity * size];
        _get(ref _image);
        if (_image.Length != size)
            throw new InvalidDataException($"Row {row.Position} has {_image.Length} pixels, expected {size} ({mapper.Shape}). Resize the images first.");
        Span<T> to = _pixels.AsSpan(place * size, size);
        _image.CopyTo(to);
        if (_pixels is float[] floats) PixelTable.CheckFinite(floats.AsSpan(place * size, size), row.Position);
    }

    public override void Score(int rows, Span<float> scores)
    {
        if (_pixels is byte[] bytes) mapper.Owner.Score(bytes, mapper.Shape, rows, scores);
        else mapper.Owner.Score((float[])(object)_pixels, mapper.Shape, rows, scores);
    }
}

/// <summary>A single row, scored once a position however many columns are read.</summary>
internal sealed class ScoredRow(DataViewRow input, ScoringMapper mapper, HashSet<int> active) : DataViewRow
{
    private readonly float[] _scores = new float[mapper.Owner.ClassNames.Count];
    private PixelReader? _reader;
    private long _scored = -2;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!mapper.IsComputed(column)) return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        _reader ??= mapper.Reader(input);
        return mapper.Getter<TValue>(column, Scores);
    }

    private ReadOnlyMemory<float> Scores()
    {
        if (_scored != input.Position)
        {
            _reader!.Take(0, 1);
            _reader.Score(1, _scores);
            _scored = input.Position;
        }
        return _scores;
    }
}

/// <summary>A view with scores; nothing is computed before a cursor is read.</summary>
internal sealed class ScoredView(IDataView input, ScoringMapper mapper) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewSchema.Column[] passed = [.. columns.Where(c => !mapper.IsComputed(c)).Select(c => mapper.InputSchema[c.Index])];
        HashSet<int> active = [.. columns.Select(c => c.Index)];
        if (passed.Length == columns.Length) return new Cursor(input.GetRowCursor(passed, rand), null, mapper, active);
        // The pixels are read ahead by a cursor of their own; both draw the same order.
        int seed = rand?.Next() ?? 0;
        Random? Order() => rand is null ? null : new Random(seed);
        return new Cursor(input.GetRowCursor(passed, Order()), input.GetRowCursor([mapper.Pixels], Order()), mapper, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewRowCursor input, DataViewRowCursor? ahead, ScoringMapper mapper, HashSet<int> active) : DataViewRowCursor
    {
        private readonly PixelReader? _reader = ahead is null ? null : mapper.Reader(ahead);
        private readonly int _classes = mapper.Owner.ClassNames.Count, _most = mapper.Owner.RowsAtOnce;
        private float[] _scores = [];
        private long _row = -1, _first, _end;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext()
        {
            if (!input.MoveNext()) return false;
            _row++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));
            return mapper.IsComputed(column) ? mapper.Getter<TValue>(column, Scores) : input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
        }

        /// <summary>The scores of the present row; those of the rows after it are computed with them.</summary>
        private ReadOnlyMemory<float> Scores()
        {
            if (input.Position < 0) throw new InvalidOperationException("The cursor stands on no row; call MoveNext and read while it returns true.");
            if (_row >= _end) ScoreFrom(_row);
            return _scores.AsMemory((int)(_row - _first) * _classes, _classes);
        }

        private void ScoreFrom(long row)
        {
            // Rows that nobody asked for are passed over unread.
            for (; _end < row; _end++)
                if (!ahead!.MoveNext()) throw Ended(_end);
            int rows = 0;
            while (rows < _most && ahead!.MoveNext()) _reader!.Take(rows++, _most);
            if (rows == 0) throw Ended(row);
            if (_scores.Length == 0) _scores = new float[_most * _classes];
            _reader!.Score(rows, _scores);
            (_first, _end) = (row, row + rows);
        }

        private static InvalidOperationException Ended(long row) =>
            new($"A second reading of the view ended after {row} rows; the view must give the same rows every time. Put a cache after what draws them.");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
                ahead?.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
