using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the layers that change images at random: what a given draw does, that draws differ and repeat, and that prediction is
/// left alone.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RandomImageLayerTests
{
    private static readonly float[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static Tensor Image => Tensor.From<float>(Nine, Shape.Of(1, 3, 3, 1));

    private static float[] Trained(Layer layer, Tensor? x = null) => layer.Apply(x ?? Image, training: true).ToArray<float>();

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5, $"element {i}");
    }

    [TestMethod]
    public void A_quarter_turn_is_counter_clockwise() =>
        AssertClose([3, 6, 9, 2, 5, 8, 1, 4, 7], Trained(new RandomRotation((0.25, 0.25))));

    [TestMethod]
    public void Translation_is_down_and_right()
    {
        AssertClose([0, 0, 0, 1, 2, 3, 4, 5, 6], Trained(new RandomTranslation((1 / 3.0, 1 / 3.0), 0.0, "constant")));
        AssertClose([7, 1, 2, 7, 4, 5, 7, 7, 8], Trained(new RandomTranslation(0.0, (1 / 3.0, 1 / 3.0), "constant", fill_value: 7)));
        AssertClose([1, 1, 2, 4, 4, 5, 7, 7, 8], Trained(new RandomTranslation(0.0, (1 / 3.0, 1 / 3.0))));
    }

    [TestMethod]
    public void Zoom_keeps_the_centre_and_the_proportions()
    {
        AssertClose([3, 3.5f, 4, 4.5f, 5, 5.5f, 6, 6.5f, 7], Trained(new RandomZoom((-0.5, -0.5))));
        AssertClose([1.5f, 2, 2.5f, 4.5f, 5, 5.5f, 7.5f, 8, 8.5f], Trained(new RandomZoom(0.0, (-0.5, -0.5))));
        AssertClose([0, 0, 0, 0, 5, 0, 0, 0, 0], Trained(new RandomZoom((1, 1), fill_mode: "constant", interpolation: "nearest")));
    }

    [TestMethod]
    public void Flips_are_exact_and_happen_half_of_the_time()
    {
        Tensor many = ArrayOps.Tile(Image, 400, 1, 1, 1);
        float[] y = Trained(new RandomFlip("horizontal", seed: 1), many);
        float[] mirrored = [3, 2, 1, 6, 5, 4, 9, 8, 7];
        int flipped = 0;
        for (int i = 0; i < 400; i++)
        {
            float[] image = y[(i * 9)..(i * 9 + 9)];
            bool plain = image.SequenceEqual(Nine);
            Assert.IsTrue(plain || image.SequenceEqual(mirrored), "An image is mirrored or as it was.");
            flipped += plain ? 0 : 1;
        }
        Assert.AreEqual(200, flipped, 40);
        HashSet<float> corners = [.. Enumerable.Range(0, 400).Select(i => Trained(new RandomFlip(seed: i))[0]).Take(50)];
        Assert.IsTrue(corners.SetEquals([1f, 3, 7, 9]), "Both directions are drawn, each by itself.");
    }

    [TestMethod]
    [DataRow("RandomFlip")]
    [DataRow("RandomRotation")]
    [DataRow("RandomTranslation")]
    [DataRow("RandomZoom")]
    [DataRow("GaussianNoise")]
    public void Draws_differ_from_image_to_image_and_call_to_call_repeat_with_the_seed_and_leave_prediction_alone(string kind)
    {
        Tensor x = ArrayOps.Tile(Image, 32, 1, 1, 1);
        Layer layer = Make(kind, 5);
        Assert.AreSame(x, layer.Apply(x));
        float[] first = Trained(layer, x), second = Trained(layer, x);
        CollectionAssert.AreNotEqual(first, second);
        Assert.IsGreaterThan(kind == "RandomFlip" ? 2 : 12, first.Chunk(9).Select(i => string.Join(' ', i)).Distinct().Count());
        Layer again = Make(kind, 5);
        CollectionAssert.AreEqual(first, Trained(again, x));
        CollectionAssert.AreEqual(second, Trained(again, x), "The stream goes on as the first one's did.");
        CollectionAssert.AreNotEqual(first, Trained(Make(kind, 6), x));
    }

    private static Layer Make(string kind, int seed) => kind switch
    {
        "RandomFlip" => new RandomFlip(seed: seed),
        "RandomRotation" => new RandomRotation(0.1, seed: seed),
        "RandomTranslation" => new RandomTranslation(0.2, 0.2, seed: seed),
        "RandomZoom" => new RandomZoom(0.2, seed: seed),
        _ => new GaussianNoise(0.5, seed),
    };

    [TestMethod]
    public void Draws_stay_within_the_factors()
    {
        // Moving an image whose values grow by 1 a pixel shows the distance.
        Tensor x = ArrayOps.Tile(Tensor.From<float>([.. Enumerable.Range(0, 21).Select(i => (float)i)], Shape.Of(1, 1, 21, 1)), 300, 1, 1,
            1);
        float[] y = Trained(new RandomTranslation(0.0, (-0.1, 0.2), seed: 2), x);
        double[] moved = [.. Enumerable.Range(0, 300).Select(i => 10.0 - y[i * 21 + 10])];
        Assert.IsTrue(moved.All(m => m is >= -2.1001 and <= 4.2001));
        Assert.AreEqual(1.05, moved.Average(), 0.35);
        Assert.IsLessThan(-1.7, moved.Min());
        Assert.IsGreaterThan(3.8, moved.Max());
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_bits_at_any_number_of_threads()
    {
        Tensor x = RandomOps.Uniform((64, 12, 12, 1), stream: new RandomStream(1));
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            float[] one = Trained(new RandomRotation(0.3, seed: 1), x);
            Workers.Threads = 3;
            CollectionAssert.AreEqual(one, Trained(new RandomRotation(0.3, seed: 1), x));
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void Bytes_become_numbers_of_the_same_value()
    {
        Tensor bytes = Tensor.From<byte>([1, 2, 3, 200], Shape.Of(1, 2, 2, 1));
        CollectionAssert.AreEqual(new[] { 1f, 2, 3, 200 }, new RandomRotation(0.1).Apply(bytes).ToArray<float>());
        Assert.AreEqual(TF_DataType.TF_FLOAT, new RandomFlip().Apply(bytes, training: true).dtype);
    }

    [TestMethod]
    public void Gaussian_noise_has_its_deviation()
    {
        float[] noise = Trained(new GaussianNoise(0.5, seed: 1), Tensor.Zeros((100, 100)));
        Assert.AreEqual(0, noise.Average(), 0.02);
        Assert.AreEqual(0.25, noise.Average(n => n * n), 0.02);
    }

    [TestMethod]
    public void Layers_have_both_addresses_and_train_as_the_first_part_of_a_model()
    {
        keras.utils.set_random_seed(1);
        var pre = keras.layers.preprocessing;
        var model = keras.Sequential([
            pre.RandomRotation(0.05, input_shape: (8, 8, 1)), pre.RandomTranslation(0.1, 0.1), pre.RandomZoom(0.1, fill_mode: "constant"),
                pre.RandomFlip("horizontal"),
            keras.layers.GaussianNoise(0.1), keras.layers.Flatten(), keras.layers.Dense(2, activation: "softmax")]);
        model.compile("adam", "sparse_categorical_crossentropy");
        Tensor x = RandomOps.Uniform((16, 8, 8, 1)), y = Tensor.Zeros(16, TF_DataType.TF_INT32);
        model.fit(x, y, epochs: 2, verbose: 0);
        CollectionAssert.AreEqual(((Tensor)model.predict(x)).ToArray<float>(), ((Tensor)model.predict(x)).ToArray<float>());
    }

    [TestMethod]
    public void Settings_out_of_range_are_refused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new RandomTranslation(1.5, 0.0)).Message, "-1 to 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new RandomZoom(0.1, (0.2, 0.1))).Message, "(0.2, 0.1)");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new RandomRotation(0.1, fill_mode: "mirror")).Message,
            "reflect");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new RandomFlip("diagonal")).Message, "horizontal_and_vertical");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new RandomRotation(0.1, interpolation: "bicubic")).Message,
            "bilinear");
        Assert.ThrowsExactly<ArgumentException>(() => new RandomRotation(-0.1));
    }
}
