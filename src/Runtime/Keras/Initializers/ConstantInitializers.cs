using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Initializers;

/// <summary>All elements 0.</summary>
public sealed class Zeros : Initializer
{
    /// <inheritdoc/>
    protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) => Tensor.Zeros(shape, dtype);
}

/// <summary>All elements 1.</summary>
public sealed class Ones : Initializer
{
    /// <inheritdoc/>
    protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) => ArrayOps.Fill(shape, 1, dtype);
}

/// <summary>All elements the same.</summary>
/// <param name="value">The value.</param>
public sealed class Constant(double value = 0) : Initializer
{
    /// <inheritdoc/>
    protected override Tensor Create(Shape shape, TF_DataType dtype, RandomStream stream) => ArrayOps.Fill(shape, value, dtype);

    /// <inheritdoc/>
    public override JsonObject get_config() => new() { ["value"] = value };
}
