using MlPipelines.KerasModels;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

namespace MlPipelines.Bench;

/// <summary>A model, a batch of random images, and a training step.</summary>
/// <param name="Batch">Images a step.</param>
/// <param name="MegaFlop">Floating-point operations of a training step, in millions an image: two a multiply-add, the first layer's input gradient left out.</param>
/// <param name="Step">Forward, backward, update.</param>
internal sealed record Workload(int Batch, double MegaFlop, Action Step);

/// <summary>The workloads by the names that the PyTorch side uses.</summary>
internal static class Workloads
{
    private static readonly Dictionary<string, Func<Workload>> All = new()
    {
        ["mlp"] = () => Classifier(Mlp.Create(), 784, 256),
        ["cnn"] = () => Classifier(Gan.Cnn(), (28, 28, 1), 32),
        ["cnn_bilstm"] = () => Classifier(Gan.CnnBiLstm(), (28, 28, 1), 32, 26.8),
        ["cnn_bilstm2"] = () => Classifier(CycleGan.CnnBiLstm(), (28, 28, 1), 32, 48),
        ["dcgan"] = Dcgan,
        ["cyclegan"] = CycleGans,
        ["deep1"] = () => Classifier(Depth.Create(1), (150, 150, 3), 32),
        ["deep2"] = () => Classifier(Depth.Create(2), (150, 150, 3), 32),
        ["deep3"] = () => Classifier(Depth.Create(3), (150, 150, 3), 32),
        ["deep4"] = () => Classifier(Depth.Create(4), (150, 150, 3), 32),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static Workload Create(string name) => All[name]();

    private static Workload Classifier(Sequential model, Shape sample, int batch, double? megaFlop = null)
    {
        Tensor x = tf.random.uniform(Shape.Of([batch, .. sample.Span]));
        Tensor y = tf.cast(tf.random.uniform(Shape.Of(batch), 0, 10), tf.int32);
        model.compile("adam", "sparse_categorical_crossentropy");
        return new Workload(batch, megaFlop ?? MegaFlop(model), () => model.train_on_batch(x, y));
    }

    private static Workload Dcgan()
    {
        var gan = new GanTraining();
        Tensor images = tf.random.uniform((Gan.BatchSize, 28, 28, 1), -1, 1);
        return new Workload(Gan.BatchSize, 452, () => gan.TrainStep(images));
    }

    private static Workload CycleGans()
    {
        var cycle = new CycleGanTraining();
        Tensor a = tf.random.uniform((CycleGan.BatchSize, 28, 28, 1), -1, 1), b = tf.random.uniform((CycleGan.BatchSize, 28, 28, 1), -1, 1);
        return new Workload(CycleGan.BatchSize, 2330, () => cycle.TrainStep(a, b));
    }

    /// <summary>Each kernel element is used once a position of its layer's output; forward, kernel gradient and input gradient cost the same.</summary>
    private static double MegaFlop(Sequential model)
    {
        double total = 0;
        bool first = true;
        foreach (Layer layer in model.Layers)
        {
            if (layer.Weights.Count == 0) continue;
            Shape output = layer.OutputShape!;
            double positions = output.ndim == 4 ? output[1] * output[2] : 1;
            total += 2 * positions * layer.Weights[0].shape.size * (first ? 2 : 3);
            first = false;
        }
        return total / 1e6;
    }
}
