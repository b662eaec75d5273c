using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Reads sequences from both ends with two recurrent layers of the same settings, and merges what they give.</summary>
/// <remarks>
/// [batch, time, features] to [batch, 2 units] (merge_mode "concat"; the other modes keep [batch, units]), or with [batch, time, ..] when
/// the layer returns sequences; the backward outputs are then in the order of the input. Weights: the forward layer's, then the backward
/// layer's, named forward_ and backward_. Two LSTMs run at the same time. With return_state the states follow the output, the forward
/// layer's first; first states are given in that order too. Source: Schuster and Paliwal, 1997.
/// </remarks>
public sealed class Bidirectional : Layer
{
    private const string ForwardPrefix = "forward_", BackwardPrefix = "backward_";
    private static readonly string?[] Modes = ["concat", "sum", "ave", "mul", null];

    private readonly Recurrent _forward, _backward;
    private readonly string? _mergeMode;
    private readonly bool _ownBackward;
    private readonly IReadOnlyList<Tensor>? _weights;

    /// <summary>A layer.</summary>
    /// <param name="layer">The recurrent layer; two copies of its settings are used, not the layer itself.</param>
    /// <param name="merge_mode">concat, sum, ave (the mean) or mul; null or "none" to return both outputs.</param>
    /// <param name="weights">First values of all weights; null for those of the layer's initializers.</param>
    /// <param name="backward_layer">Another layer for the way back, which goes the other way; a copy of the first unless given.</param>
    /// <param name="input_shape">[time, features] of a sample, for a layer that begins a model; -1 for any number of steps.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">No recurrent layer, an unknown mode, or two layers that do not fit together.</exception>
    public Bidirectional(
        ILayer layer,
        string? merge_mode = "concat",
        IReadOnlyList<Tensor>? weights = null,
        ILayer? backward_layer = null,
        Shape? input_shape = null,
        string? name = null)
        : base(name, input_shape, (layer as Layer)?.DType ?? TF_DataType.TF_FLOAT)
    {
        _mergeMode = merge_mode == "none" ? null : merge_mode;
        if (!Modes.Contains(_mergeMode))
            throw new ArgumentException($"Bidirectional '{Name}' got merge_mode '{merge_mode}'; it takes \"concat\", \"sum\", \"ave\", "
                + "\"mul\", or null for both outputs.");
        Recurrent inside = Inside(layer);
        _forward = Copy(inside, ForwardPrefix, inside.Loop.GoBackwards);
        _ownBackward = backward_layer is not null;
        _backward = _ownBackward ? Copy(Inside(backward_layer), BackwardPrefix, Inside(backward_layer).Loop.GoBackwards)
            : Copy(inside, BackwardPrefix, !inside.Loop.GoBackwards);
        if (_forward.Loop.GoBackwards == _backward.Loop.GoBackwards)
            throw new ArgumentException($"Bidirectional '{Name}' got two layers that go the same way; it takes a backward_layer with "
                + "go_backwards: true.");
        if (_forward.Loop with { GoBackwards = false, Unroll = false } != _backward.Loop with { GoBackwards = false, Unroll = false })
            throw new ArgumentException($"Bidirectional '{Name}' got layers with different return_sequences, return_state or time_major; "
                + "they must be equal.");
        _weights = weights;
        if (input_shape is null && inside.BatchInputShape is { } known) BatchInputShape = known;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => [_forward, _backward];

    /// <inheritdoc/>
    protected override int? InputRank => 3;

    /// <inheritdoc/>
    protected override string InputAxes => TimeAxis == 0 ? "[time, batch, features]" : "[batch, time, features]";

    private LoopSettings Loop => _forward.Loop;

    private int TimeAxis => Loop.TimeMajor ? 0 : 1;

    private int StatesEach => _forward.Cell.StateSizes.Count;

    private Recurrent Inside(ILayer? layer) => layer as Recurrent ?? throw new ArgumentException(
        $"Bidirectional '{Name}' got {layer?.GetType().Name ?? "no layer"}; it takes a recurrent layer: LSTM, GRU, SimpleRNN or RNN.");

    private static Recurrent Copy(Recurrent layer, string prefix, bool backwards)
    {
        JsonObject config = layer.get_config();
        config.Remove("batch_input_shape");
        config["name"] = layer.Name.StartsWith(prefix, StringComparison.Ordinal) ? layer.Name : prefix + layer.Name;
        config["go_backwards"] = backwards;
        return (Recurrent)LayerRegistry.Create(layer.ClassName, config);
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        foreach (Recurrent layer in (ReadOnlySpan<Recurrent>)[_forward, _backward])
        {
            layer.EnsureBuilt(input_shapes[0]);
            NestedLayer.Prefix(Name, layer);
        }
        if (_weights is not null) set_weights(_weights);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Tensor[] outputs = Run(x, [], training);
        return _mergeMode is not null ? outputs[0]
            : throw BadInput("one input to return one output", "a list, as merge_mode null gives two outputs", "Call it as Apply(new Tensors(x)).");
    }

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, bool training = false)
    {
        CheckCount(inputs.Length);
        return new Tensors(Run(inputs[0], inputs.ToArray()[1..], training));
    }

    private Tensor[] Run(Tensor x, Tensor[] states, bool training)
    {
        Tensor[] first = states.Length == 0 ? [] : states[..StatesEach], second = states.Length == 0 ? [] : states[StatesEach..];
        if (_forward is LSTM { CanFuse: true } a && _backward is LSTM { CanFuse: true } b && a.Units == b.Units
            && Loop is { GoBackwards: false, TimeMajor: false })
            return Fused(a, b, x, first, second, training);
        Tensor[] forward = Outputs(_forward, x, first, training), backward = Outputs(_backward, x, second, training);
        if (Loop.ReturnSequences) backward[0] = ArrayOps.Reverse(backward[0], TimeAxis);
        return [.. Merge(forward[0], backward[0]), .. forward[1..], .. backward[1..]];
    }

    private static Tensor[] Outputs(Recurrent layer, Tensor x, Tensor[] states, bool training) =>
        layer.Call(new Tensors([x, .. states]), training).ToArray();

    /// <summary>Both directions in one operation, which returns their outputs in the order of the input.</summary>
    private Tensor[] Fused(LSTM a, LSTM b, Tensor x, Tensor[] first, Tensor[] second, bool training)
    {
        Tensor[] outputs = NnOps.Lstm([a.FusedInput(x, first, training), b.FusedInput(x, second, training)], Loop.ReturnSequences, Loop.ReturnState);
        if (!Loop.ReturnState) return Merge(outputs[0], outputs[1]);
        return Loop.ReturnSequences
            ? [.. Merge(outputs[0], outputs[3]), outputs[1], outputs[2], outputs[4], outputs[5]]
            : [.. Merge(outputs[0], outputs[2]), outputs[0], outputs[1], outputs[2], outputs[3]];
    }

    private Tensor[] Merge(Tensor a, Tensor b) => _mergeMode switch
    {
        "concat" => [ArrayOps.Concat([a, b], -1)],
        "sum" => [MathOps.Add(a, b)],
        "ave" => [MathOps.Multiply(MathOps.Add(a, b), 0.5)],
        "mul" => [MathOps.Multiply(a, b)],
        _ => [a, b],
    };

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape)
    {
        Shape one = _forward.ComputeOutputShape(input_shape);
        return _mergeMode == "concat" ? Shape.Of([.. one.Span[..^1], one[-1] + _backward.Cell.OutputSize]) : one;
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes) => ComputeOutputShapes(input_shapes)[0];

    /// <inheritdoc/>
    public override IReadOnlyList<Shape> ComputeOutputShapes(IReadOnlyList<Shape> input_shapes)
    {
        CheckCount(input_shapes.Count);
        IReadOnlyList<Shape> x = [input_shapes[0]], forward = _forward.ComputeOutputShapes(x), backward = _backward.ComputeOutputShapes(x);
        Shape merged = ComputeOutputShape(input_shapes[0]);
        return [.. _mergeMode is null ? [merged, backward[0]] : (Shape[])[merged], .. forward.Skip(1), .. backward.Skip(1)];
    }

    private void CheckCount(int inputs)
    {
        if (inputs != 1 && inputs != 1 + 2 * StatesEach)
            throw BadInput($"{inputs - 1} first states", $"none, or {2 * StatesEach}: the forward layer's, then the backward layer's");
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["layer"] = Original(_forward, ForwardPrefix);
        if (_ownBackward) config["backward_layer"] = Original(_backward, BackwardPrefix);
        config["merge_mode"] = _mergeMode;
        return config;
    }

    private static JsonObject Original(Recurrent layer, string prefix)
    {
        JsonObject written = NestedLayer.Write(layer);
        written["config"]!["name"] = layer.Name[prefix.Length..];
        return written;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Bidirectional from_config(JsonObject config)
    {
        var read = new ConfigReader("Bidirectional", config);
        string? mode = config.ContainsKey("merge_mode") ? read.Text("merge_mode", null) : "concat";
        return read.Finish(new Bidirectional(
            NestedLayer.Read(read, "layer"), mode, backward_layer: read.Has("backward_layer") ? NestedLayer.Read(read, "backward_layer") : null,
            name: read.Name));
    }
}
