using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Applies a layer to every step of sequences, with the same weights.</summary>
/// <remarks>[batch, time, ..] to [batch, time, what the layer makes of ..]. The layer sees batch times time samples.</remarks>
public sealed class TimeDistributed : Layer
{
    private readonly Layer _layer;

    /// <summary>A layer.</summary>
    /// <param name="layer">What is applied to each step.</param>
    /// <param name="input_shape">[time, ..] of a sample, for a layer that begins a model; -1 for any number of steps.</param>
    /// <param name="name">The layer's name.</param>
    /// <exception cref="ArgumentException">There is no layer.</exception>
    public TimeDistributed(ILayer layer, Shape? input_shape = null, string? name = null)
        : base(name, input_shape, (layer as Layer)?.DType ?? TF_DataType.TF_FLOAT) =>
        _layer = NestedLayer.Of(layer, $"TimeDistributed '{Name}'");

    /// <inheritdoc/>
    public override IReadOnlyList<Layer> Layers => [_layer];

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, time, ..]";

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        bool fresh = !_layer.Built;
        _layer.EnsureBuilt(StepShape(input_shape));
        if (fresh) NestedLayer.Prefix(Name, _layer);
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Shape step = StepShape(x.shape);
        Tensor y = _layer.Apply(ArrayOps.Reshape(x, Shape.Of([x.shape[0] * x.shape[1], .. step.Span[1..]])), training);
        return ArrayOps.Reshape(y, Shape.Of([x.shape[0], x.shape[1], .. y.shape.Span[1..]]));
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) =>
        Shape.Of([input_shape[0], input_shape[1], .. _layer.ComputeOutputShape(StepShape(input_shape)).Span[1..]]);

    /// <summary>Shape of one step, with the batch axis.</summary>
    private Shape StepShape(Shape shape) => shape.ndim >= 3 ? Shape.Of([-1, .. shape.Span[2..]])
        : throw BadInput($"an input of rank {shape.ndim} ({shape})", $"{InputAxes}, three axes or more", "Apply the layer itself to single samples.");

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["layer"] = NestedLayer.Write(_layer);
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static TimeDistributed from_config(JsonObject config)
    {
        var read = new ConfigReader("TimeDistributed", config);
        return read.Finish(new TimeDistributed(NestedLayer.Read(read, "layer"), name: read.Name));
    }
}
