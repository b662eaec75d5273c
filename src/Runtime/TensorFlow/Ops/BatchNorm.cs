using System.Numerics;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>
    /// Batch normalization as in training: (x - mean) / sqrt(variance + epsilon) * gamma + beta, with the mean and the (population)
    /// variance of each channel over the batch. Running averages of both are updated on the way.
    /// </summary>
    /// <remarks>Source: Ioffe and Szegedy 2015. The gradient goes through mean and variance, and has gradients itself.</remarks>
    /// <param name="x">[.., channels], at least two axes.</param>
    /// <param name="gamma">Scale [channels], or null for 1.</param>
    /// <param name="beta">Offset [channels], or null for 0.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="movingMean">Running mean [channels], or null.</param>
    /// <param name="movingVariance">Running variance [channels], or null.</param>
    /// <param name="momentum">Share that the running averages keep, 0 to 1.</param>
    /// <param name="negativeSlope">Slope below 0 of a relu (0) or leaky relu behind it, 0 or more; null for none.</param>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor BatchNormTraining(Tensor x, Tensor? gamma, Tensor? beta, double epsilon = 1e-3, ResourceVariable? movingMean = null,
        ResourceVariable? movingVariance = null, double momentum = 0.99, double? negativeSlope = null)
    {
        NormShape shape = BatchShape(x);
        CheckNorm(x, gamma, beta, shape.Columns, epsilon, "batch_normalization");
        CheckSlope(negativeSlope, "batch_normalization");
        CheckMoving(movingMean, x, shape.Columns);
        CheckMoving(movingVariance, x, shape.Columns);
        Tensor statistics = Tensor.Empty(Shape.Of(3, shape.Columns), x.dtype), y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Train<float>(shape, epsilon, x, y, gamma, beta, statistics, negativeSlope, movingMean, movingVariance, momentum);
        else Train<double>(shape, epsilon, x, y, gamma, beta, statistics, negativeSlope, movingMean, movingVariance, momentum);
        return RecordNormalize(y, x, gamma, beta, statistics, shape, epsilon, batch: true, given: false, negativeSlope);
    }

    /// <summary>
    /// Batch normalization as in inference: (x - mean) / sqrt(variance + epsilon) * gamma + beta, with a mean and variance that are given.
    /// No gradient goes to these two; <c>tf.nn.batch_normalization</c> has one.
    /// </summary>
    /// <param name="x">[.., channels], at least two axes.</param>
    /// <param name="mean">[channels].</param>
    /// <param name="variance">[channels], not negative.</param>
    /// <param name="gamma">Scale [channels], or null for 1.</param>
    /// <param name="beta">Offset [channels], or null for 0.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="negativeSlope">Slope below 0 of a relu (0) or leaky relu behind it, 0 or more; null for none.</param>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor BatchNorm(Tensor x, Tensor mean, Tensor variance, Tensor? gamma, Tensor? beta, double epsilon = 1e-3,
        double? negativeSlope = null)
    {
        NormShape shape = BatchShape(x);
        CheckNorm(x, gamma, beta, shape.Columns, epsilon, "batch_normalization");
        CheckNorm(x, mean, variance, shape.Columns, epsilon, "batch_normalization");
        CheckSlope(negativeSlope, "batch_normalization");
        Tensor statistics = Tensor.Empty(Shape.Of(2, shape.Columns), x.dtype), y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Infer<float>(shape, epsilon, x, y, gamma, beta, mean, variance, statistics, negativeSlope);
        else Infer<double>(shape, epsilon, x, y, gamma, beta, mean, variance, statistics, negativeSlope);
        return RecordNormalize(y, x, gamma, beta, statistics, shape, epsilon, batch: true, given: true, negativeSlope);
    }

    private static unsafe void Train<T>(in NormShape shape, double epsilon, Tensor x, Tensor y, Tensor? gamma, Tensor? beta, Tensor statistics,
        double? slope, ResourceVariable? movingMean, ResourceVariable? movingVariance, double momentum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NormArgs<T> args = NormArgs<T>(shape, epsilon, x, y, gamma, beta, statistics, slope);
        BatchNorm<T>.Forward(args);
        // Without rows there are no statistics.
        if (shape.Rows == 0) return;
        Move(movingMean, args.Mean, momentum);
        Move(movingVariance, args.Variance, momentum);
    }

    private static unsafe void Move<T>(ResourceVariable? moving, T* batch, double momentum)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (moving is null) return;
        Tensor old = moving.Operand, target = moving.BeginUpdate();
        T keep = T.CreateChecked(momentum), take = T.CreateChecked(1 - momentum);
        T* from = old.Pointer<T>(), to = target.Pointer<T>();
        for (int c = 0; c < old.size; c++) to[c] = from[c] * keep + batch[c] * take;
        GC.KeepAlive(old);
        moving.EndUpdate(target);
    }

    private static unsafe void Infer<T>(in NormShape shape, double epsilon, Tensor x, Tensor y, Tensor? gamma, Tensor? beta, Tensor mean,
        Tensor variance, Tensor statistics, double? slope)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NormArgs<T> args = NormArgs<T>(shape, epsilon, x, y, gamma, beta, statistics, slope);
        mean.Span<T>().CopyTo(new Span<T>(args.Mean, shape.Columns));
        T* given = variance.Pointer<T>();
        for (int c = 0; c < shape.Columns; c++) args.Inverse[c] = T.One / T.Sqrt(given[c] + args.Epsilon);
        GC.KeepAlive(mean);
        GC.KeepAlive(variance);
        BatchNorm<T>.Apply(args);
    }

    private static NormShape BatchShape(Tensor x)
    {
        CheckFloating(x, "batch_normalization");
        if (x.ndim < 2)
            throw new ArgumentException($"batch_normalization got an input of rank {x.ndim} ({x.shape}); it takes [batch, .., channels]. "
                + "Add missing axes with tf.expand_dims.");
        long columns = x.shape[-1];
        return new NormShape(1, columns == 0 ? 0 : x.size / columns, checked((int)columns), 1);
    }

    private static void CheckMoving(ResourceVariable? moving, Tensor x, long columns)
    {
        if (moving is not null && (moving.shape.size != columns || moving.dtype != x.dtype))
            throw new ArgumentException($"batch_normalization got the running average '{moving.Name}' of {moving.dtype.as_numpy_name()} {moving.shape} "
                + $"for an input of {x.dtype.as_numpy_name()} {x.shape}; it takes {columns} numbers of the input's type.");
    }
}
