using Tensorflow.Keras.Engine;

namespace Tensorflow;

/// <summary>Further forms in which optimizers take gradients and variables.</summary>
public static class OptimizerExtensions
{
    /// <summary>Updates each variable by its gradient; a null gradient leaves its variable alone.</summary>
    public static void apply_gradients(this IOptimizer optimizer, IEnumerable<(Tensor, ResourceVariable)> grads_and_vars)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.apply_gradients(grads_and_vars.Select(p => (p.Item1, (IVariableV1)p.Item2)));
    }

    /// <inheritdoc cref="apply_gradients(IOptimizer, IEnumerable{ValueTuple{Tensor, ResourceVariable}})"/>
    public static void apply_gradients(this IOptimizer optimizer, IEnumerable<(IVariableV1, Tensor)> vars_and_grads)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.apply_gradients(vars_and_grads.Select(p => (p.Item2, p.Item1)));
    }

    /// <inheritdoc cref="apply_gradients(IOptimizer, IEnumerable{ValueTuple{Tensor, ResourceVariable}})"/>
    public static void apply_gradients(this IOptimizer optimizer, IEnumerable<(ResourceVariable, Tensor)> vars_and_grads)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.apply_gradients(vars_and_grads.Select(p => (p.Item2, (IVariableV1)p.Item1)));
    }
}
