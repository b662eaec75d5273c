using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

/// <summary>Protects resizing and warping of images: values known from TensorFlow and from plain references, edges, threads and
/// errors.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ImageTests
{
    private static Tensor Row(params float[] values) => Tensor.From<float>(values, Shape.Of(1, 1, values.Length, 1));

    private static Tensor Noise(Shape shape) => RandomOps.Uniform(shape, -1, 1, stream: new RandomStream(3));

    private static Tensor Transforms(params double[] numbers) => Tensor.From<double>(numbers, Shape.Of(numbers.Length / 6, 6));

    [TestMethod]
    public void Bilinear_resizing_has_half_pixel_centres_as_in_TensorFlow_2()
    {
        Tensor x = Tensor.From<float>([1, 2, 3, 4], Shape.Of(1, 2, 2, 1));
        float[] expected = [1, 1.25f, 1.75f, 2, 1.5f, 1.75f, 2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4];
        CollectionAssert.AreEqual(expected, ImageOps.Resize(x, 4, 4).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 2.5f }, ImageOps.Resize(x, 1, 1).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 4.5f, 14.5f }, ImageOps.Resize(Row(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
            18, 19), 1, 2).ToArray<float>());
    }

    [TestMethod]
    public void Nearest_resizing_repeats_and_picks_pixels()
    {
        CollectionAssert.AreEqual(new[] { 5f, 5, 5, 7, 7, 7 }, ImageOps.Resize(Row(5, 7), 1, 6, "nearest").ToArray<float>());
        CollectionAssert.AreEqual(new[] { 1f, 4, 7 }, ImageOps.Resize(Row(0, 1, 2, 3, 4, 5, 6, 7, 8), 1, 3, "nearest").ToArray<float>());
    }

    [TestMethod]
    [DataRow("bilinear", 1)]
    [DataRow("bilinear", 9)]
    [DataRow("bilinear", 33)]
    [DataRow("nearest", 3)]
    [DataRow("nearest", 16)]
    public void Resizing_equals_a_plain_reference_at_any_number_of_channels(string method, int channels)
    {
        Tensor x = Noise((2, 5, 7, channels));
        float[] from = x.ToArray<float>(), actual = ImageOps.Resize(x, 8, 3, method).ToArray<float>();
        int i = 0;
        for (int image = 0; image < 2; image++)
            for (int oy = 0; oy < 8; oy++)
                for (int ox = 0; ox < 3; ox++)
                    for (int c = 0; c < channels; c++) Assert.AreEqual(At(image, oy, ox, c), actual[i++], 1e-6, $"{image} {oy} {ox} {c}");

        double Pixel(int image, double y, double x, int c) =>
            from[((image * 5 + (int)Math.Clamp(y, 0, 4)) * 7 + (int)Math.Clamp(x, 0, 6)) * channels + c];

        double At(int image, int oy, int ox, int c)
        {
            double y = (oy + 0.5) * 5 / 8, x = (ox + 0.5) * 7 / 3;
            if (method == "nearest") return Pixel(image, Math.Floor(y), Math.Floor(x), c);
            double top = Math.Floor(y -= 0.5), left = Math.Floor(x -= 0.5), fy = y - top, fx = x - left;
            return (Pixel(image, top, left, c) * (1 - fx) + Pixel(image, top, left + 1, c) * fx) * (1 - fy)
                + (Pixel(image, top + 1, left, c) * (1 - fx) + Pixel(image, top + 1, left + 1, c) * fx) * fy;
        }
    }

    [TestMethod]
    [DataRow("constant", new float[] { 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 9, 9, 9, 9, 9, 9 })]
    [DataRow("nearest", new float[] { 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4, 4 })]
    [DataRow("reflect", new float[] { 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1, 2 })]
    [DataRow("wrap", new float[] { 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2 })]
    public void What_lies_beyond_the_edges(string fill, float[] expected)
    {
        foreach (string interpolation in (string[])["nearest", "bilinear"])
            for (int moved = -7; moved <= 6; moved++)
            {
                float[] seen = ImageOps.AffineTransform(Row(1, 2, 3, 4), Transforms(1, 0, moved, 0, 1, 0), interpolation, fill,
                    9).ToArray<float>();
                for (int i = 0; i < 4; i++)
                    if (moved + i + 7 < expected.Length) Assert.AreEqual(expected[moved + i + 7], seen[i], $"{interpolation}, place "
                        + $"{moved + i}");
            }
    }

    [TestMethod]
    public void Between_pixels_values_are_mixed_and_the_constant_takes_part_at_the_edges()
    {
        Tensor half = Transforms(1, 0, 0.5, 0, 1, 0);
        CollectionAssert.AreEqual(new[] { 1.5f, 2.5f, 3.5f, 6.5f }, ImageOps.AffineTransform(Row(1, 2, 3, 4), half, fill_mode: "constant",
            fill_value: 9).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 2f, 3f, 4f, 4f }, ImageOps.AffineTransform(Row(1, 2, 3, 4), half, "nearest",
            "nearest").ToArray<float>());
    }

    [TestMethod]
    public void Each_image_has_its_transform_and_rows_and_columns_are_not_confused()
    {
        Tensor x = Tensor.From<float>([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], Shape.Of(2, 2, 3, 1));
        Tensor y = ImageOps.AffineTransform(x, Transforms(-1, 0, 2, 0, 1, 0, 1, 0, 0, 0, -1, 1), "nearest", "constant");
        CollectionAssert.AreEqual(new[] { 3f, 2, 1, 6, 5, 4, 4, 5, 6, 1, 2, 3 }, y.ToArray<float>());
    }

    [TestMethod]
    public void A_transform_that_is_no_number_reads_nothing_outside_the_image()
    {
        foreach (double wild in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300])
            foreach (string fill in (string[])["constant", "nearest", "reflect", "wrap"])
                foreach (string interpolation in (string[])["nearest", "bilinear"])
                    Assert.AreEqual(4, ImageOps.AffineTransform(Row(1, 2, 3, 4), Transforms(1, 0, wild, wild, 1, 0), interpolation,
                        fill).size);
    }

    [TestMethod]
    public void Results_have_the_same_bits_at_any_number_of_threads()
    {
        Tensor x = Noise((5, 17, 19, 9));
        double[] numbers = new double[30];
        for (int i = 0; i < 5; i++) new double[] { 0.9, -0.3 * i, 2.2, 0.2, 1.1, -1.7 }.CopyTo(numbers, i * 6);
        int threads = Workers.Threads;
        var seen = new List<float[]>();
        try
        {
            foreach (int count in (int[])[1, 3])
            {
                Workers.Threads = count;
                seen.Add([.. ImageOps.Resize(x, 40, 41).ToArray<float>(),
                    .. ImageOps.AffineTransform(x, Transforms(numbers)).ToArray<float>()]);
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
        CollectionAssert.AreEqual(seen[0], seen[1]);
    }

    [TestMethod]
    public void Mistakes_are_named()
    {
        Tensor x = Row(1, 2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.Resize(Tensor.Zeros((2, 2)), 1, 1)).Message, "rank 2");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.Resize(x, 0, 1)).Message, "0 x 1");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.Resize(x, 1, 1, "cubic")).Message, "bilinear");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.Resize(MathOps.Cast(x, TF_DataType.TF_UINT8), 1,
            1)).Message, "uint8");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.AffineTransform(x, Tensor.Zeros((1, 6)))).Message,
            "float64");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.AffineTransform(x,
            Tensor.Zeros((2, 6), TF_DataType.TF_DOUBLE))).Message, "(2, 6)");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => ImageOps.AffineTransform(x, Transforms(1, 0, 0, 0, 1, 0),
            fill_mode: "mirror")).Message, "reflect");
    }
}
