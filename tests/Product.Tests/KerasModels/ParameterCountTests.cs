using MlPipelines.KerasModels;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects the models' architectures: their numbers of weights, worked out by hand, and the shapes of their outputs.</summary>
[TestClass]
public sealed class ParameterCountTests
{
    // A convolution has height x width x inputs x filters + filters weights, a dense layer inputs x units + units, an LSTM 4 x ((inputs + units) x units + units),
    // a batch normalization 4 a channel (2 of them moving averages), an instance or layer normalization 2.
    private const int Trunk = (9 * 1 * 32 + 32) + (9 * 32 * 64 + 64) + (9 * 64 * 64 + 64);
    private const int Lstm64 = 4 * ((64 + 128) * 128 + 128), Lstm128 = 4 * ((128 + 128) * 128 + 128), Lstm256 = 4 * ((256 + 128) * 128 + 128);

    private static IEnumerable<object[]> Models =>
    [
        ["paper 1, figure 5", () => Gan.Cnn(), Trunk + (576 * 64 + 64) + 650, "(None, 10)"],
        ["paper 1, figure 6", () => Gan.CnnBiLstm(), Trunk + 2 * Lstm64 + 2570, "(None, 10)"],
        ["paper 1, text", () => Gan.CnnBiLstmText(), 320 + 18_496 + (9 * 64 * 128 + 128) + 2 * Lstm128 + (256 * 256 + 256) + 2570, "(None, 10)"],
        ["paper 1, attention", () => Gan.CnnBiLstmAttention(), Trunk + 2 * Lstm64 + 2570, "(None, 10)"],
        ["paper 1, generator", () => Gan.Generator(), 100 * 12_544 + 4 * 12_544 + 25 * 256 * 128 + 4 * 128 + 25 * 128 * 64 + 4 * 64 + 25 * 64, "(None, 28, 28, 1)"],
        ["paper 1, discriminator", () => Gan.Discriminator(), (25 * 64 + 64) + (25 * 64 * 128 + 128) + (7 * 7 * 128 + 1), "(None, 1)"],
        ["conditional generator", () => new ConditionalGan().Generator, 500 + 150 * 12_544 + 4 * 12_544 + 25 * 256 * 128 + 4 * 128 + 25 * 128 * 64 + 4 * 64 + 25 * 64, "(None, 28, 28, 1)"],
        ["conditional discriminator", () => new ConditionalGan().Discriminator, 500 + (50 * 784 + 784) + (25 * 2 * 64 + 64) + (25 * 64 * 128 + 128) + (7 * 7 * 128 + 1), "(None, 1)"],
        ["paper 2, CNN-BiLSTM", () => CycleGan.CnnBiLstm(), Trunk + 2 * Lstm64 + 2 * Lstm256 + 2570, "(None, 10)"],
        ["paper 2, generator", () => CycleGan.Generator(), (49 * 32 + 32 + 64) + (9 * 32 * 64 + 64 + 128) + (9 * 64 * 128 + 128 + 256) + 6 * (9 * 128 * 128 + 128 + 256)
            + (9 * 128 * 64 + 64 + 128) + (9 * 64 * 32 + 32 + 64) + (49 * 32 + 1), "(None, 28, 28, 1)"],
        ["paper 2, discriminator", () => CycleGan.Discriminator(), (16 * 32 + 32) + (16 * 32 * 64 + 64 + 128) + (9 * 64 * 128 + 128 + 256) + (9 * 128 + 1), "(None, 7, 7, 1)"],
        ["paper 3, one layer", () => Depth.Create(1, 48, 48), (27 * 64 + 64) + (23 * 23 * 64 * 64 + 64) + 650, "(None, 10)"],
        ["paper 3, two layers", () => Depth.Create(2, 48, 48), (27 * 64 + 64) + (9 * 64 * 128 + 128) + (10 * 10 * 128 * 128 + 128) + 1290, "(None, 10)"],
        ["paper 3, three layers", () => Depth.Create(3, 48, 48), (27 * 64 + 64) + (9 * 64 * 128 + 128) + (9 * 128 * 512 + 512) + (4 * 4 * 512 * 512 + 512) + 5130, "(None, 10)"],
        ["paper 3, four layers", () => Depth.Create(4, 46, 46), (27 * 64 + 64) + (9 * 64 * 128 + 128) + (9 * 128 * 512 + 512) + (9 * 512 * 1024 + 1024) + (1024 * 512 + 512) + 5130, "(None, 10)"],
        ["paper 4, network", () => Mlp.Create(), 784 * 128 + 128 + 1290, "(None, 10)"],
        ["paper 4, support vector machine", () => Mlp.LinearSvm(), 784 * 10 + 10, "(None, 10)"],
        ["paper 4, vision transformer", () => Mlp.VisionTransformer(), (28 * 64 + 64) + 28 * 64 + 2 * (4 * 64 + 4 * (64 * 64 + 64) + (64 * 128 + 128) + (128 * 64 + 64)) + 2 * 64 + 650, "(None, 10)"],
    ];

    public static string Name(System.Reflection.MethodInfo method, object[] data) => $"{method.Name}: {data[0]}";

    [TestMethod]
    [DynamicData(nameof(Models), DynamicDataDisplayName = nameof(Name))]
    public void A_model_has_the_weights_worked_out_by_hand(string paper, Func<Model> create, int weights, string output)
    {
        Model model = create();
        Assert.AreEqual(weights, model.count_params(), paper);
        Assert.AreEqual(output, model.OutputShape!.ToString(), paper);
    }

    /// <summary>Numbers that others have published for the same layers, or that follow from the paper's own 150 x 150 images.</summary>
    [TestMethod]
    public void Well_known_counts_agree()
    {
        Assert.AreEqual(93_322, Gan.Cnn().count_params());
        Assert.AreEqual(2_330_944, Gan.Generator().count_params());
        Assert.AreEqual(25_472, Gan.Generator().non_trainable_weights.Sum(w => w.shape.size));
        Assert.AreEqual(212_865, Gan.Discriminator().count_params());
        Assert.AreEqual(22_432_202, Depth.Create(1).count_params());
    }

    [TestMethod]
    public void Dense_has_784_x_128_connections_in_its_first_layer()
    {
        var model = new SequentialModule();
        model.Call(tf.zeros((1, 784)));
        Assert.AreEqual(784 * 128 + 128 + 1290, model.variables.Sum(v => v.shape.size));
        Assert.HasCount(2, model.submodules);
    }

    [TestMethod]
    [DataRow(1, 4)]
    [DataRow(2, 10)]
    [DataRow(3, 22)]
    [DataRow(4, 46)]
    public void Depth_refuses_images_too_small_for_its_layers(int convolutions, int smallest)
    {
        Assert.AreEqual(smallest, Depth.SmallestSize(convolutions));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Depth.Create(convolutions, smallest - 1, smallest)).Message, $"at least {smallest} x {smallest}");
        Assert.AreEqual("(None, 10)", Depth.Create(convolutions, smallest, smallest, 1).OutputShape!.ToString());
    }
}
