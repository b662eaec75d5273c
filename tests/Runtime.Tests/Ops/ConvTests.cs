using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class ConvTests
{
    private static Tensor Random(Shape shape, int seed) => Autodiff.GradientCheck.Random(shape, seed);

    [TestMethod]
    public void Strides_dilations_and_TensorFlows_same_padding_equal_the_definition()
    {
        foreach ((int height, int width, int kernel, int stride, int dilation) in ((int, int, int, int, int)[])[(5, 4, 3, 1, 1), (6, 5, 3, 2, 1), (5, 6, 2, 2, 1), (7, 6, 2, 1, 2), (4, 4, 4, 3, 1), (5, 5, 1, 2, 1)])
            foreach (string padding in (string[])["valid", "SAME"])
                foreach (bool relu in (bool[])[false, true])
                {
                    Tensor x = Random(Shape.Of(2, height, width, 3), 1), w = Random(Shape.Of(kernel, kernel, 3, 2), 2), b = Random(Shape.Of(2), 3);
                    Tensor y = NnOps.Conv2D(x, w, (stride, stride), padding, (dilation, dilation), b, relu);
                    Check(x, w, b, y, kernel, stride, dilation, padding, relu);
                }
    }

    private static void Check(Tensor x, Tensor w, Tensor b, Tensor y, int kernel, int stride, int dilation, string padding, bool relu)
    {
        int height = (int)x.shape[1], width = (int)x.shape[2], reach = (kernel - 1) * dilation + 1;
        bool same = padding == "SAME";
        // https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
        int Outputs(int size) => same ? (size + stride - 1) / stride : (size - reach) / stride + 1;
        int Before(int size) => same ? Math.Max(size % stride == 0 ? reach - stride : reach - size % stride, 0) / 2 : 0;
        Assert.AreEqual(Shape.Of(2, Outputs(height), Outputs(width), 2), y.shape);
        double[] px = x.ToArray<double>(), pw = w.ToArray<double>(), pb = b.ToArray<double>(), py = y.ToArray<double>();
        for (int i = 0; i < py.Length; i++)
        {
            int f = i % 2, ox = i / 2 % Outputs(width), oy = i / 2 / Outputs(width) % Outputs(height), n = i / 2 / Outputs(width) / Outputs(height);
            double sum = pb[f];
            for (int ky = 0; ky < kernel; ky++)
                for (int kx = 0; kx < kernel; kx++)
                {
                    int row = oy * stride - Before(height) + ky * dilation, column = ox * stride - Before(width) + kx * dilation;
                    if (row < 0 || row >= height || column < 0 || column >= width) continue;
                    for (int c = 0; c < 3; c++) sum += px[((n * height + row) * width + column) * 3 + c] * pw[((ky * kernel + kx) * 3 + c) * 2 + f];
                }
            Assert.AreEqual(relu ? Math.Max(sum, 0) : sum, py[i], 1e-12);
        }
    }

    [TestMethod]
    public void Errors_name_what_came_and_what_fits()
    {
        Tensor x = Tensor.Zeros(Shape.Of(1, 5, 5, 3)), w = Tensor.Zeros(Shape.Of(3, 3, 3, 4));
        StringAssert.Contains(Error(() => NnOps.Conv2D(Tensor.Zeros(Shape.Of(28, 28, 1)), w, (1, 1))), "rank 3 ((28, 28, 1))");
        StringAssert.Contains(Error(() => NnOps.Conv2D(Tensor.Zeros(Shape.Of(1, 5, 5, 2)), w, (1, 1))), "[kernel height, kernel width, 2, filters]");
        StringAssert.Contains(Error(() => NnOps.Conv2D(Tensor.Zeros(Shape.Of(1, 2, 5, 3)), w, (1, 1))), "padding 'same'");
        StringAssert.Contains(Error(() => NnOps.Conv2D(x, w, (0, 1))), "at least 1");
        StringAssert.Contains(Error(() => NnOps.Conv2D(x, w, (1, 1), "full")), "'valid' or 'same'");
        StringAssert.Contains(Error(() => NnOps.Conv2D(x, w, (1, 1), "same", null, Tensor.Zeros(Shape.Of(3)))), "[4]");
        StringAssert.Contains(Error(() => NnOps.Conv2DBackpropInput(x.shape, w, Tensor.Zeros(Shape.Of(1, 5, 5, 4)), (1, 1))), "[1, 3, 3, 4]");
    }

    private static string Error(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
}
