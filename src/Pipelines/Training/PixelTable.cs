using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;
using Tensorflow;

namespace MlPipelines.Pipelines.Training;

/// <summary>All images, labels and ids of a view, read once through one cursor: pixels as one tensor, of bytes where the view has bytes.</summary>
internal sealed class PixelTable : IDisposable
{
    private const int FirstRows = 1024;

    private Tensor _pixels;

    private PixelTable(ImageShape shape, bool isBytes, int capacity) =>
        (Shape, IsBytes, _pixels) = (shape, isBytes, Allocate(shape, isBytes, capacity));

    /// <summary>Size of the images.</summary>
    public ImageShape Shape { get; }

    /// <summary>True for bytes, 0 to 255; false for floats, taken as they are.</summary>
    public bool IsBytes { get; }

    /// <summary>Class of each row, from 0.</summary>
    public int[] Labels { get; private set; } = [];

    /// <summary>Id of each row; its number in the view where that has no ids.</summary>
    public long[] Ids { get; private set; } = [];

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Rows left out because their label is missing.</summary>
    public int Unlabelled { get; private set; }

    /// <summary>The first row made by a program, as <see cref="ImageColumns.IsSynthetic"/> tells; null where there is none.</summary>
    public long? SyntheticId => Array.Find(Ids, ImageColumns.IsSynthetic) is not 0 and long id ? id : null;

    /// <summary>Pixels of a row of bytes.</summary>
    public ReadOnlySpan<byte> Bytes(int row) => _pixels.AsSpan<byte>().Slice(row * Shape.Size, Shape.Size);

    /// <summary>Pixels of a row of floats.</summary>
    public ReadOnlySpan<float> Floats(int row) => _pixels.AsSpan<float>().Slice(row * Shape.Size, Shape.Size);

    /// <summary>Reads a view.</summary>
    /// <param name="view">Any view.</param>
    /// <param name="pixelsColumn">Column of images.</param>
    /// <param name="labelColumn">Column of keys.</param>
    /// <param name="what">What errors call the view: "training".</param>
    /// <param name="cancellation">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">There is no row with a label, or too many.</exception>
    /// <exception cref="InvalidDataException">A pixel is not finite.</exception>
    public static PixelTable Read(IDataView view, string pixelsColumn, string labelColumn, string what, CancellationToken cancellation)
    {
        ImageShape shape = ImageColumns.FindPixels(view.Schema, pixelsColumn, out DataViewSchema.Column pixels);
        DataViewSchema.Column label = ImageColumns.FindLabel(view.Schema, labelColumn);
        bool isBytes = ((VectorDataViewType)pixels.Type).ItemType == NumberDataViewType.Byte;
        long most = Array.MaxLength / shape.Size;
        if (view.GetRowCount() > most) throw TooMany(shape, most, what);
        var table = new PixelTable(shape, isBytes, (int)(view.GetRowCount() ?? FirstRows));
        try
        {
            if (isBytes) table.Fill<byte>(view, pixels, label, most, what, cancellation);
            else table.Fill<float>(view, pixels, label, most, what, cancellation);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>Frees the pixels.</summary>
    public void Dispose() => _pixels.Dispose();

    private void Fill<T>(IDataView view, DataViewSchema.Column pixels, DataViewSchema.Column label, long most, string what, CancellationToken cancellation)
        where T : unmanaged
    {
        DataViewSchema.Column? id = view.Schema.GetColumnOrNull(ImageColumns.Id) is { } column && column.Type == NumberDataViewType.Int64 ? column : null;
        uint classes = (uint)((KeyDataViewType)label.Type).Count;
        var labels = new List<int>();
        var ids = new List<long>();
        using DataViewRowCursor cursor = view.GetRowCursor(id is { } there ? [pixels, label, there] : [pixels, label]);
        ValueGetter<VBuffer<T>> getPixels = cursor.GetGetter<VBuffer<T>>(pixels);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(label);
        ValueGetter<long>? getId = id is { } given ? cursor.GetGetter<long>(given) : null;
        VBuffer<T> image = default;
        uint key = 0;
        int size = Shape.Size;
        Tensor to = _pixels;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            if (row % FirstRows == 0) cancellation.ThrowIfCancellationRequested();
            long rowId = row;
            getId?.Invoke(ref rowId);
            getLabel(ref key);
            if (key == 0)
            {
                Unlabelled++;
                continue;
            }
            if (key > classes)
                throw new InvalidDataException($"The label of the row with Id {rowId} is key {key}, but the column '{label.Name}' has {classes} classes. "
                    + "Map the labels with Conversion.MapValueToKey.");
            if (Count >= most) throw TooMany(Shape, most, what);
            if ((long)Count * size >= to.size) to = Grow(most);
            getPixels(ref image);
            if (image.Length != size)
                throw new InvalidDataException($"The row with Id {rowId} has {image.Length} pixels, expected {size} ({Shape}). Resize the images first.");
            Span<T> place = to.Span<T>().Slice(Count * size, size);
            image.CopyTo(place);
            if (typeof(T) == typeof(float)) CheckFinite(Floats(Count), rowId);
            labels.Add((int)key - 1);
            ids.Add(rowId);
            Count++;
        }
        if (Count == 0)
            throw new ArgumentException($"The {what} view has no rows{(Unlabelled > 0 ? $" with a label, and {Unlabelled} without" : "")}; a model "
                + "is trained and validated on one or more. Check the file it was loaded from, and the filters after it.", nameof(view));
        (Labels, Ids) = ([.. labels], [.. ids]);
    }

    /// <summary>Refuses images with a value that is no number.</summary>
    /// <exception cref="InvalidDataException">There is one.</exception>
    public static void CheckFinite(ReadOnlySpan<float> image, long id)
    {
        for (int i = 0; i < image.Length; i++)
        {
            if (!float.IsFinite(image[i]))
                throw new InvalidDataException($"Pixel {i} of the row with Id {id} is {image[i]}; expected finite numbers, 0 (paper) to 1 (ink). "
                    + "Filter the row out or repair it.");
        }
    }

    private Tensor Grow(long most)
    {
        Tensor larger = Allocate(Shape, IsBytes, (int)Math.Min(most, 2L * Math.Max(FirstRows, Count)));
        if (IsBytes) _pixels.AsSpan<byte>().CopyTo(larger.Span<byte>());
        else _pixels.AsSpan<float>().CopyTo(larger.Span<float>());
        _pixels.Dispose();
        return _pixels = larger;
    }

    private static Tensor Allocate(ImageShape shape, bool isBytes, int rows) =>
        Tensor.Empty(Tensorflow.Shape.Of(rows, shape.Size), isBytes ? TF_DataType.TF_UINT8 : TF_DataType.TF_FLOAT);

    private static ArgumentException TooMany(ImageShape shape, long most, string what) =>
        new($"The {what} view has more than {most} images of {shape}, which is more than one tensor holds. Take fewer rows or smaller images.");
}
