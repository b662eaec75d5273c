using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>What dense layers and convolutions share: a kernel, a bias, an activation, first values and penalties.</summary>
public abstract class KernelLayer : Layer
{
    private readonly KernelSettings _settings;
    private readonly Activation _activation;

    private protected KernelLayer(in KernelSettings settings, string? name, Shape? input_shape, TF_DataType dtype)
        : base(name, input_shape, dtype)
    {
        _settings = settings with
        {
            KernelInitializer = settings.KernelInitializer ?? new GlorotUniform(), BiasInitializer = settings.BiasInitializer ?? new Zeros(),
        };
        _activation = settings.Activation ?? ActivationRegistry.Linear;
    }

    private protected ResourceVariable Kernel { get; private set; } = null!;

    private protected ResourceVariable? Bias { get; private set; }

    /// <summary>True when the operation itself can end with the activation.</summary>
    private protected bool EndsWithRelu => _activation.IsRelu;

    /// <summary>The kernel is called "kernel", with this in front.</summary>
    private protected virtual string Prefix => "";

    /// <summary>Makes the weights: the bias has a number for each of the last axis of the outputs.</summary>
    private protected void AddKernelAndBias(Shape kernel, long outputs)
    {
        Kernel = add_weight(Prefix + "kernel", kernel, _settings.KernelInitializer!, _settings.KernelRegularizer);
        if (_settings.UseBias) Bias = add_weight("bias", Shape.Of(outputs), _settings.BiasInitializer!, _settings.BiasRegularizer);
    }

    /// <summary>Refuses an input whose last axis is not the kernel's.</summary>
    /// <param name="x">The input.</param>
    /// <param name="axis">The kernel's axis that meets it.</param>
    /// <param name="unit">What the last axis counts.</param>
    private protected void RequireLastAxis(Tensor x, int axis, string unit)
    {
        if (x.shape[-1] != Kernel.shape[axis])
            throw BadInput($"an input of {x.shape[-1]} {unit} ({x.shape})", $"{Kernel.shape[axis]} {unit} on the last axis",
                "It was built for that number; make a new layer for another one.");
    }

    /// <summary>The activation of what the kernel gave.</summary>
    /// <param name="y">Sums.</param>
    /// <param name="reluDone">True when the operation has applied a relu already.</param>
    private protected Tensor Activate(Tensor y, bool reluDone) => _activation.IsLinear || (reluDone && EndsWithRelu) ? y : _activation.Apply(y);

    /// <summary>Writes the shared settings behind a layer's own.</summary>
    private protected JsonObject AddSettings(JsonObject config)
    {
        // A depthwise kernel's settings are called depthwise_initializer and so on.
        string kernel = Prefix.Length == 0 ? "kernel_" : Prefix;
        config["activation"] = _activation.Name;
        config["use_bias"] = _settings.UseBias;
        config[kernel + "initializer"] = _settings.KernelInitializer!.Serialize();
        config["bias_initializer"] = _settings.BiasInitializer!.Serialize();
        config[kernel + "regularizer"] = _settings.KernelRegularizer?.Serialize();
        config["bias_regularizer"] = _settings.BiasRegularizer?.Serialize();
        return config;
    }
}

/// <summary>The arguments that all layers with a kernel take; null for Keras' own.</summary>
internal readonly record struct KernelSettings(
    Activation? Activation, bool UseBias, Initializer? KernelInitializer, Initializer? BiasInitializer, Regularizer? KernelRegularizer,
    Regularizer? BiasRegularizer);
