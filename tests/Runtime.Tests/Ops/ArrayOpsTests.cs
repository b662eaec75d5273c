using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Ops;

/// <summary>What the array operations compute, against plain loops and values written by hand.</summary>
[TestClass]
public sealed class ArrayOpsTests
{
    private static Tensor Numbers(params long[] dims) => Numbers<float>(dims);

    private static Tensor Numbers<T>(params long[] dims)
        where T : unmanaged
    {
        var shape = new Shape(dims);
        var values = new T[shape.size];
        for (int i = 0; i < values.Length; i++) values[i] = typeof(T) == typeof(bool) ? (T)(object)(i % 3 == 0) : (T)Convert.ChangeType(i % 251, typeof(T));
        return Tensor.From<T>(values, shape);
    }

    private static void HasValues(float[] expected, Tensor actual) => CollectionAssert.AreEqual(expected, actual.ToArray<float>(), actual.ToString());

    /// <summary>Element by element, from the definition: y[i0, i1, ..] = x[i at perm].</summary>
    private static T[] TransposedSlowly<T>(Tensor x, int[] perm)
        where T : unmanaged
    {
        T[] from = x.ToArray<T>(), to = new T[from.Length];
        long[] index = new long[perm.Length];
        for (int i = 0; i < to.Length; i++)
        {
            long source = 0;
            for (int axis = 0; axis < perm.Length; axis++)
            {
                long stride = 1;
                for (int inner = perm[axis] + 1; inner < perm.Length; inner++) stride *= x.shape[inner];
                source += index[axis] * stride;
            }
            to[i] = from[source];
            for (int axis = perm.Length - 1; axis >= 0 && ++index[axis] == x.shape[perm[axis]]; axis--) index[axis] = 0;
        }
        return to;
    }

    private static void TransposesRight<T>(long[] dims, int[] perm)
        where T : unmanaged
    {
        Tensor x = Numbers<T>(dims), y = ArrayOps.Transpose(x, perm);
        CollectionAssert.AreEqual(perm.Select(p => dims[p]).ToArray(), y.shape.dims);
        CollectionAssert.AreEqual(TransposedSlowly<T>(x, perm), y.ToArray<T>(), $"{typeof(T).Name} [{string.Join(", ", dims)}] by ({string.Join(", ", perm)})");
    }

    [TestMethod]
    public void TransposeAgreesWithPlainLoopsForEverySizeOfElementAndBlock()
    {
        foreach (long rows in new long[] { 1, 2, 15, 16, 17, 33, 700 })
        {
            foreach (long columns in new long[] { 1, 3, 16, 31, 450 })
            {
                TransposesRight<float>([rows, columns], [1, 0]);
                TransposesRight<double>([rows, columns], [1, 0]);
                TransposesRight<byte>([rows, columns], [1, 0]);
            }
        }
    }

    [TestMethod]
    public void TransposeAgreesWithPlainLoopsForEveryPermutationOfFourAxes()
    {
        foreach (int[] perm in Permutations([0, 1, 2, 3]))
        {
            TransposesRight<float>([3, 5, 1, 18], perm);
            TransposesRight<long>([2, 17, 4, 3], perm);
        }
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 0 ? [[]] : items.SelectMany(item => Permutations([.. items.Where(i => i != item)]).Select(rest => (int[])[item, .. rest]));

    [TestMethod]
    public void TransposeReversesTheAxesUnlessToldOtherwise() => TransposesRight<int>([2, 3, 4], [2, 1, 0]);

    [TestMethod]
    public void ReshapeWorksOutTheSizeLeftOpenAndSharesTheMemory()
    {
        Tensor x = Numbers(2, 6), y = ArrayOps.Reshape(x, (3, -1));
        Assert.AreEqual(new Shape(3, 4), y.shape);
        x.Span<float>()[5] = 99;
        Assert.AreEqual(99f, y.AsSpan<float>()[5]);
    }

    [TestMethod]
    public void ATensorMadeOfAnArrayDoesNotChangeWithTheArray()
    {
        Tensorflow.NumPy.NDArray array = new float[] { 1, 2, 3, 4 };
        Tensor reshaped = ArrayOps.Reshape(array, (2, 2)), sliced = ArrayOps.Slice(array, [1], [2]), stopped = ArrayOps.StopGradient(array);
        array[1] = 50f;
        HasValues([1, 2, 3, 4], reshaped);
        HasValues([2, 3], sliced);
        HasValues([1, 2, 3, 4], stopped);
    }

    [TestMethod]
    public void ExpandDimsAndSqueezeAreInverse()
    {
        Tensor x = Numbers(2, 3);
        foreach ((int axis, long[] dims) in new (int, long[])[] { (0, [1, 2, 3]), (1, [2, 1, 3]), (2, [2, 3, 1]), (-1, [2, 3, 1]), (-3, [1, 2, 3]) })
        {
            Tensor y = ArrayOps.ExpandDims(x, axis);
            CollectionAssert.AreEqual(dims, y.shape.dims);
            Assert.AreEqual(x.shape, ArrayOps.Squeeze(y, [axis]).shape);
            Assert.AreEqual(x.shape, ArrayOps.Squeeze(y).shape);
        }
    }

    [TestMethod]
    public void ConcatJoinsAlongEveryAxis()
    {
        Tensor a = Tensor.From<float>([1, 2, 3, 4], (2, 2)), b = Tensor.From<float>([5, 6], (1, 2)), c = Tensor.From<float>([7, 8], (2, 1));
        HasValues([1, 2, 3, 4, 5, 6], ArrayOps.Concat([a, b], 0));
        HasValues([1, 2, 7, 3, 4, 8], ArrayOps.Concat([a, c], -1));
    }

    [TestMethod]
    public void StackAndUnstackAreInverse()
    {
        Tensor a = Tensor.From<int>([1, 2], 2), b = Tensor.From<int>([3, 4], 2);
        Tensor rows = ArrayOps.Stack([a, b]), columns = ArrayOps.Stack([a, b], -1);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, rows.ToArray<int>());
        CollectionAssert.AreEqual(new[] { 1, 3, 2, 4 }, columns.ToArray<int>());
        CollectionAssert.AreEqual(new[] { 3, 4 }, ArrayOps.Unstack(columns, 1)[1].ToArray<int>());
    }

    [TestMethod]
    public void SplitCutsIntoEqualPartsOrGivenSizes()
    {
        Tensor x = Numbers(2, 6);
        Tensor[] equal = ArrayOps.Split(x, 3, 1);
        Assert.HasCount(3, equal);
        HasValues([2, 3, 8, 9], equal[1]);
        Tensor[] sized = ArrayOps.Split(x, [1L, -1, 2], 1);
        Assert.AreEqual(new Shape(2, 3), sized[1].shape);
        HasValues([1, 2, 3, 7, 8, 9], sized[1]);
        HasValues([4, 5, 10, 11], sized[2]);
    }

    [TestMethod]
    public void SliceTakesABlock()
    {
        HasValues([7, 8, 10, 11], ArrayOps.Slice(Numbers(4, 3), [2, 1], [2, -1]));
        HasValues([3, 4, 5, 6, 7, 8], ArrayOps.Slice(Numbers(4, 3), [1, 0], [2, 3]));
    }

    [TestMethod]
    public void StridedSliceFollowsPython()
    {
        Tensor x = Numbers(4, 3);
        (string Index, long[] Dims, float[] Values)[] cases =
        [
            ("1", [3], [3, 4, 5]),
            ("-1", [3], [9, 10, 11]),
            (":, 1", [4], [1, 4, 7, 10]),
            ("::2, ::-1", [2, 3], [2, 1, 0, 8, 7, 6]),
            ("3:0:-2", [2, 3], [9, 10, 11, 3, 4, 5]),
            ("..., 0", [4], [0, 3, 6, 9]),
            ("None, 1:2", [1, 1, 3], [3, 4, 5]),
            ("2:100", [2, 3], [6, 7, 8, 9, 10, 11]),
            ("-2:", [2, 3], [6, 7, 8, 9, 10, 11]),
            ("2:1", [0, 3], []),
            ("1, 2", [], [5]),
        ];
        foreach (var (index, dims, values) in cases)
        {
            Tensor y = x[index];
            CollectionAssert.AreEqual(dims, y.shape.dims, index);
            CollectionAssert.AreEqual(values, y.ToArray<float>(), index);
        }
        HasValues([4, 5], x[1, new Slice(1)]);
        HasValues([4], x[1, 1]);
        HasValues([6, 7, 9, 10], x[2..4, ..^1]);
        HasValues([11], x[^1, ^1]);
    }

    [TestMethod]
    public void ReverseTurnsAxesRound() => HasValues([5, 4, 3, 2, 1, 0], ArrayOps.Reverse(Numbers(2, 3), 0, 1));

    [TestMethod]
    public void GatherPicksEntriesInAnyOrder()
    {
        HasValues([6, 7, 8, 0, 1, 2, 6, 7, 8], ArrayOps.Gather(Numbers(3, 3), new[] { 2, 0, 2 }));
        Tensor columns = ArrayOps.Gather(Numbers(2, 3), new long[,] { { 2, 0 } }, 1);
        Assert.AreEqual(new Shape(2, 1, 2), columns.shape);
        HasValues([2, 0, 5, 3], columns);
    }

    [TestMethod]
    public void ScatterAddAddsRowsThatAreNamedTwice()
    {
        Tensor y = ArrayOps.ScatterAdd(Numbers(3, 2), new[] { 1, 3, 1 }, (4, 2));
        HasValues([0, 0, 4, 6, 0, 0, 2, 3], y);
    }

    [TestMethod]
    public void ScatterAddGivesTheSameBitsForAnyNumberOfThreads()
    {
        Tensor x = RandomOps.Normal((3000, 70), stream: new RandomStream(1)), places = RandomOps.RandomInt(3000, 0, 20, stream: new RandomStream(2));
        int threads = Tensorflow.Kernels.Workers.Threads;
        try
        {
            Tensorflow.Kernels.Workers.Threads = 1;
            float[] one = ArrayOps.ScatterAdd(x, places, (20, 70)).ToArray<float>();
            Tensorflow.Kernels.Workers.Threads = 3;
            CollectionAssert.AreEqual(one, ArrayOps.ScatterAdd(x, places, (20, 70)).ToArray<float>());
            Assert.AreEqual(x.ToArray<float>().Sum(v => (double)v), one.Sum(v => (double)v), 1e-2);
        }
        finally
        {
            Tensorflow.Kernels.Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void BooleanMaskKeepsWhatIsTrue()
    {
        HasValues([0, 1, 4, 5], ArrayOps.BooleanMask(Numbers(3, 2), new[] { true, false, true }));
        HasValues([1, 2], ArrayOps.BooleanMask(Numbers(2, 2), new[,] { { false, true }, { true, false } }));
    }

    [TestMethod]
    public void PadPutsABorderAround()
    {
        Tensor y = ArrayOps.Pad(Tensor.From<float>([1, 2], (1, 2)), [(1, 0), (0, 2)], -1);
        Assert.AreEqual(new Shape(2, 4), y.shape);
        HasValues([-1, -1, -1, -1, 1, 2, -1, -1], y);
    }

    [TestMethod]
    public void TileRepeatAndBroadcastRepeatWhatTheySay()
    {
        Tensor x = Tensor.From<float>([1, 2], 2);
        HasValues([1, 2, 1, 2, 1, 2], ArrayOps.Tile(x, 3));
        HasValues([1, 1, 1, 2, 2, 2], ArrayOps.Repeat(x, 3, 0));
        HasValues([1, 2, 1, 2], ArrayOps.BroadcastTo(x, (2, 2)));
        HasValues([1, 1, 2, 2], ArrayOps.BroadcastTo(ArrayOps.Reshape(x, (2, 1)), (2, 2)));
        HasValues([0, 1, 0, 1, 2, 3, 2, 3, 0, 1, 0, 1, 2, 3, 2, 3], ArrayOps.Tile(Numbers(2, 2), 2, 2));
    }

    [TestMethod]
    public void OneHotMarksThePlaceAndLeavesOutWhatLiesOutside()
    {
        HasValues([0, 0, 1, 1, 0, 0, 0, 0, 0], ArrayOps.OneHot(new[] { 2, 0, 7 }, 3));
        HasValues([-1, 5, 5, -1], ArrayOps.OneHot(new byte[] { 1, 0 }, 2, 5, -1, 0));
        CollectionAssert.AreEqual(new[] { false, true }, ArrayOps.OneHot(1L, 2, dtype: TF_DataType.TF_BOOL).ToArray<bool>());
    }

    [TestMethod]
    public void FillAndRangeMakeEveryElementType()
    {
        HasValues([2.5f, 2.5f], ArrayOps.Fill(2, 2.5));
        CollectionAssert.AreEqual(new byte[] { 7, 7, 7 }, ArrayOps.Fill(3, 7, TF_DataType.TF_UINT8).ToArray<byte>());
        CollectionAssert.AreEqual(new[] { true }, ArrayOps.Fill(1, 3, TF_DataType.TF_BOOL).ToArray<bool>());
        CollectionAssert.AreEqual(new[] { 5, 3, 1 }, ArrayOps.Range(5, 0, -2).ToArray<int>());
        CollectionAssert.AreEqual(new[] { 0, 0.5, 1 }, ArrayOps.Range(0, 1.5, 0.5, TF_DataType.TF_DOUBLE).ToArray<double>());
        HasValues([1, 0, 0, 0, 1, 0], ArrayOps.Eye(2, 3));
        Assert.IsTrue(ArrayOps.Fill(1_000_003, 4).ToArray<float>().All(v => v == 4));
    }

    [TestMethod]
    public void TensorsWithoutElementsPassThroughEveryOperation()
    {
        Tensor x = Tensor.Zeros((0, 3));
        Assert.AreEqual(new Shape(3, 0), ArrayOps.Transpose(x).shape);
        Assert.AreEqual(new Shape(0, 6), ArrayOps.Concat([x, x], 1).shape);
        Assert.AreEqual(new Shape(0, 2), x[":, 1:"].shape);
        Assert.AreEqual(new Shape(2, 3), ArrayOps.Pad(x, [(1, 1), (0, 0)]).shape);
        Assert.AreEqual(new Shape(0, 3), ArrayOps.Tile(x, 2, 1).shape);
        Assert.AreEqual(new Shape(0, 3), ArrayOps.Gather(Numbers(4, 3), Array.Empty<int>()).shape);
        Assert.AreEqual(new Shape(0, 3), ArrayOps.Identity(x).shape);
        Assert.AreEqual(new Shape(2, 0), ArrayOps.OneHot(new[] { 1, 2 }, 0).shape);
    }
}
