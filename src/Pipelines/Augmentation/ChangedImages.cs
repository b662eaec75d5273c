using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>The rows of a view with changed images and ids of their own; all other columns are passed on.</summary>
internal sealed class ChangedImages : IDataView
{
    private delegate void Change<T>(ReadOnlySpan<T> image, Span<T> result, int height, int width, int channels, ulong seed, long rowId, int copy);

    private readonly IDataView _input;
    private readonly ImageAugmentingTransformer _step;
    private readonly int _copy;
    private readonly ImageShape _shape;
    private readonly DataViewSchema.Column _pixels, _id;

    /// <param name="input">The rows.</param>
    /// <param name="step">How images are changed, and in which columns.</param>
    /// <param name="copy">Which copy of the rows this is.</param>
    public ChangedImages(IDataView input, ImageAugmentingTransformer step, int copy)
    {
        (_input, _step, _copy) = (input, step, copy);
        _shape = ImageColumns.FindPixels(input.Schema, step.PixelsColumn, out _pixels);
        _id = ImageColumns.Find(input.Schema, step.IdColumn);
    }

    public bool CanShuffle => _input.CanShuffle;

    public DataViewSchema Schema => _input.Schema;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return new Cursor(this, _input.GetRowCursor(Needed(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return [.. _input.GetRowCursorSet(Needed(active), n, rand).Select(cursor => new Cursor(this, cursor, active))];
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        bool[] active = new bool[Schema.Count];
        foreach (DataViewSchema.Column column in columns) active[column.Index] = true;
        return active;
    }

    // The id is always read: the draws and the row's identity are made of it.
    private IEnumerable<DataViewSchema.Column> Needed(bool[] active) => Schema.Where(c => active[c.Index] || c.Index == _id.Index);

    private sealed class Cursor(ChangedImages view, DataViewRowCursor input, bool[] active) : DataViewRowCursor
    {
        public override DataViewSchema Schema => view.Schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override bool MoveNext() => input.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter()
        {
            ValueGetter<long> get = SyntheticId();
            long id = 0;
            return (ref DataViewRowId value) =>
            {
                get(ref id);
                value = new DataViewRowId((ulong)id, 0);
            };
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new ArgumentException($"Column '{column.Name}' is not active in this cursor; name it in columnsNeeded of GetRowCursor.", nameof(column));
            if (column.Index != view._pixels.Index && column.Index != view._id.Index) return input.GetGetter<TValue>(column);
            ClassicalAugmentation augmentation = view._step.Augmentation;
            Delegate getter = column.Index == view._id.Index ? SyntheticId()
                : ((VectorDataViewType)view._pixels.Type).ItemType == NumberDataViewType.Byte ? Pixels<byte>(augmentation.Apply)
                : Pixels<float>((image, result, height, width, channels, seed, id, copy) =>
                {
                    RefuseNaN(image, id);
                    augmentation.Apply(image, result, height, width, channels, seed, id, copy);
                });
            return getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
                $"Column '{column.Name}' of type {column.Type} was read as {typeof(TValue)}; read it as {column.Type.RawType}.");
        }

        private ValueGetter<long> SyntheticId()
        {
            ValueGetter<long> get = input.GetGetter<long>(view._id);
            int copy = view._copy;
            return (ref long id) =>
            {
                get(ref id);
                id = ImageColumns.SyntheticId(id, copy);
            };
        }

        private ValueGetter<VBuffer<T>> Pixels<T>(Change<T> change)
        {
            ValueGetter<VBuffer<T>> getImage = input.GetGetter<VBuffer<T>>(view._pixels);
            ValueGetter<long> getId = input.GetGetter<long>(view._id);
            (int height, int width, int channels) = view._shape;
            (ulong seed, int copy) = (view._step.Seed, view._copy);
            VBuffer<T> image = default, dense = default;
            long id = 0;
            return (ref VBuffer<T> value) =>
            {
                getImage(ref image);
                getId(ref id);
                if (!image.IsDense)
                {
                    image.CopyToDense(ref dense);
                    (image, dense) = (dense, image);
                }
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, view._shape.Size);
                change(image.GetValues(), editor.Values, height, width, channels, seed, id, copy);
                value = editor.Commit();
            };
        }

        private void RefuseNaN(ReadOnlySpan<float> image, long id)
        {
            for (int i = 0; i < image.Length; i++)
            {
                if (float.IsNaN(image[i]))
                    throw new InvalidDataException($"Value {i} of '{view._pixels.Name}' of the row with the id {id} is NaN; expected a number. Repair the image "
                        + "or leave the row out.");
            }
        }
    }
}
