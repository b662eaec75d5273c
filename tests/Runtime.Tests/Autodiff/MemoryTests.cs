using System.Runtime.CompilerServices;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Kernels;
using Tensorflow.Memory;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

/// <summary>What training steps do to memory.</summary>
[TestClass]
[DoNotParallelize]
public sealed class MemoryTests
{
    private static Tensor Float(Tensor x) => MathOps.Cast(x, TF_DataType.TF_FLOAT);

    private sealed class Net
    {
        public readonly ResourceVariable[] Variables;
        private readonly ResourceVariable[] _m, _v;
        private readonly Tensor?[] _gradients;
        private readonly Tensor _images = Float(GradientCheck.Random(Shape.Of(4, 9, 9, 2), 21)), _labels = Tensor.From<int>([0, 2, 1, 2], 4);
        private readonly RandomStream _stream = new(3);
        private long _step;

        public Net()
        {
            Shape[] shapes = [Shape.Of(3, 3, 2, 5), Shape.Of(5), Shape.Of(3, 3, 5, 4), Shape.Of(4), Shape.Of(4, 7), Shape.Of(7), Shape.Of(7, 3), Shape.Of(3)];
            Variables = [.. shapes.Select((s, i) => new ResourceVariable(Float(GradientCheck.Random(s, i))))];
            _m = [.. shapes.Select(s => new ResourceVariable(Tensor.Zeros(s), false))];
            _v = [.. shapes.Select(s => new ResourceVariable(Tensor.Zeros(s), false))];
            _gradients = new Tensor?[shapes.Length];
        }

        public float Step()
        {
            using TensorScope scope = TensorScope.Enter();
            using var tape = new GradientTape();
            Tensor h = NnOps.Conv2D(_images, Variables[0].Operand, (1, 1), "same", null, Variables[1].Operand, relu: true);
            h = NnOps.MaxPool(h, (2, 2), (2, 2));
            h = NnOps.Conv2D(h, Variables[2].Operand, (1, 1), "valid", null, Variables[3].Operand, relu: true);
            h = NnOps.AvgPool(h, (2, 2), (1, 1), "same");
            h = NnOps.MaxPool(h, (2, 2), (1, 1), "same");
            h = ArrayOps.Reshape(NnOps.AvgPool(h, (2, 2), (2, 2)), Shape.Of(4, 4));
            h = NnOps.Dropout(NnOps.LeakyRelu(NnOps.Dense(h, Variables[4].Operand, Variables[5].Operand, relu: true)), 0.2, _stream);
            Tensor p = NnOps.Softmax(NnOps.Dense(h, Variables[6].Operand, Variables[7].Operand));
            Tensor loss = MathOps.ReduceMean(NnOps.SparseSoftmaxCrossEntropyWithLogits(_labels, p.LogitsOf(LogitsKind.Softmax)!));
            tape.gradient(loss, Variables, _gradients);
            _step++;
            for (int i = 0; i < Variables.Length; i++)
                TrainingOps.Adam(Variables[i], _gradients[i]!, _m[i], _v[i], 0.01, 0.9, 0.999, 1e-7, _step);
            return loss.ToArray<float>()[0];
        }

        public float[] Weights() => [.. Variables.SelectMany(v => v.Operand.ToArray<float>())];
    }

    [TestMethod]
    public void A_training_step_in_a_scope_leaves_no_tensor_behind()
    {
        var net = new Net();
        float first = net.Step();
        net.Step();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long rented = MemoryPool.RentedBytes;
        float last = 0;
        for (int i = 0; i < 20; i++) last = net.Step();
        Assert.IsLessThanOrEqualTo(rented, MemoryPool.RentedBytes);
        Assert.IsLessThan(first, last, "It does not learn.");
    }

    [TestMethod]
    public void A_training_step_allocates_next_to_nothing_on_the_managed_heap()
    {
        var net = new Net();
        for (int i = 0; i < 10; i++) net.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) net.Step();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        Assert.IsLessThan(8 * 1024, each);
    }

    [TestMethod]
    public void Undefined_memory_reaches_no_result()
    {
        var clean = new Net();
        for (int i = 0; i < 3; i++) clean.Step();
        float[] dirty;
        MemoryPool.Fill = 0xFF; // NaNs
        Workspace.Poison = true;
        try
        {
            var net = new Net();
            for (int i = 0; i < 3; i++) net.Step();
            dirty = net.Weights();
        }
        finally
        {
            MemoryPool.Fill = -1;
            Workspace.Poison = false;
        }
        CollectionAssert.AreEqual(clean.Weights(), dirty);
    }

    [TestMethod]
    public void Undefined_memory_reaches_no_result_of_any_differentiable_operation()
    {
        foreach ((string name, GradientCase check) in GradientCases.All)
        {
            double[] clean = Values(check), dirty;
            MemoryPool.Fill = 0xFF;
            Workspace.Poison = true;
            try
            {
                dirty = Values(check);
            }
            finally
            {
                MemoryPool.Fill = -1;
                Workspace.Poison = false;
            }
            CollectionAssert.AreEqual(clean, dirty, name);
        }
    }

    private static double[] Values(GradientCase check)
    {
        using var tape = new GradientTape();
        foreach (Tensor x in check.Inputs) tape.watch(x);
        Tensor y = check.Function(check.Inputs);
        double[] values = y.ToArray<double>();
        return [.. values, .. tape.gradient(y, check.Inputs).SelectMany(g => g is null ? [] : g.ToArray<double>())];
    }

    [TestMethod]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            var one = new Net();
            for (int i = 0; i < 3; i++) one.Step();
            Workers.Threads = 3;
            var three = new Net();
            for (int i = 0; i < 3; i++) three.Step();
            CollectionAssert.AreEqual(one.Weights(), three.Weights());
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void Tensors_that_nobody_disposed_come_back_with_the_garbage_collector()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = MemoryPool.RentedBytes;
        Drop();
        Assert.IsGreaterThan(before, MemoryPool.RentedBytes);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.IsLessThanOrEqualTo(before, MemoryPool.RentedBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop()
    {
        Tensor x = Tensor.Zeros(Shape.Of(100, 1000));
        for (int i = 0; i < 5; i++) x = MathOps.Add(x, 1);
    }

    [TestMethod]
    public void A_disposed_tensor_says_so()
    {
        Tensor x = Tensor.Zeros(Shape.Of(3));
        x.Dispose();
        x.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => NnOps.Relu(x));
        Assert.ThrowsExactly<ObjectDisposedException>(() => x.ToArray<float>());
    }

    [TestMethod]
    public void A_tensor_kept_from_a_scope_lives_on_the_others_end()
    {
        Tensor kept, lost;
        using (TensorScope scope = TensorScope.Enter())
        {
            lost = Tensor.Zeros(Shape.Of(3));
            kept = scope.Keep(MathOps.Add(lost, 1));
        }
        Assert.IsTrue(lost.IsDisposed);
        CollectionAssert.AreEqual(new float[] { 1, 1, 1 }, kept.ToArray<float>());
    }

    [TestMethod]
    public void A_view_lives_on_when_the_tensor_it_views_is_disposed()
    {
        Tensor x = Tensor.From<float>([1, 2, 3, 4], 4), view = ArrayOps.Reshape(x, Shape.Of(2, 2));
        x.Dispose();
        Tensor other = Tensor.Zeros(Shape.Of(4));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, view.ToArray<float>());
        GC.KeepAlive(other);
    }

    [TestMethod]
    public void A_value_read_from_a_variable_stays_when_the_variable_changes()
    {
        var v = new ResourceVariable(Tensor.From<float>([1, 2], 2));
        Tensor read = v.AsTensor();
        TrainingOps.Sgd(v, Tensor.From<float>([1, 1], 2), 1);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, read.ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 0, 1 }, v.AsTensor().ToArray<float>());
    }

    [TestMethod]
    public void A_view_of_a_variables_value_stays_when_the_variable_changes()
    {
        var v = new ResourceVariable(Tensor.From<float>([1, 2], 2));
        Tensor view = ArrayOps.Reshape(v.Operand, Shape.Of(2, 1));
        TrainingOps.Sgd(v, Tensor.From<float>([1, 1], 2), 1);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, view.ToArray<float>());
    }

    [TestMethod]
    public void A_variable_that_nobody_looks_at_is_updated_in_place()
    {
        var v = new ResourceVariable(Tensor.From<float>([1, 2], 2));
        Tensor value = v.Operand;
        TrainingOps.Sgd(v, Tensor.From<float>([1, 1], 2), 1);
        Assert.AreSame(value, v.Operand);
        CollectionAssert.AreEqual(new float[] { 0, 1 }, value.ToArray<float>());
    }
}
