using System.Runtime.CompilerServices;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Fills an image from places of another, between four pixels bilinearly.</summary>
internal static class ImageWarp<T, TPixel>
    where T : unmanaged
    where TPixel : IPixel<T>
{
    /// <summary>Moves an image as a whole.</summary>
    public static void Move(ReadOnlySpan<T> image, Span<T> result, int height, int width, int channels, in AffineMap map, T fill)
    {
        (long stepX, long stepY) = (map.StepX, map.StepY);
        for (int row = 0, at = 0; row < height; row++)
        {
            (long x, long y) = map.Row(row);
            for (int column = 0; column < width; column++, at += channels, x += stepX, y += stepY)
                Take(image, result, at, height, width, channels, x, y, fill);
        }
    }

    /// <summary>Moves an image, each pixel also by a field.</summary>
    public static void Bend(ReadOnlySpan<T> image, Span<T> result, int height, int width, int channels, in AffineMap map, ElasticField field, T fill)
    {
        (long stepX, long stepY) = (map.StepX, map.StepY);
        for (int row = 0, at = 0; row < height; row++)
        {
            (long x, long y) = map.Row(row);
            ReadOnlySpan<float> right = field.Right(row), down = field.Down(row);
            for (int column = 0; column < width; column++, at += channels, x += stepX, y += stepY)
                Take(image, result, at, height, width, channels, x + Fixed(right[column]), y + Fixed(down[column]), fill);
        }
    }

    // Exact: a move is below 2^10 and has 24 bits, so the product fits.
    private static long Fixed(float move) => (long)(move * 4294967296.0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(ReadOnlySpan<T> image, Span<T> result, int at, int height, int width, int channels, long x, long y, T fill)
    {
        int left = (int)(x >> 32), top = (int)(y >> 32), shareX = (int)((uint)x >> 24), shareY = (int)((uint)y >> 24);
        if ((uint)left < (uint)(width - 1) && (uint)top < (uint)(height - 1))
        {
            int upper = (top * width + left) * channels, lower = upper + width * channels;
            for (int c = 0; c < channels; c++)
            {
                result[at + c] = TPixel.Between(image[upper + c], image[upper + c + channels], image[lower + c], image[lower + c + channels],
                    shareX, shareY);
            }
        }
        else
        {
            TakeAtEdge(image, result, at, height, width, channels, left, top, shareX, shareY, fill);
        }
    }

    private static void TakeAtEdge(ReadOnlySpan<T> image, Span<T> result, int at, int height, int width, int channels, int left, int top,
        int shareX, int shareY, T fill)
    {
        bool leftIn = (uint)left < (uint)width, rightIn = (uint)(left + 1) < (uint)width;
        bool topIn = (uint)top < (uint)height, bottomIn = (uint)(top + 1) < (uint)height;
        if (!(leftIn || rightIn) || !(topIn || bottomIn))
        {
            result.Slice(at, channels).Fill(fill);
            return;
        }
        int upper = (top * width + left) * channels, lower = upper + width * channels;
        for (int c = 0; c < channels; c++)
        {
            T upperLeft = topIn && leftIn ? image[upper + c] : fill, upperRight = topIn && rightIn ? image[upper + c + channels] : fill;
            T lowerLeft = bottomIn && leftIn ? image[lower + c] : fill, lowerRight = bottomIn && rightIn ? image[lower + c + channels] : fill;
            result[at + c] = TPixel.Between(upperLeft, upperRight, lowerLeft, lowerRight, shareX, shareY);
        }
    }
}
