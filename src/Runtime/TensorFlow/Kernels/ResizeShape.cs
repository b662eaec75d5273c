namespace Tensorflow.Kernels;

/// <summary>Sizes of a resize: images [Batch, Height, Width, Channels] to [Batch, OutHeight, OutWidth, Channels].</summary>
internal readonly record struct ResizeShape(int Batch, int Height, int Width, int Channels, int OutHeight, int OutWidth, bool Linear);

/// <summary>Where along one axis an output line comes from: two input lines and the share of the second.</summary>
internal unsafe struct ResizeTap<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    public int From, To;
    public T Share;

    /// <summary>Fills a table with one entry for each of <paramref name="count"/> output lines.</summary>
    /// <remarks>Pixels are squares, whose centres lie half a pixel inside: TensorFlow 2's half-pixel centres.</remarks>
    public static void Fill(ResizeTap<T>* taps, int size, int count, bool linear)
    {
        double scale = (double)size / count;
        for (int i = 0; i < count; i++)
        {
            double at = (i + 0.5) * scale - (linear ? 0.5 : 0), below = Math.Floor(at);
            int from = Math.Clamp((int)below, 0, size - 1);
            taps[i] = linear
                ? new ResizeTap<T> { From = from, To = Math.Clamp((int)below + 1, 0, size - 1), Share = T.CreateTruncating(at - below) }
                : new ResizeTap<T> { From = from, To = from };
        }
    }
}
