using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Repeats each sample: [batch, features] to [batch, n, features], a sequence of equal steps.</summary>
public sealed class RepeatVector : Layer
{
    private readonly int _count;

    /// <summary>A layer.</summary>
    /// <param name="n">Steps, 1 or more.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the values, for models of float64.</param>
    /// <exception cref="ArgumentException">Fewer than one step.</exception>
    public RepeatVector(int n, Shape? input_shape = null, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (n < 1) throw new ArgumentException($"RepeatVector '{Name}' got n {n}; it takes 1 or more.");
        _count = n;
    }

    /// <inheritdoc/>
    protected override int? InputRank => 2;

    /// <inheritdoc/>
    protected override string InputAxes => "[batch, features]";

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false) =>
        ArrayOps.BroadcastTo(ArrayOps.ExpandDims(x, 1), ComputeOutputShape(x.shape));

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => Shape.Of(input_shape[0], _count, input_shape[1]);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["n"] = _count;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static RepeatVector from_config(JsonObject config)
    {
        var read = new ConfigReader("RepeatVector", config);
        return read.Finish(new RepeatVector(read.RequiredInteger("n"), name: read.Name, dtype: read.DType));
    }
}
