using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class DropoutTests
{
    private static readonly Tensor Ones = ArrayOps.Fill(Shape.Of(100, 1000), 1);

    [TestMethod]
    public void The_share_dropped_is_the_rate_and_the_mean_stays()
    {
        foreach (double rate in (double[])[0, 0.1, 0.5, 0.9])
        {
            float[] y = NnOps.Dropout(Ones, rate, new RandomStream(1)).ToArray<float>();
            // Six standard deviations of 100,000 draws.
            Assert.AreEqual(rate, y.Count(v => v == 0) / 1e5, 6 * Math.Sqrt(rate * (1 - rate) / 1e5));
            Assert.IsTrue(y.All(v => v == 0 || Math.Abs(v - 1 / (1 - rate)) < 1e-5));
        }
    }

    [TestMethod]
    public void The_gradient_has_the_same_mask()
    {
        using var tape = new GradientTape();
        tape.watch(Ones);
        Tensor y = NnOps.Dropout(Ones, 0.3, new RandomStream(2));
        CollectionAssert.AreEqual(y.ToArray<float>(), tape.gradient(y, Ones).ToArray<float>());
    }

    [TestMethod]
    public void A_stream_gives_new_masks_and_the_same_ones_again_from_its_start()
    {
        var stream = new RandomStream(3);
        float[] first = NnOps.Dropout(Ones, 0.5, stream).ToArray<float>(), second = NnOps.Dropout(Ones, 0.5, stream).ToArray<float>();
        CollectionAssert.AreNotEqual(first, second);
        CollectionAssert.AreEqual(first, NnOps.Dropout(Ones, 0.5, new RandomStream(3)).ToArray<float>());
    }

    [TestMethod]
    public void The_mask_does_not_depend_on_the_number_of_threads()
    {
        int threads = Tensorflow.Kernels.Workers.Threads;
        try
        {
            Tensorflow.Kernels.Workers.Threads = 1;
            float[] one = NnOps.Dropout(Ones, 0.5, new RandomStream(4)).ToArray<float>();
            Tensorflow.Kernels.Workers.Threads = 4;
            CollectionAssert.AreEqual(one, NnOps.Dropout(Ones, 0.5, new RandomStream(4)).ToArray<float>());
        }
        finally
        {
            Tensorflow.Kernels.Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void A_rate_outside_its_range_is_refused()
    {
        foreach (double rate in (double[])[-0.1, 1, double.NaN])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NnOps.Dropout(Ones, rate)).Message, "0 up to but not including 1");
    }
}
