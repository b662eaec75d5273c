namespace Tensorflow.Keras.Utils;

/// <summary>The ways of reading an image between its pixels, by name.</summary>
internal static class Interpolations
{
    /// <summary>The name in Keras' spelling.</summary>
    /// <exception cref="NotSupportedException">Keras has it, but it is not built.</exception>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string Known(string owner, string? interpolation) => interpolation?.ToLowerInvariant() switch
    {
        "nearest" => "nearest",
        "bilinear" => "bilinear",
        "bicubic" or "area" or "lanczos3" or "lanczos5" or "gaussian" or "mitchellcubic" =>
            throw new NotSupportedException($"{owner} got interpolation '{interpolation}', which is not built; use \"bilinear\" or \"nearest\"."),
        _ => throw new ArgumentException($"{owner} got interpolation '{interpolation}'; it takes \"bilinear\" or \"nearest\"."),
    };
}
