namespace Tensorflow.Keras.Layers;

/// <summary>
/// What a transposed convolution adds to its result's size: <c>1</c>, or height and width, <c>(1, 0)</c>. TensorFlow.NET passes the padding
/// by this name, <c>output_padding: "same"</c>, which is understood too.
/// </summary>
public readonly struct OutputPadding
{
    private OutputPadding(string? padding, Shape? pixels) => (Padding, Pixels) = (padding, pixels);

    /// <summary>The padding's name, if that was given.</summary>
    public string? Padding { get; }

    /// <summary>Pixels added to height and width, if they were given.</summary>
    public Shape? Pixels { get; }

    /// <summary>The padding's name; null for nothing.</summary>
    public static implicit operator OutputPadding(string? padding) => new(padding, null);

    /// <summary>Pixels added to both height and width.</summary>
    public static implicit operator OutputPadding(int pixels) => new(null, Shape.Of(pixels, pixels));

    /// <summary>Pixels added to height and to width.</summary>
    public static implicit operator OutputPadding((int Height, int Width) pixels) => new(null, Shape.Of(pixels.Height, pixels.Width));

    /// <summary>Pixels added to height and width, or to each; null for nothing.</summary>
    /// <exception cref="ArgumentException">Other than one or two numbers.</exception>
    public static implicit operator OutputPadding(Shape? pixels) => pixels switch
    {
        null => default,
        { ndim: 1 or 2 } => new(null, Shape.Of(pixels[0], pixels[-1])),
        _ => throw new ArgumentException($"Got output_padding {pixels}; it takes one number for height and width, or two."),
    };
}
