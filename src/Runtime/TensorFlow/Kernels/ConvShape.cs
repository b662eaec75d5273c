namespace Tensorflow.Kernels;

/// <summary>
/// The sizes of a two-dimensional convolution. Images are [batch, height, width, channels], filters [kernelHeight, kernelWidth,
/// channels, filters], results [batch, outHeight, outWidth, filters]. Padding below and to the right is what the output size implies.
/// </summary>
internal readonly record struct ConvShape(
    int Batch, int Height, int Width, int Channels, int OutHeight, int OutWidth, int Filters, int KernelHeight, int KernelWidth,
    int StrideHeight = 1, int StrideWidth = 1, int PadTop = 0, int PadLeft = 0, int DilationHeight = 1, int DilationWidth = 1)
{
    /// <summary>Rows of the filters as a matrix: one for every tap and channel.</summary>
    public int Depth => KernelHeight * KernelWidth * Channels;

    /// <summary>Rows and columns of the image, padding included, that the taps touch.</summary>
    public int SpanHeight => (OutHeight - 1) * StrideHeight + (KernelHeight - 1) * DilationHeight + 1;
    public int SpanWidth => (OutWidth - 1) * StrideWidth + (KernelWidth - 1) * DilationWidth + 1;

    /// <summary>Some tap lies outside the image for some output pixel.</summary>
    public bool IsPadded => PadTop > 0 || PadLeft > 0 || SpanHeight - PadTop > Height || SpanWidth - PadLeft > Width;
}
