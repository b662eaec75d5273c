using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Augmentation;

/// <summary>"Digits" of 4 x 4 pixels that a tiny network is sure of: pixel number c is ink in class c; the last pixel tells images apart.</summary>
internal static class OneHotDigits
{
    public const int Side = 4, Pixels = Side * Side;

    /// <summary>120 images, the classes in turn.</summary>
    public static DigitSet Real { get; } = Make([.. Enumerable.Range(0, 120).Select(i => i % 10)], i => (byte)(i / 10));

    private static readonly Lazy<KerasTransformer> Trained = new(() => Trainer().Fit(Real.AsDataView()));

    /// <summary>A classifier of two layers that is sure of <see cref="Real"/>'s kind of images, and not of blank ones.</summary>
    public static KerasTransformer Classifier => Trained.Value;

    public static KerasTrainer Trainer() => new(new MLContext(1), new KerasTrainer.Options
    {
        Model = (_, classes) => Network(classes),
        Optimizer = () => keras.optimizers.Adam(0.02f),
        Epochs = 60,
        Seed = 1,
        Verbose = false,
    });

    public static Model Network(int classes) =>
        keras.Sequential([keras.layers.Dense(24, activation: "relu", input_shape: Pixels), keras.layers.Dense(classes, activation: "softmax")]);

    /// <summary>Images of some classes; a negative one is a blank image.</summary>
    public static DigitSet Make(int[] classes, Func<int, byte> last, byte[]? labels = null)
    {
        byte[] images = new byte[classes.Length * Pixels];
        for (int i = 0; i < classes.Length; i++)
        {
            if (classes[i] >= 0) images[i * Pixels + classes[i]] = 255;
            images[(i + 1) * Pixels - 1] = last(i);
        }
        return new DigitSet(images, labels ?? [.. classes.Select(c => (byte)Math.Max(0, c))], Side, Side);
    }

    /// <summary>Draws classes by chance, all but one as likely; every fourth image is blank. Its labels are all 0.</summary>
    public static DigitGenerator Drawing(int never = -1) => (count, seed, labels) =>
    {
        Assert.IsNull(labels);
        var random = new Random((int)seed);
        int[] classes = [.. Enumerable.Range(0, count).Select(i => i % 4 == 3 ? -1 : random.Next(10))];
        return Make([.. classes.Select(c => c == never ? -1 : c)], _ => (byte)random.Next(12), new byte[count]);
    };

    /// <summary>Draws what it is asked for.</summary>
    public static DigitSet Asked(int count, ulong seed, IReadOnlyList<byte>? labels) =>
        Make([.. labels!.Select(label => (int)label)], i => (byte)((seed + (ulong)i) % 12));

    /// <summary>Ink becomes paper and paper ink.</summary>
    public static DigitSet Inverted(DigitSet source) =>
        new([.. source.Images.Select(p => (byte)(255 - p))], source.Labels, source.Height, source.Width, source.Channels, source.ClassNames);
}
