using MlPipelines.KerasModels;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

namespace MlPipelines.Bench;

/// <summary>A model, a batch of random images, and a training step.</summary>
/// <param name="Batch">Images a step.</param>
/// <param name="Flop">Floating-point operations of a training step, an image, counted by <see cref="Cost"/>: with padding (true) or without.</param>
/// <param name="Step">Forward, backward, update.</param>
internal sealed record Workload(int Batch, Func<bool, double> Flop, Action Step);

/// <summary>The workloads by the names that the PyTorch side uses.</summary>
internal static class Workloads
{
    private static readonly Dictionary<string, Func<Workload>> All = new()
    {
        ["mlp"] = () => Classifier(Mlp.Create(), 784, 256),
        ["cnn"] = () => Classifier(Gan.Cnn(), (28, 28, 1), 32),
        ["cnn_bilstm"] = () => Classifier(Gan.CnnBiLstm(), (28, 28, 1), 32),
        ["cnn_bilstm2"] = () => Classifier(CycleGan.CnnBiLstm(), (28, 28, 1), 32),
        ["dcgan"] = Dcgan,
        ["cyclegan"] = CycleGans,
        ["deep1"] = () => Classifier(Depth.Create(1), (150, 150, 3), 32),
        ["deep2"] = () => Classifier(Depth.Create(2), (150, 150, 3), 32),
        ["deep3"] = () => Classifier(Depth.Create(3), (150, 150, 3), 32),
        ["deep4"] = () => Classifier(Depth.Create(4), (150, 150, 3), 32),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static Workload Create(string name) => All[name]();

    private static Workload Classifier(Sequential model, Shape sample, int batch)
    {
        Tensor x = tf.random.uniform(Shape.Of([batch, .. sample.Span]));
        Tensor y = tf.cast(tf.random.uniform(Shape.Of(batch), 0, 10), tf.int32);
        model.compile("adam", "sparse_categorical_crossentropy");
        return new Workload(batch, padding => Cost.Of(model, padding).Training, () => model.train_on_batch(x, y));
    }

    private static Workload Dcgan()
    {
        var gan = new GanTraining();
        Tensor images = tf.random.uniform((Gan.BatchSize, 28, 28, 1), -1, 1);
        // The discriminator learns from real and from generated images, and hands the latter's gradient down to the generator.
        double Flop(bool padding)
        {
            Cost generator = Cost.Of(gan.Generator, padding), discriminator = Cost.Of(gan.Discriminator, padding);
            return generator.Training + 2 * discriminator.Training + discriminator.Forward;
        }
        return new Workload(Gan.BatchSize, Flop, () => gan.TrainStep(images));
    }

    private static Workload CycleGans()
    {
        var cycle = new CycleGanTraining();
        Tensor a = tf.random.uniform((CycleGan.BatchSize, 28, 28, 1), -1, 1), b = tf.random.uniform((CycleGan.BatchSize, 28, 28, 1), -1, 1);
        // Generators: two uses on data, two on each other's images (which take a gradient too), two for identity. Discriminators: two forward and
        // down to the generators, four to learn.
        double Flop(bool padding)
        {
            Cost generator = Cost.Of(cycle.AToB, padding), discriminator = Cost.Of(cycle.OfA, padding);
            return 6 * generator.Training + 2 * generator.First + 4 * discriminator.Forward + 4 * discriminator.Training;
        }
        return new Workload(CycleGan.BatchSize, Flop, () => cycle.TrainStep(a, b));
    }
}
