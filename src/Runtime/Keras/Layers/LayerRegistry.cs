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
        { "Add", Add.from_config },
        { "Attention", Attention.from_config },
        { "Average", Average.from_config },
        { "AveragePooling2D", AveragePooling2D.from_config },
        { "BatchNormalization", BatchNormalization.from_config },
        { "Bidirectional", Bidirectional.from_config },
        { "Concatenate", Concatenate.from_config },
        { "Conv1D", Conv1D.from_config },
        { "Conv2D", Conv2D.from_config },
        { "Conv2DTranspose", Conv2DTranspose.from_config },
        { "Cropping2D", Cropping2D.from_config },
        { "Dense", Dense.from_config },
        { "DepthwiseConv2D", DepthwiseConv2D.from_config },
        { "Dropout", Dropout.from_config },
        { "ELU", ELU.from_config },
        { "Embedding", Embedding.from_config },
        { "Exponential", Exponential.from_config },
        { "Flatten", Flatten.from_config },
        { "GaussianNoise", GaussianNoise.from_config },
        { "GlobalAveragePooling1D", GlobalAveragePooling1D.from_config },
        { "GlobalAveragePooling2D", GlobalAveragePooling2D.from_config },
        { "GlobalMaxPooling1D", GlobalMaxPooling1D.from_config },
        { "GlobalMaxPooling2D", GlobalMaxPooling2D.from_config },
        { "GroupNormalization", GroupNormalization.from_config },
        { "GRU", GRU.from_config },
        { "GRUCell", GRUCell.from_config },
        { "HardSigmoid", HardSigmoid.from_config },
        { "InputLayer", InputLayer.from_config },
        { "InstanceNormalization", InstanceNormalization.from_config },
        { "LayerNormalization", LayerNormalization.from_config },
        { "LeakyReLU", LeakyReLU.from_config },
        { "LSTM", LSTM.from_config },
        { "LSTMCell", LSTMCell.from_config },
        { "Maximum", Maximum.from_config },
        { "MaxPooling1D", MaxPooling1D.from_config },
        { "MaxPooling2D", MaxPooling2D.from_config },
        { "Minimum", Minimum.from_config },
        { "MultiHeadAttention", MultiHeadAttention.from_config },
        { "Multiply", Multiply.from_config },
        { "Normalization", Normalization.from_config },
        { "Permute", Permute.from_config },
        { "RandomFlip", RandomFlip.from_config },
        { "RandomRotation", RandomRotation.from_config },
        { "RandomTranslation", RandomTranslation.from_config },
        { "RandomZoom", RandomZoom.from_config },
        { "ReLU", ReLU.from_config },
        { "ReLU6", ReLU6.from_config },
        { "RepeatVector", RepeatVector.from_config },
        { "Rescaling", Rescaling.from_config },
        { "Reshape", Reshape.from_config },
        { "Resizing", Resizing.from_config },
        { "RNN", RNN.from_config },
        { "SELU", SELU.from_config },
        { "Sigmoid", Sigmoid.from_config },
        { "SimpleRNN", SimpleRNN.from_config },
        { "SimpleRNNCell", SimpleRNNCell.from_config },
        { "Softmax", Softmax.from_config },
        { "Softplus", Softplus.from_config },
        { "Softsign", Softsign.from_config },
        { "StackedRNNCells", StackedRNNCells.from_config },
        { "Subtract", Subtract.from_config },
        { "Swish", Swish.from_config },
        { "Tanh", Tanh.from_config },
        { "TimeDistributed", TimeDistributed.from_config },
        { "UpSampling2D", UpSampling2D.from_config },
        { "ZeroPadding2D", ZeroPadding2D.from_config },
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
        if (Saving.ModelConfig.IsModel(className)) return Saving.ModelConfig.Create(className, config);
        // Python's Keras puts the package of a class of one's own before its name.
        if (className.IndexOf('>', StringComparison.Ordinal) is >= 0 and var mark && !Table.TryGet(className, out _)) className = className[(mark + 1)..];
        if (!Table.TryGet(className, out Func<JsonObject, Layer> make))
            throw new NotSupportedException($"Got the layer class '{className}', which is not known here; known are {string.Join(", ", Names)}. "
                + "Add a class of your own with LayerRegistry.Register.");
        return make(config);
    }
}
