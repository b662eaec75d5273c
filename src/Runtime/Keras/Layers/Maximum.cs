using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>The largest of its inputs, element by element.</summary>
/// <remarks>Shapes as for every <see cref="Merge"/>.</remarks>
/// <example><code>Tensor y = layers.Maximum().Apply(new Tensors(a, b));</code></example>
/// <param name="name">The layer's name.</param>
/// <param name="dtype">Type of the values, for models of float64.</param>
public sealed class Maximum(string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT) : Merge(name, dtype)
{
    private protected override Tensor Combine(Tensor a, Tensor b) => MathOps.Maximum(a, b);

    /// <summary>A layer with the settings of <c>get_config</c>.</summary>
    public static Maximum from_config(JsonObject config) => Read("Maximum", config, static (name, dtype) => new Maximum(name, dtype));
}
