using Tensorflow.Gradients;
using Tensorflow.Kernels;
using Tensorflow.NumPy;

namespace Tensorflow.Operations;

/// <summary>Operations that move, repeat, join or select elements without computing with them. All element types.</summary>
public static partial class ArrayOps
{
    private static readonly Op ReshapeOp = new("Reshape", static g => g.Add(0, Reshape(g.OutputGradient, g.Input(0).shape)));

    private static readonly Op IdentityOp = new("Identity", static g => g.Add(0, g.OutputGradient));

    /// <summary>The same elements, row by row, with other sizes. Shares the memory of <paramref name="x"/>, unless that is an array or a variable, which may change.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="shape">Sizes with the same product; one may be -1 and is worked out.</param>
    /// <exception cref="ArgumentException">The numbers of elements differ, or two sizes are -1.</exception>
    public static Tensor Reshape(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return ReshapeOp.Record(Alias(x, Resolve(x, shape), 0), x);
    }

    /// <summary>The shape with its -1 worked out from the number of elements of <paramref name="x"/>.</summary>
    internal static Shape Resolve(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Shape resolved = shape;
        if (!shape.IsFullyDefined)
        {
            long known = 1;
            int unknown = -1;
            for (int i = 0; i < shape.ndim; i++)
            {
                if (shape[i] >= 0) known *= shape[i];
                else if (unknown < 0) unknown = i;
                else throw new ArgumentException($"reshape got {shape} as the new shape of {x.shape}; at most one size may be unknown (-1).");
            }
            if (known > 0 && x.size % known == 0)
            {
                Span<long> dims = stackalloc long[shape.ndim];
                shape.Span.CopyTo(dims);
                dims[unknown] = x.size / known;
                resolved = Shape.Of(dims);
            }
        }
        if (resolved.size != x.size)
            throw new ArgumentException($"reshape got a tensor of shape {x.shape}, {x.size} elements, for the shape {shape}, "
                + $"{(shape.IsFullyDefined ? $"{shape.size} elements" : "which does not divide them")}; the numbers must be equal. Check the sizes, or leave one as -1.");
        return resolved;
    }

    /// <summary>The same memory seen with another shape; a copy where the memory may still change: an array's, or a variable's, which training writes over.</summary>
    private static unsafe Tensor Alias(Tensor x, Shape shape, long offset)
    {
        if (x is not NDArray && x.Variable is null) return x.View(shape, offset);
        Tensor y = Tensor.Empty(shape, x.dtype);
        int bytes = x.dtype.SizeOf();
        var plan = default(CopyPlan);
        plan.Add(y.size, 1, 1);
        plan.Run(x.Address + offset * bytes, y.Address, bytes);
        return y;
    }

    /// <summary>Adds an axis of size 1.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="axis">Where the new axis is to be, -rank - 1 to rank.</param>
    /// <exception cref="ArgumentException">There is no such place.</exception>
    public static Tensor ExpandDims(Tensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        int at = axis < 0 ? axis + x.ndim + 1 : axis;
        if ((uint)at > (uint)x.ndim) throw new ArgumentException($"expand_dims got axis {axis} for a tensor of shape {x.shape}; "
            + $"it takes {-x.ndim - 1} to {x.ndim}.");
        Span<long> dims = stackalloc long[x.ndim + 1];
        x.shape.Span[..at].CopyTo(dims);
        dims[at] = 1;
        x.shape.Span[at..].CopyTo(dims[(at + 1)..]);
        return Reshape(x, Shape.Of(dims));
    }

    /// <summary>Removes axes of size 1.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="axis">The axes to remove; null for all of size 1.</param>
    /// <exception cref="ArgumentException">A named axis is not of size 1.</exception>
    public static Tensor Squeeze(Tensor x, int[]? axis = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Span<bool> remove = stackalloc bool[x.ndim];
        if (axis is null)
        {
            for (int i = 0; i < x.ndim; i++) remove[i] = x.shape[i] == 1;
        }
        else
        {
            foreach (int a in axis)
            {
                if (x.shape[a] != 1)
                    throw new ArgumentException($"squeeze got axis {a} of a tensor of shape {x.shape}, which has size {x.shape[a]}; "
                    + "only axes of size 1 can go. Select one entry with x[..] or use tf.reshape.");
                remove[x.shape.Axis(a)] = true;
            }
        }
        Span<long> dims = stackalloc long[x.ndim];
        int n = 0;
        for (int i = 0; i < x.ndim; i++)
            if (!remove[i]) dims[n++] = x.shape[i];
        return Reshape(x, Shape.Of(dims[..n]));
    }

    /// <summary>A copy, in memory of its own.</summary>
    public static unsafe Tensor Identity(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        var plan = default(CopyPlan);
        plan.Add(x.size, 1, 1);
        plan.Run(x.Address, y.Address, x.dtype.SizeOf());
        return IdentityOp.Record(y, x);
    }

    /// <summary>The same values, as a constant: no gradient flows back through it.</summary>
    public static Tensor StopGradient(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Alias(x, x.shape, 0);
    }
}
