using Tensorflow.IO;
using Tensorflow.Keras.Utils;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>Reads image files into tensors of one size.</summary>
internal sealed class ImageLoader
{
    private readonly string _interpolation;

    /// <summary>A reader.</summary>
    /// <param name="owner">What it reads for, for errors.</param>
    /// <param name="colorMode">grayscale, rgb or rgba.</param>
    /// <param name="size">Height and width of all images; null for that of each file, where only one is read.</param>
    /// <param name="interpolation">bilinear or nearest.</param>
    /// <exception cref="ArgumentException">A mode or a size is none.</exception>
    public ImageLoader(string owner, string? colorMode, (int Height, int Width)? size, string? interpolation)
    {
        Channels = colorMode switch
        {
            "grayscale" => 1,
            "rgb" => 3, "rgba" => 4,
            _ => throw new ArgumentException($"{owner} got color_mode '{colorMode}'; it takes \"grayscale\", \"rgb\" or \"rgba\"."),
        };
        if (size is { } s && (s.Height < 1 || s.Width < 1)) throw new ArgumentException($"{owner} got an image size of {s.Height} x "
            + $"{s.Width}; it takes 1 or more.");
        Size = size;
        _interpolation = Interpolations.Known(owner, interpolation);
    }

    public int Channels { get; }

    public (int Height, int Width)? Size { get; }

    /// <summary>One image, [height, width, channels], float32 from 0 to 255.</summary>
    public NDArray Read(string path)
    {
        ImageData image = ImageFile.Read(path).WithChannels(Channels);
        (int height, int width) = Size ?? (image.Height, image.Width);
        Tensor result = Tensor.Empty(Shape.Of(height, width, Channels));
        Fill(image, result.Span<float>(), height, width);
        return result.numpy();
    }

    /// <summary>Some files' images, [files, height, width, channels], float32 from 0 to 255.</summary>
    public Tensor Read(string[] files, ReadOnlySpan<int> numbers)
    {
        (int height, int width) = Size!.Value;
        Tensor batch = Tensor.Empty(Shape.Of(numbers.Length, height, width, Channels));
        int each = checked(height * width * Channels);
        for (int i = 0; i < numbers.Length; i++)
            Fill(ImageFile.Read(files[numbers[i]]).WithChannels(Channels), batch.Span<float>().Slice(i * each, each), height, width);
        return batch;
    }

    private void Fill(ImageData image, Span<float> values, int height, int width)
    {
        if ((image.Height, image.Width) == (height, width))
        {
            ToFloats(image.Pixels, values);
            return;
        }
        using Tensor whole = Tensor.Empty(Shape.Of(1, image.Height, image.Width, Channels));
        ToFloats(image.Pixels, whole.Span<float>());
        using Tensor resized = ImageOps.Resize(whole, height, width, _interpolation);
        resized.AsSpan<float>().CopyTo(values);
    }

    private static void ToFloats(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = bytes[i];
    }
}
