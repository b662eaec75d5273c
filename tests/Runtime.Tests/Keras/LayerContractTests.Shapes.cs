using Tensorflow.Keras.Layers;

namespace MlPipelines.Tests.Keras;

// Activation functions as layers, layers that change the shape of their input, and those that prepare images.
public sealed partial class LayerContractTests
{
    [TestMethod]
    public void Exponential() => LayerContract.Check(() => new Exponential(), (3, 4));

    [TestMethod]
    public void HardSigmoid() => LayerContract.Check(() => new HardSigmoid(), (3, 4));

    [TestMethod]
    public void ReLU6() => LayerContract.Check(() => new ReLU6(), (3, 4));

    [TestMethod]
    public void SELU() => LayerContract.Check(() => new SELU(), (3, 4));

    [TestMethod]
    public void Sigmoid() => LayerContract.Check(() => new Sigmoid(), (3, 4));

    [TestMethod]
    public void Softplus() => LayerContract.Check(() => new Softplus(), (3, 4));

    [TestMethod]
    public void Softsign() => LayerContract.Check(() => new Softsign(), (3, 4));

    [TestMethod]
    public void Swish() => LayerContract.Check(() => new Swish(), (3, 4));

    [TestMethod]
    public void Tanh() => LayerContract.Check(() => new Tanh(), (3, 4));

    [TestMethod]
    public void Cropping2D() => LayerContract.Check(() => new Cropping2D(((1, 0), (2, 1))), (2, 4, 5, 2), refused: (2, 4, 3, 2));

    [TestMethod]
    public void Permute() => LayerContract.Check(() => new Permute((3, 1, 2)), (2, 3, 4, 2), refused: (2, 3, 4));

    [TestMethod]
    public void RepeatVector() => LayerContract.Check(() => new RepeatVector(3), (2, 4), refused: (2, 4, 3));

    [TestMethod]
    public void UpSampling2D() => LayerContract.Check(() => new UpSampling2D((2, 3)), (2, 3, 2, 2), refused: (3, 2, 2));

    [TestMethod]
    public void UpSampling2D_bilinear() =>
        LayerContract.Check(() => new UpSampling2D(2, interpolation: "bilinear"), (2, 3, 2, 9), refused: (3, 2, 2));

    [TestMethod]
    public void ZeroPadding2D() => LayerContract.Check(() => new ZeroPadding2D(((1, 0), (2, 1))), (2, 2, 3, 2), refused: (2, 3, 2));

    [TestMethod]
    public void Resizing() => LayerContract.Check(() => new Resizing(3, 7), (2, 5, 4, 2), refused: (5, 4, 2));

    [TestMethod]
    public void Resizing_to_the_nearest_pixel() =>
        LayerContract.Check(() => new Resizing(7, 3, "nearest"), (2, 5, 4, 2), refused: (5, 4, 2));

    [TestMethod]
    public void GaussianNoise() => LayerContract.Check(() => new GaussianNoise(0.2, seed: 3), (2, 5), random: true);

    [TestMethod]
    public void RandomFlip() =>
        LayerContract.Check(() => new RandomFlip("horizontal", seed: 3), (3, 4, 5, 2), refused: (4, 5, 2), random: true);

    [TestMethod]
    public void RandomRotation() =>
        LayerContract.Check(() => new RandomRotation(0.2, "constant", fill_value: 0.5, seed: 3), (3, 4, 5, 2), refused: (4, 5, 2),
            random: true);

    [TestMethod]
    public void RandomTranslation() =>
        LayerContract.Check(() => new RandomTranslation((-0.1, 0.3), 0.2, "wrap", "nearest", seed: 3), (3, 4, 5, 2), refused: (4, 5, 2),
            random: true);

    [TestMethod]
    public void RandomZoom() =>
        LayerContract.Check(() => new RandomZoom(0.3, (0, 0.1), seed: 3), (3, 4, 5, 2), refused: (4, 5, 2), random: true);
}
