using MlPipelines.KerasModels;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

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
        ["deep1"] = () => Classifier(Deep(1), (150, 150, 3), 32),
        ["deep2"] = () => Classifier(Deep(2), (150, 150, 3), 32),
        ["deep3"] = () => Classifier(Deep(3), (150, 150, 3), 32),
        ["deep4"] = () => Classifier(Deep(4), (150, 150, 3), 32),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static Workload Create(string name) => All[name]();

    private static Workload Classifier(Sequential model, Shape sample, int batch)
    {
        Tensor x = tf.random.uniform(Shape.Of([batch, .. sample.Span]));
        Tensor y = tf.cast(tf.random.uniform(Shape.Of(batch), 0, 10), tf.int32);
        model.compile("adam", "sparse_categorical_crossentropy");
        return new Workload(batch, MegaFlop(model), () => model.train_on_batch(x, y));
    }

    /// <summary>The networks of paper 3: 1 to 4 convolutions, each with pooling, then two dense layers.</summary>
    private static Sequential Deep(int depth)
    {
        int[] filters = [64, 128, 512, 1024], dense = [64, 128, 512, 512];
        var layers = keras.layers;
        var model = keras.Sequential();
        model.add(keras.Input((150, 150, 3)));
        for (int i = 0; i < depth; i++)
        {
            model.add(layers.Conv2D(filters[i], (3, 3), activation: "relu"));
            model.add(layers.MaxPooling2D((2, 2)));
        }
        model.add(layers.Flatten());
        model.add(layers.Dropout(0.25));
        model.add(layers.Dense(dense[depth - 1], activation: "relu"));
        model.add(layers.Dense(10, activation: "softmax"));
        return model;
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
