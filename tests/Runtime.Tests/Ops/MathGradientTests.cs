using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Memory;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class MathGradientTests
{
    private static Tensor Random(Shape shape, int seed = 1, double from = -1, double to = 1) => GradientCheck.Random(shape, seed, from, to);

    [TestMethod]
    public void Binary_operations_broadcast_in_their_gradients()
    {
        (Shape, Shape)[] shapes = [((2, 3), (2, 3)), ((2, 3), 3), (3, (2, 3)), ((2, 1), (1, 3)), (Shape.Scalar, (2, 2)), ((2, 2), Shape.Scalar)];
        foreach ((Shape a, Shape b) in shapes)
        {
            Check(MathOps.Add, a, b);
            Check(MathOps.Subtract, a, b);
            Check(MathOps.Multiply, a, b);
            Check(MathOps.Divide, a, b, from: 0.5);
            Check(MathOps.Maximum, a, b);
            Check(MathOps.Minimum, a, b);
            Check(MathOps.SquaredDifference, a, b);
            Check(MathOps.Pow, a, b, from: 0.5);
        }

        static void Check(Func<Tensor, Tensor, Tensor> op, Shape a, Shape b, double from = -1) =>
            GradientCheck.Run(xs => op(xs[0], xs[1]), [Random(a, 1, from, 1.5), Random(b, 2, from, 1.5)], second: true);
    }

    [TestMethod]
    public void Arithmetic_with_one_number_has_gradients()
    {
        Check(x => x + 2);
        Check(x => 2 + x);
        Check(x => x - 2);
        Check(x => 2 - x);
        Check(x => x * -1.5);
        Check(x => 3 * x);
        Check(x => x / 3);
        Check(x => 3 / x, 0.5);
        Check(x => MathOps.Pow(x, 3));
        Check(x => MathOps.Pow(x, 2));
        Check(x => MathOps.Pow(x, -1.5), 0.5);
    }

    [TestMethod]
    public void Unary_operations_have_gradients_of_gradients()
    {
        Check(MathOps.Negative);
        Check(MathOps.Square);
        Check(MathOps.Sqrt, 0.3);
        Check(MathOps.Rsqrt, 0.5);
        Check(MathOps.Reciprocal, 0.5);
        Check(MathOps.Exp);
        Check(MathOps.Log, 0.3);
        Check(MathOps.Log1p, -0.5);
        Check(MathOps.Abs);
        Check(MathOps.Sigmoid, -3);
        Check(MathOps.Tanh, -3);
        Check(MathOps.Sin, -3);
        Check(MathOps.Cos, -3);
        Check(x => MathOps.ClipByValue(x, -0.505, 0.405));
    }

    [TestMethod]
    public void Fused_gradients_have_third_derivatives()
    {
        // The derivative of each of these is checked once more: that of the gradient's gradient.
        GradientCheck.Run(xs => MathOps.SigmoidGradient(xs[0], xs[1]), [Random((2, 3), 1), Random((2, 3), 2)], second: true);
        GradientCheck.Run(xs => MathOps.TanhGradient(xs[0], xs[1]), [Random((2, 3), 1), Random((2, 3), 2)], second: true);
        foreach (Func<Tensor, Tensor> op in (Func<Tensor, Tensor>[])[MathOps.Sqrt, MathOps.Rsqrt, MathOps.Reciprocal, MathOps.Tanh, MathOps.Sigmoid])
            GradientCheck.Run(
                xs =>
                {
                    using var tape = new GradientTape();
                    tape.watch(xs[0]);
                    return tape.gradient(op(xs[0]), xs[0]);
                },
                [Random((2, 3), 1, 0.5, 1.5)], second: true);
    }

    [TestMethod]
    public void Selection_and_conversion_have_gradients()
    {
        Tensor condition = Tensor.From<bool>([true, false, true, true, false, false], (2, 3));
        GradientCheck.Run(xs => MathOps.Where(condition, xs[0], xs[1]), [Random((2, 3), 1), Random(3, 2)], second: true);
        GradientCheck.Run(xs => MathOps.Where(condition, xs[0], MathOps.Square(xs[1])), [Random((2, 1), 1), Random(Shape.Scalar, 2)], second: true);
        // Through float32 and back differences are too coarse; the gradient itself must be exact.
        using var tape = new GradientTape();
        Tensor x = Random((2, 3));
        tape.watch(x);
        Tensor y = MathOps.Cast(MathOps.Cast(x, TF_DataType.TF_FLOAT) * 3, TF_DataType.TF_DOUBLE);
        CollectionAssert.AreEqual(new double[] { 3, 3, 3, 3, 3, 3 }, tape.gradient(y, x).ToArray<double>());
    }

    [TestMethod]
    public void Reductions_have_gradients_over_any_axes()
    {
        int[]?[] axes = [null, [0], [1], [2], [0, 2], [-1], [1, 2], []];
        foreach (int[]? axis in axes)
            foreach (bool keep in (bool[])[false, true])
            {
                GradientCheck.Run(xs => MathOps.ReduceSum(MathOps.Square(xs[0]), axis, keep), [Random((2, 3, 2))], second: true);
                GradientCheck.Run(xs => MathOps.ReduceMean(MathOps.Square(xs[0]), axis, keep), [Random((2, 3, 2))], second: true);
                GradientCheck.Run(xs => MathOps.ReduceMax(MathOps.Square(xs[0]), axis, keep), [Random((2, 3, 2), 5)]);
                GradientCheck.Run(xs => MathOps.ReduceMin(MathOps.Square(xs[0]), axis, keep), [Random((2, 3, 2), 5)]);
                GradientCheck.Run(xs => MathOps.ReduceProd(xs[0], axis, keep), [Random((2, 3, 2), 5, 0.5, 1.5)], second: true);
            }
        GradientCheck.Run(xs => MathOps.ReduceMax(xs[0], [1]), [Random((2, 3), 5)], second: true);
        GradientCheck.Run(xs => MathOps.SumTo(MathOps.Square(xs[0]), (1, 3)), [Random((2, 4, 3))], second: true);
        GradientCheck.Run(xs => MathOps.SumTo(MathOps.Square(xs[0]), Shape.Scalar), [Random((2, 3))], second: true);
    }

    [TestMethod]
    public void Gradient_of_a_maximum_is_shared_among_equal_elements()
    {
        using var tape = new GradientTape(persistent: true);
        Tensor x = Tensor.From<float>([1, 3, 3, 0, 3, 2, 2, 2], (2, 4));
        tape.watch(x);
        Tensor largest = MathOps.ReduceMax(x, [1]), smallest = MathOps.ReduceMin(x);
        Assert.IsTrue(tape.gradient(largest, x).ToArray<float>().AsSpan().SequenceEqual([0, 0.5f, 0.5f, 0, 1, 0, 0, 0]));
        Assert.IsTrue(tape.gradient(smallest, x).ToArray<float>().AsSpan().SequenceEqual([0, 0, 0, 1, 0, 0, 0, 0]));
    }

    [TestMethod]
    public void Gradient_of_a_product_is_right_with_zeros()
    {
        Tensor x = Tensor.From<double>([2, 0, 3, 0, 0, 5, 1, 2, 4], (3, 3));
        GradientCheck.Run(xs => MathOps.ReduceProd(xs[0], [1]), [x]);
        GradientCheck.Run(xs => MathOps.ReduceProd(xs[0], [0]), [x]);
        GradientCheck.Run(xs => MathOps.ReduceProd(xs[0]), [x]);
        Assert.ThrowsExactly<NotSupportedException>(() => GradientCheck.Run(xs => MathOps.ReduceProd(xs[0], [1]), [x], second: true));
    }

    [TestMethod]
    public void Gradient_of_equal_operands_of_a_maximum_goes_to_the_first()
    {
        using var tape = new GradientTape(persistent: true);
        Tensor a = Tensor.From<float>([1, 2], 2), b = Tensor.From<float>([1, 3], 2);
        tape.watch(a);
        tape.watch(b);
        Tensor y = MathOps.Maximum(a, b), z = MathOps.Minimum(a, b);
        CollectionAssert.AreEqual(new float[] { 1, 0 }, tape.gradient(y, a).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 0, 1 }, tape.gradient(y, b).ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 1, 1 }, tape.gradient(z, a).ToArray<float>());
    }

    [TestMethod]
    public void A_backward_pass_gives_all_it_made_back_at_once()
    {
        Func<Tensor, Tensor>[] all =
        [
            x => MathOps.ReduceSum(x), x => MathOps.ReduceMean(x, [0]), x => MathOps.ReduceMax(x, [1]), x => MathOps.ReduceProd(x, [1], true), x => x / (x + 2), x => MathOps.Pow(x, x),
            x => MathOps.SquaredDifference(x, 2f), x => MathOps.Maximum(x, 0.5f), x => MathOps.Log1p(x), x => MathOps.Sin(MathOps.Cos(x)), x => MathOps.Pow(x, 3), x => 2 / x,
            x => MathOps.Where(x > 0.5, x, 0f), x => MathOps.Subtract(Tensor.Zeros((3, 2, 4)), x), x => MathOps.ClipByValue(MathOps.Sqrt(x), 0, 1),
        ];
        Tensor input = MathOps.Cast(Random((2, 4), 1, 0.1, 1), TF_DataType.TF_FLOAT);
        for (int i = 0; i < all.Length; i++)
        {
            Run(all[i]);
            // What earlier tests left must not come back while this one counts.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = MemoryPool.RentedBytes, kept;
            using (TensorScope scope = TensorScope.Enter())
            {
                using var tape = new GradientTape();
                tape.watch(input);
                Tensor y = all[i](input);
                before = MemoryPool.RentedBytes;
                Tensor gradient = tape.gradient(y, input);
                kept = MemoryPool.RentedBytes - before;
            }
            // The gradient itself is what is left: two rows of four, in a block of the smallest size.
            Assert.AreEqual(MemoryPool.Alignment, kept, $"function {i}");
        }

        void Run(Func<Tensor, Tensor> op)
        {
            using TensorScope scope = TensorScope.Enter();
            using var tape = new GradientTape();
            tape.watch(input);
            tape.gradient(op(input), input);
        }
    }

    private static void Check(Func<Tensor, Tensor> op, double from = -1) =>
        GradientCheck.Run(xs => op(xs[0]), [Random((2, 3), 1, from, from < -1 ? 3 : 1.5)], second: true);
}
