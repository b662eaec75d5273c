using FsCheck;
using FsCheck.Fluent;
using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

[TestClass]
public sealed class MathBroadcastTests
{
    /// <summary>An output shape of up to five axes, and for each axis whether either operand repeats along it or lacks it.</summary>
    private static readonly Gen<(int[] Sizes, int[] Kinds)> Cases =
        from rank in Gen.Choose(0, 5)
        from sizes in Gen.Choose(1, 9).ArrayOf(rank)
        from kinds in Gen.Choose(0, 5).ArrayOf(rank + 2)
        select (sizes, kinds);

    [TestMethod]
    public void Broadcasting_equals_a_naive_reference() =>
        Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            (long[] a, long[] b) = Operands(c.Sizes, c.Kinds);
            Compare(a, b, MathOps.Subtract, (x, y) => x - y);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Selecting_with_broadcasting_equals_a_naive_reference() =>
        Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            (long[] a, long[] b) = Operands(c.Sizes, c.Kinds);
            Tensor condition = MathOps.Greater(Numbers(a, 3), 0);
            Compare(a, b, (x, y) => MathOps.Where(condition, x, y), (x, y, p) => p > 0 ? x : y);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Summing_back_undoes_broadcasting() =>
        Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            (long[] a, long[] b) = Operands(c.Sizes, c.Kinds);
            Tensor x = Numbers(a, 1), y = Numbers(b, 2), sum = x + y;
            Tensor back = MathOps.SumTo(sum - y, x.shape);
            double times = sum.size / (double)x.size;
            for (int i = 0; i < x.size; i++) Assert.AreEqual(x.ToArray<double>()[i] * times, back.ToArray<double>()[i], 1e-9 * times);
            Assert.AreEqual(x.shape, back.shape);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Long_rows_and_many_short_ones_equal_the_reference()
    {
        (long[], long[])[] shapes =
        [
            ([3, 70_001], [70_001]), ([3, 70_001], [3, 1]), ([70_001, 3], [3]), ([70_001, 3], [70_001, 1]), ([1, 70_001], [5, 1]),
            ([40, 33, 50], [40, 1, 50]), ([40, 1, 50], [33, 1]), ([2, 3, 400, 3], [2, 1, 400, 1]), ([100_000], []), ([], [100_000]), ([0, 3], [3]), ([3, 0], [3, 1]),
        ];
        foreach ((long[] a, long[] b) in shapes)
        {
            Compare(a, b, MathOps.Subtract, (x, y) => x - y);
            Compare(b, a, MathOps.Subtract, (x, y) => x - y);
        }
    }

    [TestMethod]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => MathOps.Add(Tensor.Zeros((2, 3)), Tensor.Zeros((2, 4))));
        StringAssert.Contains(e.Message, "(2, 3)");
        StringAssert.Contains(e.Message, "(2, 4)");
    }

    private static (long[] A, long[] B) Operands(int[] sizes, int[] kinds)
    {
        long[] a = [.. sizes.Select((n, i) => kinds[i] is 0 or 4 ? 1L : n)], b = [.. sizes.Select((n, i) => kinds[i] is 1 or 4 ? 1L : n)];
        // Sometimes the leading axes are missing altogether.
        int lacksA = Math.Min(kinds[^1] / 2, sizes.Length), lacksB = Math.Min(kinds[^2] / 2, sizes.Length);
        return kinds[^1] % 2 == 0 ? (a[lacksA..], b) : (a, b[lacksB..]);
    }

    private static Tensor Numbers(long[] shape, int seed)
    {
        var random = new Random(seed);
        double[] values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = 2 * random.NextDouble() - 1;
        return Tensor.From<double>(values, new Shape(shape));
    }

    private static void Compare(long[] shapeA, long[] shapeB, Func<Tensor, Tensor, Tensor> op, Func<double, double, double> naive) =>
        Compare(shapeA, shapeB, op, (x, y, _) => naive(x, y));

    private static void Compare(long[] shapeA, long[] shapeB, Func<Tensor, Tensor, Tensor> op, Func<double, double, double, double> naive)
    {
        Tensor a = Numbers(shapeA, 1), b = Numbers(shapeB, 2), condition = Numbers(shapeA, 3), y = op(a, b);
        double[] va = a.ToArray<double>(), vb = b.ToArray<double>(), vc = condition.ToArray<double>(), vy = y.ToArray<double>();
        Assert.AreEqual(Shape.Broadcast(a.shape, b.shape), y.shape);
        for (int i = 0; i < vy.Length; i++)
        {
            double expected = naive(va[Place(i, y.shape, shapeA)], vb[Place(i, y.shape, shapeB)], vc[Place(i, y.shape, shapeA)]);
            if (vy[i] != expected) Assert.Fail($"{a.shape} with {b.shape}: element {i} is {vy[i]}, the reference has {expected}.");
        }
    }

    private static long Place(long i, Shape shape, long[] operand)
    {
        long place = 0, step = 1;
        for (int axis = 1; axis <= operand.Length; axis++)
        {
            long index = i % shape[-axis];
            i /= shape[-axis];
            if (operand[^axis] == 1) continue;
            place += index * step;
            step *= operand[^axis];
        }
        return place;
    }
}
