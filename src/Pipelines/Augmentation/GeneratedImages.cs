using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>
/// Rows of images that are made of nothing, by a generative network say, for a <see cref="RowAppendingTransformer"/> to append. Images are
/// made in batches while a cursor passes, and only if it reads them.
/// </summary>
/// <remarks>An image has to depend on its number alone, not on when it is made: each pass gives the same rows.</remarks>
public abstract class GeneratedImages : IDataView
{
    // Ids of generated images count as copies from here down, where no step has copies of rows.
    private const int LastCopy = (1 << 22) - 1;

    private readonly DataViewSchema.Column _label, _pixels, _id;
    private readonly int _count, _batchSize, _series;

    /// <summary>A number of rows to be made.</summary>
    /// <param name="schema">The columns of the rows they follow: the three named here and no others.</param>
    /// <param name="count">Number of rows, at least 0.</param>
    /// <param name="series">Tells the rows of several steps of one chain apart; 0 to 1000.</param>
    /// <param name="batchSize">Most images asked for at once, at least 1.</param>
    /// <param name="labelColumn">Column of classes, keys held as UInt32.</param>
    /// <param name="pixelsColumn">Column of images, vectors of Byte.</param>
    /// <param name="idColumn">Column of ids, Int64.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of bounds; a column is missing, of the wrong type, or one too many.</exception>
    protected GeneratedImages(DataViewSchema schema, int count, int series = 0, int batchSize = 64, string labelColumn = ImageColumns.Label,
        string pixelsColumn = ImageColumns.Pixels, string idColumn = ImageColumns.Id)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (series is < 0 or > 1000) throw new ArgumentOutOfRangeException(nameof(series), $"Got the series {series}; expected 0 to 1000.");
        Shape = ImageColumns.FindPixels(schema, pixelsColumn, out _pixels);
        if (((VectorDataViewType)_pixels.Type).ItemType != NumberDataViewType.Byte)
            throw new ArgumentOutOfRangeException(nameof(schema), $"The column '{pixelsColumn}' is of type {_pixels.Type}; generated images are bytes. "
                + "Append them before the step that turns images into Single.");
        (_label, _id) = (ImageColumns.FindLabel(schema, labelColumn), ImageColumns.Find(schema, idColumn));
        if (_id.Type != NumberDataViewType.Int64)
            throw new ArgumentOutOfRangeException(nameof(schema), $"The column '{idColumn}' is of type {_id.Type}; ids are Int64. Number the rows.");
        string[] others = [.. schema.Where(c => !c.IsHidden && c.Index != _label.Index && c.Index != _pixels.Index && c.Index != _id.Index).Select(c => c.Name)];
        if (others.Length > 0)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Generated images have no values for the columns {string.Join(", ", others)}. Put "
                + "DropColumns before this step, or make these columns after it.");
        (Schema, _count, _series, _batchSize) = (schema, count, series, batchSize);
    }

    /// <summary>Size of the images.</summary>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <summary>False: images are made in batches, in order.</summary>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public long? GetRowCount() => _count;

    /// <summary>The class of an image: a key, 1 for the first class.</summary>
    /// <param name="number">Number of the image, from 0 on.</param>
    protected abstract uint LabelOf(int number);

    /// <summary>Makes images.</summary>
    /// <param name="first">Number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Receives the images, 0 (paper) to 255 (ink), one after the other.</param>
    protected abstract void Make(int first, int count, Span<byte> pixels);

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        return new Cursor(this, [.. columnsNeeded.Select(c => c.Index)]);
    }

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(GeneratedImages view, HashSet<int> active) : DataViewRowCursor
    {
        private int _at = -1, _batchStart = -1;
        private byte[] _batch = [];

        public override DataViewSchema Schema => view.Schema;

        public override long Batch => 0;

        public override long Position => _at < view._count ? _at : -1;

        private int Number => _at >= 0 && _at < view._count
            ? _at
            : throw new InvalidOperationException("The cursor stands on no row; call MoveNext and read while it returns true.");

        public override bool MoveNext()
        {
            if (_at < view._count) _at++;
            return _at < view._count;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        private long Id => ImageColumns.SyntheticId(Number, LastCopy - view._series);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Id, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));
            Delegate? getter = column.Index == view._label.Index ? (ValueGetter<uint>)((ref uint value) => value = view.LabelOf(Number))
                : column.Index == view._id.Index ? (ValueGetter<long>)((ref long value) => value = Id)
                : column.Index == view._pixels.Index ? (ValueGetter<VBuffer<byte>>)GetPixels
                : null;
            return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"Column '{column.Name}' of type {column.Type} was read as {typeof(TValue)}; read it as {column.Type.RawType}.");
        }

        private void GetPixels(ref VBuffer<byte> value)
        {
            int number = Number, size = view.Shape.Size, start = number / view._batchSize * view._batchSize;
            if (start != _batchStart)
            {
                int count = Math.Min(view._batchSize, view._count - start);
                if (_batch.Length < count * size) _batch = new byte[count * size];
                view.Make(start, count, _batch.AsSpan(0, count * size));
                _batchStart = start;
            }
            VBuffer<byte>.Copy(_batch, (number - start) * size, ref value, size);
        }
    }
}
