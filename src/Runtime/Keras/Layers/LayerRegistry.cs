using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Layers;

/// <summary>The layers that files can name, by class name. A layer of one's own joins with <see cref="Register"/>.</summary>
public static class LayerRegistry
{
    private static readonly NameTable<Func<JsonObject, Layer>> Table = new("layer class")
    {
        { "Activation", ActivationLayer.from_config },
        { "AveragePooling2D", AveragePooling2D.from_config },
        { "Conv2D", Conv2D.from_config },
        { "Dense", Dense.from_config },
        { "Dropout", Dropout.from_config },
        { "ELU", ELU.from_config },
        { "Flatten", Flatten.from_config },
        { "InputLayer", InputLayer.from_config },
        { "LeakyReLU", LeakyReLU.from_config },
        { "MaxPooling2D", MaxPooling2D.from_config },
        { "ReLU", ReLU.from_config },
        { "Reshape", Reshape.from_config },
        { "Softmax", Softmax.from_config },
    };

    /// <summary>The class names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>Lets a layer of one's own be loaded from files.</summary>
    /// <param name="className">Its class name.</param>
    /// <param name="from_config">Makes the layer from what <c>get_config</c> gave.</param>
    public static void Register(string className, Func<JsonObject, Layer> from_config)
    {
        ArgumentNullException.ThrowIfNull(from_config);
        Table.Add(className, from_config);
    }

    /// <summary>A layer of a class with these settings.</summary>
    /// <exception cref="NotSupportedException">The class is not known; the text lists those that are.</exception>
    /// <exception cref="InvalidDataException">A setting is missing or of another kind.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static Layer Create(string className, JsonObject config)
    {
        ArgumentNullException.ThrowIfNull(className);
        if (!Table.TryGet(className, out Func<JsonObject, Layer> make))
            throw new NotSupportedException($"Got the layer class '{className}', which is not known here; known are {string.Join(", ", Names)}. "
                + "Add a class of your own with LayerRegistry.Register.");
        return make(config);
    }
}
