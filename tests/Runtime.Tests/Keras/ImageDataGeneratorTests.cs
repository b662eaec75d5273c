using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Preprocessing;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>
/// Protects ImageDataGenerator: which changes it makes, against Keras' matrices worked out in full, and that a seed repeats them.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ImageDataGeneratorTests
{
    private static Tensor Images(int count, int height, int width, int channels = 1) =>
        Tensor.From<float>([.. Enumerable.Range(0, count * height * width * channels).Select(i => (float)(i * 37 % 101))],
            (count, height, width, channels));

    private static float[] First(ImageIterator iterator) => iterator.elements().First()[0].ToArray<float>();

    [TestMethod]
    public void Without_settings_images_pass_as_they_are()
    {
        Tensor x = Images(5, 3, 4, 2);
        CollectionAssert.AreEqual(x.ToArray<float>(), First(keras.preprocessing.image.ImageDataGenerator().flow(x, shuffle: false)));
        var bytes = Tensor.From<byte>([0, 51, 255, 102], (1, 2, 2, 1));
        float[] scaled = First(new ImageDataGenerator(rescale: 1 / 255.0).flow(bytes));
        for (int i = 0; i < 4; i++) Assert.AreEqual(new[] { 0, 0.2f, 1, 0.4f }[i], scaled[i], 1e-6f);
    }

    [TestMethod]
    public void A_pass_has_every_image_once_with_its_target_and_weight()
    {
        var x = Tensor.From<float>([.. Enumerable.Range(0, 10).Select(i => (float)i)], (10, 1, 1, 1));
        var y = Tensor.From<int>([.. Enumerable.Range(100, 10)], 10);
        var w = Tensor.From<float>([.. Enumerable.Range(0, 10).Select(i => i / 10f)], 10);
        ImageIterator flow = new ImageDataGenerator().flow(x, y, batch_size: 4, sample_weight: w, seed: 1);
        Assert.AreEqual((10, 3, 3L), (flow.n, flow.Length, flow.cardinality()));
        var orders = new List<float[]>();
        for (int pass = 0; pass < 2; pass++)
        {
            Tensors[] batches = [.. flow.elements()];
            CollectionAssert.AreEqual(new[] { 4L, 4L, 2L }, batches.Select(b => b[0].shape[0]).ToArray());
            float[] order = [.. batches.SelectMany(b => b[0].ToArray<float>())];
            CollectionAssert.AreEqual(order.Select(i => (int)i + 100).ToArray(), batches.SelectMany(b => b[1].ToArray<int>()).ToArray());
            CollectionAssert.AreEqual(order.Select(i => i / 10).ToArray(), batches.SelectMany(b => b[2].ToArray<float>()).ToArray());
            CollectionAssert.AreEqual(x.ToArray<float>(), order.Order().ToArray());
            orders.Add(order);
        }
        CollectionAssert.AreNotEqual(orders[0], orders[1]);
        Assert.AreEqual(20, Enumerable.Range(0, 6).Sum(_ => (int)flow.next()[0].shape[0]), "next goes on behind the last batch.");
        Assert.AreEqual(4, flow.take(1).elements().Single()[0].shape[0]);
    }

    [TestMethod]
    public void A_seed_repeats_order_and_changes()
    {
        Tensor x = Images(20, 8, 8);
        ImageIterator Open(int seed) => new ImageDataGenerator(rotation_range: 20, width_shift_range: 0.2, zoom_range: 0.2,
            shear_range: 10, horizontal_flip: true, channel_shift_range: 5, brightness_range: (0.5, 1)).flow(x, batch_size: 20, seed: seed);
        ImageIterator one = Open(3), two = Open(3);
        float[] first = First(one);
        CollectionAssert.AreEqual(first, First(two));
        float[] second = First(one);
        CollectionAssert.AreEqual(second, First(two));
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreNotEqual(first, First(Open(4)));
        keras.utils.set_random_seed(5);
        float[] global = First(new ImageDataGenerator(rotation_range: 20).flow(x));
        keras.utils.set_random_seed(5);
        CollectionAssert.AreEqual(global, First(new ImageDataGenerator(rotation_range: 20).flow(x)));
    }

    /// <summary>Keras' product of 3 x 3 matrices on (row, column, 1), moved to the image's middle and back.</summary>
    private static double[,] Reference(double theta, double tx, double ty, double shear, double zx, double zy, int height, int width)
    {
        (theta, shear) = (theta * Math.PI / 180, shear * Math.PI / 180);
        double[,] m = Product(new[,] { { Math.Cos(theta), -Math.Sin(theta), 0 }, { Math.Sin(theta), Math.Cos(theta), 0 }, { 0, 0, 1 } },
            new[,] { { 1, 0, tx }, { 0, 1, ty }, { 0, 0, 1 } },
            new[,] { { 1, -Math.Sin(shear), 0 }, { 0, Math.Cos(shear), 0 }, { 0, 0, 1 } },
            new[,] { { zx, 0, 0 }, { 0, zy, 0 }, { 0, 0, 1 } });
        (double r, double c) = (height / 2.0 - 0.5, width / 2.0 - 0.5);
        return Product(new[,] { { 1, 0, r }, { 0, 1, c }, { 0, 0, 1 } }, m, new[,] { { 1, 0, -r }, { 0, 1, -c }, { 0, 0, 1 } });
    }

    private static double[,] Product(params double[][,] factors) => factors.Aggregate((a, b) =>
    {
        var product = new double[3, 3];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 3; k++) product[i, j] += a[i, k] * b[k, j];
        return product;
    });

    [TestMethod]
    public void Movements_are_Keras_product_of_rotation_shift_shear_and_zoom()
    {
        var changes = new ImageChanges(30, 0.25, 3.0, null, 20, (0.5, 2), 0, "nearest", 0, true, true, "bilinear");
        double[] draws = [0.9, 0.25, 0, 0.7, 0, 0.1, 0.3, 0.6, 0.9, 0, 0, 0.9];
        foreach ((double across, double down) in ((double, double)[])[(0.9, 0.9), (0.1, 0.9), (0.9, 0.1), (0.1, 0.1)])
        {
            (draws[8], draws[11]) = (across, down);
            double[] t = new double[6];
            changes.Transform(draws, 9, 12, t);
            double[,] m = Reference(0.8 * 30, -0.5 * 3, 0.4 * 0.25 * 12, -0.8 * 20, 0.5 + 0.3 * 1.5, 0.5 + 0.6 * 1.5, 9, 12);
            foreach ((int row, int column) in ((int, int)[])[(0, 0), (8, 0), (0, 11), (3, 7)])
            {
                // A flip is done last in Keras: its pixel is another one of the moved image.
                int fromRow = down < 0.5 ? 8 - row : row, fromColumn = across < 0.5 ? 11 - column : column;
                Assert.AreEqual(m[0, 0] * fromRow + m[0, 1] * fromColumn + m[0, 2], t[3] * column + t[4] * row + t[5], 1e-9, "row");
                Assert.AreEqual(m[1, 0] * fromRow + m[1, 1] * fromColumn + m[1, 2], t[0] * column + t[1] * row + t[2], 1e-9, "column");
            }
        }
    }

    [TestMethod]
    public void Whole_pixels_shift_without_blurring_and_the_edge_fills_in()
    {
        Tensor x = Images(30, 4, 5);
        float[] from = x.ToArray<float>(), to = First(new ImageDataGenerator(width_shift_range: 3).flow(x, shuffle: false, seed: 1));
        var shifts = new HashSet<int>();
        for (int image = 0; image < 30; image++)
            shifts.Add(Enumerable.Range(-4, 9).First(shift => Enumerable.Range(0, 20).All(i =>
                to[image * 20 + i] == from[image * 20 + i / 5 * 5 + Math.Clamp(i % 5 + shift, 0, 4)])));
        CollectionAssert.AreEquivalent(new[] { -2, -1, 0, 1, 2 }, shifts.ToArray());
    }

    [TestMethod]
    public void Half_of_the_images_are_mirrored()
    {
        Tensor x = Images(200, 3, 4);
        float[] from = x.ToArray<float>(), to = First(new ImageDataGenerator(horizontal_flip: true, vertical_flip: true).flow(x,
            shuffle: false, seed: 1, batch_size: 200));
        int[,] count = new int[2, 2];
        for (int image = 0; image < 200; image++)
        {
            (int h, int v) = ((int, int)[])[(0, 0), (0, 1), (1, 0), (1, 1)] is var all
                ? all.First(f => Enumerable.Range(0, 12).All(i =>
                    to[image * 12 + i] == from[image * 12 + (f.Item2 == 1 ? 2 - i / 4 : i / 4) * 4 + (f.Item1 == 1 ? 3 - i % 4 : i % 4)]))
                : default;
            count[h, v]++;
        }
        foreach (int part in count) Assert.IsInRange(30, 70, part);
    }

    [TestMethod]
    public void Ranges_hold()
    {
        Tensor x = tf.ones((40, 6, 6, 1)) * 100f;
        float[] black = First(new ImageDataGenerator(width_shift_range: 0.9, fill_mode: "constant", cval: -7).flow(x, seed: 1));
        Assert.AreEqual(-7f, black.Min(), 1e-4f);
        Assert.AreEqual(100f, black.Max(), 1e-4f);
        var gray = Tensor.From<float>([.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 0f : 200f)], (50, 1, 2, 1));
        float[] bright = [.. First(new ImageDataGenerator(brightness_range: (0.5, 0.75)).flow(gray, batch_size: 50, seed: 1)).Where((_,
            i) => i % 2 == 1)];
        Assert.IsInRange(100, 110, bright.Min());
        Assert.IsInRange(140, 150, bright.Max());
        float[] shifted = First(new ImageDataGenerator(channel_shift_range: 30).flow(gray, batch_size: 50, seed: 1));
        Assert.IsInRange(0, 30, shifted.Where((_, i) => i % 2 == 0).Max());
        Assert.IsInRange(170, 180, shifted.Where((_, i) => i % 2 == 1).Min());
    }

    [TestMethod]
    public void Means_and_deviations_are_taken_out_over_the_data_or_each_image()
    {
        Tensor x = Images(50, 4, 4, 2);
        var all = new ImageDataGenerator(featurewise_center: true, featurewise_std_normalization: true);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => First(all.flow(x))).Message, "fit(x)");
        all.fit(x);
        float[] values = First(all.flow(x, batch_size: 50));
        for (int channel = 0; channel < 2; channel++)
        {
            double[] one = [.. values.Where((_, i) => i % 2 == channel).Select(v => (double)v)];
            Assert.AreEqual(0, one.Average(), 1e-5);
            Assert.AreEqual(1, one.Average(v => v * v), 1e-5);
        }
        foreach (float[] image in First(new ImageDataGenerator(samplewise_center: true,
            samplewise_std_normalization: true).flow(x)).Chunk(32))
        {
            Assert.AreEqual(0, image.Average(), 1e-5);
            Assert.AreEqual(1, image.Average(v => v * v), 1e-4);
        }
        float[] doubled = First(new ImageDataGenerator(preprocessing_function: image => image * 2f, rescale: 0.5).flow(x, shuffle: false));
        CollectionAssert.AreEqual(x.ToArray<float>()[..doubled.Length], doubled);
    }

    [TestMethod]
    public void Parts_share_no_image()
    {
        var x = Tensor.From<float>([.. Enumerable.Range(0, 10).Select(i => (float)i)], (10, 1, 1, 1));
        var generator = new ImageDataGenerator(validation_split: 0.3);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2 }, First(generator.flow(x, shuffle: false, subset: "validation")));
        CollectionAssert.AreEqual(new float[] { 3, 4, 5, 6, 7, 8, 9 }, First(generator.flow(x, shuffle: false, subset: "training")));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator().flow(x, subset: "training"));
        Assert.ThrowsExactly<ArgumentException>(() => generator.flow(x, subset: "test"));
    }

    [TestMethod]
    public void Wrong_settings_are_refused_with_what_to_do()
    {
        Assert.ThrowsExactly<NotSupportedException>(() => new ImageDataGenerator(zca_whitening: true));
        Assert.ThrowsExactly<NotSupportedException>(() => new ImageDataGenerator(data_format: "channels_first"));
        Assert.ThrowsExactly<NotSupportedException>(() => new ImageDataGenerator(interpolation_order: 3));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(fill_mode: "mirror"));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(zoom_range: 1.5));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(zoom_range: (2, 1)));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(width_shift_range: -0.1));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(width_shift_range: Array.Empty<double>()));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(brightness_range: (1, 0.5)));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(rotation_range: double.NaN));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator(validation_split: 1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator().flow(tf.zeros((3, 4, 4)))).Message,
            "channels");
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator().flow(Images(3, 2, 2), Tensor.From<int>([1, 2], 2)));
        Assert.ThrowsExactly<ArgumentException>(() => new ImageDataGenerator().flow(Images(3, 2, 2), batch_size: 0));
    }

    [TestMethod]
    public void Fit_takes_a_generator_also_with_more_steps_than_a_pass_has()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(2);
        var model = keras.Sequential([keras.layers.Flatten(input_shape: (4, 4, 1)), keras.layers.Dense(2, activation: "softmax")]);
        model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy");
        var y = Tensor.From<int>([.. Enumerable.Range(0, 20).Select(i => i % 2)], 20);
        ImageIterator flow = new ImageDataGenerator(rescale: 0.01, rotation_range: 10).flow(Images(20, 4, 4), y, batch_size: 8, seed: 1);
        int steps = 0;
        LambdaCallback count = keras.callbacks.LambdaCallback(on_batch_end: (_, _) => steps++);
        model.fit(flow, epochs: 2, verbose: 0, callbacks: [count]);
        Assert.AreEqual(6, steps);
        model.fit(flow, epochs: 2, verbose: 0, steps_per_epoch: flow.samples / flow.batch_size, callbacks: [count]);
        Assert.AreEqual(10, steps);
        model.fit(flow, epochs: 2, verbose: 0, steps_per_epoch: 5, callbacks: [count]);
        Assert.AreEqual(20, steps);
        Assert.IsTrue(float.IsFinite(model.evaluate(flow, verbose: 0)["loss"]));
    }

    [TestMethod]
    public void The_facade_has_the_constructors_defaults()
    {
        System.Reflection.ParameterInfo[] own = typeof(ImageDataGenerator).GetConstructors().Single().GetParameters();
        System.Reflection.ParameterInfo[] facade = typeof(ImagePreprocessingApi).GetMethod("ImageDataGenerator")!.GetParameters();
        CollectionAssert.AreEqual(own.Select(p => (p.Name, p.ParameterType, p.RawDefaultValue)).ToArray(),
            facade.Select(p => (p.Name, p.ParameterType, p.RawDefaultValue)).ToArray());
    }
}
