using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the layers that bring values to mean 0 and variance 1, then scale them by gamma and shift them by beta.</summary>
public abstract class AffineNormalization : Layer
{
    private readonly bool _center, _scale;
    private readonly Initializer _betaInitializer, _gammaInitializer;
    private readonly Regularizer? _betaRegularizer, _gammaRegularizer;
    private ResourceVariable? _gamma, _beta;

    private protected AffineNormalization(
        double epsilon, bool center, bool scale, Initializer? beta_initializer, Initializer? gamma_initializer, Regularizer? beta_regularizer,
        Regularizer? gamma_regularizer, Shape? input_shape, string? name, TF_DataType dtype)
        : base(name, input_shape, dtype)
    {
        if (!(epsilon >= 0))
            throw new ArgumentException($"{ClassName} '{Name}' got epsilon {epsilon}; it takes a small number of 0 or more, such as 0.001.");
        (Epsilon, _center, _scale) = (epsilon, center, scale);
        _betaInitializer = beta_initializer ?? new Zeros();
        _gammaInitializer = gamma_initializer ?? new Ones();
        (_betaRegularizer, _gammaRegularizer) = (beta_regularizer, gamma_regularizer);
    }

    private protected double Epsilon { get; }

    /// <summary>The scale; null without one.</summary>
    private protected Tensor? Gamma => _gamma?.Operand;

    /// <summary>The offset; null without one.</summary>
    private protected Tensor? Beta => _beta?.Operand;

    private protected void AddScaleAndOffset(Shape shape)
    {
        if (_scale) _gamma = add_weight("gamma", shape, _gammaInitializer, _gammaRegularizer);
        if (_center) _beta = add_weight("beta", shape, _betaInitializer, _betaRegularizer);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["epsilon"] = Epsilon;
        config["center"] = _center;
        config["scale"] = _scale;
        config["beta_initializer"] = _betaInitializer.Serialize();
        config["gamma_initializer"] = _gammaInitializer.Serialize();
        config["beta_regularizer"] = _betaRegularizer?.Serialize();
        config["gamma_regularizer"] = _gammaRegularizer?.Serialize();
        return config;
    }

    /// <summary>The axes a configuration names: one number, as Keras 3 writes it, or a list.</summary>
    private protected static int[] AxesOf(ConfigReader read, int otherwise)
    {
        if (read.Config["axis"] is not JsonArray list) return [read.Integer("axis") ?? otherwise];
        double[] axes = list.Count is 0 or > 16 ? [] : read.Numbers("axis");
        if (axes.Length == 0 || axes.Any(a => a != Math.Floor(a) || Math.Abs(a) > 16))
            throw new InvalidDataException(
                $"{read.Text("name", "The layer")}'s configuration has 'axis': {list.ToJsonString()}; it takes the numbers of axes.");
        return [.. axes.Select(a => (int)a)];
    }
}
