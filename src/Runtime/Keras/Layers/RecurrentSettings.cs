using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The settings that the cells of this library share.</summary>
internal sealed class CellSettings
{
    public CellSettings(
        string owner, int units, Activation? activation, Activation? recurrentActivation, bool useBias, Initializer? kernelInitializer,
        Initializer? recurrentInitializer, Initializer? biasInitializer, double dropout, double recurrentDropout, Regularizer? kernelRegularizer,
        Regularizer? recurrentRegularizer, Regularizer? biasRegularizer)
    {
        if (units < 1) throw new ArgumentException($"{owner} got {units} units; it takes 1 or more.");
        CheckRate(owner, dropout, "dropout");
        CheckRate(owner, recurrentDropout, "recurrent_dropout");
        Units = units;
        Activation = activation ?? "tanh";
        RecurrentActivation = recurrentActivation ?? "sigmoid";
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? new GlorotUniform();
        RecurrentInitializer = recurrentInitializer ?? new Orthogonal();
        BiasInitializer = biasInitializer ?? new Zeros();
        (Dropout, RecurrentDropout) = (dropout, recurrentDropout);
        (KernelRegularizer, RecurrentRegularizer, BiasRegularizer) = (kernelRegularizer, recurrentRegularizer, biasRegularizer);
    }

    public int Units { get; }
    public Activation Activation { get; }
    public Activation RecurrentActivation { get; }
    public bool UseBias { get; }
    public Initializer KernelInitializer { get; }
    public Initializer RecurrentInitializer { get; }
    public Initializer BiasInitializer { get; }
    public Regularizer? KernelRegularizer { get; }
    public Regularizer? RecurrentRegularizer { get; }
    public Regularizer? BiasRegularizer { get; }
    public double Dropout { get; }
    public double RecurrentDropout { get; }

    /// <summary>The settings in a configuration. One that is left out has Keras' default; an activation of null is none.</summary>
    public static CellSettings Read(string owner, ConfigReader read)
    {
        read.Refuse("activity_regularizer", "kernel_constraint", "recurrent_constraint", "bias_constraint");
        return new CellSettings(
            owner, read.RequiredInteger("units"), Given("activation"), Given("recurrent_activation"), read.Flag("use_bias", true),
            read.Initializer("kernel_initializer"), read.Initializer("recurrent_initializer"), read.Initializer("bias_initializer"),
            read.Number("dropout", 0), read.Number("recurrent_dropout", 0), read.Regularizer("kernel_regularizer"),
            read.Regularizer("recurrent_regularizer"), read.Regularizer("bias_regularizer"));

        Activation? Given(string key) => read.Config.ContainsKey(key) ? read.Activation(key) : null;
    }

    public void Write(JsonObject config, bool gates)
    {
        config["units"] = Units;
        config["activation"] = Activation.Name;
        if (gates) config["recurrent_activation"] = RecurrentActivation.Name;
        config["use_bias"] = UseBias;
        config["kernel_initializer"] = KernelInitializer.Serialize();
        config["recurrent_initializer"] = RecurrentInitializer.Serialize();
        config["bias_initializer"] = BiasInitializer.Serialize();
        config["kernel_regularizer"] = KernelRegularizer?.Serialize();
        config["recurrent_regularizer"] = RecurrentRegularizer?.Serialize();
        config["bias_regularizer"] = BiasRegularizer?.Serialize();
        config["dropout"] = Dropout;
        config["recurrent_dropout"] = RecurrentDropout;
    }

    private static void CheckRate(string owner, double rate, string name)
    {
        if (rate is not (>= 0 and < 1))
            throw new ArgumentException($"{owner} got {name} {rate}; it takes the share to drop, 0 up to, but not including, 1.");
    }
}

/// <summary>How a recurrent layer walks through its sequences.</summary>
internal readonly record struct LoopSettings(
    bool ReturnSequences = false, bool ReturnState = false, bool GoBackwards = false, bool Stateful = false, bool Unroll = false,
    bool TimeMajor = false)
{
    public static LoopSettings Read(ConfigReader read) => new(
        read.Flag("return_sequences", false), read.Flag("return_state", false), read.Flag("go_backwards", false), read.Flag("stateful", false),
        read.Flag("unroll", false), read.Flag("time_major", false));

    public void Write(JsonObject config)
    {
        config["return_sequences"] = ReturnSequences;
        config["return_state"] = ReturnState;
        config["go_backwards"] = GoBackwards;
        config["stateful"] = Stateful;
        config["unroll"] = Unroll;
        // Keras 3 has no such setting and refuses it.
        if (TimeMajor) config["time_major"] = true;
    }
}
