using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Training;

/// <summary>The two columns a classifier adds: Score, with the class names as slot names, and PredictedLabel, with them as key values.</summary>
internal static class ScoreColumns
{
    private sealed class Nothing
    {
    }

    private sealed class Outputs
    {
        public float[] Score = [];
        public uint PredictedLabel { get; set; }
    }

    /// <summary>A shape with both columns, for what has labels and images.</summary>
    /// <remarks>Columns of a shape have no public constructor, so a mapping that adds the same columns is asked for it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static SchemaShape Promise(MLContext ml, SchemaShape input, string labelColumn, string pixelsColumn)
    {
        ArgumentNullException.ThrowIfNull(input);
        SchemaShape.Column label = Find(input, labelColumn), pixels = Find(input, pixelsColumn);
        if (!label.IsKey || label.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw new ArgumentOutOfRangeException(nameof(input), $"The column '{label.Name}' is of type {label.ItemType}; labels are keys. Put "
                + $"Conversion.MapValueToKey(\"{label.Name}\") before this step.");
        if (pixels.Kind != SchemaShape.Column.VectorKind.Vector || (pixels.ItemType != NumberDataViewType.Byte && pixels.ItemType != NumberDataViewType.Single))
            throw new ArgumentOutOfRangeException(nameof(input), $"The column '{pixels.Name}' is a {pixels.Kind} of {pixels.ItemType}; images are "
                + "vectors of Byte or Single of one size. Load them with one of the loaders of images.");
        var text = new VectorDataViewType(TextDataViewType.Instance, 2);
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()]);
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Outputs), SchemaDefinition.Direction.Write);
        definition[ImageColumns.Score].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition[ImageColumns.Score].AddAnnotation("SlotNames", names, text);
        definition[ImageColumns.PredictedLabel].ColumnType = new KeyDataViewType(typeof(uint), 2);
        definition[ImageColumns.PredictedLabel].AddAnnotation("KeyValues", names, text);
        return ml.Transforms.CustomMapping<Nothing, Outputs>((_, _) => { }, null, null, definition).GetOutputSchema(input);
    }

    private static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        foreach (SchemaShape.Column column in schema)
            if (column.Name == name) return column;
        throw new ArgumentOutOfRangeException(nameof(schema), $"There is no column '{name}'; the columns are "
            + $"{string.Join(", ", schema.Select(c => c.Name))}. Name one of these for the trainer.");
    }

    /// <summary>A schema with both columns, Score first.</summary>
    public static DataViewSchema Add(DataViewSchema input, IReadOnlyList<string> classNames)
    {
        ReadOnlyMemory<char>[] names = [.. classNames.Select(name => name.AsMemory())];
        var type = new VectorDataViewType(TextDataViewType.Instance, names.Length);
        DataViewSchema.Annotations Names(string kind)
        {
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add(kind, type, (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
            return builder.ToAnnotations();
        }
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(input);
        schema.AddColumn(ImageColumns.Score, new VectorDataViewType(NumberDataViewType.Single, names.Length), Names("SlotNames"));
        schema.AddColumn(ImageColumns.PredictedLabel, new KeyDataViewType(typeof(uint), names.Length), Names("KeyValues"));
        return schema.ToSchema();
    }
}
