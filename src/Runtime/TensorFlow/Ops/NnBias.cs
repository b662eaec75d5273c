using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly Op BiasGradientOp = new("BiasAddGrad", static g => g.Add(0, ArrayOps.BroadcastTo(g.OutputGradient, g.Input(0).shape)));

    private static readonly Op BiasAddOp = new("BiasAdd", static g =>
    {
        g.Add(0, g.OutputGradient);
        if (g.Needs(1)) g.Add(1, SumOverRows(g.OutputGradient));
    });

    /// <summary>Adds a bias to the last axis.</summary>
    /// <param name="x">[.., channels].</param>
    /// <param name="bias">[channels].</param>
    /// <exception cref="ArgumentException">The bias has another size than the last axis, or the types differ.</exception>
    public static unsafe Tensor BiasAdd(Tensor x, Tensor bias)
    {
        CheckSameType(x, bias, "bias_add");
        CheckBias(bias, x.ndim == 0 ? 0 : x.shape[-1], "bias_add");
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT)
            Elementwise<AddMap, float>.Broadcast(x.Pointer<float>(), x.shape, bias.Pointer<float>(), bias.shape, y.Pointer<float>(), y.shape);
        else
            Elementwise<AddMap, double>.Broadcast(x.Pointer<double>(), x.shape, bias.Pointer<double>(), bias.shape, y.Pointer<double>(), y.shape);
        return BiasAddOp.Record(y, x, bias);
    }

    /// <summary>[.., channels] summed to [channels]: the gradient of a bias.</summary>
    private static unsafe Tensor SumOverRows(Tensor dy)
    {
        long columns = dy.shape[-1];
        Tensor db = Tensor.Empty(Shape.Of(columns), dy.dtype);
        long rows = columns == 0 ? 0 : dy.size / columns;
        if (dy.dtype == TF_DataType.TF_FLOAT) BiasGradient<float>.Sum(dy.Pointer<float>(), db.Pointer<float>(), rows, (int)columns);
        else BiasGradient<double>.Sum(dy.Pointer<double>(), db.Pointer<double>(), rows, (int)columns);
        return BiasGradientOp.Record(db, dy);
    }

    /// <summary>
    /// Back through what a fused layer does to its product: with a relu, the gradient where y is above 0; the bias gradient in the same pass.
    /// </summary>
    /// <param name="g">The layer's step; its bias, if any, is input 2.</param>
    /// <param name="relu">True if the layer ends with one.</param>
    /// <returns>The gradient of the product; the output's own when there is no relu, or when it is undone already.</returns>
    private static Tensor BackThroughBiasAndRelu(GradientStep g, bool relu)
    {
        Tensor dy = g.OutputGradient;
        if (g.ActivationDone) return dy;
        if (relu) return BackThroughBiasAndRelu(g, dy, g.Output, Target(g));
        if (HasBias(g)) g.Add(2, SumOverRows(dy));
        return dy;
    }

    /// <summary>
    /// As above, for a gradient that arrives at <paramref name="y"/>: the layer's output, or a choice of its numbers that leaves out no gradient.
    /// The result is written over <paramref name="into"/> if that is given.
    /// </summary>
    private static Tensor BackThroughBiasAndRelu(GradientStep layer, Tensor dy, Tensor y, Tensor? into)
    {
        if (!HasBias(layer)) return ReluGradient(dy, y, into);
        Tensor dz = MaskAndSum(dy, y, into, out Tensor db);
        layer.Add(2, db);
        return dz;
    }

    private static bool HasBias(GradientStep layer) => layer.HasInput(2) && layer.Needs(2);

    private static unsafe Tensor MaskAndSum(Tensor dy, Tensor y, Tensor? into, out Tensor db)
    {
        long columns = y.shape[-1], rows = columns == 0 ? 0 : y.size / columns;
        Tensor dz = into ?? Tensor.Empty(y.shape, y.dtype);
        db = Tensor.Empty(Shape.Of(columns), y.dtype);
        if (y.dtype == TF_DataType.TF_FLOAT)
            BiasGradient<float>.MaskedSum(dy.Pointer<float>(), y.Pointer<float>(), dz.Pointer<float>(), db.Pointer<float>(), rows, (int)columns);
        else
            BiasGradient<double>.MaskedSum(dy.Pointer<double>(), y.Pointer<double>(), dz.Pointer<double>(), db.Pointer<double>(), rows, (int)columns);
        ReluGradientOp.Record(dz, dy, y);
        BiasGradientOp.Record(db, dz);
        return dz;
    }

    private static void CheckBias(Tensor bias, long channels, string operation)
    {
        if (bias.ndim != 1 || bias.shape[0] != channels)
            throw new ArgumentException($"{operation} got a bias of shape {bias.shape}; it takes [{channels}], one number for each output channel.");
    }
}
