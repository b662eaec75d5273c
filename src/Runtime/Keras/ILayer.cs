using System.Text.Json.Nodes;

namespace Tensorflow.Keras;

/// <summary>A layer or a model: weights and what they do to an input.</summary>
public interface ILayer
{
    /// <summary>The layer's name, unique in a model.</summary>
    string Name { get; }

    /// <summary>True once the weights exist.</summary>
    bool Built { get; }

    /// <summary>False to keep training from changing the weights.</summary>
    bool trainable { get; set; }

    /// <summary>Weights that training changes.</summary>
    IReadOnlyList<ResourceVariable> trainable_variables { get; }

    /// <summary>All weights: those that training changes first, then the others.</summary>
    IReadOnlyList<ResourceVariable> Weights { get; }

    /// <summary>Computes the output, making the weights first if need be (Python's <c>layer(x)</c>).</summary>
    /// <param name="x">Input, [batch, ..].</param>
    /// <param name="training">True in training: dropout drops, batch normalization uses the batch's statistics.</param>
    Tensor Apply(Tensor x, bool training = false);

    /// <summary>As <see cref="Apply(Tensor, bool)"/>, for what is derived from a tensor: an NDArray, or what <c>keras.Input</c> returned.</summary>
    Tensor Apply<T>(T x, bool training = false)
        where T : Tensor => Apply((Tensor)x, training);

    /// <summary>As <see cref="Apply(Tensor, bool)"/>, for layers of several inputs.</summary>
    Tensors Apply(Tensors inputs, Tensors? states = null, bool training = false);

    /// <summary>Shape of the output for a shape of the input, both with the batch axis; -1 for unknown sizes.</summary>
    Shape ComputeOutputShape(Shape input_shape);

    /// <summary>Settings in Keras' names, from which an equal layer can be made.</summary>
    JsonObject get_config();
}
