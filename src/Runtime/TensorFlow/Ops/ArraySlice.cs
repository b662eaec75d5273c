using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    /// <summary>Which entries of each axis to take. Not changed once an operation was recorded with it.</summary>
    internal sealed class SliceSpec
    {
        public readonly long[] Begin, Count, Step;

        /// <summary>Everything; the caller narrows it down.</summary>
        public SliceSpec(Shape shape)
        {
            Begin = new long[shape.ndim];
            Count = shape.dims;
            Step = new long[shape.ndim];
            Array.Fill(Step, 1);
        }
    }

    private static readonly Op SliceOp = new("Slice", static g => g.Add(0, Scatter(g.OutputGradient, g.Input(0).shape, g.Attribute<SliceSpec>())));

    private static readonly Op ScatterSliceOp = new("ScatterSlice", static g => g.Add(0, Extract(g.OutputGradient, g.Attribute<SliceSpec>())));

    /// <summary>A block of a tensor.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="begin">First entry along each axis.</param>
    /// <param name="size">Entries along each axis; -1 for all that follow.</param>
    /// <exception cref="ArgumentException">The block does not lie inside the tensor.</exception>
    public static Tensor Slice(Tensor x, long[] begin, long[] size)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(size);
        var spec = new SliceSpec(x.shape);
        bool valid = begin.Length == x.ndim && size.Length == x.ndim;
        for (int i = 0; i < x.ndim && valid; i++)
        {
            spec.Begin[i] = begin[i];
            spec.Count[i] = size[i] == -1 ? x.shape[i] - begin[i] : size[i];
            valid = begin[i] >= 0 && spec.Count[i] >= 0 && begin[i] + spec.Count[i] <= x.shape[i];
        }
        if (!valid)
            throw new ArgumentException($"slice got begin [{string.Join(", ", begin)}] and size [{string.Join(", ", size)}] for a tensor of shape {x.shape}; "
                + "each axis takes 0 <= begin, begin + size <= its size (or size -1).");
        return Extract(x, spec);
    }

    /// <summary>Python's indexing: <c>x[1:, ::2, 0, ..., None]</c>.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="slices">One an axis; an ellipsis stands for the axes left over, and fewer slices mean all of the others.</param>
    /// <exception cref="ArgumentException">There are more slices than axes, or a single index lies outside.</exception>
    public static Tensor StridedSlice(Tensor x, params Slice[] slices)
    {
        SliceSpec spec = Resolve(x, slices, out Shape shape);
        Tensor y = Extract(x, spec);
        return y.shape == shape ? y : Reshape(y, shape);
    }

    /// <summary>Turns slices into entries, and works out the shape without the axes of single indices and with the new ones.</summary>
    internal static SliceSpec Resolve(Tensor x, ReadOnlySpan<Slice> slices, out Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        int named = 0;
        bool ellipsis = false;
        foreach (Slice slice in slices)
        {
            if (slice.IsEllipsis && ellipsis) throw new ArgumentException("An index got two ellipses; it takes one.");
            ellipsis |= slice.IsEllipsis;
            if (!slice.IsEllipsis && !slice.IsNewAxis) named++;
        }
        if (named > x.ndim)
            throw new ArgumentException($"Got {named} indices for a tensor of shape {x.shape}, which has {x.ndim} axes. "
                + "Leave some out, or add axes with tf.expand_dims.");
        var spec = new SliceSpec(x.shape);
        Span<long> dims = stackalloc long[x.ndim + slices.Length];
        int axis = 0, n = 0;
        foreach (Slice slice in slices)
        {
            if (slice.IsNewAxis)
            {
                dims[n++] = 1;
            }
            else if (slice.IsEllipsis)
            {
                for (int i = named; i < x.ndim; i++) dims[n++] = x.shape[axis++];
            }
            else
            {
                (spec.Begin[axis], spec.Count[axis], spec.Step[axis]) = slice.Resolve(x.shape, axis);
                if (!slice.IsIndex) dims[n++] = spec.Count[axis];
                axis++;
            }
        }
        while (axis < x.ndim) dims[n++] = x.shape[axis++];
        shape = Shape.Of(dims[..n]);
        return spec;
    }

    /// <summary>The entries turned round along the given axes.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="axis">Axes, -rank to rank - 1.</param>
    public static Tensor Reverse(Tensor x, params int[] axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axis);
        var spec = new SliceSpec(x.shape);
        foreach (int a in axis)
        {
            int at = x.shape.Axis(a);
            spec.Begin[at] = x.shape[at] - 1;
            spec.Step[at] = -1;
        }
        return Extract(x, spec);
    }

    private static Tensor Extract(Tensor x, SliceSpec spec) => SliceOp.Record(Extracted(x, spec), x, spec);

    /// <summary>The entries themselves: a view where they lie one behind the other, such as some leading rows.</summary>
    private static unsafe Tensor Extracted(Tensor x, SliceSpec spec)
    {
        Shape shape = Shape.Of(spec.Count);
        CopyPlan plan = Plan(x.shape, spec, shape, fromWhole: true, out long offset);
        if (shape.size == 0) return Tensor.Empty(shape, x.dtype);
        if (plan.IsContiguous) return Alias(x, shape, offset);
        Tensor y = Tensor.Empty(shape, x.dtype);
        int bytes = x.dtype.SizeOf();
        plan.Run(x.Address + offset * bytes, y.Address, bytes);
        return y;
    }

    /// <summary>The inverse of <see cref="Extract"/>: the entries in their places, zero elsewhere.</summary>
    private static Tensor Scatter(Tensor x, Shape shape, SliceSpec spec)
    {
        Tensor y = Tensor.Zeros(shape, x.dtype);
        Assign(y, spec, x);
        return ScatterSliceOp.Record(y, x, spec);
    }

    /// <summary>Writes entries of a tensor that its maker still fills, or of an array.</summary>
    /// <param name="whole">What is written to.</param>
    /// <param name="spec">The entries.</param>
    /// <param name="values">As many values, of the same type.</param>
    internal static unsafe void Assign(Tensor whole, SliceSpec spec, Tensor values)
    {
        CopyPlan plan = Plan(whole.shape, spec, Shape.Of(spec.Count), fromWhole: false, out long offset);
        int bytes = whole.dtype.SizeOf();
        plan.Run(values.Address, whole.Address + offset * bytes, bytes);
        GC.KeepAlive(values);
        GC.KeepAlive(whole);
    }

    /// <summary>True when the entries lie one behind the other; then where they begin.</summary>
    internal static bool TryLocate(Tensor x, SliceSpec spec, out long offset)
    {
        Shape part = Shape.Of(spec.Count);
        bool contiguous = Plan(x.shape, spec, part, fromWhole: true, out offset).IsContiguous;
        if (part.size == 0) offset = 0;
        return contiguous;
    }

    private static CopyPlan Plan(Shape whole, SliceSpec spec, Shape part, bool fromWhole, out long offset)
    {
        int rank = whole.ndim;
        Span<long> strides = stackalloc long[rank], dense = stackalloc long[rank];
        Strides(whole, strides);
        Strides(part, dense);
        var plan = default(CopyPlan);
        offset = 0;
        for (int i = 0; i < rank; i++)
        {
            offset += spec.Begin[i] * strides[i];
            long stride = strides[i] * spec.Step[i];
            plan.Add(spec.Count[i], fromWhole ? stride : dense[i], fromWhole ? dense[i] : stride);
        }
        return plan;
    }
}
