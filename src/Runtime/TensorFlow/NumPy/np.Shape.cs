using Tensorflow.Operations;

namespace Tensorflow.NumPy;

public static partial class np
{
    /// <summary>The same elements with other sizes; shares the memory.</summary>
    /// <param name="x">An array.</param>
    /// <param name="newshape">Sizes with the same product; one may be -1.</param>
    /// <exception cref="ArgumentException">The numbers of elements differ.</exception>
    public static NDArray reshape(NDArray x, Shape newshape) => x.reshape(newshape);

    /// <summary>A copy with another element type.</summary>
    public static NDArray astype(NDArray x, TF_DataType dtype) => x.astype(dtype);

    /// <summary>A copy.</summary>
    public static NDArray copy(NDArray x) => x.copy();

    /// <summary>The elements along one axis; shares the memory.</summary>
    public static NDArray ravel(NDArray x) => x.ravel();

    /// <summary>Adds an axis of size 1; shares the memory.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">Where the new axis is to be, -rank - 1 to rank.</param>
    /// <exception cref="ArgumentException">There is no such place.</exception>
    public static NDArray expand_dims(NDArray x, int axis) => x.ViewArray(ShapeOf(ArrayOps.ExpandDims, x, axis), 0);

    /// <summary>Removes axes of size 1; shares the memory.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axis">Axes to remove; null for all of size 1.</param>
    /// <exception cref="ArgumentException">A named axis is not of size 1.</exception>
    public static NDArray squeeze(NDArray x, Axis? axis = null) => x.ViewArray(ShapeOf(ArrayOps.Squeeze, x, axis?.axis), 0);

    /// <summary>The array with its axes in another order. A copy.</summary>
    /// <param name="x">An array.</param>
    /// <param name="axes">Each axis once; null reverses them all.</param>
    public static NDArray transpose(NDArray x, int[]? axes = null) => NDArray.Wrap(ArrayOps.Transpose(x, axes));

    /// <summary>Two axes exchanged. A copy.</summary>
    public static NDArray swapaxes(NDArray x, int axis1, int axis2)
    {
        int[] perm = [.. Enumerable.Range(0, x.ndim)];
        (perm[x.shape.Axis(axis1)], perm[x.shape.Axis(axis2)]) = (x.shape.Axis(axis2), x.shape.Axis(axis1));
        return transpose(x, perm);
    }

    /// <summary>Joins arrays along an axis they have, in the type that all fit in.</summary>
    /// <param name="arrays">At least one array.</param>
    /// <param name="axis">The axis.</param>
    /// <exception cref="ArgumentException">There are no arrays, or other sizes differ.</exception>
    public static NDArray concatenate(NDArray[] arrays, int axis = 0) => NDArray.Wrap(ArrayOps.Concat(Alike(arrays), axis));

    /// <inheritdoc cref="concatenate(NDArray[], int)"/>
    public static NDArray concatenate((NDArray, NDArray) arrays, int axis = 0) => concatenate([arrays.Item1, arrays.Item2], axis);

    /// <inheritdoc cref="concatenate(NDArray[], int)"/>
    public static NDArray concatenate((NDArray, NDArray, NDArray) arrays, int axis = 0) =>
        concatenate([arrays.Item1, arrays.Item2, arrays.Item3], axis);

    /// <summary>Joins arrays of one shape along a new axis.</summary>
    /// <param name="arrays">At least one array.</param>
    /// <param name="axis">Where the new axis is to be.</param>
    /// <exception cref="ArgumentException">There are no arrays, or shapes differ.</exception>
    public static NDArray stack(NDArray[] arrays, int axis = 0) => NDArray.Wrap(ArrayOps.Stack(Alike(arrays), axis));

    /// <summary>Arrays one above the other: joined along axis 0, arrays of one axis as rows.</summary>
    public static NDArray vstack(params NDArray[] arrays) =>
        concatenate(Array.ConvertAll(arrays, x => x.ndim < 2 ? x.reshape(Shape.Of(1, x.size)) : x), 0);

    /// <summary>Arrays one beside the other: joined along axis 1, arrays of one axis along that.</summary>
    public static NDArray hstack(params NDArray[] arrays) =>
        concatenate(Array.ConvertAll(arrays, x => x.ndim == 0 ? x.reshape(1) : x), arrays.All(x => x.ndim < 2) ? 0 : 1);

    /// <summary>Cuts an array into equal parts along an axis.</summary>
    /// <param name="x">An array.</param>
    /// <param name="sections">The number of parts; it must divide the axis.</param>
    /// <param name="axis">The axis.</param>
    public static NDArray[] split(NDArray x, int sections, int axis = 0) =>
        Array.ConvertAll(ArrayOps.Split(x, sections, axis), NDArray.Wrap);

    /// <summary>Repeats a whole array along its axes.</summary>
    /// <param name="x">An array.</param>
    /// <param name="reps">Repetitions along each axis; fewer stand for the last axes.</param>
    public static NDArray tile(NDArray x, params int[] reps)
    {
        int rank = Math.Max(x.ndim, reps.Length);
        long[] multiples = new long[rank], dims = new long[rank];
        Array.Fill(multiples, 1);
        Array.Fill(dims, 1);
        for (int i = 0; i < reps.Length; i++) multiples[rank - reps.Length + i] = reps[i];
        x.shape.Span.CopyTo(dims.AsSpan(rank - x.ndim));
        return NDArray.Wrap(ArrayOps.Tile(x.reshape(Shape.Of(dims)), multiples));
    }

    /// <summary>Repeats every entry along an axis; without one, every element along a single axis.</summary>
    public static NDArray repeat(NDArray x, int repeats, int? axis = null) =>
        NDArray.Wrap(axis is { } a ? ArrayOps.Repeat(x, repeats, a) : ArrayOps.Repeat(x.ravel(), repeats, 0));

    /// <summary>Repeats axes of size 1 until the array has the given shape.</summary>
    public static NDArray broadcast_to(NDArray x, Shape shape) => NDArray.Wrap(ArrayOps.BroadcastTo(x, shape));

    /// <summary>Turns the entries round along an axis; without one, along all.</summary>
    public static NDArray flip(NDArray x, Axis? axis = null) =>
        NDArray.Wrap(ArrayOps.Reverse(x, axis?.axis ?? [.. Enumerable.Range(0, x.ndim)])).copy();

    /// <summary>Puts a border around an array.</summary>
    /// <param name="x">An array.</param>
    /// <param name="pad_width">Entries before and after, for each axis.</param>
    /// <param name="constant_values">What the border holds.</param>
    public static NDArray pad(NDArray x, (long, long)[] pad_width, double constant_values = 0) =>
        NDArray.Wrap(ArrayOps.Pad(x, pad_width, constant_values));

    /// <summary>The entries that some numbers name, along an axis or of the array row by row.</summary>
    public static NDArray take(NDArray x, NDArray indices, int? axis = null)
    {
        NDArray from = axis is null ? x.ravel() : x;
        int at = axis is { } a ? from.shape.Axis(a) : 0;
        return NDArray.Wrap(ArrayOps.Gather(from, FromEnd(indices, from.shape, at), at));
    }

    /// <summary>Numbers of entries as gathering takes them: int32 or int64, negative ones counted from the end.</summary>
    internal static Tensor FromEnd(Tensor indices, Shape shape, int axis = 0)
    {
        if (indices.dtype.IsFloating() || indices.dtype == TF_DataType.TF_BOOL)
            throw new ArgumentException($"Got an index of {indices.dtype.as_numpy_name()}; it takes integers, or bool as a mask. "
                + "Convert it with astype(np.int32).");
        NDArray numbers = MathOps.Cast(indices, TF_DataType.TF_INT64).numpy();
        long size = shape[axis];
        foreach (ref long i in numbers.Span<long>())
            if (i < 0) i += size;
        return numbers;
    }

    /// <summary>The arrays in the type that all fit in.</summary>
    private static Tensor[] Alike(NDArray[] arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        TF_DataType common = arrays.Length == 0 ? TF_DataType.TF_FLOAT : arrays[0].dtype;
        foreach (NDArray array in arrays) common = Promotion.Common(common, array.dtype);
        return Array.ConvertAll(arrays, array => Promotion.To(array, common));
    }

    /// <summary>The shape that an operation gives an array, without the operation's copy.</summary>
    private static Shape ShapeOf<A>(Func<Tensor, A, Tensor> operation, NDArray x, A argument)
    {
        // A view of no elements is cheap; the checks and sizes are those of the operation.
        using Tensor result = operation(x.View(x.shape), argument);
        return result.shape;
    }
}
