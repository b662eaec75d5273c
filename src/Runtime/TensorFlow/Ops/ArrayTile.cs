using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    private static readonly Op BroadcastToOp = new("BroadcastTo", static g => g.Add(0, MathOps.SumTo(g.OutputGradient, g.Input(0).shape)));

    /// <summary>Repeats axes of size 1, and adds axes in front, until the tensor has the given shape.</summary>
    /// <param name="x">A tensor whose axes, aligned at the last, equal the shape's or are 1.</param>
    /// <param name="shape">The shape wanted.</param>
    /// <exception cref="ArgumentException">The tensor does not broadcast to the shape.</exception>
    public static unsafe Tensor BroadcastTo(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        int rank = shape.ndim, added = rank - x.ndim;
        bool fits = added >= 0;
        for (int i = 0; i < x.ndim && fits; i++) fits = x.shape[i] == shape[i + added] || x.shape[i] == 1;
        if (!fits)
            throw new ArgumentException($"broadcast_to got a tensor of shape {x.shape} for the shape {shape}; "
                + "aligned at the last axis, its sizes must be equal or 1. Reshape it first.");
        Span<long> from = stackalloc long[x.ndim], to = stackalloc long[rank];
        Strides(x.shape, from);
        Strides(shape, to);
        Tensor y = Tensor.Empty(shape, x.dtype);
        var plan = default(CopyPlan);
        for (int i = 0; i < rank; i++) plan.Add(shape[i], i < added || x.shape[i - added] == 1 ? 0 : from[i - added], to[i]);
        plan.Run(x.Address, y.Address, x.dtype.SizeOf());
        return BroadcastToOp.Record(y, x);
    }

    /// <summary>Repeats a whole tensor along its axes: [2, 3] tiled by (1, 2) gives [2, 6].</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="multiples">Repetitions along each axis, 0 or more.</param>
    /// <exception cref="ArgumentException">There is not one number an axis, or one is negative.</exception>
    public static Tensor Tile(Tensor x, params long[] multiples)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(multiples);
        if (multiples.Length != x.ndim || multiples.Any(m => m < 0))
            throw new ArgumentException($"tile got multiples [{string.Join(", ", multiples)}] for a tensor of shape {x.shape}; "
                + $"it takes one number of 0 or more for each of its {x.ndim} axes.");
        return Spread(x, multiples, repeatEntries: false);
    }

    /// <summary>Repeats every entry along an axis: [a, b] repeated twice gives [a, a, b, b].</summary>
    /// <param name="x">Any tensor but a scalar.</param>
    /// <param name="repeats">Times each entry appears, 0 or more.</param>
    /// <param name="axis">The axis, -rank to rank - 1.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public static Tensor Repeat(Tensor x, long repeats, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (repeats < 0) throw new ArgumentException($"repeat got {repeats} repeats; it takes 0 or more.");
        long[] multiples = new long[x.ndim];
        Array.Fill(multiples, 1);
        multiples[x.shape.Axis(axis)] = repeats;
        return Spread(x, multiples, repeatEntries: true);
    }

    /// <summary>Every repeated axis gets an axis of size 1 before it (or after it, to repeat single entries), which is broadcast and merged.</summary>
    private static Tensor Spread(Tensor x, long[] multiples, bool repeatEntries)
    {
        Span<long> narrow = stackalloc long[2 * x.ndim], wide = stackalloc long[2 * x.ndim], result = stackalloc long[x.ndim];
        for (int i = 0; i < x.ndim; i++)
        {
            int own = 2 * i + (repeatEntries ? 0 : 1), added = 2 * i + (repeatEntries ? 1 : 0);
            narrow[own] = wide[own] = x.shape[i];
            narrow[added] = 1;
            wide[added] = multiples[i];
            result[i] = x.shape[i] * multiples[i];
        }
        return Reshape(BroadcastTo(Reshape(x, Shape.Of(narrow)), Shape.Of(wide)), Shape.Of(result));
    }
}
