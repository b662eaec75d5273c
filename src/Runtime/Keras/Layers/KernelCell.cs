using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the cells with a kernel for the input and one for the state: LSTM, GRU and the simple one.</summary>
public abstract class KernelCell : RecurrentCell
{
    private ResourceVariable? _bias;
    private RandomStream? _dropoutStream, _recurrentStream;

    private protected KernelCell(string? name, TF_DataType dtype)
        : base(name, dtype)
    {
    }

    /// <summary>What the cell was made with.</summary>
    internal CellSettings Settings { get; private protected init; } = null!;

    /// <summary>[features, gates units].</summary>
    internal ResourceVariable Kernel { get; private set; } = null!;

    /// <summary>[units, gates units].</summary>
    internal ResourceVariable RecurrentKernel { get; private set; } = null!;

    /// <summary>Null with use_bias: false.</summary>
    internal Tensor? Bias => _bias?.Operand;

    /// <summary>What inputs and hidden states are multiplied by at every step of the sequence; null for nothing.</summary>
    internal Tensor? InputMask { get; private set; }

    /// <inheritdoc cref="InputMask"/>
    internal Tensor? RecurrentMask { get; private set; }

    /// <summary>How many gates' columns the kernels have side by side.</summary>
    private protected abstract int Gates { get; }

    /// <summary>Shape of the bias.</summary>
    private protected virtual Shape BiasShape => Shape.Of(Gates * Settings.Units);

    /// <summary>First values of the bias.</summary>
    private protected virtual Initializer BiasInitializer => Settings.BiasInitializer;

    /// <inheritdoc/>
    public override int OutputSize => Settings.Units;

    /// <inheritdoc/>
    public override IReadOnlyList<int> StateSizes => [Settings.Units];

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        int columns = Gates * Settings.Units;
        Kernel = add_weight("kernel", Shape.Of(input_shape[-1], columns), Settings.KernelInitializer, Settings.KernelRegularizer);
        RecurrentKernel = add_weight(
            "recurrent_kernel", Shape.Of(Settings.Units, columns), Settings.RecurrentInitializer, Settings.RecurrentRegularizer);
        if (Settings.UseBias) _bias = add_weight("bias", BiasShape, BiasInitializer, Settings.BiasRegularizer);
        if (Settings.Dropout > 0) _dropoutStream = RandomStream.Global.Split();
        if (Settings.RecurrentDropout > 0) _recurrentStream = RandomStream.Global.Split();
    }

    /// <inheritdoc/>
    public override void BeginSequence(long batch, bool training)
    {
        InputMask = training && _dropoutStream is not null ? Mask(batch, Kernel.shape[0], Settings.Dropout, _dropoutStream) : null;
        RecurrentMask = training && _recurrentStream is not null ? Mask(batch, Settings.Units, Settings.RecurrentDropout, _recurrentStream) : null;
    }

    /// <inheritdoc/>
    public sealed override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor[] states, bool training)
    {
        CheckFeatures(x.shape);
        Tensor h = states[0];
        return Step(
            InputMask is null ? x : MathOps.Multiply(x, InputMask), RecurrentMask is null ? h : MathOps.Multiply(h, RecurrentMask), states);
    }

    /// <summary>One time step, after dropout.</summary>
    /// <param name="x">[batch, features].</param>
    /// <param name="h">The hidden state on its way to the gates, [batch, units].</param>
    /// <param name="states">The states as they are.</param>
    private protected abstract (Tensor Output, Tensor[] States) Step(Tensor x, Tensor h, Tensor[] states);

    internal void CheckFeatures(Shape shape)
    {
        if (shape[-1] != Kernel.shape[0])
            throw BadInput($"an input of {shape[-1]} features ({shape})", $"{Kernel.shape[0]} features on the last axis",
                "It was built for that number; make a new layer for another one.");
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        WriteSettings(config);
        return config;
    }

    /// <summary>Adds the cell's own settings to a configuration: its own, or that of the layer around it.</summary>
    internal virtual void WriteSettings(JsonObject config) => Settings.Write(config, Gates > 1);

    private Tensor Mask(long batch, long size, double rate, RandomStream stream) =>
        NnOps.Dropout(ArrayOps.Fill(Shape.Of(batch, size), 1, DType), rate, stream);
}
