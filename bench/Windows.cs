namespace MlPipelines.Bench;

/// <summary>Windows that slide along an axis of an image.</summary>
internal static class Windows
{
    /// <summary>Taps of all windows that lie inside the image; without padding it is windows times taps.</summary>
    /// <param name="size">Pixels of the image.</param>
    /// <param name="windows">Number of windows.</param>
    /// <param name="taps">Taps of each.</param>
    /// <param name="stride">Pixels from a window to the next.</param>
    public static long Inside(long size, long windows, long taps, long stride)
    {
        long before = Math.Max((windows - 1) * stride + taps - size, 0) / 2, inside = 0;
        for (long window = 0; window < windows; window++)
            inside += Math.Min(taps, size + before - window * stride) - Math.Max(0, before - window * stride);
        return inside;
    }
}
