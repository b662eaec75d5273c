using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Saving.Onnx;

/// <summary>How layers become nodes of an ONNX graph, by class name. A layer of one's own joins with <see cref="Register"/>.</summary>
public static class OnnxLayers
{
    private static readonly NameTable<Func<OnnxLayer, OnnxValue[]>> Table = new("layer class")
    {
        { "Activation", OnnxActivations.Activation },
        { "Add", OnnxMerges.Add },
        { "Attention", OnnxAttentions.Attention },
        { "Average", OnnxMerges.Average },
        { "AveragePooling2D", OnnxPooling.Average },
        { "BatchNormalization", OnnxNormalizations.Batch },
        { "Bidirectional", OnnxRecurrents.Bidirectional },
        { "Concatenate", OnnxMerges.Concatenate },
        { "Conv1D", OnnxConvolutions.Conv1D },
        { "Conv2D", OnnxConvolutions.Conv2D },
        { "Conv2DTranspose", OnnxConvolutions.Transposed },
        { "Cropping2D", OnnxImages.Cropping },
        { "Dense", OnnxDense.Dense },
        { "DepthwiseConv2D", OnnxConvolutions.Depthwise },
        { "Dropout", OnnxShapes.Same },
        { "ELU", OnnxActivations.Elu },
        { "Embedding", OnnxDense.Embedding },
        { "Exponential", layer => OnnxActivations.Of(layer, "exponential") },
        { "Flatten", OnnxShapes.Flatten },
        { "GaussianNoise", OnnxShapes.Same },
        { "GlobalAveragePooling1D", OnnxPooling.GlobalAverage },
        { "GlobalAveragePooling2D", OnnxPooling.GlobalAverage },
        { "GlobalMaxPooling1D", OnnxPooling.GlobalMax },
        { "GlobalMaxPooling2D", OnnxPooling.GlobalMax },
        { "GroupNormalization", OnnxNormalizations.Group },
        { "GRU", OnnxRecurrents.Gru },
        { "HardSigmoid", layer => OnnxActivations.Of(layer, "hard_sigmoid") },
        { "InputLayer", OnnxShapes.Input },
        { "InstanceNormalization", OnnxNormalizations.Instance },
        { "LayerNormalization", OnnxNormalizations.Layer },
        { "LeakyReLU", OnnxActivations.LeakyRelu },
        { "LSTM", OnnxRecurrents.Lstm },
        { "Maximum", OnnxMerges.Maximum },
        { "MaxPooling1D", OnnxPooling.Max },
        { "MaxPooling2D", OnnxPooling.Max },
        { "Minimum", OnnxMerges.Minimum },
        { "MultiHeadAttention", OnnxAttentions.MultiHead },
        { "Multiply", OnnxMerges.Multiply },
        { "Normalization", OnnxImages.Normalization },
        { "Permute", OnnxShapes.Permute },
        { "RandomFlip", OnnxShapes.Same },
        { "RandomRotation", OnnxShapes.Same },
        { "RandomTranslation", OnnxShapes.Same },
        { "RandomZoom", OnnxShapes.Same },
        { "ReLU", OnnxActivations.Relu },
        { "ReLU6", layer => OnnxActivations.Of(layer, "relu6") },
        { "RepeatVector", OnnxShapes.Repeat },
        { "Rescaling", OnnxImages.Rescaling },
        { "Reshape", OnnxShapes.Reshape },
        { "Resizing", OnnxImages.Resizing },
        { "SELU", layer => OnnxActivations.Of(layer, "selu") },
        { "Sigmoid", layer => OnnxActivations.Of(layer, "sigmoid") },
        { "SimpleRNN", OnnxRecurrents.Simple },
        { "Softmax", OnnxActivations.Softmax },
        { "Softplus", layer => OnnxActivations.Of(layer, "softplus") },
        { "Softsign", layer => OnnxActivations.Of(layer, "softsign") },
        { "Subtract", OnnxMerges.Subtract },
        { "Swish", layer => OnnxActivations.Of(layer, "swish") },
        { "Tanh", layer => OnnxActivations.Of(layer, "tanh") },
        { "TimeDistributed", OnnxShapes.TimeDistributed },
        { "UpSampling2D", OnnxImages.UpSampling },
        { "ZeroPadding2D", OnnxImages.Padding },
    };

    /// <summary>Layers of others: their class names may be those of the library's.</summary>
    private static readonly NameTable<Func<OnnxLayer, OnnxValue[]>> Others = new("layer class");

    /// <summary>The library's layers that can be written, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names => Table.Names;

    /// <summary>Lets a layer of one's own be written.</summary>
    /// <param name="className">Its class name.</param>
    /// <param name="add">Adds its nodes and returns its output, of the shape that the layer's ComputeOutputShape says.</param>
    /// <example><code>
    /// OnnxLayers.Register("Scale", layer =&gt; layer.Node("Mul", [layer.Input(), layer.Weight("factor")]));
    /// </code></example>
    public static void Register(string className, Func<OnnxLayer, OnnxValue> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        Others.Add(className, add);
    }

    /// <summary>What adds a layer's nodes and returns its outputs.</summary>
    /// <exception cref="NotSupportedException">The layer has no ONNX form here; the text says what to do.</exception>
    internal static Func<OnnxLayer, OnnxValue[]> Find(Layer layer)
    {
        bool own = layer.GetType().Assembly == typeof(OnnxLayers).Assembly;
        if ((own ? Table : Others).TryGet(layer.ClassName, out Func<OnnxLayer, OnnxValue[]> add)) return add;
        throw new NotSupportedException($"{layer.ClassName} '{layer.Name}' has no ONNX form here. " + (own
            ? $"Build the model of {string.Join(", ", Names)}; or save it as .h5 or .keras."
            : $"Add one with OnnxLayers.Register(\"{layer.ClassName}\", layer => ..)."));
    }

    private static void Add(this NameTable<Func<OnnxLayer, OnnxValue[]>> table, string className, Func<OnnxLayer, OnnxValue> add) =>
        table.Add(className, layer => [add(layer)]);
}
