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

    /// <summary>Images on their way to a model.</summary>
    public Preprocessing.PreprocessingApi preprocessing => field ??= new(utils);

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

    /// <inheritdoc cref="Functional"/>
    /// <param name="inputs">What <see cref="Input"/> returned: one, or several as <c>new Tensors(a, b)</c>.</param>
    /// <param name="outputs">What layers applied to them returned.</param>
    /// <param name="name">The model's name.</param>
    /// <exception cref="ArgumentException">The outputs need an input that is not given, or two layers have one name.</exception>
    public Functional Model(Tensors inputs, Tensors outputs, string? name = null) => new(inputs, outputs, name);

    /// <summary>An input that a model can be described with.</summary>
    /// <param name="shape">Shape of one sample, without the batch axis.</param>
    /// <param name="batch_size">Samples in a batch; -1 for any.</param>
    /// <param name="name">Name in summaries.</param>
    /// <param name="dtype">Type of the values.</param>
    /// <param name="batch_input_shape">Shape with the batch axis, in place of the other two.</param>
    /// <exception cref="ArgumentException">Neither shape is given, or both.</exception>
    public KerasInput Input(Shape? shape = null, int batch_size = -1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT,
        Shape? batch_input_shape = null)
    {
        if (shape is null == batch_input_shape is null)
            throw new ArgumentException($"keras.Input takes one shape: shape: (28, 28, 1) for a sample, or batch_input_shape with the "
                + $"batch axis; got {(shape is null ? "none" : "both")}.");
        return new KerasInput(batch_input_shape ?? Shape.Of([batch_size, .. shape!.Span]), dtype, name);
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

    /// <inheritdoc cref="KerasInterface.Model"/>
    public Functional Model(Tensors inputs, Tensors outputs, string? name = null) => new(inputs, outputs, name);

    /// <summary>Reads a model and its weights.</summary>
    /// <param name="filepath">A file of Keras 2 or 3 (.h5, .keras), or a TensorFlow.js LayersModel: its model.json, or the folder that
    /// holds it.</param>
    /// <param name="compile">False to leave out how the model was trained: optimizer, loss and metrics.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It is of a kind, or holds a layer, that is not built; the text says what to use
    /// instead.</exception>
    public Engine.Model load_model(string filepath, bool compile = true) => Saving.ModelFiles.Load(filepath, compile);

    /// <summary>Writes a model as a TensorFlow.js LayersModel, which <c>tf.loadLayersModel</c> and <see cref="load_model"/> read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder to make or to replace.</param>
    /// <exception cref="IOException">The folder holds other files, or cannot be written.</exception>
    public void save_tfjs(Engine.Model model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.save(folder, save_format: "tfjs");
    }

    /// <summary>The model that <c>to_json</c> wrote, with new weights.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is no such text; the message says why.</exception>
    /// <exception cref="NotSupportedException">A class inside is not known.</exception>
    public Engine.Model model_from_json(string json)
    {
        try
        {
            return Saving.ModelConfig.FromJson(System.Text.Json.Nodes.JsonNode.Parse(json) as System.Text.Json.Nodes.JsonObject
                ?? throw new InvalidDataException("Got JSON that is no object; model_from_json takes what to_json gave."));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new InvalidDataException($"Got no valid JSON. {e.Message}", e);
        }
    }

    /// <summary>A model of the same structure with weights of its own, newly made.</summary>
    /// <exception cref="NotSupportedException">A class inside has no configuration.</exception>
    public Engine.Model clone_model(Engine.Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model_from_json(model.to_json());
    }
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
