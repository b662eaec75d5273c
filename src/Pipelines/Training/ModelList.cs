using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Search;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Training;

/// <summary>A model that can be asked for by name, with the settings of its paper.</summary>
/// <param name="Name">As typed on the command line: "cnn-bilstm".</param>
/// <param name="Description">One line for the help text.</param>
/// <param name="Loss">Loss by Keras' name.</param>
/// <param name="Epochs">Epochs unless told otherwise.</param>
/// <param name="BatchSize">Images a step unless told otherwise.</param>
/// <param name="Create">Makes the model of ten classes for images of a size, not compiled.</param>
public sealed record ModelChoice(string Name, string Description, string Loss, int Epochs, int BatchSize, Func<ImageShape, Model> Create)
{
    private const int Digits = 10;

    /// <summary>What a search may choose about the model itself; <see cref="TrialSettings.Common"/> has what it may choose about any model's training.</summary>
    public IReadOnlyList<ModelSetting> Settings { get; init; } = [];

    /// <summary>Makes the model with settings of its own, those that are not named by default; null for a model that has none.</summary>
    public Func<Point, Model>? Sized { get; init; }

    /// <summary>The model with settings of its own.</summary>
    /// <param name="point">May name others too, such as those of the training.</param>
    public ModelChoice With(Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return Sized is { } sized ? this with { Create = _ => sized(point) } : this;
    }

    /// <summary>Makes the model, not compiled; images of a size that it does not take are resized by the trainer.</summary>
    /// <param name="shape">Size of the images.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <exception cref="NotSupportedException">The model is made for ten classes only.</exception>
    public Model ForClasses(ImageShape shape, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        Model model = Create(shape);
        if (classes == Digits) return model;
        if (model is not Sequential layers)
            throw new NotSupportedException($"The model '{Name}' is made for {Digits} classes, and the labels have {classes}. Take one of "
                + "dense, mlp, cnn, cnn-bilstm, or build a model of your own for the trainer's option Model.");
        // Probabilities where it gives some, scores where it gives scores.
        string? activation = (string?)layers.Layers[^1].get_config()["activation"];
        layers.pop();
        layers.add(keras.layers.Dense(classes, activation: activation));
        return layers;
    }

    /// <summary>A trainer's options with this model, its loss, epochs and batches.</summary>
    public KerasTrainer.Options Options() => new() { Model = ForClasses, Loss = Loss, Epochs = Epochs, BatchSize = BatchSize };
}

/// <summary>The models of the papers by name.</summary>
public static class ModelList
{
    private const string Sparse = "sparse_categorical_crossentropy", OneHot = "categorical_crossentropy";

    /// <summary>All models, simple ones first.</summary>
    public static IReadOnlyList<ModelChoice> All { get; } =
    [
        new("dense", "784-128-10 of paper 5, of Keras' layers", OneHot, 20, 256, _ => Dense()),
        new("mlp", "784-128-10 of paper 4", OneHot, 20, 128, _ => Mlp.Create())
        {
            Settings =
            [
                new("layers", "hidden layers") { Low = 1, High = 8, IsWhole = true },
                new("units", "neurons of each hidden layer") { Low = 1, High = 4_096, IsWhole = true },
                L1("the hidden kernels"),
                L2("the hidden kernels"),
                new("dropout", "share of hidden outputs dropped in training") { High = 0.95 },
            ],
            Sized = point => Mlp.Create([.. Enumerable.Repeat((int)Number(point, "units", 128), (int)Number(point, "layers", 1))],
                Number(point, "l1", 0), Number(point, "l2", 0), Number(point, "dropout", 0)),
        },
        new("svm", "the linear support vector machine of paper 4", "categorical_hinge", 10, 128, _ => Mlp.LinearSvm())
        {
            Settings = [L2("the kernel")],
            Sized = point => Mlp.LinearSvm(Number(point, "l2", 1e-4)),
        },
        new("cnn", "the CNN of paper 1, figure 5", Sparse, 10, 32, _ => Gan.Cnn()),
        new("cnn-bilstm", "the CNN-BiLSTM of paper 1's listing", Sparse, 10, 32, _ => Gan.CnnBiLstm()),
        new("cnn-bilstm-text", "the CNN-BiLSTM of paper 1's text", Sparse, 10, 32, _ => Gan.CnnBiLstmText()),
        new("cnn-bilstm-attention", "the CNN-BiLSTM with attention, paper 1's further work", Sparse, 10, 32, _ => Gan.CnnBiLstmAttention()),
        new("cnn-bilstm2", "the CNN-BiLSTM of paper 2", Sparse, 10, 32, _ => CycleGan.CnnBiLstm()),
        new("depth1", "one convolution at 150 x 150 x 3, paper 3", Sparse, 40, 32, _ => Depth.Create(1)),
        new("depth2", "two convolutions at 150 x 150 x 3, paper 3", Sparse, 40, 32, _ => Depth.Create(2)),
        new("depth3", "three convolutions at 150 x 150 x 3, paper 3", Sparse, 40, 32, _ => Depth.Create(3)),
        new("depth4", "four convolutions at 150 x 150 x 3, paper 3", Sparse, 40, 32, _ => Depth.Create(4)),
        new("vit", "a small vision transformer, paper 4's further work", OneHot, 10, 128, _ => Mlp.VisionTransformer()),
    ];

    /// <summary>Finds a model by name, in any case.</summary>
    /// <param name="name">One of the names in <see cref="All"/>.</param>
    /// <exception cref="ArgumentException">There is none; the text lists the names.</exception>
    public static ModelChoice Find(string name) =>
        All.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"'{name}' is no model. Models: {string.Join(", ", All.Select(model => model.Name))}.", nameof(name));

    /// <summary>A model of ten classes with weights that something else was trained to, such as a <c>tf.Module</c> of the same layers.</summary>
    /// <param name="name">One of the names in <see cref="All"/>.</param>
    /// <param name="weights">In the order of the model's own.</param>
    /// <exception cref="ArgumentException">There is no such model, or the weights have other shapes than its own.</exception>
    public static Model WithWeights(string name, IEnumerable<IVariableV1> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Model model = Find(name).Create(new ImageShape(28, 28));
        model.set_weights([.. weights.Select(weight => weight.numpy())]);
        return model;
    }

    private static ModelSetting L1(string kernels) => new("l1", $"L1 penalty on {kernels}") { High = 10 };

    private static ModelSetting L2(string kernels) => new("l2", $"L2 penalty on {kernels}") { High = 10 };

    private static double Number(Point point, string name, double otherwise) => point.Find(name)?.Number ?? otherwise;

    /// <summary>Paper 5's network, which it writes on tf.Module, with the same layers and first weights.</summary>
    private static Sequential Dense()
    {
        var layers = keras.layers;
        var model = keras.Sequential();
        model.add(keras.Input(784));
        model.add(layers.Dense(128, activation: "relu", kernel_initializer: keras.initializers.TruncatedNormal(stddev: 0.1f)));
        model.add(layers.Dense(10, activation: "softmax", kernel_initializer: keras.initializers.TruncatedNormal(stddev: 0.1f)));
        return model;
    }
}
