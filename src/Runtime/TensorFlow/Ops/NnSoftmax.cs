using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly int[] LastAxis = [-1];

    private static readonly Op SoftmaxOp = new("Softmax", static g => g.Add(0, SoftmaxGradient(g.OutputGradient, g.Output)));

    private static readonly Op SoftmaxGradientOp = new("SoftmaxGrad", static g =>
    {
        // dx = (dy - sum(dy y)) y
        Tensor dy = g.Input(0), y = g.Input(1), ddx = g.OutputGradient;
        if (g.Needs(0)) g.Add(0, SoftmaxGradient(ddx, y));
        if (!g.Needs(1)) return;
        Tensor sum = MathOps.ReduceSum(MathOps.Multiply(dy, y), LastAxis, keepdims: true);
        Tensor cross = MathOps.ReduceSum(MathOps.Multiply(ddx, y), LastAxis, keepdims: true);
        g.Add(1, MathOps.Subtract(MathOps.Multiply(ddx, MathOps.Subtract(dy, sum)), MathOps.Multiply(dy, cross)));
    });

    private static readonly Op LogSoftmaxOp = new("LogSoftmax", static g => g.Add(0, LogSoftmaxGradient(g.OutputGradient, g.Output)));

    private static readonly Op LogSoftmaxGradientOp = new("LogSoftmaxGrad", static g =>
    {
        // dx = dy - exp(y) sum(dy)
        Tensor dy = g.Input(0), y = g.Input(1), ddx = g.OutputGradient;
        Tensor weighted = MathOps.Multiply(ddx, MathOps.Exp(y));
        if (g.Needs(0)) g.Add(0, MathOps.Subtract(ddx, MathOps.ReduceSum(weighted, LastAxis, keepdims: true)));
        if (g.Needs(1)) g.Add(1, MathOps.Negative(MathOps.Multiply(weighted, MathOps.ReduceSum(dy, LastAxis, keepdims: true))));
    });

    /// <summary>exp(x) / sum of exp(x) along an axis, computed so that nothing overflows.</summary>
    /// <remarks>Over the last axis the result remembers x in <see cref="Tensor.LogitsOf"/>, so that a crossentropy loses no precision.</remarks>
    /// <param name="x">At least one axis.</param>
    /// <param name="axis">The axis whose sums become 1; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">There is no such axis, or the type has no gradients.</exception>
    public static Tensor Softmax(Tensor x, int axis = -1)
    {
        CheckFloating(x, "softmax");
        if (x.shape.Axis(axis) != x.ndim - 1) return AlongLast(x, axis, static t => Softmax(t));
        return SoftmaxOp.Record(RunRows<Softmax<float>.Forward, Softmax<double>.Forward>(x, null), x).WithLogits(x, LogitsKind.Softmax);
    }

    /// <summary>The logarithm of <see cref="Softmax"/>, more precise than taking it afterwards.</summary>
    /// <param name="x">At least one axis.</param>
    /// <param name="axis">The axis over which probabilities sum to 1; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">There is no such axis, or the type has no gradients.</exception>
    public static Tensor LogSoftmax(Tensor x, int axis = -1)
    {
        CheckFloating(x, "log_softmax");
        if (x.shape.Axis(axis) != x.ndim - 1) return AlongLast(x, axis, static t => LogSoftmax(t));
        return LogSoftmaxOp.Record(RunRows<Softmax<float>.LogForward, Softmax<double>.LogForward>(x, null), x);
    }

    private static Tensor SoftmaxGradient(Tensor dy, Tensor y) =>
        SoftmaxGradientOp.Record(RunRows<Softmax<float>.Gradient, Softmax<double>.Gradient>(dy, y), dy, y);

    private static Tensor LogSoftmaxGradient(Tensor dy, Tensor y) =>
        LogSoftmaxGradientOp.Record(RunRows<Softmax<float>.LogGradient, Softmax<double>.LogGradient>(dy, y), dy, y);

    /// <summary>Runs what works over the last axis over another one.</summary>
    private static Tensor AlongLast(Tensor x, int axis, Func<Tensor, Tensor> function)
    {
        int[] swap = [.. Enumerable.Range(0, x.ndim)];
        axis = x.shape.Axis(axis);
        (swap[axis], swap[^1]) = (swap[^1], swap[axis]);
        return ArrayOps.Transpose(function(ArrayOps.Transpose(x, swap)), swap);
    }

    private static unsafe Tensor RunRows<F, D>(Tensor x, Tensor? y)
        where F : struct, IRowFunction<float>
        where D : struct, IRowFunction<double>
    {
        Tensor z = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) RowWise<float>.Run<F>(RowArgs<float>(x, y, z));
        else RowWise<double>.Run<D>(RowArgs<double>(x, y, z));
        return z;
    }

    private static unsafe SoftmaxArgs<T> RowArgs<T>(Tensor x, Tensor? y, Tensor z)
        where T : unmanaged
    {
        int columns = checked((int)x.shape[-1]);
        return new SoftmaxArgs<T>
        {
            X = x.Pointer<T>(), Y = y is null ? null : y.Pointer<T>(), Z = z.Pointer<T>(), Columns = columns, Rows = columns == 0 ? 0 : x.size / columns,
        };
    }
}
