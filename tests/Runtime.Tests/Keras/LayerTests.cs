using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects what single layers do beyond the contract, and what they say about wrong use.</summary>
[TestClass]
public sealed class LayerTests
{
    [TestMethod]
    public void Conv2D_says_what_to_do_about_a_missing_batch_axis()
    {
        var layer = new Conv2D(4, 3, name: "conv2d_1");
        var error = Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros((28, 28, 32))));
        Assert.AreEqual(
            "Conv2D 'conv2d_1' got an input of rank 3 ((28, 28, 32)); it takes [batch, height, width, channels]. "
            + "Add a batch axis with tf.expand_dims(x, 0), or a channel axis with tf.expand_dims(x, -1).",
            error.Message);
    }

    [TestMethod]
    public void Conv2D_names_sizes_when_the_image_is_smaller_than_the_kernel()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new Conv2D(4, 5, name: "small").Apply(Tensor.Zeros((1, 4, 9, 1))));
        foreach (string part in new[] { "Conv2D 'small'", "4 x 9", "at least 5 x 5", "padding: \"same\"" })
            StringAssert.Contains(error.Message, part);
    }

    [TestMethod]
    public void Conv2D_names_the_channels_it_was_built_for()
    {
        var layer = new Conv2D(4, 3, name: "c");
        layer.Apply(Tensor.Zeros((1, 8, 8, 3)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros((1, 8, 8, 2)))).Message,
            "an input of 2 channels ((1, 8, 8, 2)); it takes 3 channels");
    }

    [TestMethod]
    public void Dense_names_the_features_it_was_built_for()
    {
        var layer = new Dense(4, name: "d");
        layer.Apply(Tensor.Zeros((2, 7)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros((2, 6)))).Message,
            "Dense 'd' got an input of 6 features ((2, 6)); it takes 7 features");
    }

    [TestMethod]
    public void What_is_not_built_is_refused_with_a_remedy()
    {
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new Conv2D(4, 3, data_format: "channels_first")).Message,
            "tf.transpose");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new Conv2D(4, 3, groups: 2)).Message, "tf.split");
        Assert.ThrowsExactly<NotSupportedException>(() => new MaxPooling2D(data_format: "channels_first"));
        Assert.ThrowsExactly<NotSupportedException>(() => new Flatten("channels_first"));
    }

    [TestMethod]
    public void Settings_out_of_range_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new Dense(0));
        Assert.ThrowsExactly<ArgumentException>(() => new Conv2D(1, (1, 2, 3)));
        Assert.ThrowsExactly<ArgumentException>(() => new Conv2D(1, 0));
        Assert.ThrowsExactly<ArgumentException>(() => new Conv2D(1, 3, padding: "full"));
        Assert.ThrowsExactly<ArgumentException>(() => new Conv2D(1, 3, strides: 2, dilation_rate: 2));
        Assert.ThrowsExactly<ArgumentException>(() => new Dropout(1));
        Assert.ThrowsExactly<ArgumentException>(() => new Reshape((-1, -1)));
        Assert.ThrowsExactly<ArgumentException>(() => new InputLayer());
        Assert.ThrowsExactly<ArgumentException>(() => new ReLU(max_value: -1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Dense(1, "rleu")).Message, "relu");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Dense(1, kernel_initializer: "nothing")).Message, "glorot_uniform");
    }

    [TestMethod]
    public void Arguments_convert_from_names_objects_functions_and_null()
    {
        Func<Tensor, Tensor> twice = x => x * 2;
        Tensor x = Tensor.From<float>([-1, 2], (1, 2));
        foreach (Activation? none in new Activation?[] { null, (string?)null, "linear", keras.activations.Linear })
            CollectionAssert.AreEqual(new[] { -1f, 2f }, keras.layers.Dense(2, none, kernel_initializer: new Eye()).Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0f, 2f }, keras.layers.Dense(2, "relu", kernel_initializer: new Eye()).Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0f, 2f }, keras.layers.Dense(2, keras.activations.Relu, new Eye()).Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { -2f, 4f }, keras.layers.Dense(2, twice, new Eye()).Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { -1f, 2f },
            keras.layers.Dense(2, activation: null, kernel_initializer: new Eye()).Apply(x).ToArray<float>());
    }

    [TestMethod]
    public void Dropout_drops_its_share_and_keeps_the_mean_in_training_only()
    {
        var layer = new Dropout(0.25, seed: 11);
        Tensor x = ArrayOps.Fill((100, 100), 1);
        Assert.AreSame(x, layer.Apply(x));
        float[] y = layer.Apply(x, training: true).ToArray<float>();
        Assert.IsTrue(y.All(v => v == 0 || Math.Abs(v - 4f / 3) < 1e-6f));
        Assert.AreEqual(0.25, y.Count(v => v == 0) / 10_000.0, 0.03);
        CollectionAssert.AreNotEqual(y, layer.Apply(x, training: true).ToArray<float>());
    }

    [TestMethod]
    public void Dropout_with_a_seed_repeats_and_layers_without_one_differ()
    {
        Tensor x = ArrayOps.Fill((1, 200), 1);
        CollectionAssert.AreEqual(new Dropout(0.5, seed: 4).Apply(x, true).ToArray<float>(),
            new Dropout(0.5, seed: 4).Apply(x, true).ToArray<float>());
        CollectionAssert.AreNotEqual(new Dropout(0.5).Apply(x, true).ToArray<float>(), new Dropout(0.5).Apply(x, true).ToArray<float>());
    }

    [TestMethod]
    public void Dropout_with_a_noise_shape_drops_along_an_axis_together()
    {
        float[] y = new Dropout(0.5, noise_shape: (-1, 1), seed: 2).Apply(ArrayOps.Fill((64, 5), 1), true).ToArray<float>();
        for (int row = 0; row < 64; row++) Assert.HasCount(1, y[(row * 5)..(row * 5 + 5)].Distinct());
        Assert.HasCount(2, y.Distinct());
    }

    [TestMethod]
    public void ReLU_follows_Keras_formula()
    {
        float[] y = new ReLU(max_value: 3, negative_slope: 0.5, threshold: 1).Apply(Tensor.From<float>([-1, 0, 1, 2, 4], 5)).ToArray<float>();
        CollectionAssert.AreEqual(new[] { -1f, -0.5f, 1f, 2f, 3f }, y);
    }

    [TestMethod]
    public void Reshape_works_out_one_size_and_says_when_it_cannot()
    {
        Assert.AreEqual(Shape.Of(-1, 3, 4), new Reshape((-1, 4)).ComputeOutputShape((-1, 6, 2)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Reshape((3, 3)).Apply(Tensor.Zeros((2, 8)))).Message,
            "samples of 8 values");
    }

    [TestMethod]
    public void A_layer_of_ones_own_is_registered_trained_and_made_from_its_configuration()
    {
        LayerRegistry.Register("TestScale", TestScale.from_config);
        var layer = new TestScale(3, name: "own");
        CollectionAssert.AreEqual(new[] { 3f, 6f }, layer.Apply(Tensor.From<float>([1, 2], (1, 2))).ToArray<float>());
        Layer copy = LayerRegistry.Create("TestScale", layer.get_config());
        Assert.AreEqual("own", copy.Name);
        Assert.HasCount(1, layer.trainable_variables);
    }

    [TestMethod]
    public void An_unknown_layer_class_lists_the_known_ones() =>
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => LayerRegistry.Create("Conv9D", [])).Message, "Conv2D");

    [TestMethod]
    [DataRow("""{"units": "many"}""", "units")]
    [DataRow("""{"units": 2.5}""", "units")]
    [DataRow("""{}""", "units")]
    [DataRow("""{"units": 3, "activation": "rleu"}""", "activation")]
    [DataRow("""{"units": 3, "activation": {"class_name": 3}}""", "activation")]
    [DataRow("""{"units": 3, "use_bias": "yes"}""", "use_bias")]
    [DataRow("""{"units": 3, "kernel_initializer": {"class_name": "VarianceScaling", "config": {"mode": "fan"}}}""", "kernel_initializer")]
    [DataRow("""{"units": 3, "batch_input_shape": [null, -7]}""", "batch_input_shape")]
    public void A_damaged_configuration_names_the_setting(string json, string setting)
    {
        JsonObject config = JsonNode.Parse(json)!.AsObject();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Tensorflow.Keras.Layers.Dense.from_config(config)).Message, setting);
    }

    [TestMethod]
    public void A_setting_that_is_not_built_is_never_ignored()
    {
        JsonObject config = JsonNode.Parse("""{"units": 3, "kernel_constraint": {"class_name": "MaxNorm", "config": {}}}""")!.AsObject();
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => Tensorflow.Keras.Layers.Dense.from_config(config)).Message,
            "kernel_constraint");
    }

    [TestMethod]
    public void Keras_3_configurations_are_understood()
    {
        JsonObject config = JsonNode.Parse("""
            {"units": 3, "name": "k3", "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}}, "trainable": false,
             "activation": "relu", "kernel_initializer": {"module": "keras.initializers", "class_name": "GlorotUniform", "config": {"seed": null}}}
            """)!.AsObject();
        Dense layer = Tensorflow.Keras.Layers.Dense.from_config(config);
        Assert.AreEqual("k3", layer.Name);
        Assert.IsFalse(layer.trainable);
    }

    private sealed class Eye : Initializer
    {
        protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) => ArrayOps.Eye(shape[0], shape[1], dtype);
    }

    private sealed class TestScale(double factor, string? name = null) : Layer(name)
    {
        private ResourceVariable _factor = null!;

        protected override void Build(Shape input_shape) => _factor = add_weight("factor", input_shape[-1], new Constant(factor));

        public override Tensor Call(Tensor x, bool training = false) => x * _factor.Operand;

        public override JsonObject get_config()
        {
            JsonObject config = base.get_config();
            config["factor"] = factor;
            return config;
        }

        public static TestScale from_config(JsonObject config)
        {
            var read = new ConfigReader("TestScale", config);
            return read.Finish(new TestScale(read.Number("factor", 1), read.Name));
        }
    }
}
