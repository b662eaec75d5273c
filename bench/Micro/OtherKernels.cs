using Tensorflow;
using Tensorflow.Operations;
using static Tensorflow.Binding;

namespace MlPipelines.Bench.Micro;

/// <summary>Dense layers: the MLP's first (batch 256), the CNN's (32), the first of paper 3's shallowest network (32).</summary>
public class DenseLayers : KernelBenchmark
{
    /// <inheritdoc/>
    protected override IEnumerable<Kernel> List() =>
        [.. Layer("mlp", 256, 784, 128), .. Layer("cnn", 32, 576, 64), .. Layer("cnn, last", 32, 64, 10), .. Layer("deep 1", 32, 350464, 64)];

    private static IEnumerable<Kernel> Layer(string name, int batch, int inputs, int outputs)
    {
        Tensor x = Random(batch, inputs), w = Random(inputs, outputs), bias = Random(outputs), dy = Random(batch, outputs);
        double flop = 2.0 * x.size * outputs;
        name = $"{name}, {batch}x{inputs} to {outputs}";
        yield return new($"{name}, forward", flop, Bytes(x, w, dy), () => NnOps.Dense(x, w, bias, relu: true));
        yield return new($"{name}, kernel gradient", flop, Bytes(x, w, dy), () => MathOps.MatMul(x, dy, transpose_a: true));
        yield return new($"{name}, input gradient", flop, Bytes(x, w, dy), () => MathOps.MatMul(dy, w, transpose_b: true));
    }
}

/// <summary>Both directions of the LSTM of paper 1's CNN-BiLSTM: 9 steps of 64, 128 units, batch 32.</summary>
public class Recurrent : KernelBenchmark
{
    /// <inheritdoc/>
    protected override IEnumerable<Kernel> List()
    {
        Tensor x = Random(32, 9, 64);
        ResourceVariable[] w = [Variable(64, 512), Variable(128, 512), Variable(512), Variable(64, 512), Variable(128, 512), Variable(512)];
        double flop = 2.0 * 2 * 32 * 9 * (64 + 128) * 512, bytes = Bytes(x) + w.Sum(v => 4 * v.shape.size);
        yield return new("bilstm, forward", flop, bytes, () => Forward());
        yield return new("bilstm, forward and back", 3 * flop, 3 * bytes, () =>
        {
            using var tape = tf.GradientTape();
            tape.watch(x);
            Tensor[] y = Forward();
            tape.gradient(y[0] + y[1], [x, .. w.Select(v => v.Operand)]);
        });

        Tensor[] Forward() => NnOps.Lstm([new(x, w[0].Operand, w[1].Operand, w[2].Operand), new(x, w[3].Operand, w[4].Operand, w[5].Operand, Backwards: true)]);
    }
}

/// <summary>What memory limits: poolings of the CNN and of paper 3, batch normalization of the generator, Adam on the generator's first kernel.</summary>
public class MemoryBound : KernelBenchmark
{
    /// <inheritdoc/>
    protected override IEnumerable<Kernel> List()
    {
        yield return Pool("cnn", Random(32, 26, 26, 32), back: false);
        yield return Pool("cnn", Random(32, 26, 26, 32), back: true);
        yield return Pool("deep 1", Random(8, 148, 148, 64), back: false);
        yield return Pool("deep 1", Random(8, 148, 148, 64), back: true);

        Tensor images = Random(256, 14, 14, 64), gradient = Random(100, 12544);
        ResourceVariable gamma = Variable(64), beta = Variable(64), mean = Variable(64), variance = new(tf.ones(64));
        yield return new("batch norm 256x14x14x64, training", 0, 3 * Bytes(images),
            () => NnOps.BatchNormTraining(images, gamma.Operand, beta.Operand, movingMean: mean, movingVariance: variance));
        yield return new("batch norm 256x14x14x64, training and back", 0, 7 * Bytes(images), () =>
        {
            using var tape = tf.GradientTape();
            tape.watch(images);
            tape.gradient(NnOps.BatchNormTraining(images, gamma.Operand, beta.Operand), [images], images);
        });

        ResourceVariable w = Variable(100, 12544), m = Variable(100, 12544), v = new(tf.ones((100, 12544)));
        yield return new("Adam 100x12544", 0, 7 * Bytes(gradient), () => TrainingOps.Adam(w, gradient, m, v, 1e-4, 0.9, 0.999, 1e-7, 100));
    }

    private static Kernel Pool(string name, Tensor x, bool back)
    {
        name = $"max pool {name}, {x.shape}, forward";
        if (!back) return new(name, 0, 1.25 * Bytes(x), () => NnOps.MaxPool(x, (2, 2), (2, 2)));
        Tensor dy = NnOps.MaxPool(x, (2, 2), (2, 2));
        return new($"{name} and back", 0, 2.6 * Bytes(x), () =>
        {
            using var tape = tf.GradientTape();
            tape.watch(x);
            tape.gradient(NnOps.MaxPool(x, (2, 2), (2, 2)), [x], dy);
        });
    }
}
