using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Bench.Micro;

/// <summary>The convolution layers of the CNN (batch 32) and of the deep networks of paper 3 (batch 8 of their 32): forward, input and filter gradient.</summary>
public class Convolutions : KernelBenchmark
{
    /// <inheritdoc/>
    protected override IEnumerable<Kernel> List() =>
    [
        .. Layer("cnn 1", 32, 28, 1, 32, inputGradient: false), .. Layer("cnn 2", 32, 13, 32, 64), .. Layer("cnn 3", 32, 5, 64, 64),
        .. Layer("deep 1", 8, 150, 3, 64, inputGradient: false), .. Layer("deep 2", 8, 74, 64, 128), .. Layer("deep 3", 8, 36, 128, 512),
        .. Layer("deep 4", 8, 17, 512, 1024),
    ];

    private static IEnumerable<Kernel> Layer(string name, int batch, int size, int channels, int filters, bool inputGradient = true)
    {
        int outSize = size - 2;
        Tensor x = Random(batch, size, size, channels), w = Random(3, 3, channels, filters), bias = Random(filters), dy = Random(batch, outSize, outSize, filters);
        double flop = 2.0 * dy.size * 9 * channels;
        name = $"{name}, {batch}x{size}x{size}x{channels} to {filters}";
        yield return new($"{name}, forward", flop, Bytes(x, w, dy), () => NnOps.Conv2D(x, w, (1, 1), bias: bias, relu: true));
        yield return new($"{name}, filter gradient", flop, Bytes(x, w, dy), () => NnOps.Conv2DBackpropFilter(x, w.shape, dy, (1, 1)));
        if (inputGradient) yield return new($"{name}, input gradient", flop, Bytes(x, w, dy), () => NnOps.Conv2DBackpropInput(x.shape, w, dy, (1, 1)));
    }
}

/// <summary>The transposed convolutions of paper 1's generator, batch 256 as in training: forward, input and filter gradient.</summary>
public class TransposedConvolutions : KernelBenchmark
{
    /// <inheritdoc/>
    protected override IEnumerable<Kernel> List() => [.. Layer(7, 256, 128, 1), .. Layer(7, 128, 64, 2), .. Layer(14, 64, 1, 2)];

    private static IEnumerable<Kernel> Layer(int size, int channels, int filters, int stride)
    {
        const int batch = 256;
        int outSize = size * stride;
        Tensor x = Random(batch, size, size, channels), w = Random(5, 5, filters, channels), dy = Random(batch, outSize, outSize, filters);
        long inside = Windows.Inside(outSize, size, 5, stride);
        double flop = 2.0 * batch * channels * filters * inside * inside;
        string name = $"{size}x{size}x{channels} to {outSize}x{outSize}x{filters}";
        yield return new($"{name}, forward", flop, Bytes(x, w, dy), () => NnOps.Conv2DTranspose(x, w, (outSize, outSize), (stride, stride), "same"));
        // Its gradients are a convolution and the filter gradient of that.
        yield return new($"{name}, filter gradient", flop, Bytes(x, w, dy), () => NnOps.Conv2DBackpropFilter(dy, w.shape, x, (stride, stride), "same"));
        yield return new($"{name}, input gradient", flop, Bytes(x, w, dy), () => NnOps.Conv2D(dy, w, (stride, stride), "same"));
    }
}
