using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    /// <summary>The axis of a Concat or Split, one object each, so that recording allocates none.</summary>
    private sealed record AxisAttribute(int Axis)
    {
        private static readonly AxisAttribute[] Cache = [.. Enumerable.Range(0, 8).Select(i => new AxisAttribute(i))];

        public static AxisAttribute Of(int axis) => axis < Cache.Length ? Cache[axis] : new AxisAttribute(axis);
    }

    private static readonly Op ConcatOp = new("Concat", static g =>
    {
        int axis = g.Attribute<AxisAttribute>().Axis;
        long start = 0;
        for (int i = 0; i < g.InputCount; i++)
        {
            Shape shape = g.Input(i).shape;
            if (g.Needs(i)) g.Add(i, Part(g.OutputGradient, axis, start, shape[axis]));
            start += shape[axis];
        }
    });

    private static readonly Op SplitOp = new("Split", static g =>
    {
        var parts = new Tensor[g.Outputs.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = g.OutputGradientAt(i) ?? Tensor.Zeros(g.OutputAt(i).shape, g.OutputAt(i).dtype);
        g.Add(0, Concat(parts, g.Attribute<AxisAttribute>().Axis));
    });

    /// <summary>Joins tensors along an axis they have.</summary>
    /// <param name="values">At least one tensor; sizes may differ along <paramref name="axis"/> only.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">There are no tensors, or their ranks, types or other sizes differ.</exception>
    public static unsafe Tensor Concat(Tensor[] values, int axis)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0) throw new ArgumentException("concat got no tensors; it takes at least one.");
        Tensor first = values[0];
        if (first.ndim == 0) throw new ArgumentException("concat got scalars, which have no axis to join along; use tf.stack.");
        int at = first.shape.Axis(axis);
        Span<long> dims = stackalloc long[first.ndim];
        first.shape.Span.CopyTo(dims);
        dims[at] = 0;
        foreach (Tensor value in values)
        {
            bool fits = value.ndim == first.ndim && value.dtype == first.dtype;
            for (int i = 0; i < dims.Length && fits; i++) fits = i == at || value.shape[i] == dims[i];
            if (!fits)
                throw new ArgumentException($"concat along axis {axis} got {first.dtype.as_numpy_name()} {first.shape} and {value.dtype.as_numpy_name()} {value.shape}; "
                    + "types, ranks and all other sizes must be equal. Cast or reshape one of them; tf.stack adds a new axis.");
            dims[at] += value.shape[at];
        }
        Tensor y = Tensor.Empty(Shape.Of(dims), first.dtype);
        int bytes = first.dtype.SizeOf();
        long outer = 1, inner = 1;
        for (int i = 0; i < at; i++) outer *= dims[i];
        for (int i = at + 1; i < dims.Length; i++) inner *= dims[i];
        byte* to = y.Address;
        foreach (Tensor value in values)
        {
            long length = value.shape[at] * inner;
            var plan = default(CopyPlan);
            plan.Add(outer, length, dims[at] * inner);
            plan.Add(length, 1, 1);
            plan.Run(value.Address, to, bytes);
            to += length * bytes;
        }
        return ConcatOp.Record(y, values, AxisAttribute.Of(at));
    }

    /// <summary>Joins tensors of one shape along a new axis.</summary>
    /// <param name="values">At least one tensor, all of one shape and type.</param>
    /// <param name="axis">Where the new axis is to be, -rank - 1 to rank.</param>
    /// <exception cref="ArgumentException">There are no tensors, or shapes or types differ.</exception>
    public static Tensor Stack(Tensor[] values, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0) throw new ArgumentException("stack got no tensors; it takes at least one.");
        foreach (Tensor value in values)
            if (value.shape != values[0].shape || value.dtype != values[0].dtype)
                throw new ArgumentException($"stack got {values[0].dtype.as_numpy_name()} {values[0].shape} and {value.dtype.as_numpy_name()} {value.shape}; "
                    + "shapes and types must be equal. tf.concat joins along an axis that is there.");
        var expanded = new Tensor[values.Length];
        for (int i = 0; i < values.Length; i++) expanded[i] = ExpandDims(values[i], axis);
        return Concat(expanded, axis);
    }

    /// <summary>The entries along an axis, one tensor each, without that axis.</summary>
    /// <param name="x">Any tensor but a scalar.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    public static Tensor[] Unstack(Tensor x, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        int at = x.shape.Axis(axis);
        if (x.shape[at] == 0) return [];
        Tensor[] parts = Split(x, (int)x.shape[at], at);
        int[] squeezed = [at];
        for (int i = 0; i < parts.Length; i++) parts[i] = Squeeze(parts[i], squeezed);
        return parts;
    }

    /// <summary>Cuts a tensor into equal parts along an axis.</summary>
    /// <param name="x">Any tensor but a scalar.</param>
    /// <param name="sections">The number of parts; it must divide the axis.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">The number of parts does not divide the axis.</exception>
    public static Tensor[] Split(Tensor x, int sections, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        long size = x.shape[axis];
        if (sections < 1 || size % sections != 0)
            throw new ArgumentException($"split got {sections} sections for axis {axis} of shape {x.shape}; the number must divide {size}. "
                + "Give the size of each part instead.");
        long[] sizes = new long[sections];
        Array.Fill(sizes, size / sections);
        return Split(x, sizes, axis);
    }

    /// <summary>Cuts a tensor into parts of given sizes along an axis.</summary>
    /// <param name="x">Any tensor but a scalar.</param>
    /// <param name="sizes">Sizes that add up to the axis; one may be -1 and is worked out.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">The sizes do not add up to the axis.</exception>
    public static Tensor[] Split(Tensor x, long[] sizes, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(sizes);
        int at = x.shape.Axis(axis), unknown = Array.IndexOf(sizes, -1);
        long sum = sizes.Sum() + (unknown < 0 ? 0 : 1);
        if (sizes.Where((size, i) => size < 0 && i != unknown).Any() || (unknown < 0 ? sum != x.shape[at] : sum > x.shape[at]))
            throw new ArgumentException($"split got sizes [{string.Join(", ", sizes)}] for axis {axis} of shape {x.shape}; "
                + $"they must add up to {x.shape[at]}.");
        var parts = new Tensor[sizes.Length];
        long start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            long size = i == unknown ? x.shape[at] - sum : sizes[i];
            parts[i] = Extracted(x, PartSpec(x.shape, at, start, size));
            start += size;
        }
        return SplitOp.Record(parts, [x], AxisAttribute.Of(at));
    }

    /// <summary>Entries <paramref name="start"/> .. <paramref name="start"/> + <paramref name="size"/> - 1 along one axis.</summary>
    internal static Tensor Part(Tensor x, int axis, long start, long size) => Extract(x, PartSpec(x.shape, axis, start, size));

    private static SliceSpec PartSpec(Shape shape, int axis, long start, long size)
    {
        var spec = new SliceSpec(shape);
        spec.Begin[axis] = start;
        spec.Count[axis] = size;
        return spec;
    }
}
