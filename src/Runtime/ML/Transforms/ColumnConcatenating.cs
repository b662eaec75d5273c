using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Joins columns of one type into a vector. Learns nothing from data.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly ColumnConcatenatingTransformer _transformer;

    internal ColumnConcatenatingEstimator(string outputColumnName, string[]? inputColumnNames)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        _transformer = new ColumnConcatenatingTransformer(outputColumnName, inputColumnNames is { Length: > 0 } names ? names : [outputColumnName]);
    }

    /// <summary>The step; the data are not read.</summary>
    /// <param name="input">Data with the columns to join.</param>
    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _transformer.GetOutputSchema(input.Schema);
        return _transformer;
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column[] sources = [.. _transformer.Inputs.Select(n => inputSchema.Find(n, "input"))];
        foreach (SchemaShape.Column source in sources)
        {
            if (source.IsKey != sources[0].IsKey || !source.ItemType.Equals(sources[0].ItemType))
                throw Check.Mismatch(source.Name, "input", sources[0].ItemType.ToString()!, source.TypeText);
        }
        bool sized = sources.All(c => c.Kind != SchemaShape.Column.VectorKind.VariableVector);
        var annotations = new List<SchemaShape.Column>();
        if (sized && sources.Any(c => c.Kind == SchemaShape.Column.VectorKind.Scalar || c.Annotations.TryFindColumn(SchemaAnnotationsExtensions.SlotNames, out _)))
            annotations.Add(SchemaAnnotationsExtensions.ValuesShape(SchemaAnnotationsExtensions.SlotNames, TextDataViewType.Instance));
        if (sources.All(c => c.Annotations.TryFindColumn(SchemaAnnotationsExtensions.Normalized, out _)))
            annotations.Add(SchemaAnnotationsExtensions.NormalizedShape);
        return inputSchema.With([new SchemaShape.Column(_transformer.Output, sized ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.VariableVector,
            sources[0].ItemType, sources[0].IsKey, new SchemaShape(annotations))]);
    }
}
