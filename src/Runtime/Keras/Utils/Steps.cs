namespace Tensorflow.Keras.Utils;

/// <summary>Sizes of windows that slide over sequences, [batch, steps, channels].</summary>
internal static class Steps
{
    /// <summary>A size, given as a number or a list of one.</summary>
    /// <param name="owner">Class and argument, for errors.</param>
    /// <param name="given">What the caller gave; null for <paramref name="otherwise"/>.</param>
    /// <param name="otherwise">The default.</param>
    /// <exception cref="ArgumentException">Other than one size, or one below 1.</exception>
    public static int One(string owner, Shape? given, int otherwise)
    {
        if (given is null) return otherwise;
        if (given.ndim != 1 || given[0] is < 1 or > int.MaxValue) throw new ArgumentException($"{owner} got {given}; it takes one number of 1 or more.");
        return (int)given[0];
    }

    /// <summary>Refuses the layout of sequences that the kernels do not work on.</summary>
    /// <exception cref="NotSupportedException">The layout is channels_first.</exception>
    /// <exception cref="ArgumentException">There is no such layout.</exception>
    public static void RequireChannelsLast(string owner, string? dataFormat)
    {
        if (dataFormat is null or "channels_last") return;
        if (dataFormat == "channels_first")
            throw new NotSupportedException($"{owner} got data_format 'channels_first'; sequences are [batch, steps, channels] here. "
                + $"Move the channels last with tf.transpose(x, new[] {{ 0, 2, 1 }}).");
        throw new ArgumentException($"{owner} got data_format '{dataFormat}'; it takes \"channels_last\".");
    }
}
