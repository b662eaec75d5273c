using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op ProductOfOthersOp = new("ProductOfOthers", static g => throw new NotSupportedException(
        $"Got a second gradient of reduce_prod over {g.Input(0).shape} with zeros among the elements; it is built for elements that are not 0. Use tf.exp(tf.reduce_sum(tf.log(x))) for positive ones."));

    /// <summary>The derivative of a product by one factor is the product of the others: y / x, but where zeros forbid dividing.</summary>
    private static void AddProductGradient(GradientStep g)
    {
        Tensor x = g.Input(0);
        Reduced reduced = g.Attribute<Reduced>();
        if (x.size == 0)
        {
            g.Add(0, Tensor.Zeros(x.shape, x.dtype));
            return;
        }
        Tensor dy = ArrayOps.Reshape(g.OutputGradient, reduced.Kept), product = ArrayOps.Reshape(g.Output, reduced.Kept);
        Tensor others = AnyZero(x) ? ProductOfOthers(x, reduced) : Divide(product, x);
        g.Add(0, Multiply(others, dy));
        foreach (Tensor made in (ReadOnlySpan<Tensor>)[dy, product, others]) Release(made);
    }

    private static bool AnyZero(Tensor x)
    {
        using Tensor zero = Equal(x, 0), any = ReduceAny(zero);
        return (bool)any;
    }

    private static Tensor ProductOfOthers(Tensor x, Reduced reduced)
    {
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) ProductOfOthersAs<float>(x, reduced, y);
        else ProductOfOthersAs<double>(x, reduced, y);
        return ProductOfOthersOp.Record(y, x);
    }

    /// <summary>In two passes: zeros and the product of the rest for each result, then the product without the element itself.</summary>
    private static void ProductOfOthersAs<T>(Tensor x, Reduced reduced, Tensor y)
        where T : unmanaged, INumber<T>
    {
        BroadcastPlan plan = BroadcastPlan.Of(x.shape, x.shape, reduced.Kept, Shape.Scalar);
        T* px = x.Pointer<T>(), py = y.Pointer<T>();
        var zeros = new int[reduced.Kept.size];
        var rest = new T[reduced.Kept.size];
        Array.Fill(rest, T.One);
        long* indices = stackalloc long[BroadcastPlan.MaxRank];
        long* offsets = stackalloc long[BroadcastPlan.Operands];
        plan.Seek(0, indices, offsets);
        for (long i = 0; i < x.size; i++, plan.Advance(1, indices, offsets))
        {
            if (px[i] == T.Zero) zeros[offsets[1]]++;
            else rest[offsets[1]] *= px[i];
        }
        plan.Seek(0, indices, offsets);
        for (long i = 0; i < x.size; i++, plan.Advance(1, indices, offsets))
        {
            int otherZeros = zeros[offsets[1]] - (px[i] == T.Zero ? 1 : 0);
            py[i] = otherZeros > 0 ? T.Zero : px[i] == T.Zero ? rest[offsets[1]] : rest[offsets[1]] / px[i];
        }
    }
}
