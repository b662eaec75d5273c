using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras;

/// <summary>What <c>keras.</c> offers: thin names for the classes of this library.</summary>
public sealed class KerasInterface
{
    internal KerasInterface()
    {
    }

    /// <summary>Layers.</summary>
    public LayersApi layers { get; } = new();

    /// <summary>Activation functions.</summary>
    public ActivationsApi activations { get; } = new();

    /// <summary>First values of weights.</summary>
    public InitializersApi initializers { get; } = new();

    /// <summary>Penalties on weights.</summary>
    public RegularizersApi regularizers { get; } = new();

    /// <summary>Losses.</summary>
    public LossesApi losses { get; } = new();

    /// <summary>Metrics.</summary>
    public MetricsApi metrics { get; } = new();

    /// <summary>Optimizers and learning-rate schedules.</summary>
    public OptimizersApi optimizers { get; } = new();

    /// <summary>Callbacks.</summary>
    public CallbacksApi callbacks { get; } = new();

    /// <summary>Data sets.</summary>
    public Datasets.DatasetsApi datasets { get; } = new();

    /// <summary>Models.</summary>
    public ModelsApi models { get; } = new();

    /// <summary>Helpers.</summary>
    public KerasUtils utils { get; } = new();

    /// <summary>The state behind it all.</summary>
    public BackendApi backend { get; } = new();

    /// <summary>A model without layers yet; <c>add</c> them.</summary>
    public Sequential Sequential() => new();

    /// <inheritdoc cref="Engine.Sequential"/>
    /// <param name="layers">The layers, first to last.</param>
    public Sequential Sequential(params ILayer[] layers) => new(layers);

    /// <inheritdoc cref="Engine.Sequential"/>
    /// <param name="layers">The layers, first to last.</param>
    /// <param name="name">The model's name.</param>
    public Sequential Sequential(IEnumerable<ILayer>? layers, string? name = null) => new(layers, name);

    /// <summary>An input that a model can be described with.</summary>
    /// <param name="shape">Shape of one sample, without the batch axis.</param>
    /// <param name="batch_size">Samples in a batch; -1 for any.</param>
    /// <param name="name">Name in summaries.</param>
    /// <param name="dtype">Type of the values.</param>
    /// <param name="batch_input_shape">Shape with the batch axis, in place of the other two.</param>
    /// <exception cref="ArgumentException">Neither shape is given, or both.</exception>
    public KerasTensor Input(Shape? shape = null, int batch_size = -1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT,
        Shape? batch_input_shape = null)
    {
        if (shape is null == batch_input_shape is null)
            throw new ArgumentException($"keras.Input takes one shape: shape: (28, 28, 1) for a sample, or batch_input_shape with the batch axis; "
                + $"got {(shape is null ? "none" : "both")}.");
        return new KerasTensor(batch_input_shape ?? Shape.Of([batch_size, .. shape!.Span]), dtype, name);
    }
}

/// <summary><c>keras.models</c>.</summary>
public sealed class ModelsApi
{
    internal ModelsApi()
    {
    }

    /// <inheritdoc cref="KerasInterface.Sequential()"/>
    public Sequential Sequential() => new();

    /// <inheritdoc cref="KerasInterface.Sequential(ILayer[])"/>
    public Sequential Sequential(params ILayer[] layers) => new(layers);

    /// <inheritdoc cref="KerasInterface.Sequential(IEnumerable{ILayer}, string)"/>
    public Sequential Sequential(IEnumerable<ILayer>? layers, string? name = null) => new(layers, name);

    /// <summary>Reads a model and its weights.</summary>
    /// <param name="filepath">A TensorFlow.js LayersModel: its model.json, or the folder that holds it.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It is of a kind, or holds a layer, that is not built; the text says what to use instead.</exception>
    public Model load_model(string filepath) => Saving.ModelFiles.Load(filepath);
}

/// <summary><c>keras.backend</c>.</summary>
public sealed class BackendApi
{
    internal BackendApi()
    {
    }

    /// <summary>Starts naming layers anew: dense, dense_1 and so on.</summary>
    public void clear_session() => Layer.ResetNames();

    /// <summary>The type that models compute in: float32.</summary>
    public string floatx() => TF_DataType.TF_FLOAT.as_numpy_name();

    /// <summary>How far probabilities are kept from 0 and 1 in logarithms: 1e-7.</summary>
    public float epsilon() => (float)Losses.Crossentropy.Epsilon;
}
