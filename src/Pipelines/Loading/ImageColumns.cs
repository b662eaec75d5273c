using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Size of images.</summary>
/// <param name="Height">Pixels, at least 1.</param>
/// <param name="Width">Pixels, at least 1.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels = 1)
{
    /// <summary>Values of one image.</summary>
    public int Size => Height * Width * Channels;

    /// <summary>The dimensions of a vector of pixels: height, width and, of coloured images, channels.</summary>
    public int[] Dimensions => Channels == 1 ? [Height, Width] : [Height, Width, Channels];

    /// <summary>As in "28 x 28" or "32 x 32 x 3".</summary>
    public override string ToString() => string.Join(" x ", Dimensions);
}

/// <summary>The columns of views of images: their names, their types, and checks with errors that say what to do.</summary>
/// <remarks>
/// Label is a key (UInt32, 1 for the first class, 0 for missing) with the class names as its key values. Pixels is a vector of bytes,
/// 0 (paper) to 255 (ink), of dimensions height, width and, for coloured images, 3. Id is an Int64 that no two rows of a view share: the
/// number of the image in its source.
/// </remarks>
public static class ImageColumns
{
    /// <summary>Name of the column of classes.</summary>
    public const string Label = "Label";

    /// <summary>Name of the column of images.</summary>
    public const string Pixels = "Pixels";

    /// <summary>Name of the column of row numbers.</summary>
    public const string Id = "Id";

    /// <summary>Name of the column of the class a model chose.</summary>
    public const string PredictedLabel = "PredictedLabel";

    /// <summary>Name of the column of each class's probability.</summary>
    public const string Score = "Score";

    private const int SourceBits = 40;
    private const long FirstSynthetic = 1L << SourceBits;

    /// <summary>The id of a row that was made of another one: 2^40 and above, where no source has rows.</summary>
    /// <param name="sourceId">Id of the row it was made of, or the number of a drawn image; 0 to 2^40 - 1.</param>
    /// <param name="copy">Which copy it is, 0 to 2^22 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static long SyntheticId(long sourceId, int copy)
    {
        if (sourceId is < 0 or >= FirstSynthetic)
            throw new ArgumentOutOfRangeException(nameof(sourceId), $"Got the source id {sourceId}, expected 0 to {FirstSynthetic - 1}. "
                + "Make copies of original rows, not of copies: put this step before others that add rows.");
        if (copy is < 0 or >= 1 << 22)
            throw new ArgumentOutOfRangeException(nameof(copy), $"Got the copy {copy}, expected 0 to {(1 << 22) - 1}.");
        return ((copy + 1L) << SourceBits) | sourceId;
    }

    /// <summary>Was the row made by a program? Such rows have no place in validation and test data.</summary>
    /// <param name="id">A row's id.</param>
    public static bool IsSynthetic(long id) => id >= FirstSynthetic;

    /// <summary>Finds a column.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="name">The one wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not there.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(schema),
            $"There is no column '{name}'; the columns are {string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}. "
            + "Name one of these, or load the data with one of the loaders of images.");
    }

    /// <summary>Finds the column of classes.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="name">Its name.</param>
    /// <returns>A column whose type is a <see cref="KeyDataViewType"/> of UInt32.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not there, or no key.</exception>
    public static DataViewSchema.Column FindLabel(DataViewSchema schema, string name = Label)
    {
        DataViewSchema.Column column = Find(schema, name);
        if (column.Type is KeyDataViewType key && key.RawType == typeof(uint)) return column;
        throw new ArgumentOutOfRangeException(nameof(schema), $"The column '{name}' is of type {column.Type}; labels are keys held as UInt32. "
            + $"Put Conversion.MapValueToKey(\"{name}\") before this step.");
    }

    /// <summary>Finds the column of images and their size.</summary>
    /// <param name="schema">The columns there are.</param>
    /// <param name="name">Its name.</param>
    /// <param name="column">A column whose type is a vector of Byte or Single.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not there, or no vector of images.</exception>
    public static ImageShape FindPixels(DataViewSchema schema, string name, out DataViewSchema.Column column)
    {
        column = Find(schema, name);
        if (column.Type is VectorDataViewType { IsKnownSize: true } vector
            && (vector.ItemType == NumberDataViewType.Byte || vector.ItemType == NumberDataViewType.Single))
        {
            if (vector.Dimensions is [int height, int width]) return new ImageShape(height, width);
            if (vector.Dimensions is [int rows, int columns, 1 or 3]) return new ImageShape(rows, columns, vector.Dimensions[2]);
        }
        throw new ArgumentOutOfRangeException(nameof(schema), $"The column '{name}' is of type {column.Type}; images are vectors of Byte or "
            + "Single with the dimensions height, width and, where coloured, 3. Give the vector these dimensions.");
    }

    /// <summary>The class names of a column of keys; their numbers, from "1" on, where it has none.</summary>
    /// <param name="label">A column from <see cref="FindLabel"/>.</param>
    public static string[] ClassNames(DataViewSchema.Column label)
    {
        if (!label.HasKeyValues())
            return [.. Enumerable.Range(1, (int)((KeyDataViewType)label.Type).Count).Select(i => $"{i}")];
        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>The schema of a view of Label, Pixels and Id.</summary>
    /// <param name="shape">Size of the images.</param>
    /// <param name="classNames">Name of each class.</param>
    public static DataViewSchema Schema(ImageShape shape, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ReadOnlyMemory<char>[] names = [.. classNames.Select(name => name.AsMemory())];
        var keys = new DataViewSchema.Annotations.Builder();
        keys.Add("KeyValues", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Label, new KeyDataViewType(typeof(uint), names.Length), keys.ToAnnotations());
        schema.AddColumn(Pixels, new VectorDataViewType(NumberDataViewType.Byte, shape.Dimensions));
        schema.AddColumn(Id, NumberDataViewType.Int64);
        return schema.ToSchema();
    }
}
