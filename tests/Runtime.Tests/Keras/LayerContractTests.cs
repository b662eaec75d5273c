using System.Reflection;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Regularizers;

namespace MlPipelines.Tests.Keras;

/// <summary>One contract test a layer, named like its class in Keras, and the test that finds a layer without one.</summary>
[TestClass]
public sealed partial class LayerContractTests
{
    [TestMethod]
    public void Activation() => LayerContract.Check(() => new ActivationLayer("tanh"), (3, 4));

    [TestMethod]
    public void AveragePooling2D() => LayerContract.Check(() => new AveragePooling2D(2, padding: "same"), (2, 5, 4, 3), refused: (5, 4, 3));

    [TestMethod]
    public void Conv2D() =>
        LayerContract.Check(() => new Conv2D(4, (3, 2), strides: 2, padding: "same", activation: "relu"), (2, 6, 5, 3), weights: 2, refused: (6, 5, 3));

    [TestMethod]
    public void Conv2D_without_bias_and_with_dilation() =>
        LayerContract.Check(() => new Conv2D(3, 3, dilation_rate: 2, activation: "tanh", use_bias: false, kernel_regularizer: "l2"), (2, 7, 6, 2),
            weights: 1, refused: (2, 4, 6, 2));

    [TestMethod]
    public void Dense() => LayerContract.Check(() => new Dense(4, activation: "relu", kernel_regularizer: new L1L2(0.1, 0.2)), (3, 5), weights: 2, refused: 5);

    [TestMethod]
    public void Dense_on_the_last_of_several_axes() =>
        LayerContract.Check(() => new Dense(4, "softmax", use_bias: false), (2, 3, 5), weights: 1, refused: 5);

    [TestMethod]
    public void Dropout() => LayerContract.Check(() => new Dropout(0.4, seed: 3), (3, 50), random: true);

    [TestMethod]
    public void ELU() => LayerContract.Check(() => new ELU(0.7), (3, 4));

    [TestMethod]
    public void Flatten() => LayerContract.Check(() => new Flatten(), (2, 3, 4, 2), refused: Tensorflow.Shape.Scalar);

    [TestMethod]
    public void InputLayer() => LayerContract.Check(() => new InputLayer((3, 4)), (2, 3, 4), refused: (2, 3, 5));

    [TestMethod]
    public void LeakyReLU() => LayerContract.Check(() => new LeakyReLU(0.2), (3, 4));

    [TestMethod]
    public void MaxPooling2D() => LayerContract.Check(() => new MaxPooling2D(2), (2, 5, 5, 3), refused: (5, 5, 3));

    [TestMethod]
    public void MaxPooling2D_same_with_overlap() =>
        LayerContract.Check(() => new MaxPooling2D((3, 2), (2, 1), "same"), (2, 5, 4, 3), refused: (2, 5));

    [TestMethod]
    public void ReLU() => LayerContract.Check(() => new ReLU(), (3, 4));

    [TestMethod]
    public void ReLU_with_limit_slope_and_threshold() => LayerContract.Check(() => new ReLU(0.6, 0.1, 0.2), (5, 8));

    [TestMethod]
    public void Reshape() => LayerContract.Check(() => new Reshape((4, -1)), (2, 6, 2), refused: (2, 3));

    [TestMethod]
    public void Softmax() => LayerContract.Check(() => new Softmax(1), (2, 3, 4), refused: 3);

    [TestMethod]
    public void Every_registered_layer_has_a_contract_test()
    {
        foreach (string name in LayerRegistry.Names.Where(n => !n.StartsWith("Test", StringComparison.Ordinal)))
            Assert.IsNotNull(typeof(LayerContractTests).GetMethod(name)?.GetCustomAttribute<TestMethodAttribute>(),
                $"{name} has no contract test; add one to LayerContractTests.");
    }

    [TestMethod]
    public void Every_layer_of_the_assembly_is_registered()
    {
        IEnumerable<Type> types = typeof(Dense).Assembly.GetTypes().Where(t => t.Namespace == typeof(Dense).Namespace && !t.IsAbstract);
        foreach (Type type in types.Where(t => t.IsSubclassOf(typeof(Tensorflow.Keras.Engine.Layer))))
        {
            string name = type == typeof(ActivationLayer) ? "Activation" : type.Name;
            CollectionAssert.Contains(LayerRegistry.Names.ToArray(), name, $"{type.Name} is not in LayerRegistry.");
        }
    }
}
