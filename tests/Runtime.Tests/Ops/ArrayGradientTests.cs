using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

/// <summary>Cases that the table of gradient checks, one an operation, leaves open. A square after each makes second gradients differ from zero.</summary>
[TestClass]
public sealed class ArrayGradientTests
{
    private static void Check(Func<Tensor, Tensor> operation, params long[] dims) =>
        GradientCheck.Run(xs => MathOps.Multiply(operation(xs[0]), operation(xs[0])), [GradientCheck.Random(dims)], second: true);

    [TestMethod]
    public void TransposeWithoutAPermutation() => Check(x => ArrayOps.Transpose(x), 2, 3, 2);

    [TestMethod]
    public void BlocksThatAreViewsAndTurnedRoundAxes()
    {
        Check(x => ArrayOps.Slice(x, [1, 0], [2, 3]), 4, 3);
        Check(x => x["::-2, 1"], 5, 3);
        Check(x => ArrayOps.Reverse(x, 1), 2, 3);
    }

    [TestMethod]
    public void RowsNamedTwiceAndMasks()
    {
        Check(x => ArrayOps.Gather(x, new[] { 2, 0, 2 }), 3, 2);
        Check(x => ArrayOps.BooleanMask(x, new[] { true, false, true }), 3, 2);
        Check(x => ArrayOps.ScatterAdd(x, new[] { 3, 0, 3 }, (4, 2)), 3, 2);
    }

    [TestMethod]
    public void Repeat() => Check(x => ArrayOps.Repeat(x, 2, 1), 2, 2);

    [TestMethod]
    public void StopGradientStopsIt()
    {
        Tensor x = GradientCheck.Random(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Multiply(ArrayOps.StopGradient(x), x);
        CollectionAssert.AreEqual(x.ToArray<double>(), tape.gradient(y, x).ToArray<double>());
    }
}
