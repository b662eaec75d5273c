using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class MathOps
{
    private sealed record Transposes(bool A, bool B)
    {
        public static readonly Transposes[] All = [new(false, false), new(false, true), new(true, false), new(true, true)];
        public static Transposes Of(bool a, bool b) => All[(a ? 2 : 0) + (b ? 1 : 0)];
    }

    private static readonly Op MatMulOp = new("MatMul", static g =>
    {
        var (transposeA, transposeB) = g.Attribute<Transposes>();
        Tensor a = g.Input(0), b = g.Input(1), dy = g.OutputGradient;
        // With A = op(a), B = op(b) and y = A B: dA = dy Bᵀ, dB = Aᵀ dy; a transposed operand takes its gradient transposed.
        if (g.Needs(0)) g.Add(0, transposeA ? MatMul(b, dy, transposeB, true) : MatMul(dy, b, false, !transposeB));
        if (g.Needs(1)) g.Add(1, transposeB ? MatMul(dy, a, true, transposeA) : MatMul(a, dy, !transposeA, false));
    });

    /// <summary>The matrix product: [.., m, k] times [.., k, n] gives [.., m, n]. Leading axes, if any, must be equal.</summary>
    /// <param name="a">Left operand; [.., k, m] when transposed.</param>
    /// <param name="b">Right operand; [.., n, k] when transposed.</param>
    /// <param name="transpose_a">True to take the left operand transposed.</param>
    /// <param name="transpose_b">True to take the right operand transposed.</param>
    /// <exception cref="ArgumentException">The inner sizes, ranks, leading axes or element types do not fit together.</exception>
    public static unsafe Tensor MatMul(Tensor a, Tensor b, bool transpose_a = false, bool transpose_b = false)
    {
        if (a.ndim < 2 || a.ndim != b.ndim || a.dtype != b.dtype || !a.dtype.IsFloating()
            || a.shape[transpose_a ? -2 : -1] != b.shape[transpose_b ? -1 : -2] || !a.shape.Span[..^2].SequenceEqual(b.shape.Span[..^2]))
            throw new ArgumentException($"matmul got {a.dtype.as_numpy_name()} {a.shape}{(transpose_a ? " transposed" : "")} and {b.dtype.as_numpy_name()} {b.shape}{(transpose_b ? " transposed" : "")}; "
                + "it takes [.., m, k] and [.., k, n] of one floating type, with equal leading axes. Reshape or cast an operand.");
        int m = (int)a.shape[transpose_a ? -1 : -2], k = (int)a.shape[transpose_a ? -2 : -1], n = (int)b.shape[transpose_b ? -2 : -1];
        Span<long> dims = stackalloc long[a.ndim];
        a.shape.Span.CopyTo(dims);
        (dims[^2], dims[^1]) = (m, n);
        Tensor y = Tensor.Empty(Shape.Of(dims), a.dtype);
        if (a.dtype == TF_DataType.TF_FLOAT) Run<float>(a, b, y, m, n, k, transpose_a, transpose_b);
        else Run<double>(a, b, y, m, n, k, transpose_a, transpose_b);
        return MatMulOp.Record(y, a, b, Transposes.Of(transpose_a, transpose_b));
    }

    private static unsafe void Run<T>(Tensor a, Tensor b, Tensor y, int m, int n, int k, bool transposeA, bool transposeB)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        long matrices = m * n == 0 ? 0 : y.size / ((long)m * n);
        T* pa = a.Pointer<T>(), pb = b.Pointer<T>(), py = y.Pointer<T>();
        for (long i = 0; i < matrices; i++)
            Gemm<T>.MatMul(pa + i * m * k, pb + i * k * n, py + i * m * n, m, n, k, transposeA, transposeB);
    }
}
