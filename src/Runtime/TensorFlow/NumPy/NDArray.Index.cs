using Tensorflow.Operations;

namespace Tensorflow.NumPy;

public sealed partial class NDArray
{
    /// <summary>One entry along the first axes, <c>x[i, j]</c>: shares the memory. May be written: <c>y[i, 3] = 1f</c>.</summary>
    /// <param name="index">Entries, at most one an axis; negative ones count from the end. (For several entries of one axis give an array: <c>x[np.array(1, 5, 7)]</c>.)</param>
    /// <exception cref="ArgumentException">An index lies outside, or there are more than axes.</exception>
    public new NDArray this[params int[] index]
    {
        get => ViewArray(shape[Entry(index, out long offset)..], offset);
        set
        {
            int named = Entry(index, out long offset);
            if (named == ndim && value.ndim == 0) Scalars.Write(this, offset, value);
            else ViewArray(shape[named..], offset).Write([Slice.Ellipsis], value);
        }
    }

    /// <summary>Some entries, <c>x[1..3, 0]</c>: shares the memory where they lie in one piece, else a copy. May be written.</summary>
    /// <param name="slices">Numbers, ranges such as <c>1..3</c>, or slices.</param>
    /// <exception cref="ArgumentException">An index lies outside, there are more than axes, or a written value does not broadcast.</exception>
    public new NDArray this[params Slice[] slices]
    {
        get => Read(slices);
        set => Write(slices, value);
    }

    /// <summary>Some entries in Python's notation, such as <c>x["0:100"]</c> or <c>x["..., 0"]</c>. May be written.</summary>
    /// <exception cref="FormatException">The text is no such notation.</exception>
    public new NDArray this[string slices]
    {
        get => Read(Slice.Parse(slices));
        set => Write(Slice.Parse(slices), value);
    }

    /// <summary>The entries that a mask or an array of numbers names: a copy. May be written.</summary>
    /// <param name="selection">bool, with the array's leading sizes: the entries where it is true. int32 or int64: those entries of the first axis, negative ones from the end.</param>
    /// <exception cref="ArgumentException">The mask does not fit, or a number lies outside.</exception>
    public NDArray this[Tensor selection]
    {
        get => Wrap(selection.dtype == TF_DataType.TF_BOOL ? ArrayOps.BooleanMask(this, selection) : ArrayOps.Gather(this, np.FromEnd(selection, shape), 0));
        set
        {
            bool mask = selection.dtype == TF_DataType.TF_BOOL;
            if (mask && (selection.ndim > ndim || shape[..selection.ndim] != selection.shape))
                throw new ArgumentException($"A mask of shape {selection.shape} does not fit an array of shape {shape}; "
                    + "it takes the array's leading sizes.");
            Shape entry = shape[(mask ? selection.ndim : 1)..];
            using Tensor places = mask ? ArrayOps.TrueIndices(selection) : MathOps.Cast(np.FromEnd(selection, shape), TF_DataType.TF_INT64);
            ReadOnlySpan<long> rows = places.AsSpan<long>();
            Shape wanted = Shape.Of([.. mask ? [rows.Length] : selection.shape.Span, .. entry.Span]);
            NDArray values = Fit(value, wanted).reshape(Shape.Of([rows.Length, .. entry.Span]));
            NDArray whole = mask ? reshape(Shape.Of([selection.size, .. entry.Span])) : this;
            int bytes = checked((int)(entry.size * dtype.SizeOf()));
            for (int i = 0; i < rows.Length; i++)
            {
                if ((ulong)rows[i] >= (ulong)whole.shape[0]) throw new ArgumentException($"Got index {rows[i]} for axis 0 of shape {shape}; "
                    + $"it takes {-shape[0]} to {shape[0] - 1}.");
                values.Bytes.Slice(i * bytes, bytes).CopyTo(whole.Bytes[checked((int)(rows[i] * bytes))..]);
            }
            GC.KeepAlive(values);
            GC.KeepAlive(whole);
        }
    }

    private int Entry(int[] index, out long offset)
    {
        if (index.Length > ndim)
            throw new ArgumentException($"Got {index.Length} indices for an array of shape {shape}, which has {ndim} axes. Leave some out.");
        offset = 0;
        for (int i = 0; i < ndim; i++)
        {
            offset *= shape[i];
            if (i >= index.Length) continue;
            long at = index[i] < 0 ? index[i] + shape[i] : index[i];
            if ((ulong)at >= (ulong)shape[i])
                throw new ArgumentException($"Got index {index[i]} for axis {i} of shape {shape}; it takes {-shape[i]} to {shape[i] - 1}.");
            offset += at;
        }
        return index.Length;
    }

    private NDArray Read(Slice[] slices)
    {
        ArrayOps.SliceSpec spec = ArrayOps.Resolve(this, slices, out Shape result);
        return ArrayOps.TryLocate(this, spec, out long offset) ? ViewArray(result, offset) : Wrap(ArrayOps.StridedSlice(this, slices));
    }

    private void Write(Slice[] slices, NDArray value)
    {
        ArrayOps.SliceSpec spec = ArrayOps.Resolve(this, slices, out Shape wanted);
        ArrayOps.Assign(this, spec, Fit(value, wanted));
    }

    /// <summary>The value with this array's element type, repeated to the shape that is written to.</summary>
    private NDArray Fit(NDArray value, Shape wanted)
    {
        ArgumentNullException.ThrowIfNull(value);
        // Other memory than the target's, since the two may overlap.
        NDArray fitting = value.astype(dtype);
        while (fitting.ndim > wanted.ndim && fitting.shape[0] == 1) fitting = fitting.reshape(fitting.shape[1..]);
        return fitting.shape == wanted ? fitting : Wrap(ArrayOps.BroadcastTo(fitting, wanted));
    }
}
