using System.Buffers;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Makes bright strokes thicker (grey dilation) or thinner (grey erosion).</summary>
internal static class StrokeEdges<T, TPixel>
    where T : unmanaged
    where TPixel : IPixel<T>
{
    /// <summary>Moves the edges of strokes.</summary>
    /// <param name="image">[height, width, channels]; is changed.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="channels">Values of a pixel.</param>
    /// <param name="amount">Pixels outwards, or inwards below 0.</param>
    public static void Move(Span<T> image, int height, int width, int channels, double amount)
    {
        T[] rented = ArrayPool<T>.Shared.Rent(image.Length);
        Span<T> before = rented.AsSpan(0, image.Length);
        for (double left = Math.Abs(amount); left > 0; left--)
        {
            int share = (int)(Math.Min(1, left) * 256 + 0.5);
            image.CopyTo(before);
            if (amount > 0) Step<Dilation>(before, image, height, width, channels, share);
            else Step<Erosion>(before, image, height, width, channels, share);
        }
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Each value goes a share of the way to the extreme of itself and its four neighbours; there are none outside the image.</summary>
    private static void Step<TExtreme>(ReadOnlySpan<T> before, Span<T> after, int height, int width, int channels, int share)
        where TExtreme : IExtreme
    {
        int rowLength = width * channels;
        for (int row = 0, at = 0; row < height; row++)
        {
            for (int column = 0; column < rowLength; column++, at++)
            {
                T extreme = before[at];
                if (row > 0) extreme = TExtreme.Of(extreme, before[at - rowLength]);
                if (row < height - 1) extreme = TExtreme.Of(extreme, before[at + rowLength]);
                if (column >= channels) extreme = TExtreme.Of(extreme, before[at - channels]);
                if (column < rowLength - channels) extreme = TExtreme.Of(extreme, before[at + channels]);
                after[at] = TPixel.Between(before[at], extreme, share);
            }
        }
    }

    private interface IExtreme
    {
        static abstract T Of(T a, T b);
    }

    private readonly struct Dilation : IExtreme
    {
        public static T Of(T a, T b) => TPixel.Max(a, b);
    }

    private readonly struct Erosion : IExtreme
    {
        public static T Of(T a, T b) => TPixel.Min(a, b);
    }
}
