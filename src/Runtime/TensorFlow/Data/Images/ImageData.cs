namespace Tensorflow.IO;

/// <summary>An image in memory: rows from top to bottom, pixels from left to right, a byte a channel.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Pixels in a row, at least 1.</param>
/// <param name="Channels">1 gray, 2 gray and alpha, 3 red, green and blue, 4 these and alpha.</param>
/// <param name="Pixels">Values 0 to 255, [height, width, channels]; alpha 0 is transparent.</param>
public sealed record ImageData(int Height, int Width, int Channels, byte[] Pixels)
{
    // Weights of red, green and blue in brightness (ITU-R BT.601), in 65536ths: those of Python's Pillow, which Keras reads images with.
    private const int Red = 19595, Green = 38470, Blue = 7471;

    /// <summary>The image with another number of channels. Alpha is left out, not blended; where there was none it becomes 255.</summary>
    /// <param name="channels">1 (gray: the brightness of colours), 3 or 4.</param>
    /// <exception cref="ArgumentException">Another number.</exception>
    public ImageData WithChannels(int channels)
    {
        if (channels is not (1 or 3 or 4)) throw new ArgumentException($"Got {channels} channels; images convert to 1, 3 or 4.",
            nameof(channels));
        if (channels == Channels) return this;
        byte[] result = new byte[checked(Height * Width * channels)];
        bool colour = Channels >= 3, alpha = Channels is 2 or 4;
        for (int from = 0, to = 0; to < result.Length; from += Channels, to += channels)
        {
            ReadOnlySpan<byte> pixel = Pixels.AsSpan(from, Channels);
            if (channels == 1)
            {
                result[to] = colour ? (byte)((Red * pixel[0] + Green * pixel[1] + Blue * pixel[2] + 32768) >> 16) : pixel[0];
                continue;
            }
            (result[to], result[to + 1], result[to + 2]) = colour ? (pixel[0], pixel[1], pixel[2]) : (pixel[0], pixel[0], pixel[0]);
            if (channels == 4) result[to + 3] = alpha ? pixel[^1] : byte.MaxValue;
        }
        return new ImageData(Height, Width, channels, result);
    }

    /// <summary>The image as seen on a background: alpha is blended in and gone. An image without alpha is returned as it is.</summary>
    /// <param name="background">Brightness of the background, 0 to 255; 255 is white.</param>
    /// <returns>An image of 1 or 3 channels.</returns>
    public ImageData Opaque(byte background = byte.MaxValue)
    {
        if (Channels is 1 or 3) return this;
        int channels = Channels - 1;
        byte[] result = new byte[Height * Width * channels];
        for (int from = 0, to = 0; to < result.Length; from += Channels, to += channels)
        {
            int alpha = Pixels[from + channels];
            for (int c = 0; c < channels; c++)
                result[to + c] = (byte)((Pixels[from + c] * alpha + background * (byte.MaxValue - alpha) + 127) / byte.MaxValue);
        }
        return new ImageData(Height, Width, channels, result);
    }
}
