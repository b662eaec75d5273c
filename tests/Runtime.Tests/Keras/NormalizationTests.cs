using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects what normalizing layers do beyond the contract.</summary>
[TestClass]
public sealed class NormalizationTests
{
    private static Tensor Single(params long[] dims) => MathOps.Cast(Autodiff.GradientCheck.Random(Shape.Of(dims), 3), TF_DataType.TF_FLOAT);

    private static void AreClose(float[] expected, float[] actual, double tolerance = 1e-5)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], tolerance, $"element {i}");
    }

    [TestMethod]
    public void BatchNormalization_uses_the_batch_in_training_and_the_running_averages_else()
    {
        var layer = new BatchNormalization(epsilon: 0);
        Tensor x = Tensor.From<float>([1, 10, 3, 10, 5, 40], (3, 2));
        AreClose([1, 10, 3, 10, 5, 40], layer.Apply(x).ToArray<float>());
        float a = MathF.Sqrt(8f / 3), b = MathF.Sqrt(200);
        AreClose([-2 / a, -10 / b, 0, -10 / b, 2 / a, 20 / b], layer.Apply(x, training: true).ToArray<float>());
        AreClose([0.03f, 0.2f], layer.Weights[2].numpy().ToArray<float>());
        AreClose([0.99f + 0.08f / 3, 0.99f + 2], layer.Weights[3].numpy().ToArray<float>());
    }

    [TestMethod]
    public void BatchNormalization_that_is_not_trainable_stays_as_it_is_in_training_too()
    {
        var layer = new BatchNormalization();
        Tensor x = Single(4, 3);
        layer.Apply(x, training: true);
        layer.trainable = false;
        float[][] before = [.. layer.Weights.Select(w => w.numpy().ToArray<float>())];
        CollectionAssert.AreEqual(layer.Apply(x).ToArray<float>(), layer.Apply(x, training: true).ToArray<float>());
        for (int i = 0; i < before.Length; i++) CollectionAssert.AreEqual(before[i], layer.Weights[i].numpy().ToArray<float>());
        Assert.IsEmpty(layer.trainable_variables);
    }

    [TestMethod]
    public void Moving_averages_seen_before_a_step_keep_their_values()
    {
        var layer = new BatchNormalization();
        layer.EnsureBuilt((-1, 3));
        Tensor seen = layer.Weights[2].AsTensor();
        layer.Apply(Single(4, 3), training: true);
        CollectionAssert.AreEqual(new float[3], seen.ToArray<float>());
        CollectionAssert.AreNotEqual(new float[3], layer.Weights[2].numpy().ToArray<float>());
    }

    [TestMethod]
    public void A_gradient_penalty_goes_through_batch_normalization()
    {
        // As in WGAN-GP: the gradient's length is part of the loss.
        Tensor x = Autodiff.GradientCheck.Random(Shape.Of(4, 3), 3);
        var layer = new BatchNormalization(dtype: TF_DataType.TF_DOUBLE);
        layer.EnsureBuilt(x.shape);
        using GradientTape outer = tf.GradientTape(), inner = tf.GradientTape();
        inner.watch(x);
        Tensor score = MathOps.ReduceSum(MathOps.Square(layer.Apply(x, training: true)) * x);
        Tensor penalty = MathOps.ReduceSum(MathOps.Square(inner.gradient(score, x)));
        Tensor gradient = outer.gradient(penalty, layer.trainable_variables[0]);
        Assert.IsTrue(gradient.ToArray<double>().All(g => g != 0 && double.IsFinite(g)));
    }

    [TestMethod]
    public void An_axis_comes_as_a_number_or_as_a_list()
    {
        foreach (string axis in new[] { "[2]", "2", "[-1]" })
        {
            JsonObject config = new BatchNormalization().get_config();
            config["axis"] = JsonNode.Parse(axis);
            Layer layer = LayerRegistry.Create("BatchNormalization", config);
            Assert.AreEqual(Shape.Of(2, 3, 4), layer.Apply(Single(2, 3, 4)).shape);
            Assert.AreEqual(Shape.Of(4), layer.Weights[0].shape);
        }
        JsonObject several = new BatchNormalization().get_config();
        several["axis"] = new JsonArray(1, 2);
        Assert.ThrowsExactly<NotSupportedException>(() => LayerRegistry.Create("BatchNormalization", several));
        several["axis"] = new JsonArray(1.5);
        Assert.ThrowsExactly<InvalidDataException>(() => LayerRegistry.Create("BatchNormalization", several));
    }

    [TestMethod]
    public void Group_normalization_with_one_group_is_layer_normalization_and_with_all_instance_normalization()
    {
        Tensor x = Single(2, 3, 3, 4);
        float[] one = new GroupNormalization(1).Apply(x).ToArray<float>(), all = new GroupNormalization(-1).Apply(x).ToArray<float>();
        AreClose(new LayerNormalization((1, 2, 3)).Apply(x).ToArray<float>(), one);
        CollectionAssert.AreEqual(new InstanceNormalization().Apply(x).ToArray<float>(), all);
        CollectionAssert.AreEqual(new GroupNormalization(4).Apply(x).ToArray<float>(), all);
        float[] channel = [.. all.Where((_, i) => i % 4 == 0).Take(9)];
        Assert.AreEqual(0, channel.Average(), 1e-6);
        Assert.AreEqual(1, channel.Average(v => v * v), 0.02);
    }

    [TestMethod]
    public void What_is_not_built_or_out_of_range_is_refused_with_a_remedy()
    {
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.layers.BatchNormalization(renorm: true)).Message, "GroupNormalization");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.layers.Conv2DTranspose(2, dilation_rate: 2)).Message, "UpSampling2D");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.layers.Conv1D(2, 3, data_format: "channels_first")).Message, "tf.transpose");
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.BatchNormalization(momentum: 2));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.LayerNormalization(epsilon: -1));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.LayerNormalization((1, 1)));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.GroupNormalization(0));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.Conv2DTranspose(2, strides: 2, output_padding: 2));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.DepthwiseConv2D(depth_multiplier: 0));
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.Normalization(mean: 1f));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new Conv2DTranspose(1, 2, 2, 0, padding: "same", name: "c").Apply(Tensor.Zeros((1, 4, 4, 1)))).Message,
            "Conv2DTranspose 'c' got an input of 4 x 4 pixels");
        var built = new BatchNormalization(name: "b");
        built.Apply(Tensor.Zeros((2, 3)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => built.Apply(Tensor.Zeros((2, 4)))).Message,
            "BatchNormalization 'b' got an input of 4 channels ((2, 4)); it takes 3 channels");
    }

    [TestMethod]
    [DataRow(5, 2, "same", null, 8)]
    [DataRow(3, 1, "same", null, 4)]
    [DataRow(3, 2, "valid", null, 9)]
    [DataRow(2, 3, "valid", null, 12)]
    [DataRow(3, 2, "same", 1, 8)]
    [DataRow(3, 2, "same", 0, 7)]
    [DataRow(3, 2, "valid", 1, 10)]
    public void Conv2DTranspose_has_Keras_sizes(int kernel, int stride, string padding, int? outputPadding, int size)
    {
        Layer layer = keras.layers.Conv2DTranspose(1, kernel, stride, outputPadding is { } pixels ? pixels : default(OutputPadding), padding: padding);
        Assert.AreEqual(Shape.Of(1, size, size, 1), layer.Apply(Single(1, 4, 4, 2)).shape);
        Assert.AreEqual(Shape.Of(-1, -1, -1, 1), layer.ComputeOutputShape((-1, -1, -1, 2)));
    }

    [TestMethod]
    public void Causal_convolution_does_not_look_ahead()
    {
        Layer layer = keras.layers.Conv1D(2, 3, padding: "causal");
        Tensor x = Single(1, 6, 2);
        float[] before = layer.Apply(x).ToArray<float>(), values = x.ToArray<float>();
        values[8] += 1;
        float[] after = layer.Apply(Tensor.From<float>(values, x.shape)).ToArray<float>();
        CollectionAssert.AreEqual(before[..8], after[..8]);
        CollectionAssert.AreNotEqual(before[8..], after[8..]);
    }

    [TestMethod]
    public void Normalization_learns_from_a_tensor_or_from_batches_alike()
    {
        Tensor x = Single(50, 3) * 5f + 2f;
        Normalization whole = keras.layers.Normalization(input_shape: 3), batches = keras.layers.Normalization();
        whole.adapt(x);
        batches.adapt(tf.data.Dataset.from_tensor_slices(x).batch(7));
        Tensor y = whole.Apply(x);
        AreClose(y.ToArray<float>(), batches.Apply(x).ToArray<float>());
        for (int c = 0; c < 3; c++)
        {
            float[] column = [.. y.ToArray<float>().Where((_, i) => i % 3 == c)];
            Assert.AreEqual(0, column.Average(), 1e-5);
            Assert.AreEqual(1, column.Average(v => v * v), 1e-5);
        }
        Assert.AreEqual(50f, whole.Weights[2].numpy().ToArray<float>()[0]);
        Assert.IsEmpty(whole.trainable_variables);
    }

    [TestMethod]
    public void Normalization_inverted_is_the_way_back()
    {
        Tensor x = Single(4, 2, 3);
        Tensor mean = new[] { 1f, -1 }, variance = new[] { 4f, 9 };
        Tensor there = keras.layers.Normalization(axis: 1, mean: mean, variance: variance).Apply(x);
        AreClose(x.ToArray<float>(), keras.layers.Normalization(axis: 1, mean: mean, variance: variance, invert: true).Apply(there).ToArray<float>());
        Assert.AreEqual((x.ToArray<float>()[3] + 1) / 3, there.ToArray<float>()[3], 1e-6);
        Assert.ThrowsExactly<InvalidOperationException>(() => keras.layers.Normalization(mean: 0f, variance: 1f).adapt(x));
    }

    [TestMethod]
    public void Rescaling_takes_bytes()
    {
        Tensor x = Tensor.From<byte>([0, 51, 255], (1, 3));
        AreClose([-1, -0.6f, 1], keras.layers.Rescaling(1 / 127.5, offset: -1).Apply(x).ToArray<float>());
    }

    [TestMethod]
    public void Average_pooling_of_a_TensorFlow_js_file_trains_as_TensorFlow_js_does_and_others_do_not()
    {
        Model loaded = keras.models.load_model(Path.Combine(Repository.Root, "tests", "Golden", "avgpool_same"));
        var pooling = (AveragePooling2D)loaded.layers[1];
        Assert.IsTrue(pooling.TensorFlowJsGradient);
        var own = (AveragePooling2D)LayerRegistry.Create("AveragePooling2D", pooling.get_config());
        Assert.IsFalse(own.TensorFlowJsGradient, "It is no part of the configuration.");
        Tensor x = Single(1, 3, 3, 1);
        CollectionAssert.AreEqual(own.Apply(x).ToArray<float>(), pooling.Apply(x).ToArray<float>());
        Assert.AreEqual(1f, Corner(own));
        Assert.AreEqual(0.25f, Corner(pooling));

        float Corner(Layer layer)
        {
            using var tape = new GradientTape();
            tape.watch(x);
            return tape.gradient(layer.Apply(x), x).ToArray<float>()[8];
        }
    }
}
