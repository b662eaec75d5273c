namespace Tensorflow.Keras;

/// <summary><c>keras.activations</c>: activation functions by name, in TensorFlow.NET's spelling and in Keras'.</summary>
public sealed class ActivationsApi
{
    internal ActivationsApi()
    {
    }

    /// <summary>x.</summary>
    public Activation Linear => ActivationRegistry.Linear;

    /// <summary>max(x, 0).</summary>
    public Activation Relu => ActivationRegistry.Relu;

    /// <summary>x limited to 0 .. 6.</summary>
    public Activation Relu6 => "relu6";

    /// <summary>1 / (1 + e^-x).</summary>
    public Activation Sigmoid => "sigmoid";

    /// <summary>e^x divided by its sum over the last axis.</summary>
    public Activation Softmax => "softmax";

    /// <summary>The logarithm of softmax.</summary>
    public Activation LogSoftmax => "log_softmax";

    /// <summary>Hyperbolic tangent.</summary>
    public Activation Tanh => "tanh";

    /// <summary>x, or e^x - 1 below 0.</summary>
    public Activation Elu => "elu";

    /// <summary>The scaled form of elu that keeps mean and variance.</summary>
    public Activation Selu => "selu";

    /// <summary>ln(1 + e^x).</summary>
    public Activation Softplus => "softplus";

    /// <summary>x / (1 + |x|).</summary>
    public Activation Softsign => "softsign";

    /// <summary>0.2 x + 0.5 limited to 0 .. 1, as in Keras 2.</summary>
    public Activation HardSigmoid => "hard_sigmoid";

    /// <summary>x sigmoid(x).</summary>
    public Activation Swish => "swish";

    /// <summary>x times the normal distribution's probability of less than x.</summary>
    public Activation Gelu => "gelu";

    /// <summary>e^x.</summary>
    public Activation Exponential => "exponential";

    /// <summary>x, or 0.2 x below 0.</summary>
    public Activation LeakyRelu => "leaky_relu";

    /// <inheritdoc cref="Linear"/>
    public Activation linear => Linear;

    /// <inheritdoc cref="Relu"/>
    public Activation relu => Relu;

    /// <inheritdoc cref="Relu6"/>
    public Activation relu6 => Relu6;

    /// <inheritdoc cref="Sigmoid"/>
    public Activation sigmoid => Sigmoid;

    /// <inheritdoc cref="Softmax"/>
    public Activation softmax => Softmax;

    /// <inheritdoc cref="LogSoftmax"/>
    public Activation log_softmax => LogSoftmax;

    /// <inheritdoc cref="Tanh"/>
    public Activation tanh => Tanh;

    /// <inheritdoc cref="Elu"/>
    public Activation elu => Elu;

    /// <inheritdoc cref="Selu"/>
    public Activation selu => Selu;

    /// <inheritdoc cref="Softplus"/>
    public Activation softplus => Softplus;

    /// <inheritdoc cref="Softsign"/>
    public Activation softsign => Softsign;

    /// <inheritdoc cref="HardSigmoid"/>
    public Activation hard_sigmoid => HardSigmoid;

    /// <inheritdoc cref="Swish"/>
    public Activation swish => Swish;

    /// <inheritdoc cref="Swish"/>
    public Activation silu => Swish;

    /// <inheritdoc cref="Gelu"/>
    public Activation gelu => Gelu;

    /// <inheritdoc cref="Exponential"/>
    public Activation exponential => Exponential;

    /// <inheritdoc cref="LeakyRelu"/>
    public Activation leaky_relu => LeakyRelu;

    /// <summary>The activation of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public Activation get(string name) => ActivationRegistry.Get(name);

    /// <inheritdoc cref="get"/>
    public Activation GetActivationFromName(string name) => get(name);
}
