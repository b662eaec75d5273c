namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse: a sparse one names the positions of its values, all others hold the default of
/// <typeparamref name="T"/>. Immutable; its arrays are used again through <see cref="VBufferEditor"/>.</summary>
/// <typeparam name="T">The type of an element, copied by assigning it.</typeparam>
public readonly struct VBuffer<T>
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    /// <summary>The number of elements, named or not.</summary>
    public readonly int Length;

    /// <summary>A dense vector.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="values">At least <paramref name="length"/> values; the vector owns the array from now on. Null for an empty vector.</param>
    /// <param name="indices">An array to keep for when a sparse vector takes this one's place.</param>
    public VBuffer(int length, T[]? values, int[]? indices = null) : this(length, length, values, indices)
    {
    }

    /// <summary>A vector that is sparse where <paramref name="count"/> is less than <paramref name="length"/>.</summary>
    /// <param name="length">The number of elements.</param>
    /// <param name="count">The number of named elements, at most <paramref name="length"/>.</param>
    /// <param name="values">At least <paramref name="count"/> values; the vector owns the array from now on.</param>
    /// <param name="indices">The positions of the values, rising; not needed for a dense vector.</param>
    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        Check.That(length >= 0, nameof(length), length, "A vector's length", "0 or more");
        Check.That(count >= 0 && count <= length, nameof(count), count, "A vector's number of values", $"0 to its length, {length}");
        Check.That((values?.Length ?? 0) >= count, nameof(values), values?.Length ?? 0, "The size of a vector's values", $"{count} or more");
        Check.That(count == length || (indices?.Length ?? 0) >= count, nameof(indices), indices?.Length ?? 0, "The size of a sparse vector's indices", $"{count} or more");
        (Length, _count, _values, _indices) = (length, count, values, indices);
    }

    /// <summary>Whether every element is named.</summary>
    public bool IsDense => _count == Length;

    /// <summary>The named values: all of them in a dense vector.</summary>
    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The positions of the named values, rising; empty for a dense vector.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    /// <summary>Copies to a vector, which becomes dense; its arrays are used again where large enough.</summary>
    /// <param name="destination">Receives the copy.</param>
    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Copies to a vector, sparse as this one is; its arrays are used again where large enough.</summary>
    /// <param name="destination">Receives the copy.</param>
    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    /// <summary>Copies a part to a vector, sparse as this one is; its arrays are used again where large enough.</summary>
    /// <param name="destination">Receives the copy.</param>
    /// <param name="sourceIndex">The first position to copy.</param>
    /// <param name="length">The number of positions to copy.</param>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Check.That(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex), sourceIndex, "The first position to copy", $"0 to {Length}");
        Check.That(length >= 0 && length <= Length - sourceIndex, nameof(length), length, "The number of positions to copy", $"0 to {Length - sourceIndex}");
        if (IsDense)
        {
            VBufferEditor<T> dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }
        int first = FirstAtOrAfter(sourceIndex), count = FirstAtOrAfter(sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(first, count).CopyTo(editor.Values);
        if (count < length)
            for (int i = 0; i < count; i++) editor.Indices[i] = _indices![first + i] - sourceIndex;
        destination = editor.Commit();
    }

    /// <summary>Copies all elements, also the ones not named.</summary>
    /// <param name="destination">At least <see cref="Length"/> long.</param>
    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    /// <summary>Copies all elements, also the ones not named.</summary>
    /// <param name="destination">At least <see cref="Length"/> plus <paramref name="destinationIndex"/> long.</param>
    /// <param name="destinationIndex">Where to begin in <paramref name="destination"/>.</param>
    /// <param name="defaultValue">What elements not named are copied as.</param>
    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        Check.That(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination), destination.Length,
            "The size of the destination", $"{Length} and the offset {destinationIndex}");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++) target[_indices![i]] = _values![i];
    }

    /// <summary>Copies a part of an array to a dense vector, whose arrays are used again where large enough.</summary>
    /// <param name="source">What to copy from.</param>
    /// <param name="sourceIndex">The first position to copy.</param>
    /// <param name="destination">Receives the copy.</param>
    /// <param name="length">The number of values to copy.</param>
    public static void Copy(T[]? source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = source?.Length ?? 0;
        Check.That(length >= 0 && length <= size, nameof(length), length, "The number of values to copy", $"0 to {size}");
        Check.That(sourceIndex >= 0 && sourceIndex <= size - length, nameof(sourceIndex), sourceIndex, "The first position to copy", $"0 to {size - length}");
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    /// <summary>Positions and values, in order.</summary>
    /// <param name="all">Whether elements not named are given too.</param>
    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int at = 0;
        for (int i = 0; i < _count; i++)
        {
            int index = IsDense ? i : _indices![i];
            for (; all && at < index; at++) yield return new KeyValuePair<int, T>(at, default!);
            yield return new KeyValuePair<int, T>(index, _values![i]);
            at = index + 1;
        }
        for (; all && at < Length; at++) yield return new KeyValuePair<int, T>(at, default!);
    }

    /// <summary>All elements in order, also the ones not named.</summary>
    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    /// <summary>One element.</summary>
    /// <param name="index">Its position, 0 to <see cref="Length"/> - 1.</param>
    /// <param name="destination">Receives the element; the default where it is not named.</param>
    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    /// <summary>One element, the default where it is not named.</summary>
    /// <param name="index">Its position, 0 to <see cref="Length"/> - 1.</param>
    public T GetItemOrDefault(int index)
    {
        Check.That(index >= 0 && index < Length, nameof(index), index, "A position in a vector", $"0 to {Length - 1}");
        if (IsDense) return _values![index];
        int found = GetIndices().BinarySearch(index);
        return found >= 0 ? _values![found] : default!;
    }

    /// <summary>The kind and size, not the values.</summary>
    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    private int FirstAtOrAfter(int index)
    {
        int found = GetIndices().BinarySearch(index);
        return found >= 0 ? found : ~found;
    }

    internal VBufferEditor<T> Edit(int length, int count, int capacity, bool keep, bool indicesOnDense)
    {
        T[]? values = _values;
        int[]? indices = _indices;
        bool newValues = Grow(ref values, count, capacity, keep);
        bool newIndices = (count < length || indicesOnDense) && Grow(ref indices, count, capacity, keep);
        return new VBufferEditor<T>(length, count, values, indices, indicesOnDense, newValues, newIndices);
    }

    internal int Count => _count;

    // Exactly the size asked for, as vectors of a column mostly have one size; values that are kept grow by half to be appended to.
    private static bool Grow<TItem>(ref TItem[]? array, int size, int capacity, bool keep)
    {
        int old = array?.Length ?? 0;
        if (old >= size) return false;
        if (keep) Array.Resize(ref array, Math.Max(size, (int)Math.Min(capacity, old + (long)old / 2)));
        else array = new TItem[size];
        return true;
    }
}
