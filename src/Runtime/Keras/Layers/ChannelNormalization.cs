using System.Text.Json.Nodes;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Base of the normalizations with a scale and an offset for each channel.</summary>
public abstract class ChannelNormalization : AffineNormalization
{
    private readonly int _axis;

    private protected ChannelNormalization(
        int axis, double epsilon, bool center, bool scale, Initializer? beta_initializer, Initializer? gamma_initializer,
        Regularizer? beta_regularizer, Regularizer? gamma_regularizer, Shape? input_shape, string? name, TF_DataType dtype)
        : base(epsilon, center, scale, beta_initializer, gamma_initializer, beta_regularizer, gamma_regularizer, input_shape, name, dtype) =>
        _axis = axis;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, .., channels]";

    /// <summary>Fewest axes an input may have.</summary>
    private protected virtual int LeastRank => 2;

    /// <summary>The number of channels the layer was built for.</summary>
    private protected long Channels { get; private set; }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        Channels = input_shape[Axis(input_shape)];
        AddScaleAndOffset(Shape.Of(Channels));
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) => Normalized(x, training, null);

    /// <inheritdoc/>
    internal override bool CanRectify(double slope) => slope >= 0;

    /// <inheritdoc/>
    internal override Tensor CallRectified(Tensor x, double slope, bool training) => Normalized(x, training, slope);

    private Tensor Normalized(Tensor x, bool training, double? slope)
    {
        int axis = Axis(x.shape), last = x.ndim - 1;
        if (x.shape[axis] != Channels)
            throw BadInput($"an input of {x.shape[axis]} channels ({x.shape})", $"{Channels} channels on axis {_axis}",
                "It was built for that number; make a new layer for another one.");
        if (axis == last) return Normalize(x, training, slope);
        // Which of the other axes is which makes no difference to their statistics.
        int[] swap = [.. Enumerable.Range(0, x.ndim)];
        (swap[axis], swap[last]) = (last, axis);
        return ArrayOps.Transpose(Normalize(ArrayOps.Transpose(x, swap), training, slope), swap);
    }

    /// <summary>Normalizes [batch, .., channels]; with a slope, a relu (0) or leaky relu follows.</summary>
    private protected abstract Tensor Normalize(Tensor x, bool training, double? slope);

    private int Axis(Shape shape)
    {
        if (shape.ndim < LeastRank)
            throw BadInput($"an input of rank {shape.ndim} ({shape})", InputAxes, "Add a batch axis with tf.expand_dims(x, 0).");
        int axis = _axis < 0 ? _axis + shape.ndim : _axis;
        if (axis < 1 || axis >= shape.ndim)
            throw BadInput($"axis {_axis} for an input of rank {shape.ndim} ({shape})", "the channels' axis, which is not the batch's",
                "Change axis; -1 is the last.");
        return axis;
    }

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = _axis;
        return config;
    }

    /// <summary>The channels' axis that a configuration names.</summary>
    private protected static int AxisOf(ConfigReader read, string className) => AxesOf(read, -1) is [int axis]
        ? axis
        : throw new NotSupportedException($"{className} has several axes ({read.Config["axis"]!.ToJsonString()}); one is built. "
            + "Merge the axes with Reshape first.");
}
