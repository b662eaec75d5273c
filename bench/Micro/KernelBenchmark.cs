using BenchmarkDotNet.Attributes;
using Tensorflow;
using Tensorflow.Memory;
using static Tensorflow.Binding;

namespace MlPipelines.Bench.Micro;

/// <summary>A kernel at a size that a model uses.</summary>
/// <param name="Name">Model, layer, direction and sizes.</param>
/// <param name="Flop">Floating-point operations, two a multiply-add, those with padding left out; 0 where memory is the limit.</param>
/// <param name="Bytes">Bytes read and written, each once.</param>
/// <param name="Run">One call.</param>
public sealed record Kernel(string Name, double Flop, double Bytes, Action Run)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Base of the families of kernels: each lists its cases.</summary>
public abstract class KernelBenchmark
{
    /// <summary>The kernels of the family.</summary>
    public IEnumerable<Kernel> Kernels => List();

    /// <summary>The kernel to measure.</summary>
    [ParamsSource(nameof(Kernels))]
    public Kernel Kernel { get; set; } = null!;

    /// <summary>One call; its results go back to the pool, as in a step of training.</summary>
    [Benchmark]
    public void Run()
    {
        using (TensorScope.Enter()) Kernel.Run();
    }

    /// <summary>Makes the kernels of the family, and their tensors.</summary>
    protected abstract IEnumerable<Kernel> List();

    private protected static Tensor Random(params long[] sizes) => tf.random.uniform(sizes, -1, 1);

    private protected static ResourceVariable Variable(params long[] sizes) => new(Random(sizes));

    /// <summary>Bytes of float32 tensors.</summary>
    private protected static double Bytes(params ReadOnlySpan<Tensor> tensors)
    {
        double sum = 0;
        foreach (Tensor tensor in tensors) sum += 4 * tensor.size;
        return sum;
    }
}
