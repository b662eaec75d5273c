using Tensorflow;
using Tensorflow.Keras.Layers;

namespace MlPipelines.Tests.Keras;

// Convolutions of other kinds, pooling and normalization.
public sealed partial class LayerContractTests
{
    [TestMethod]
    public void BatchNormalization() =>
        LayerContract.Check(() => new BatchNormalization(gamma_initializer: "random_uniform"), (3, 4, 3, 2), weights: 4, refused: 5, random: true);

    [TestMethod]
    public void BatchNormalization_of_rows_without_scale() =>
        LayerContract.Check(() => new BatchNormalization(scale: false, momentum: 0.5, beta_regularizer: "l2"), (4, 5), weights: 3, refused: 5, random: true);

    [TestMethod]
    public void BatchNormalization_on_another_axis() =>
        LayerContract.Check(() => new BatchNormalization(axis: 1), (3, 4, 2), weights: 4, refused: 5, random: true);

    [TestMethod]
    public void BatchNormalization_that_is_not_trainable() =>
        LayerContract.Check(() => new BatchNormalization(trainable: false), (3, 2, 4), weights: 4, refused: 5);

    [TestMethod]
    public void Conv1D() => LayerContract.Check(() => new Conv1D(3, 3, 2, "same", activation: "relu"), (2, 7, 2), weights: 2, refused: (7, 2));

    [TestMethod]
    public void Conv1D_causal_and_dilated() =>
        LayerContract.Check(() => new Conv1D(2, 2, padding: "causal", dilation_rate: 2, use_bias: false), (2, 6, 3), weights: 1, refused: (2, 6));

    [TestMethod]
    public void Conv2DTranspose() =>
        LayerContract.Check(() => new Conv2DTranspose(3, 3, 2, padding: "same", activation: "tanh"), (2, 3, 2, 4), weights: 2, refused: (3, 2, 4));

    [TestMethod]
    public void Conv2DTranspose_valid_with_a_kernel_smaller_than_the_stride() =>
        LayerContract.Check(() => new Conv2DTranspose(2, (2, 4), (3, 1), activation: "relu"), (2, 2, 3, 2), weights: 2, refused: (2, 3, 2));

    [TestMethod]
    public void Conv2DTranspose_with_output_padding() =>
        LayerContract.Check(() => new Conv2DTranspose(2, 3, 2, (1, 0), padding: "same", use_bias: false), (2, 3, 2, 2), weights: 1, refused: (3, 2, 2));

    [TestMethod]
    public void DepthwiseConv2D() =>
        LayerContract.Check(() => new DepthwiseConv2D(3, 2, "same", depth_multiplier: 2, activation: "relu"), (2, 5, 4, 3), weights: 2, refused: (5, 4, 3));

    [TestMethod]
    public void GlobalAveragePooling1D() => LayerContract.Check(() => new GlobalAveragePooling1D(), (2, 3, 4), refused: (3, 4));

    [TestMethod]
    public void GlobalAveragePooling2D() => LayerContract.Check(() => new GlobalAveragePooling2D(keepdims: true), (2, 3, 2, 4), refused: (3, 2, 4));

    [TestMethod]
    public void GlobalMaxPooling1D() => LayerContract.Check(() => new GlobalMaxPooling1D(keepdims: true), (2, 3, 4), refused: (3, 4));

    [TestMethod]
    public void GlobalMaxPooling2D() => LayerContract.Check(() => new GlobalMaxPooling2D(), (2, 3, 2, 4), refused: (3, 2, 4));

    [TestMethod]
    public void GroupNormalization() => LayerContract.Check(() => new GroupNormalization(2), (2, 3, 2, 4), weights: 2, refused: (2, 3, 3));

    [TestMethod]
    public void GroupNormalization_on_another_axis() =>
        LayerContract.Check(() => new GroupNormalization(3, axis: 1, center: false), (2, 6, 2, 2), weights: 1, refused: 5);

    [TestMethod]
    public void InstanceNormalization() => LayerContract.Check(() => new InstanceNormalization(epsilon: 1e-5), (2, 3, 4, 3), weights: 2, refused: (4, 3));

    [TestMethod]
    public void LayerNormalization() => LayerContract.Check(() => new LayerNormalization(), (3, 2, 5), weights: 2, refused: 5);

    [TestMethod]
    public void LayerNormalization_over_several_axes() =>
        LayerContract.Check(() => new LayerNormalization((1, -1), scale: false), (2, 3, 2, 2), weights: 1, refused: 5);

    [TestMethod]
    public void MaxPooling1D() => LayerContract.Check(() => new MaxPooling1D(3, 2, "same"), (2, 6, 3), refused: (6, 3));

    [TestMethod]
    public void Normalization() => LayerContract.Check(() => new Normalization(), (3, 2, 4), weights: 3, refused: 4);

    [TestMethod]
    public void Normalization_that_was_given_its_numbers() =>
        LayerContract.Check(() => new Normalization(axis: 1, mean: new[] { 0.5, -1 }, variance: 4f, invert: true), (3, 2, 4), refused: 4);

    [TestMethod]
    public void Rescaling() => LayerContract.Check(() => new Rescaling(1 / 127.5, -1), (3, 4));
}
