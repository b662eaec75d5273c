using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class PoolTests
{
    private static readonly Tensor Image = Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8, 9], Shape.Of(1, 3, 3, 1));

    [TestMethod]
    public void Valid_drops_what_is_left_over_same_keeps_it()
    {
        CollectionAssert.AreEqual(new float[] { 5 }, NnOps.MaxPool(Image, (2, 2), (2, 2)).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 5, 6, 8, 9 }, NnOps.MaxPool(Image, (2, 2), (2, 2), "same").ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 3 }, NnOps.AvgPool(Image, (2, 2), (2, 2)).ToArray<float>());
    }

    [TestMethod]
    public void Same_averages_over_real_pixels_only()
    {
        CollectionAssert.AreEqual(new float[] { 3, 4.5f, 7.5f, 9 }, NnOps.AvgPool(Image, (2, 2), (2, 2), "same").ToArray<float>());
    }

    [TestMethod]
    public void Padding_never_is_the_maximum_of_negative_images()
    {
        Tensor negative = MathOps.Negative(Image);
        CollectionAssert.AreEqual(new float[] { -1, -3, -7, -9 }, NnOps.MaxPool(negative, (2, 2), (2, 2), "same").ToArray<float>());
    }

    /// <summary>A persistent tape records its own way back, where every rule stands alone; else pooling undoes the relu in front of it.</summary>
    [TestMethod]
    [DataRow(2, "valid")]
    [DataRow(1, "same")]
    public void Behind_a_convolution_with_relu_gradients_are_those_of_rules_that_stand_alone(int stride, string padding)
    {
        Tensor x = RandomOps.Uniform(Shape.Of(2, 9, 9, 3), -1, 1), w = RandomOps.Uniform(Shape.Of(3, 3, 3, 18), -1, 1);
        Tensor bias = RandomOps.Uniform(Shape.Of(18), -1, 0), weight = RandomOps.Uniform(Shape.Of(18), -1, 1);
        Tensor[] alone = Gradients(persistent: true), shared = Gradients(persistent: false);
        for (int i = 0; i < alone.Length; i++)
        {
            float[] expected = alone[i].ToArray<float>(), actual = shared[i].ToArray<float>();
            for (int j = 0; j < expected.Length; j++) Assert.AreEqual(expected[j], actual[j], 1e-4f * Math.Max(1, Math.Abs(expected[j])));
        }

        Tensor[] Gradients(bool persistent)
        {
            using var tape = new GradientTape(persistent);
            tape.watch(x);
            tape.watch(w);
            tape.watch(bias);
            Tensor y = NnOps.MaxPool(NnOps.Conv2D(x, w, (1, 1), bias: bias, relu: true), (2, 2), (stride, stride), padding);
            return [.. tape.gradient(MathOps.Multiply(y, weight), new[] { x, w, bias }).Select(g => g!)];
        }
    }

    [TestMethod]
    public void A_relu_in_front_does_not_change_the_gradient_of_its_own_output()
    {
        Tensor w = Tensor.From<float>([-1], Shape.Of(1, 1, 1, 1)), bias = Tensor.Zeros(Shape.Of(1));
        using var tape = new GradientTape();
        tape.watch(w);
        Tensor relu = NnOps.Conv2D(Image, w, (1, 1), bias: bias, relu: true);
        Tensor?[] gradients = tape.gradient(NnOps.MaxPool(relu, (2, 2), (2, 2)), new[] { relu, w });
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 }, gradients[0]!.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 0 }, gradients[1]!.ToArray<float>());
    }

    [TestMethod]
    public void Of_equal_values_the_first_gets_the_gradient()
    {
        Tensor x = Tensor.Zeros(Shape.Of(1, 2, 2, 1));
        using var tape = new GradientTape();
        tape.watch(x);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0 }, tape.gradient(NnOps.MaxPool(x, (2, 2), (2, 2)), x).ToArray<float>());
    }

    [TestMethod]
    public void The_gradient_of_a_mean_divides_by_real_pixels_only_unless_TensorFlow_js_is_asked_for()
    {
        // Windows of 4, 2, 2 and 1 pixels inside the image.
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, 0.5f, 0.5f, 0.5f, 1f }, Gradient(wholeWindow: false));
        CollectionAssert.AreEqual(Enumerable.Repeat(0.25f, 9).ToArray(), Gradient(wholeWindow: true));

        static float[] Gradient(bool wholeWindow)
        {
            using var tape = new GradientTape();
            tape.watch(Image);
            Tensor y = NnOps.AvgPool(Image, (2, 2), (2, 2), "same", wholeWindow);
            CollectionAssert.AreEqual(new float[] { 3, 4.5f, 7.5f, 9 }, y.ToArray<float>());
            return tape.gradient(y, Image).ToArray<float>();
        }
    }

    [TestMethod]
    public void Pooling_is_the_same_with_and_without_a_tape()
    {
        Tensor x = Autodiff.GradientCheck.Random(Shape.Of(2, 7, 7, 5));
        double[] plain = NnOps.MaxPool(x, (3, 3), (2, 2), "same").ToArray<double>();
        using var tape = new GradientTape();
        tape.watch(x);
        CollectionAssert.AreEqual(plain, NnOps.MaxPool(x, (3, 3), (2, 2), "same").ToArray<double>());
    }

    [TestMethod]
    public void Errors_name_what_came_and_what_fits()
    {
        StringAssert.Contains(Error(() => NnOps.MaxPool(Tensor.Zeros(Shape.Of(3, 3, 1)), (2, 2), (2, 2))), "rank 3 ((3, 3, 1))");
        StringAssert.Contains(Error(() => NnOps.MaxPool(Image, (4, 4), (2, 2))), "padding 'same'");
        StringAssert.Contains(Error(() => NnOps.MaxPool(Image, (0, 2), (2, 2))), "at least 1");
        StringAssert.Contains(Error(() => NnOps.MaxPool(Tensor.Zeros(Shape.Of(1, 20, 20, 1)), (17, 17), (1, 1))), "tf.reduce_max");
        StringAssert.Contains(Error(() => NnOps.AvgPool(Image, (2, 2), (2, 2), "whole")), "'valid' or 'same'");
    }

    private static string Error(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
}
