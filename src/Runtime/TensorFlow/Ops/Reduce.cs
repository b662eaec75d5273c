using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    /// <summary>The axes a reduction went over, and its output's shape with those axes kept at size 1.</summary>
    private sealed record Reduced(ulong Axes, Shape Kept)
    {
        private static readonly Reduced?[] Cache = new Reduced?[256];

        public static Reduced Of(ulong axes, Shape kept)
        {
            uint hash = (uint)axes;
            foreach (long dim in kept.Span) hash = (hash * 31 + (uint)dim) * 0x9E3779B1;
            ref Reduced? slot = ref Cache[hash >> 24];
            if (slot is { } cached && cached.Axes == axes && cached.Kept == kept) return cached;
            return slot = new Reduced(axes, kept);
        }
    }

    private static readonly Op SumOp = new("Sum", static g => g.Add(0, Spread(g, g.OutputGradient)));

    private static readonly Op MeanOp = new("Mean", static g =>
    {
        Tensor x = g.Input(0), share = Divide(g.OutputGradient, Math.Max(1, x.size / Math.Max(1, g.Output.size)));
        g.Add(0, Spread(g, share));
        Release(share);
    });

    private static readonly Op MaxOp = new("Max", static g => AddToExtremes(g));

    private static readonly Op MinOp = new("Min", static g => AddToExtremes(g));

    private static readonly Op ProdOp = new("Prod", static g => AddProductGradient(g));

    private static readonly Op AllAnyOp = new("AllAny", null);

    /// <summary>The sum over some axes; 0 over no elements. Rounding errors do not grow with the number of elements.</summary>
    /// <param name="x">Numbers.</param>
    /// <param name="axis">Axes to sum over; negative ones count from the end. Null: all of them. An empty list: none.</param>
    /// <param name="keepdims">True to keep the axes, with size 1.</param>
    /// <exception cref="ArgumentException">An axis is named twice, or the tensor holds no numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public static Tensor ReduceSum(Tensor x, int[]? axis = null, bool keepdims = false)
    {
        Tensor y = Fold<SumFold>(x, axis, keepdims, "reduce_sum", out Reduced reduced);
        return SumOp.Record(y, x, reduced);
    }

    /// <summary>
    /// The mean over some axes; NaN over no elements. The mean of integers is an integer, its fraction cut off, as in
    /// TensorFlow; convert them to a floating type to keep it.
    /// </summary>
    /// <inheritdoc cref="ReduceSum(Tensor, int[], bool)"/>
    public static Tensor ReduceMean(Tensor x, int[]? axis = null, bool keepdims = false)
    {
        if (!x.dtype.IsFloating()) return IntegerMean(x, axis, keepdims);
        Tensor y = Fold<SumFold>(x, axis, keepdims, "reduce_mean", out Reduced reduced);
        if (y.size > 0)
        {
            double count = x.size / y.size;
            if (y.dtype == TF_DataType.TF_FLOAT) MapNumberAs<DivideMap, float>(y, count, false, y);
            else MapNumberAs<DivideMap, double>(y, count, false, y);
        }
        return MeanOp.Record(y, x, reduced);
    }

    /// <summary>
    /// The largest over some axes; the type's smallest number (-infinity) over no elements. Equal largest ones share the
    /// gradient.
    /// </summary>
    /// <inheritdoc cref="ReduceSum(Tensor, int[], bool)"/>
    public static Tensor ReduceMax(Tensor x, int[]? axis = null, bool keepdims = false)
    {
        Tensor y = Fold<MaxFold>(x, axis, keepdims, "reduce_max", out Reduced reduced);
        return MaxOp.Record(y, x, reduced);
    }

    /// <summary>
    /// The smallest over some axes; the type's largest number (infinity) over no elements. Equal smallest ones share the
    /// gradient.
    /// </summary>
    /// <inheritdoc cref="ReduceSum(Tensor, int[], bool)"/>
    public static Tensor ReduceMin(Tensor x, int[]? axis = null, bool keepdims = false)
    {
        Tensor y = Fold<MinFold>(x, axis, keepdims, "reduce_min", out Reduced reduced);
        return MinOp.Record(y, x, reduced);
    }

    /// <summary>The product over some axes; 1 over no elements.</summary>
    /// <inheritdoc cref="ReduceSum(Tensor, int[], bool)"/>
    public static Tensor ReduceProd(Tensor x, int[]? axis = null, bool keepdims = false)
    {
        Tensor y = Fold<ProductFold>(x, axis, keepdims, "reduce_prod", out Reduced reduced);
        return ProdOp.Record(y, x, reduced);
    }

    /// <summary>True where all elements over some axes are; true over no elements.</summary>
    /// <param name="x">Truth values.</param>
    /// <param name="axis">Axes to go over; negative ones count from the end. Null: all of them. An empty list: none.</param>
    /// <param name="keepdims">True to keep the axes, with size 1.</param>
    /// <exception cref="ArgumentException">An axis is named twice, or the tensor is not bool.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public static Tensor ReduceAll(Tensor x, int[]? axis = null, bool keepdims = false) =>
        FoldBool<MinFold>(x, axis, keepdims, "reduce_all", true);

    /// <summary>True where any element over some axes is; false over no elements.</summary>
    /// <inheritdoc cref="ReduceAll(Tensor, int[], bool)"/>
    public static Tensor ReduceAny(Tensor x, int[]? axis = null, bool keepdims = false) =>
        FoldBool<MaxFold>(x, axis, keepdims, "reduce_any", false);

    private static Tensor Fold<TFold>(Tensor x, int[]? axis, bool keepdims, string name, out Reduced reduced)
        where TFold : struct, IFold
    {
        if (x.dtype == TF_DataType.TF_BOOL) throw NoNumbers(name, x);
        Tensor y = ReducedOutput(x, axis, keepdims, name, out reduced);
        FoldInto<TFold>(x, reduced.Axes, y);
        return y;
    }

    private static void FoldInto<TFold>(Tensor x, ulong axes, Tensor y)
        where TFold : struct, IFold
    {
        switch (x.dtype)
        {
            case TF_DataType.TF_FLOAT: Reduce<TFold, float>.Run(x.Pointer<float>(), x.shape, axes, y.Pointer<float>()); break;
            case TF_DataType.TF_DOUBLE: Reduce<TFold, double>.Run(x.Pointer<double>(), x.shape, axes, y.Pointer<double>()); break;
            case TF_DataType.TF_INT32: Reduce<TFold, int>.Run(x.Pointer<int>(), x.shape, axes, y.Pointer<int>()); break;
            case TF_DataType.TF_INT64: Reduce<TFold, long>.Run(x.Pointer<long>(), x.shape, axes, y.Pointer<long>()); break;
            default: Reduce<TFold, byte>.Run(x.Pointer<byte>(), x.shape, axes, y.Pointer<byte>()); break;
        }
    }

    private static Tensor FoldBool<TFold>(Tensor x, int[]? axis, bool keepdims, string name, bool ofNone)
        where TFold : struct, IFold
    {
        CheckBool(x, name);
        Tensor y = ReducedOutput(x, axis, keepdims, name, out Reduced reduced);
        if (x.size == 0) y.Span<bool>().Fill(ofNone);
        else Reduce<TFold, byte>.Run((byte*)x.Pointer<bool>(), x.shape, reduced.Axes, (byte*)y.Pointer<bool>());
        return AllAnyOp.Record(y, x);
    }

    private static Tensor IntegerMean(Tensor x, int[]? axis, bool keepdims)
    {
        // Summed as int64, so that the sum of bytes does not run over.
        Tensor sum = ReduceSum(Cast(x, TF_DataType.TF_INT64), axis, keepdims);
        if (sum.size == 0) return Cast(sum, x.dtype);
        if (x.size == 0)
            throw new ArgumentException($"reduce_mean got no elements of {x.dtype.as_numpy_name()} {x.shape}; the mean of integers takes at least one.");
        Tensor mean = Tensor.Empty(sum.shape, TF_DataType.TF_INT64);
        MapNumberAs<DivideMap, long>(sum, x.size / sum.size, false, mean);
        GC.KeepAlive(sum);
        return Cast(mean, x.dtype);
    }

    /// <summary>An output of the right shape, its values undefined, and what was asked for.</summary>
    private static Tensor ReducedOutput(Tensor x, int[]? axis, bool keepdims, string name, out Reduced reduced)
    {
        ReadOnlySpan<long> dims = x.shape.Span;
        if (dims.Length > 64)
            throw new NotSupportedException($"{name} got a tensor of rank {dims.Length}; it takes up to 64 axes. Reshape it to fewer.");
        ulong axes = 0;
        if (axis is null) axes = dims.Length == 64 ? ulong.MaxValue : (1UL << dims.Length) - 1;
        else
        {
            foreach (int one in axis)
            {
                ulong bit = 1UL << x.shape.Axis(one);
                if ((axes & bit) != 0)
                    throw new ArgumentException($"{name} got axis {one} of {x.shape} twice in [{string.Join(", ", axis)}]; name each axis once.");
                axes |= bit;
            }
        }
        Span<long> kept = stackalloc long[dims.Length];
        Span<long> left = stackalloc long[dims.Length];
        int count = 0;
        for (int i = 0; i < dims.Length; i++)
        {
            bool fold = (axes >> i & 1) != 0;
            kept[i] = fold ? 1 : dims[i];
            if (!fold) left[count++] = dims[i];
        }
        Shape keptShape = Shape.Of(kept);
        reduced = Reduced.Of(axes, keptShape);
        return Tensor.Empty(keepdims ? keptShape : Shape.Of(left[..count]), x.dtype);
    }

    /// <summary>A tensor of the output's size, stretched back to the input's shape.</summary>
    private static Tensor Spread(GradientStep g, Tensor small)
    {
        Tensor kept = ArrayOps.Reshape(small, g.Attribute<Reduced>().Kept), y = ArrayOps.BroadcastTo(kept, g.Input(0).shape);
        if (!ReferenceEquals(kept, y)) Release(kept);
        return y;
    }

    /// <summary>The gradient of a maximum or minimum goes to the elements that equal it, in equal shares.</summary>
    private static void AddToExtremes(GradientStep g)
    {
        Tensor x = g.Input(0);
        Reduced reduced = g.Attribute<Reduced>();
        Tensor extreme = ArrayOps.Reshape(g.Output, reduced.Kept), equal = Equal(x, extreme), hits = Cast(equal, x.dtype);
        Tensor count = Tensor.Empty(reduced.Kept, x.dtype);
        FoldInto<SumFold>(hits, reduced.Axes, count);
        Tensor gradient = ArrayOps.Reshape(g.OutputGradient, reduced.Kept), share = Divide(gradient, count);
        g.Add(0, Multiply(hits, share));
        foreach (Tensor made in (ReadOnlySpan<Tensor>)[extreme, equal, hits, count, gradient, share]) Release(made);
    }
}
