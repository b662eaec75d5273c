using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Runs a cell over sequences: any that derives from <see cref="RecurrentCell"/>, or several with <see cref="StackedRNNCells"/>.</summary>
/// <remarks>
/// [batch, time, features] to [batch, outputs], or to [batch, time, outputs] with return_sequences; with return_state the last states
/// follow. Made of plain operations, so that gradients have gradients.
/// </remarks>
/// <example><code>
/// var layer = layers.RNN(layers.LSTMCell(64), return_sequences: true);
/// var deep = layers.RNN(new StackedRNNCells([layers.LSTMCell(64), layers.GRUCell(32)]));
/// </code></example>
public sealed class RNN : Recurrent
{
    /// <summary>A layer.</summary>
    /// <param name="cell">What is done at each step.</param>
    /// <param name="return_sequences">True for the outputs of all steps.</param>
    /// <param name="return_state">True to return the last states too.</param>
    /// <param name="go_backwards">True to read the sequences from their end.</param>
    /// <param name="stateful">False, the only value built.</param>
    /// <param name="unroll">Keras' choice of code; has no effect.</param>
    /// <param name="time_major">True for [time, batch, features].</param>
    /// <param name="input_shape">[time, features] of a sample, for a layer that begins a model; -1 for any number of steps.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">The cell does not derive from <see cref="RecurrentCell"/>.</exception>
    /// <exception cref="NotSupportedException">stateful is true.</exception>
    public RNN(
        IRnnCell cell,
        bool return_sequences = false,
        bool return_state = false,
        bool go_backwards = false,
        bool stateful = false,
        bool unroll = false,
        bool time_major = false,
        Shape? input_shape = null,
        string? name = null)
        : this(cell, new LoopSettings(return_sequences, return_state, go_backwards, stateful, unroll, time_major), input_shape, name)
    {
    }

    private RNN(IRnnCell cell, LoopSettings loop, Shape? input_shape, string? name)
        : base(name, input_shape, (cell as RecurrentCell)?.DType ?? TF_DataType.TF_FLOAT, loop) =>
        Cell = cell as RecurrentCell ?? throw new ArgumentException(
            $"RNN '{Name}' got {cell?.GetType().Name ?? "no cell"}; it takes a cell derived from RecurrentCell, such as layers.LSTMCell(64).");

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        bool fresh = !Cell.Built;
        base.Build(input_shape);
        if (fresh) NestedLayer.Prefix(Name, Cell);
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["cell"] = NestedLayer.Write(Cell);
        Loop.Write(config);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static RNN from_config(JsonObject config)
    {
        var read = new ConfigReader("RNN", config);
        var cell = NestedLayer.Read(read, "cell") as RecurrentCell
            ?? throw new InvalidDataException("RNN's configuration has a 'cell' that is no cell but another layer.");
        return read.Finish(new RNN(cell, LoopSettings.Read(read), null, read.Name));
    }
}
