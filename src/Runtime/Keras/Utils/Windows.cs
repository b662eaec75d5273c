namespace Tensorflow.Keras.Utils;

/// <summary>Sizes of windows that slide over the height and width of images, as convolution and pooling have.</summary>
internal static class Windows
{
    /// <summary>Height and width from a size (used for both) or two.</summary>
    /// <param name="owner">Class and argument, for errors: <c>Conv2D's kernel_size</c>.</param>
    /// <param name="given">What the caller gave; null for <paramref name="otherwise"/>.</param>
    /// <param name="otherwise">The default.</param>
    /// <exception cref="ArgumentException">Other than one or two sizes, or a size below 1.</exception>
    public static (int Height, int Width) Pair(string owner, Shape? given, (int Height, int Width) otherwise)
    {
        if (given is null) return otherwise;
        if (given.ndim is not (1 or 2)) throw new ArgumentException($"{owner} got {given}; it takes one number for height and width, or two.");
        foreach (long size in given)
            if (size is < 1 or > int.MaxValue) throw new ArgumentException($"{owner} got {given}; it takes numbers of 1 or more.");
        return ((int)given[0], (int)given[-1]);
    }

    /// <summary>The padding in Keras' spelling.</summary>
    /// <exception cref="ArgumentException">It is neither valid nor same.</exception>
    public static string Padding(string owner, string? padding) => padding?.ToLowerInvariant() switch
    {
        "valid" => "valid",
        "same" => "same",
        _ => throw new ArgumentException($"{owner} got padding '{padding}'; it takes \"valid\" (none) or \"same\" (zeros around, "
        + "so that stride 1 keeps the size)."),
    };

    /// <summary>Refuses the layout of images that the kernels do not work on.</summary>
    /// <exception cref="NotSupportedException">The layout is channels_first.</exception>
    /// <exception cref="ArgumentException">There is no such layout.</exception>
    public static void RequireChannelsLast(string owner, string? dataFormat)
    {
        if (dataFormat is null or "channels_last") return;
        if (dataFormat == "channels_first")
            throw new NotSupportedException($"{owner} got data_format 'channels_first'; images are [batch, height, width, channels] here. "
                + $"Move the channels last with tf.transpose(x, new[] {{ 0, 2, 3, 1 }}).");
        throw new ArgumentException($"{owner} got data_format '{dataFormat}'; it takes \"channels_last\".");
    }

    /// <summary>The number of windows along an axis; 0 or less when none fits; -1 for an unknown size.</summary>
    public static long Count(long size, int window, int stride, string padding, int dilation = 1)
    {
        if (size < 0) return -1;
        if (padding == "same") return (size + stride - 1) / stride;
        long reach = (long)(window - 1) * dilation + 1;
        return size < reach ? 0 : (size - reach) / stride + 1;
    }
}
