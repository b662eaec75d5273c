namespace Microsoft.ML.Data;

/// <summary>Makes editors, which write a vector into the arrays of an old one.</summary>
public static class VBufferEditor
{
    /// <summary>An editor with the length and the number of named values of <paramref name="destination"/>, holding its values.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="destination">Whose arrays are used.</param>
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination) =>
        destination.Edit(destination.Length, destination.Count, Array.MaxLength, keep: false, indicesOnDense: false);

    /// <summary>An editor of a vector of a given size. Its spans hold whatever the arrays held before: write every element.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="destination">Whose arrays are used where large enough; assign the committed vector to it.</param>
    /// <param name="newLogicalLength">The number of elements.</param>
    /// <param name="valuesCount">The number of named elements; null for all, a dense vector.</param>
    /// <param name="maxValuesCapacity">How far kept arrays may grow beyond what is needed.</param>
    /// <param name="keepOldOnResize">Whether an array that is too small is copied into its successor.</param>
    /// <param name="requireIndicesOnDense">Whether a dense vector gets room for positions too.</param>
    public static VBufferEditor<T> Create<T>(ref VBuffer<T> destination, int newLogicalLength, int? valuesCount = null,
        int? maxValuesCapacity = null, bool keepOldOnResize = false, bool requireIndicesOnDense = false)
    {
        int count = valuesCount ?? newLogicalLength;
        Check.That(newLogicalLength >= 0, nameof(newLogicalLength), newLogicalLength, "A vector's length", "0 or more");
        Check.That(count >= 0 && count <= newLogicalLength, nameof(valuesCount), count, "A vector's number of values", $"0 to its length, {newLogicalLength}");
        return destination.Edit(newLogicalLength, count, maxValuesCapacity ?? Array.MaxLength, keepOldOnResize, requireIndicesOnDense);
    }
}

/// <summary>Writes a vector: fill <see cref="Values"/>, for a sparse one <see cref="Indices"/> too, then <see cref="Commit"/>.</summary>
/// <typeparam name="T">The type of an element.</typeparam>
public readonly ref struct VBufferEditor<T>
{
    private readonly int _length;
    private readonly T[]? _values;
    private readonly int[]? _indices;

    /// <summary>The named values to write.</summary>
    public readonly Span<T> Values;

    /// <summary>The positions to write, rising; empty for a dense vector.</summary>
    public readonly Span<int> Indices;

    internal VBufferEditor(int length, int count, T[]? values, int[]? indices, bool indicesOnDense, bool newValues, bool newIndices)
    {
        (_length, _values, _indices) = (length, values, indices);
        Values = values.AsSpan(0, count);
        Indices = count < length || indicesOnDense ? indices.AsSpan(0, count) : default;
        (CreatedNewValues, CreatedNewIndices) = (newValues, newIndices);
    }

    /// <summary>Whether the array of values is a new one.</summary>
    public bool CreatedNewValues { get; }

    /// <summary>Whether the array of positions is a new one.</summary>
    public bool CreatedNewIndices { get; }

    /// <summary>The vector written.</summary>
    public VBuffer<T> Commit() => new(_length, Values.Length, _values, _indices);

    /// <summary>The vector written, with only the first named values.</summary>
    /// <param name="physicalValuesCount">How many named values to take.</param>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        Check.That(physicalValuesCount >= 0 && physicalValuesCount <= Values.Length, nameof(physicalValuesCount), physicalValuesCount,
            "The number of values to commit", $"0 to the {Values.Length} asked for at Create");
        return new VBuffer<T>(_length, physicalValuesCount, _values, _indices);
    }
}
