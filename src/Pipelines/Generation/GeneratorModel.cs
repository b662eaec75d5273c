using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;
using Tensorflow.Operations;

namespace MlPipelines.Pipelines.Generation;

/// <summary>A generator as a source of digits.</summary>
/// <example><code>
/// DigitSet sevens = model.Generate(100, seed: 1, [.. Enumerable.Repeat((byte)7, 100)]);
/// </code></example>
public sealed class GeneratorModel
{
    // Noise is drawn in blocks of one size, so that an image depends on the seed and its number alone.
    private const int Block = 256, Classes = 10;

    /// <summary>Wraps a generator.</summary>
    /// <param name="generator">From noise, [batch, 100], or noise and labels, [batch, 1] int32, to [batch, 28, 28, 1], -1 to 1.</param>
    /// <param name="takesLabels">Whether it has the second input.</param>
    public GeneratorModel(Model generator, bool takesLabels)
    {
        ArgumentNullException.ThrowIfNull(generator);
        (Generator, TakesLabels) = (generator, takesLabels);
    }

    /// <summary>The network.</summary>
    public Model Generator { get; }

    /// <summary>Whether it is told which digit is meant. If not, nobody knows the labels of its images.</summary>
    public bool TakesLabels { get; }

    /// <summary>Makes images of 28 x 28, 0 (paper) to 255 (ink).</summary>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="seed">Image n depends on it, on n and on its label alone.</param>
    /// <param name="labels">
    /// The digit of each image, 0 to 9, for a generator that takes labels; null for 0 to 9 in turn. One that takes none gets null, and its images all have
    /// label 0, which says nothing.
    /// </param>
    /// <exception cref="ArgumentException">The labels do not fit the generator or the number of images.</exception>
    public DigitSet Generate(int count, ulong seed, IReadOnlyList<byte>? labels = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (labels is not null && !TakesLabels)
            throw new ArgumentException("Got labels for a generator that takes none; give null, or use a conditional one.", nameof(labels));
        if (labels is not null && (labels.Count != count || labels.Any(label => label >= Classes)))
            throw new ArgumentException($"Got {labels.Count} labels up to {labels.DefaultIfEmpty().Max()} for {count} images; each image takes one, 0 to {Classes - 1}.", nameof(labels));
        byte[] images = new byte[checked(count * SignedImages.Size)], classes = new byte[count];
        if (TakesLabels)
            for (int i = 0; i < count; i++) classes[i] = labels?[i] ?? (byte)(i % Classes);
        var stream = new RandomStream((long)seed);
        for (int at = 0; at < count; at += Block)
        {
            int size = Math.Min(Block, count - at);
            using TensorScope scope = TensorScope.Enter();
            Tensor noise = Tensor.From(RandomOps.Normal((Block, Gan.NoiseSize), stream: stream).AsSpan<float>()[..(size * Gan.NoiseSize)], Shape.Of(size, Gan.NoiseSize));
            SignedImages.ToBytes(Apply(noise, classes.AsSpan(at, size)), images.AsSpan(at * SignedImages.Size, size * SignedImages.Size));
        }
        return new DigitSet(images, classes, SignedImages.Side, SignedImages.Side);
    }

    private Tensor Apply(Tensor noise, ReadOnlySpan<byte> classes)
    {
        if (!TakesLabels) return Generator.Apply(noise);
        Tensor labels = Tensor.Empty(Shape.Of(classes.Length, 1), TF_DataType.TF_INT32);
        Span<int> values = labels.Span<int>();
        for (int i = 0; i < values.Length; i++) values[i] = classes[i];
        return Generator.Apply(new Tensors(noise, labels));
    }
}
