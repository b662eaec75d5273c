using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>
    /// Layer normalization: (x - mean) / sqrt(variance + epsilon) * gamma + beta, with the mean and variance of each sample's last axes.
    /// </summary>
    /// <remarks>Source: Ba, Kiros and Hinton 2016. A row's bits do not depend on the rows around it.</remarks>
    /// <param name="x">At least as many axes as are normalized.</param>
    /// <param name="gamma">Scale, one number for each element of the normalized axes, or null for 1.</param>
    /// <param name="beta">Offset, likewise, or null for 0.</param>
    /// <param name="axes">How many of the last axes share a mean, 1 or more.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor LayerNorm(Tensor x, Tensor? gamma, Tensor? beta, int axes = 1, double epsilon = 1e-3)
    {
        CheckFloating(x, "layer_normalization");
        if (axes < 1 || axes > x.ndim)
            throw new ArgumentException($"layer_normalization got {axes} axes to normalize of an input of shape {x.shape}; it takes 1 to {x.ndim}.");
        long columns = 1, outer = 1;
        for (int i = 0; i < x.ndim; i++)
            if (i < x.ndim - axes) outer *= x.shape[i];
            else columns *= x.shape[i];
        CheckNorm(x, gamma, beta, columns, epsilon, "layer_normalization");
        return NormalizeSamples(x, gamma, beta, new NormShape(outer, 1, 1, checked((int)columns)), epsilon);
    }

    /// <summary>
    /// Group normalization: channels in groups, and each sample's group with a mean and variance of its own over all positions. With as
    /// many groups as channels it is instance normalization.
    /// </summary>
    /// <remarks>Source: Wu and He 2018; Ulyanov, Vedaldi and Lempitsky 2016. A sample's bits do not depend on the batch.</remarks>
    /// <param name="x">[batch, .., channels].</param>
    /// <param name="gamma">Scale [channels], or null for 1.</param>
    /// <param name="beta">Offset [channels], or null for 0.</param>
    /// <param name="groups">Number of groups, a divisor of the number of channels.</param>
    /// <param name="epsilon">Keeps the root away from 0.</param>
    /// <param name="negativeSlope">Slope below 0 of a relu (0) or leaky relu behind it, 0 or more; null for none.</param>
    /// <exception cref="ArgumentException">Ranks, sizes or element types do not fit together.</exception>
    public static Tensor GroupNorm(Tensor x, Tensor? gamma, Tensor? beta, int groups, double epsilon = 1e-3, double? negativeSlope = null)
    {
        CheckFloating(x, "group_normalization");
        if (x.ndim < 2)
            throw new ArgumentException($"group_normalization got an input of rank {x.ndim} ({x.shape}); it takes [batch, .., channels]. "
                + "Add missing axes with tf.expand_dims.");
        int channels = checked((int)x.shape[-1]);
        if (groups < 1 || channels % groups != 0)
            throw new ArgumentException($"group_normalization got {groups} groups for an input of {channels} channels ({x.shape}); it takes a divisor.");
        CheckNorm(x, gamma, beta, channels, epsilon, "group_normalization");
        CheckSlope(negativeSlope, "group_normalization");
        long outer = x.shape[0], rows = 1;
        for (int i = 1; i < x.ndim - 1; i++) rows *= x.shape[i];
        return NormalizeSamples(x, gamma, beta, new NormShape(outer, rows, groups, channels / groups), epsilon, negativeSlope);
    }
}
