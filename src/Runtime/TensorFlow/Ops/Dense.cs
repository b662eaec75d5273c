using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly object Plain = new(), WithRelu = new();

    private static readonly Op DenseOp = new("Dense", static g =>
    {
        bool relu = ReferenceEquals(g.Attribute<object>(), WithRelu);
        Tensor x = g.Input(0), w = g.Input(1), dz = BackThroughBiasAndRelu(g, relu);
        bool matrix = x.ndim == 2;
        Tensor rows = matrix ? dz : ArrayOps.Reshape(dz, Shape.Of(-1, w.shape[1]));
        if (g.Needs(1))
        {
            Tensor flat = matrix ? x : ArrayOps.Reshape(x, Shape.Of(-1, w.shape[0]));
            g.Add(1, MathOps.MatMul(flat, rows, transpose_a: true));
            if (!matrix) Free(flat);
        }
        if (g.Needs(0))
        {
            Tensor dx = MathOps.MatMul(rows, w, transpose_b: true);
            g.Add(0, matrix ? dx : ArrayOps.Reshape(dx, x.shape));
            if (!matrix) Free(dx);
        }
        if (!matrix) Free(rows);
        if (!ReferenceEquals(dz, g.OutputGradient)) Free(dz);
    });

    /// <summary>x w + bias, then relu if wanted, in one pass: a fully connected layer. With bias null and no relu it is the matrix product.</summary>
    /// <param name="x">[.., inputs], at least two axes.</param>
    /// <param name="w">[inputs, outputs].</param>
    /// <param name="bias">[outputs] or null.</param>
    /// <param name="relu">True to cut off below 0.</param>
    /// <returns>[.., outputs].</returns>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor Dense(Tensor x, Tensor w, Tensor? bias = null, bool relu = false)
    {
        CheckSameType(x, w, "dense");
        if (x.ndim < 2 || w.ndim != 2 || x.shape[-1] != w.shape[0])
            throw new ArgumentException($"dense got an input of shape {x.shape} and a kernel of shape {w.shape}; it takes [.., inputs] and [inputs, outputs]. "
                + "A single row needs a batch axis: tf.expand_dims(x, 0).");
        if (bias is not null)
        {
            CheckSameType(x, bias, "dense");
            CheckBias(bias, w.shape[1], "dense");
        }
        Span<long> dims = stackalloc long[x.ndim];
        x.shape.Span.CopyTo(dims);
        dims[^1] = w.shape[1];
        Tensor y = Tensor.Empty(Shape.Of(dims), x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) RunDense<float>(x, w, bias, relu, y);
        else RunDense<double>(x, w, bias, relu, y);
        return DenseOp.Record(y, x, w, bias, relu ? WithRelu : Plain);
    }

    private static unsafe void RunDense<T>(Tensor x, Tensor w, Tensor? bias, bool relu, Tensor y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = (int)w.shape[0], n = (int)w.shape[1];
        if (y.size == 0) return;
        Gemm<T>.MatMul(x.Pointer<T>(), w.Pointer<T>(), y.Pointer<T>(), checked((int)(y.size / n)), n, k, false, false, false,
            bias is null ? null : bias.Pointer<T>(), relu ? FusedActivation.Relu : FusedActivation.None);
    }
}
