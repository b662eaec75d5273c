using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    private sealed record Permutation(int[] Axes);

    private static readonly Op TransposeOp = new("Transpose", static g =>
    {
        int[]? perm = g.Attribute<Permutation?>()?.Axes;
        if (perm is not null)
        {
            int[] inverse = new int[perm.Length];
            for (int i = 0; i < perm.Length; i++) inverse[perm[i]] = i;
            perm = inverse;
        }
        g.Add(0, Transpose(g.OutputGradient, perm));
    });

    /// <summary>Reorders the axes: axis i of the result is axis <c>perm[i]</c> of <paramref name="x"/>.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="perm">Each axis once; null reverses them all.</param>
    /// <exception cref="ArgumentException">The permutation does not name each axis once.</exception>
    public static unsafe Tensor Transpose(Tensor x, int[]? perm = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rank = x.ndim;
        Span<int> axes = stackalloc int[rank];
        Span<bool> seen = stackalloc bool[rank];
        bool valid = perm is null || perm.Length == rank;
        for (int i = 0; i < rank && valid; i++)
        {
            int axis = perm is null ? rank - 1 - i : perm[i] < 0 ? perm[i] + rank : perm[i];
            valid = (uint)axis < (uint)rank && !seen[axis];
            if (!valid) break;
            seen[axis] = true;
            axes[i] = axis;
        }
        if (!valid)
            throw new ArgumentException($"transpose got perm [{string.Join(", ", perm!)}] for a tensor of shape {x.shape}; "
                + $"it takes each of its {rank} axes once.");
        Span<long> strides = stackalloc long[rank], dims = stackalloc long[rank];
        Strides(x.shape, strides);
        for (int i = 0; i < rank; i++) dims[i] = x.shape[axes[i]];
        Tensor y = Tensor.Empty(Shape.Of(dims), x.dtype);
        var plan = default(CopyPlan);
        long to = y.size;
        for (int i = 0; i < rank && to > 0; i++) plan.Add(dims[i], strides[axes[i]], to /= dims[i]);
        if (y.size > 0) plan.Run(x.Address, y.Address, x.dtype.SizeOf());
        return TransposeOp.Record(y, x, attributes: perm is null || !Tape.AnyActive ? null : new Permutation(axes.ToArray()));
    }

    /// <summary>Elements between neighbours along each axis of a dense tensor.</summary>
    private static void Strides(Shape shape, Span<long> strides)
    {
        long stride = 1;
        for (int i = shape.ndim - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }
    }
}
