using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Applies an activation function: Keras' layer <c>Activation</c>. The shape stays.</summary>
/// <param name="activation">By name, as an object or function.</param>
/// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class ActivationLayer(Activation activation, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
    : Layer(name, input_shape, dtype)
{
    private readonly Activation _activation = activation ?? ActivationRegistry.Linear;

    /// <inheritdoc/>
    public override string ClassName => "Activation";

    /// <inheritdoc/>
    internal override double? RectifierSlope => _activation.IsRelu ? 0 : null;

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => _activation.Apply(x);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["activation"] = _activation.Name;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static ActivationLayer from_config(JsonObject config)
    {
        var read = new ConfigReader("Activation", config);
        return read.Finish(new ActivationLayer(read.Activation("activation"), name: read.Name, dtype: read.DType));
    }
}
