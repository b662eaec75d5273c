using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>
/// Convolutions whose results have few channels, such as the last layer of a generator of grey images: with one channel, a tile of
/// <see cref="MicroKernel{T}"/> would be one part result and 31 parts padding.
/// </summary>
/// <remarks>
/// All taps of all result channels stand side by side instead: one product of every source pixel with [source channels, taps x
/// channels] says what the pixel gives to each result pixel around it, and those shares are added up, image by image and in a fixed
/// order, while they are in the cache.
/// </remarks>
internal static unsafe class ConvolutionNarrow<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Most channels of a result, and fewest of its source: with a thinner source there is little to gain.</summary>
    private const int MostChannels = 8, LeastDepth = 16;

    /// <summary>Columns of the product are filled up to a multiple of this, so that tiles are whole.</summary>
    private const int Columns = 32;

    /// <summary>Rows of a product that are worth its beginning and end.</summary>
    private const int Rows = 512;

    private const int MostTasks = 64;

    private struct Work
    {
        /// <summary>Source pixels [batch, height, width, depth], and results [batch, outHeight, outWidth, channels].</summary>
        public T* Source, Result;

        /// <summary>[depth, columns], and [channels] or null.</summary>
        public T* Weights, Bias;

        public FusedActivation Activation;
        public int Batch, Height, Width, Depth, OutHeight, OutWidth, Channels, KernelHeight, KernelWidth, Step, Group, Tasks;

        /// <summary>Source pixel (y, x) gives to result rows y StrideHeight - Top on, and columns x StrideWidth - Left on.</summary>
        public int StrideHeight, StrideWidth, Top, Left;
    }

    /// <summary>True when <see cref="Forward"/> is the better way. The sizes of an image alone decide, not their number.</summary>
    public static bool SuitsForward(in ConvShape s) => s.StrideHeight == 1 && s.StrideWidth == 1 && Suits(s, s.Filters, s.Channels);

    /// <summary>True when <see cref="InputGradient"/> is the better way.</summary>
    public static bool SuitsInputGradient(in ConvShape s) => Suits(s, s.Channels, s.Filters);

    /// <summary>True when <see cref="FilterGradient"/> is the better way.</summary>
    public static bool SuitsFilterGradient(in ConvShape s) =>
        s.StrideHeight == 1 && s.StrideWidth == 1 && s.Filters <= MostChannels && s.Channels >= LeastDepth
        && s.PadTop <= (s.KernelHeight - 1) * s.DilationHeight && s.PadLeft <= (s.KernelWidth - 1) * s.DilationWidth;

    private static bool Suits(in ConvShape s, int channels, int depth) =>
        channels <= MostChannels && depth >= LeastDepth && s.KernelHeight * s.KernelWidth > 1 && s.DilationHeight == 1 && s.DilationWidth == 1;

    /// <summary>y = activation(x * w + bias), as <see cref="Convolution{T}.Forward"/>; strides of 1.</summary>
    public static void Forward(in ConvShape s, T* x, T* w, T* bias, FusedActivation activation, T* y)
    {
        var work = new Work
        {
            Source = x, Result = y, Bias = bias, Activation = activation, Batch = s.Batch, Height = s.Height, Width = s.Width, Depth = s.Channels,
            OutHeight = s.OutHeight, OutWidth = s.OutWidth, Channels = s.Filters, KernelHeight = s.KernelHeight, KernelWidth = s.KernelWidth,
            StrideHeight = 1, StrideWidth = 1, Top = s.KernelHeight - 1 - s.PadTop, Left = s.KernelWidth - 1 - s.PadLeft,
        };
        // A pixel gives its last tap to the first result around it, so the taps stand in reverse order.
        Run(ref work, w, reverse: true, tapStep: s.Channels * s.Filters, depthStep: s.Filters, channelStep: 1);
    }

    /// <summary>dx = the gradient of the images, as <see cref="Convolution{T}.InputGradient"/>.</summary>
    public static void InputGradient(in ConvShape s, T* dy, T* w, T* dx)
    {
        var work = new Work
        {
            Source = dy, Result = dx, Batch = s.Batch, Height = s.OutHeight, Width = s.OutWidth, Depth = s.Filters, OutHeight = s.Height,
            OutWidth = s.Width, Channels = s.Channels, KernelHeight = s.KernelHeight, KernelWidth = s.KernelWidth,
            StrideHeight = s.StrideHeight, StrideWidth = s.StrideWidth, Top = s.PadTop, Left = s.PadLeft,
        };
        Run(ref work, w, reverse: false, tapStep: s.Channels * s.Filters, depthStep: 1, channelStep: s.Filters);
    }

    /// <summary>dw = the gradient of the filters, as <see cref="Convolution{T}.FilterGradient"/>; strides of 1.</summary>
    /// <remarks>
    /// Columns of the product are the channels instead of the filters. What a tap pairs with an image's pixel is the output pixel
    /// that many steps before it; so this is the filter gradient of a convolution whose images are dy, padded on the other sides, and
    /// whose output gradient is x, with the taps in reverse order.
    /// </remarks>
    public static void FilterGradient(in ConvShape s, T* x, T* dy, T* dw)
    {
        int taps = s.KernelHeight * s.KernelWidth, filters = s.Filters, channels = s.Channels;
        var turned = new ConvShape(
            s.Batch, s.OutHeight, s.OutWidth, filters, s.Height, s.Width, channels, s.KernelHeight, s.KernelWidth,
            PadTop: (s.KernelHeight - 1) * s.DilationHeight - s.PadTop, PadLeft: (s.KernelWidth - 1) * s.DilationWidth - s.PadLeft,
            DilationHeight: s.DilationHeight, DilationWidth: s.DilationWidth);
        nint size = (nint)taps * filters * channels;
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(size));
        T* from = workspace.Take<T>(size);
        Convolution<T>.FilterGradient(turned, dy, x, from);
        for (int tap = taps - 1; tap >= 0; tap--, dw += channels * filters)
            for (int filter = 0; filter < filters; filter++)
            {
                T* row = from + ((nint)tap * filters + filter) * channels;
                for (int channel = 0; channel < channels; channel++) dw[channel * filters + filter] = row[channel];
            }
    }

    private static void Run(ref Work work, T* w, bool reverse, int tapStep, int depthStep, int channelStep)
    {
        int taps = work.KernelHeight * work.KernelWidth, used = taps * work.Channels;
        work.Step = (used + Columns - 1) / Columns * Columns;
        nint size = (nint)work.Depth * work.Step;
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(size));
        work.Weights = workspace.Take<T>(size);
        new Span<T>(work.Weights, checked((int)size)).Clear();
        for (int depth = 0; depth < work.Depth; depth++)
            for (int tap = 0; tap < taps; tap++)
                for (int channel = 0; channel < work.Channels; channel++)
                    work.Weights[(nint)depth * work.Step + tap * work.Channels + channel] =
                        w[(nint)(reverse ? taps - 1 - tap : tap) * tapStep + (nint)depth * depthStep + (nint)channel * channelStep];
        work.Group = Math.Max(1, Rows / Math.Max(1, work.Height * work.Width));
        work.Tasks = Math.Min(MostTasks, (work.Batch + work.Group - 1) / work.Group);
        fixed (Work* shared = &work) Workers.For(work.Tasks, &Task, shared);
    }

    private static void Task(void* shared, int task)
    {
        Work work = *(Work*)shared;
        int groups = (work.Batch + work.Group - 1) / work.Group, pixels = work.Height * work.Width;
        nint shares = (nint)work.Group * pixels * work.Step;
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(shares));
        T* product = workspace.Take<T>(shares);
        for (int group = (int)((long)groups * task / work.Tasks); group < (int)((long)groups * (task + 1) / work.Tasks); group++)
        {
            int first = group * work.Group, images = Math.Min(work.Group, work.Batch - first);
            T* source = work.Source + (nint)first * pixels * work.Depth;
            Gemm<T>.MatMul(source, work.Weights, product, images * pixels, work.Step, work.Depth, false, false);
            nint result = (nint)work.OutHeight * work.OutWidth * work.Channels;
            for (int image = 0; image < images; image++)
                AddUp(work, product + (nint)image * pixels * work.Step, work.Result + (first + image) * result);
        }
    }

    /// <summary>Adds the shares of an image's source pixels to the result pixels they belong to.</summary>
    private static void AddUp(in Work work, T* shares, T* result)
    {
        int channels = work.Channels, line = work.OutWidth * channels, all = work.OutHeight * line;
        if (work.Bias == null) new Span<T>(result, all).Clear();
        else
            for (int i = 0; i < all; i++) result[i] = work.Bias[i % channels];
        for (int y = 0; y < work.Height; y++)
            for (int ky = 0; ky < work.KernelHeight; ky++)
            {
                int row = y * work.StrideHeight - work.Top + ky;
                if (row < 0 || row >= work.OutHeight) continue;
                T* target = result + (nint)row * line, source = shares + (nint)y * work.Width * work.Step + ky * work.KernelWidth * channels;
                for (int x = 0; x < work.Width; x++, source += work.Step)
                {
                    int column = x * work.StrideWidth - work.Left;
                    int from = Math.Max(0, -column) * channels, to = Math.Min(work.KernelWidth, work.OutWidth - column) * channels;
                    T* pixel = target + (nint)column * channels;
                    for (int i = from; i < to; i++) pixel[i] += source[i];
                }
            }
        if (work.Activation == FusedActivation.Relu)
            for (int i = 0; i < all; i++) result[i] = T.Max(result[i], T.Zero);
    }
}
