using System.Buffers.Binary;
using System.Reflection;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Recognition;

/// <summary>Tells how likely an image shows one digit and not a part of one, or several: a small network that comes with the program.</summary>
/// <remarks>
/// A classifier of digits is sure of the strangest things, as it never saw others. This network was trained on sheets of MNIST's training digits that were
/// taken apart rightly and wrongly; <c>bench/Judge</c> trains it anew. Its weights are 16-bit floats in the order of the layers.
/// </remarks>
internal static class DigitJudge
{
    private const int Side = DigitPreparation.Side;

    private static readonly Lazy<Sequential> s_network = new(Read);
    private static readonly Lock s_turn = new();

    /// <summary>For each image the probability that it is one digit.</summary>
    /// <param name="images">[count, 28, 28], 0 (paper) to 255, as <see cref="DigitPreparation"/> makes them.</param>
    public static float[] Probabilities(ReadOnlySpan<byte> images)
    {
        const int Size = Side * Side;
        float[] all = new float[images.Length / Size];
        for (int first = 0; first < all.Length; first += KerasTransformer.BatchSize)
        {
            int count = Math.Min(KerasTransformer.BatchSize, all.Length - first);
            using TensorScope scope = TensorScope.Enter();
            Tensor batch = Tensor.Empty((count, Side, Side, 1));
            ModelInput.Scale(images.Slice(first * Size, count * Size), batch.Span<float>());
            lock (s_turn)
            {
                Tensor answers = s_network.Value.predict_on_batch(batch)[0];
                answers.AsSpan<float>().CopyTo(all.AsSpan(first));
                GC.KeepAlive(answers);
            }
        }
        return all;
    }

    /// <summary>The network, with new weights.</summary>
    internal static Sequential Network() => keras.Sequential(
    [
        keras.layers.Conv2D(16, (5, 5), strides: (2, 2), activation: "relu", input_shape: (Side, Side, 1)),
        keras.layers.Conv2D(32, (3, 3), strides: (2, 2), activation: "relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation: "relu"),
        keras.layers.Dense(1, activation: "sigmoid"),
    ]);

    /// <summary>Writes a network's weights.</summary>
    internal static void Write(Sequential network, string path) => AtomicFile.Write(path, stream =>
    {
        Span<byte> bytes = stackalloc byte[2];
        foreach (ResourceVariable weight in network.Weights)
            foreach (float value in weight.numpy().ToArray<float>())
            {
                BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
                stream.Write(bytes);
            }
    });

    private static Sequential Read()
    {
        Sequential network = Network();
        Assembly assembly = typeof(DigitJudge).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(nameof(DigitJudge))!;
        foreach (ResourceVariable weight in network.Weights)
        {
            byte[] bytes = new byte[2 * weight.shape.size];
            stream.ReadExactly(bytes);
            float[] values = new float[weight.shape.size];
            for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(2 * i));
            weight.assign(Tensor.From<float>(values, weight.shape));
        }
        return network;
    }
}
