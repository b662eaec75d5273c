using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

internal static partial class GradientCases
{
    private static void Normalizations()
    {
        Add("batch normalization in training", x => NnOps.BatchNormTraining(x[0], x[1], x[2]), X(5, 3), Y(3), X(3));
        Add("batch normalization in training, images", x => NnOps.BatchNormTraining(x[0], x[1], null), X(2, 2, 3, 2), Y(2));
        Add("batch normalization in training, plain", x => MathOps.Square(NnOps.BatchNormTraining(x[0], null, null)), X(4, 2, 3));
        Add("batch normalization in training, third order", x =>
            MathOps.Square(FirstGradient(t => MathOps.Square(NnOps.BatchNormTraining(t, x[1], null, 0.1)), x[0])), X(3, 2), Y(2));
        Add("batch normalization in inference", x =>
            MathOps.Square(NnOps.BatchNorm(x[0], Y(3), Positive(3), x[1], x[2])), X(4, 3), Y(3), X(3));
        Add("layer normalization", x => NnOps.LayerNorm(x[0], x[1], x[2]), X(3, 4), Y(4), X(4));
        Add("layer normalization, two axes", x => NnOps.LayerNorm(x[0], x[1], x[2], axes: 2), X(2, 2, 3), Y(2, 3), X(2, 3));
        Add("layer normalization, offset alone", x => MathOps.Square(NnOps.LayerNorm(x[0], null, x[1])), X(3, 4), X(4));
        Add("group normalization", x => NnOps.GroupNorm(x[0], x[1], x[2], 2), X(2, 2, 2, 4), Y(4), X(4));
        Add("instance normalization", x => NnOps.GroupNorm(x[0], x[1], x[2], 2), X(2, 3, 2, 2), Y(2), X(2));
        Add("batch normalization in training, leaky relu", x =>
            MathOps.Square(NnOps.BatchNormTraining(x[0], x[1], x[2], negativeSlope: 0.3)), X(5, 3), Y(3), X(3));
        Add("batch normalization in inference, relu", x =>
            MathOps.Square(NnOps.BatchNorm(x[0], Y(3), Positive(3), x[1], x[2], negativeSlope: 0)), X(4, 3), Y(3), X(3));
        Add("group normalization, relu, no offset", x => MathOps.Square(NnOps.GroupNorm(x[0], x[1], null, 2, negativeSlope: 0)), X(2, 2, 2, 4), Y(4));
        Add("instance normalization, relu", x => MathOps.Square(NnOps.GroupNorm(x[0], x[1], x[2], 2, negativeSlope: 0)), X(2, 3, 2, 2), Y(2), X(2));
        Add("instance normalization, leaky relu", x =>
            MathOps.Square(NnOps.GroupNorm(x[0], x[1], x[2], 3, negativeSlope: 0.2)), X(2, 5, 3), Y(3), X(3));
        Add("avg pool as TensorFlow.js trains it, whole windows", x =>
            MathOps.Square(NnOps.AvgPool(x[0], (2, 2), (2, 2), wholeWindowGradient: true)), X(1, 5, 4, 2));
        Add("conv2d transposed, bias and relu", x =>
            MathOps.Square(NnOps.Conv2DTranspose(x[0], x[1], (5, 6), (2, 2), "same", x[2], relu: true)), X(1, 3, 3, 2), Y(3, 3, 2, 2), X(2));
        Add("depthwise", x => NnOps.DepthwiseConv2D(x[0], x[1], (1, 1)), X(2, 4, 3, 2), Y(2, 2, 2, 1));
        Add("depthwise, same, strides, multiplier", x => NnOps.DepthwiseConv2D(x[0], x[1], (2, 1), "same"), X(1, 5, 4, 2), Y(3, 2, 2, 3));
        Add("depthwise, dilated", x => NnOps.DepthwiseConv2D(x[0], x[1], (1, 1), "same", (1, 2)), X(1, 4, 5, 1), Y(2, 3, 1, 1));
    }
}
