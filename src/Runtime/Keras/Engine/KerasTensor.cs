using System.Text.Json.Nodes;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Engine;

/// <summary>An input or output of a layer that has no values yet: what layers give when applied to <c>keras.Input</c>, to describe a
/// model.</summary>
public class KerasTensor : Tensor
{
    /// <summary>A description of values to come.</summary>
    /// <param name="batch_shape">Shape with the batch axis; -1 for unknown sizes.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="name">Name in summaries.</param>
    public KerasTensor(Shape batch_shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null)
        : base(batch_shape, dtype, name)
    {
    }

    /// <summary>The use of a layer that gives these values; null for a tensor that belongs to no layer.</summary>
    internal Node? Node { get; set; }

    /// <summary>Which of that layer's outputs it is.</summary>
    internal int Index { get; init; }

    /// <summary>As Keras prints it.</summary>
    public override string ToString() => $"<KerasTensor shape={shape}, dtype={dtype.as_numpy_name()}, name={name}>";
}

/// <summary>
/// What <c>keras.Input</c> returns: a model's input. It can also stand first in the list of a Sequential's layers.
/// </summary>
/// <example><code>
/// var inputs = keras.Input((28, 28, 1));
/// var outputs = layers.Dense(10).Apply(layers.Flatten().Apply(inputs));
/// var model = keras.Model(inputs, outputs);
/// var same = keras.Sequential([keras.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10)]);
/// </code></example>
public sealed class KerasInput : KerasTensor, ILayer
{
    /// <summary>An input.</summary>
    /// <param name="batch_shape">Shape with the batch axis; -1 for unknown sizes.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="name">Name; input_1 and so on unless given.</param>
    public KerasInput(Shape batch_shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null)
        : this(new InputLayer(name: name ?? Engine.Layer.InputName(), batch_input_shape: batch_shape, dtype: dtype))
    {
    }

    internal KerasInput(InputLayer layer)
        : base(layer.BatchInputShape!, layer.DType, layer.Name)
    {
        Origin = layer;
        layer.Describe([shape]);
        Engine.Node.RecordInput(layer, this);
    }

    internal InputLayer Origin { get; }

    string ILayer.Name => Origin.Name;

    bool ILayer.Built => true;

    bool ILayer.trainable
    {
        get => Origin.trainable;
        set => Origin.trainable = value;
    }

    IReadOnlyList<ResourceVariable> ILayer.trainable_variables => [];

    IReadOnlyList<ResourceVariable> ILayer.Weights => [];

    Tensor ILayer.Apply(Tensor x, bool training) => Origin.Apply(x, training);

    Tensors ILayer.Apply(Tensors inputs, Tensors? states, bool training) => Origin.Apply(inputs, states, training);

    Shape ILayer.ComputeOutputShape(Shape input_shape) => Origin.ComputeOutputShape(input_shape);

    JsonObject ILayer.get_config() => Origin.get_config();
}
