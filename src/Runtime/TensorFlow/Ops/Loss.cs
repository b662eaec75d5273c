using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    private static readonly Op SoftmaxCrossEntropyOp = new("SoftmaxCrossEntropyWithLogits", static g =>
    {
        if (g.Needs(0)) g.Add(0, CrossEntropyGradient(g.Input(0), g.Input(1), g.OutputGradient));
    });

    private static readonly Op SoftmaxCrossEntropyGradientOp = new("SoftmaxCrossEntropyGrad", static g =>
    {
        // dx = (sum(labels) p - labels) dy for each row
        Tensor logits = g.Input(0), labels = g.Input(1), dy = g.Input(2), ddx = g.OutputGradient;
        bool sparse = !labels.dtype.IsFloating();
        Tensor dense = sparse ? ArrayOps.OneHot(labels, logits.shape[-1], 1, 0, -1, logits.dtype) : labels;
        Tensor p = Softmax(logits), total = MathOps.ReduceSum(dense, LastAxis, keepdims: true);
        if (g.Needs(2)) g.Add(2, MathOps.ReduceSum(MathOps.Multiply(ddx, MathOps.Subtract(MathOps.Multiply(p, total), dense)), LastAxis));
        if (g.Needs(0)) g.Add(0, SoftmaxGradient(MathOps.Multiply(ddx, MathOps.Multiply(ArrayOps.ExpandDims(dy, -1), total)), p));
    });

    private static readonly Op SigmoidCrossEntropyOp = new("SigmoidCrossEntropyWithLogits", static g =>
    {
        Tensor logits = g.Input(0), labels = g.Input(1), dy = g.OutputGradient;
        if (g.Needs(0))
        {
            Tensor p = MathOps.Sigmoid(logits), error = MathOps.Subtract(p, labels);
            g.Add(0, MathOps.Multiply(dy, error));
            Free(p);
            Free(error);
        }
        if (!g.Needs(1)) return;
        Tensor negative = MathOps.Negative(logits);
        g.Add(1, MathOps.Multiply(dy, negative));
        Free(negative);
    });

    private static readonly Op L2LossOp = new("L2Loss", static g => g.Add(0, MathOps.Multiply(g.Input(0), g.OutputGradient)));

    /// <summary>The crossentropy between label distributions and softmax(logits), one number a row: -sum(labels log softmax(logits)).</summary>
    /// <remarks>Gradients go to the logits only: labels are taken as constant.</remarks>
    /// <param name="labels">[.., classes], rows that sum to 1.</param>
    /// <param name="logits">[.., classes], not yet softmaxed.</param>
    /// <returns>[..]</returns>
    /// <exception cref="ArgumentException">The shapes differ, there is no axis of classes, or the element types differ.</exception>
    public static unsafe Tensor SoftmaxCrossEntropyWithLogits(Tensor labels, Tensor logits)
    {
        CheckSameType(logits, labels, "softmax_cross_entropy_with_logits");
        if (labels.shape != logits.shape || logits.ndim == 0)
            throw new ArgumentException($"softmax_cross_entropy_with_logits got labels of shape {labels.shape} and logits of shape {logits.shape}; "
                + "both take [.., classes]. Class numbers become rows with tf.one_hot(labels, classes), or go to the sparse form.");
        return CrossEntropy(logits, labels);
    }

    /// <summary>The crossentropy between class numbers and softmax(logits), one number a row: -log softmax(logits)[label].</summary>
    /// <param name="labels">[..] of int32, int64 or uint8, each from 0 to classes - 1.</param>
    /// <param name="logits">[.., classes], not yet softmaxed.</param>
    /// <returns>[..]</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a label is out of range (the text names it), or an element type is not taken.</exception>
    public static Tensor SparseSoftmaxCrossEntropyWithLogits(Tensor labels, Tensor logits)
    {
        CheckFloating(logits, "sparse_softmax_cross_entropy_with_logits");
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.dtype is not (TF_DataType.TF_INT32 or TF_DataType.TF_INT64 or TF_DataType.TF_UINT8))
            throw new ArgumentException($"sparse_softmax_cross_entropy_with_logits got labels of {labels.dtype.as_numpy_name()}; "
                + "it takes int32, int64 or uint8. Convert them with tf.cast.");
        if (logits.ndim == 0 || labels.ndim != logits.ndim - 1 || !labels.shape.Span.SequenceEqual(logits.shape.Span[..^1]))
            throw new ArgumentException($"sparse_softmax_cross_entropy_with_logits got labels of shape {labels.shape} "
                + $"and logits of shape {logits.shape}; it takes [..] and [.., classes].");
        CheckLabels(labels, logits.shape[-1]);
        return CrossEntropy(logits, labels);
    }

    /// <summary>The crossentropy between labels and sigmoid(logits), element by element, without overflow: max(x, 0) - x z + log(1 + exp(-|x|)).</summary>
    /// <param name="labels">Numbers from 0 to 1, of the logits' shape.</param>
    /// <param name="logits">Any shape, not yet put through a sigmoid.</param>
    /// <exception cref="ArgumentException">Shapes or element types differ.</exception>
    public static Tensor SigmoidCrossEntropyWithLogits(Tensor labels, Tensor logits)
    {
        CheckSameType(logits, labels, "sigmoid_cross_entropy_with_logits");
        if (labels.shape != logits.shape)
            throw new ArgumentException($"sigmoid_cross_entropy_with_logits got labels of shape {labels.shape} and logits of shape {logits.shape}; "
                + "they must be equal.");
        return SigmoidCrossEntropyOp.Record(Apply<SigmoidCrossentropyMap>(logits, labels), logits, labels);
    }

    /// <summary>Half the sum of the squares, a single number: the weight penalty.</summary>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static unsafe Tensor L2Loss(Tensor x)
    {
        CheckFloating(x, "l2_loss");
        Tensor y = Tensor.Empty(Shape.Scalar, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) *y.Pointer<float>() = (float)(SquareSum<float>.Of(x.Pointer<float>(), x.size) / 2);
        else *y.Pointer<double>() = SquareSum<double>.Of(x.Pointer<double>(), x.size) / 2;
        return L2LossOp.Record(y, x);
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor labels)
    {
        bool sparse = !labels.dtype.IsFloating();
        Tensor y = Tensor.Empty(Shape.Of(logits.shape.Span[..^1]), logits.dtype);
        if (logits.shape[-1] == 0) y.Bytes.Clear();
        else if (logits.dtype == TF_DataType.TF_FLOAT) RunLoss<float, Softmax<float>.SparseLoss, Softmax<float>.DenseLoss>(logits, labels, null, y, sparse);
        else RunLoss<double, Softmax<double>.SparseLoss, Softmax<double>.DenseLoss>(logits, labels, null, y, sparse);
        return SoftmaxCrossEntropyOp.Record(y, logits, labels);
    }

    private static Tensor CrossEntropyGradient(Tensor logits, Tensor labels, Tensor dy)
    {
        bool sparse = !labels.dtype.IsFloating();
        Tensor dx = Tensor.Empty(logits.shape, logits.dtype);
        if (logits.dtype == TF_DataType.TF_FLOAT)
            RunLoss<float, Softmax<float>.SparseLossGradient, Softmax<float>.DenseLossGradient>(logits, labels, dy, dx, sparse);
        else RunLoss<double, Softmax<double>.SparseLossGradient, Softmax<double>.DenseLossGradient>(logits, labels, dy, dx, sparse);
        return SoftmaxCrossEntropyGradientOp.Record(dx, logits, labels, dy);
    }

    private static unsafe void RunLoss<T, FSparse, FDense>(Tensor logits, Tensor labels, Tensor? dy, Tensor z, bool sparse)
        where T : unmanaged, IFloatingPointIeee754<T>
        where FSparse : struct, IRowFunction<T>
        where FDense : struct, IRowFunction<T>
    {
        SoftmaxArgs<T> args = RowArgs<T>(logits, sparse ? null : labels, z);
        args.Dy = dy is null ? null : dy.Pointer<T>();
        if (sparse)
        {
            args.Labels = LabelsOf(labels);
            RowWise<T>.Run<FSparse>(args);
        }
        else
        {
            RowWise<T>.Run<FDense>(args);
        }
    }

    private static unsafe Labels LabelsOf(Tensor labels) => labels.dtype switch
    {
        TF_DataType.TF_INT32 => new Labels(labels.Pointer<int>(), labels.dtype),
        TF_DataType.TF_INT64 => new Labels(labels.Pointer<long>(), labels.dtype),
        _ => new Labels(labels.Pointer<byte>(), labels.dtype),
    };

    private static void CheckLabels(Tensor labels, long classes)
    {
        Labels values = LabelsOf(labels);
        for (long row = 0; row < labels.size; row++)
        {
            if ((ulong)values.At(row) >= (ulong)classes)
                throw new ArgumentException($"sparse_softmax_cross_entropy_with_logits got label {values.At(row)} in row {row}; "
                    + $"with {classes} classes it takes 0 to {classes - 1}.");
        }
        GC.KeepAlive(labels);
    }
}
