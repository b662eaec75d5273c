using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Engine;

/// <summary>Changes variables by their gradients.</summary>
public interface IOptimizer
{
    /// <summary>Name in Keras' spelling, for example <c>Adam</c>.</summary>
    string Name { get; }

    /// <summary>Step size of the next update; above 0. With a schedule, its present value.</summary>
    double learning_rate { get; set; }

    /// <summary>Updates done so far.</summary>
    long iterations { get; set; }

    /// <summary>Moments and whatever else the optimizer remembers, in a fixed order.</summary>
    IReadOnlyList<ResourceVariable> variables { get; }

    /// <summary>Updates each variable by its gradient; a null gradient leaves its variable alone.</summary>
    void apply_gradients(IEnumerable<(Tensor, IVariableV1)> grads_and_vars);

    /// <summary>The same for training loops, without allocating.</summary>
    /// <param name="gradients">Gradients; null leaves the variable alone.</param>
    /// <param name="variables">As many variables.</param>
    void apply_gradients(ReadOnlySpan<Tensor?> gradients, ReadOnlySpan<ResourceVariable> variables);

    /// <summary>Settings in Keras' names.</summary>
    JsonObject get_config();
}
