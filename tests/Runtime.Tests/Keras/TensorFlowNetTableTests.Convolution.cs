using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

// What TensorFlow.NET does wrong with convolutions and normalization.
public sealed partial class TensorFlowNetTableTests
{
    private static Tensor Images(params long[] dims) => MathOps.Cast(Autodiff.GradientCheck.Random(Shape.Of(dims), 3), TF_DataType.TF_FLOAT);

    [TestMethod]
    public void Conv2DTranspose_gradient_returns_2_values_for_3_inputs__ours_has_all()
    {
        var layer = new Conv2DTranspose(3, 3, 2, padding: "same");
        Tensor x = Images(2, 4, 4, 2);
        using var tape = tf.GradientTape();
        tape.watch(x);
        Tensor y = layer.Apply(x, training: true);
        Tensor[] gradients = tape.gradient(y, new[] { x, layer.Weights[0].AsTensor(), layer.Weights[1].AsTensor() });
        CollectionAssert.AreEqual(new[] { x.shape, Shape.Of(3, 3, 3, 2), Shape.Of(3) }, gradients.Select(g => g.shape).ToArray());
        // 2 images of 8 x 8 pixels, each of which the bias reaches.
        CollectionAssert.AreEqual(new[] { 128f, 128f, 128f }, gradients[2].ToArray<float>());
    }

    [TestMethod]
    public void Conv2DTranspose_drops_the_result_of_bias_add__ours_adds_the_bias()
    {
        Layer layer = keras.layers.Conv2DTranspose(2, (3, 3), kernel_initializer: "zeros", bias_initializer: "ones", output_padding: "same");
        Tensor y = layer.Apply(Images(1, 4, 4, 3));
        Assert.AreEqual(Shape.Of(1, 4, 4, 2), y.shape);
        Assert.IsTrue(y.ToArray<float>().All(v => v == 1));
    }

    [TestMethod]
    public void Conv2DTranspose_has_two_defaults_of_use_bias__ours_has_Keras()
    {
        foreach (Layer layer in new[] { keras.layers.Conv2DTranspose(2, (3, 3)), new Conv2DTranspose(2, (3, 3)) })
        {
            layer.EnsureBuilt((-1, 4, 4, 3));
            Assert.HasCount(2, layer.Weights);
        }
        Layer without = keras.layers.Conv2DTranspose(2, (3, 3), use_bias: false);
        without.EnsureBuilt((-1, 4, 4, 3));
        Assert.HasCount(1, without.Weights);
    }

    [TestMethod]
    public void Conv2DTranspose_takes_the_padding_as_output_padding__ours_understands_both()
    {
        Tensor x = Images(1, 4, 3, 2);
        Layer ours = keras.layers.Conv2DTranspose(3, (5, 5), strides: (2, 2), padding: "same"),
            theirs = keras.layers.Conv2DTranspose(3, (5, 5), strides: (2, 2), output_padding: "same"),
            pixels = keras.layers.Conv2DTranspose(3, (5, 5), (2, 2), output_padding: (1, 1), padding: "same");
        foreach (Layer layer in new[] { ours, theirs, pixels }) layer.EnsureBuilt((-1, 4, 3, 2));
        theirs.set_weights([.. ours.get_weights()]);
        pixels.set_weights([.. ours.get_weights()]);
        Assert.AreEqual(Shape.Of(1, 8, 6, 3), ours.Apply(x).shape);
        CollectionAssert.AreEqual(ours.Apply(x).ToArray<float>(), theirs.Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(ours.Apply(x).ToArray<float>(), pixels.Apply(x).ToArray<float>());
        Assert.ThrowsExactly<ArgumentException>(() => keras.layers.Conv2DTranspose(3, output_padding: "same", padding: "valid"));
    }

    [TestMethod]
    public void Conv2DTranspose_and_BatchNormalization_cannot_train_a_generator__ours_do()
    {
        keras.utils.set_random_seed(3);
        Sequential generator = keras.Sequential([
            keras.layers.Dense(3 * 3 * 4, use_bias: false, input_shape: 5),
            keras.layers.BatchNormalization(),
            keras.layers.LeakyReLU(),
            keras.layers.Reshape((3, 3, 4)),
            keras.layers.Conv2DTranspose(3, (5, 5), strides: (1, 1), padding: "same", use_bias: false),
            keras.layers.BatchNormalization(),
            keras.layers.LeakyReLU(),
            keras.layers.Conv2DTranspose(1, (5, 5), strides: (2, 2), output_padding: "same", use_bias: false, activation: "tanh"),
        ]);
        Assert.HasCount(7, generator.trainable_variables);
        Assert.HasCount(11, generator.Weights);
        generator.compile(optimizer: keras.optimizers.Adam(0.02), loss: "mse");
        Tensor noise = Images(8, 5), targets = Images(8, 6, 6, 1);
        float first = generator.train_on_batch(noise, targets)["loss"], last = first;
        float[][] before = [.. generator.Weights.Select(w => w.numpy().ToArray<float>())];
        for (int step = 0; step < 30; step++) last = generator.train_on_batch(noise, targets)["loss"];
        Assert.IsLessThan(0.7f * first, last);
        for (int i = 0; i < before.Length; i++) CollectionAssert.AreNotEqual(before[i], generator.Weights[i].numpy().ToArray<float>(), generator.Weights[i].Name);
    }

    [TestMethod]
    public void Conv2D_with_a_tuple_is_ambiguous_and_drops_the_bias__ours_is_neither()
    {
        Layer layer = keras.layers.Conv2D(64, (3, 3), bias_initializer: "ones", kernel_initializer: "zeros");
        layer.EnsureBuilt((-1, 5, 5, 2));
        Assert.HasCount(2, layer.Weights);
        Assert.IsTrue(layer.Apply(Images(1, 5, 5, 2)).ToArray<float>().All(v => v == 1));
        Layer plain = keras.layers.Conv2D(64, (3, 3));
        plain.EnsureBuilt((-1, 5, 5, 2));
        Assert.AreEqual(Shape.Of(64), plain.Weights[1].shape);
    }

    [TestMethod]
    public void BatchNormalization_on_non_4D_input_never_updates_moving_statistics__ours_does()
    {
        foreach (long[] dims in new[] { new long[] { 6, 3 }, [4, 2, 3], [2, 2, 2, 3] })
        {
            var layer = new BatchNormalization(momentum: 0.9);
            Tensor x = Images(dims);
            layer.Apply(x, training: true);
            double[][] channels = [.. Enumerable.Range(0, 3).Select(c => x.ToArray<float>().Where((_, i) => i % 3 == c).Select(v => (double)v).ToArray())];
            float[] mean = layer.Weights[2].numpy().ToArray<float>(), variance = layer.Weights[3].numpy().ToArray<float>();
            for (int c = 0; c < 3; c++)
            {
                double m = channels[c].Average();
                Assert.AreEqual(0.1 * m, mean[c], 1e-6);
                Assert.AreEqual(0.9 + 0.1 * channels[c].Average(v => (v - m) * (v - m)), variance[c], 1e-6);
            }
            layer.Apply(x);
            CollectionAssert.AreEqual(mean, layer.Weights[2].numpy().ToArray<float>(), "Inference must leave them alone.");
        }
    }

    [TestMethod]
    public void BatchNormalization_throws_with_center_or_scale_false__ours_leaves_them_out()
    {
        foreach ((bool center, bool scale, int weights) in new[] { (false, true, 3), (true, false, 3), (false, false, 2) })
        {
            Layer layer = keras.layers.BatchNormalization(center: center, scale: scale);
            float[] y = layer.Apply(Images(50, 2), training: true).ToArray<float>();
            Assert.HasCount(weights, layer.Weights);
            Assert.AreEqual(0, y.Average(), 1e-5);
        }
    }
}
