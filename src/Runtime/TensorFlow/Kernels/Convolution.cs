using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>
/// Two-dimensional convolution of NHWC images with filters [kernelHeight, kernelWidth, channels, filters], and its gradients. Any
/// kernel, stride, dilation and padding.
/// </summary>
/// <remarks>
/// Nothing is unrolled into columns: neighbouring channels and pixels of NHWC lie side by side, so a line of a filter is one run
/// of memory for each output pixel. Forward and input gradient are row products over classes of pixels that share their valid
/// taps; the filter gradient is a column product over output lines.
/// </remarks>
internal static unsafe class Convolution<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>With fewer channels a padded image is copied for the filter gradient; with more, its taps are taken one by one.</summary>
    private const int CopyBelowChannels = 16;

    /// <summary>From so many channels on, the filter gradient reads a copy of the images channel by channel.</summary>
    private const int PlanesFromChannels = 128;

    /// <summary>y = activation(x * w + bias).</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="w">[kernelHeight, kernelWidth, channels, filters].</param>
    /// <param name="bias">[filters] or null.</param>
    /// <param name="act">Applied last.</param>
    /// <param name="y">[batch, outHeight, outWidth, filters]; overwritten.</param>
    /// <param name="packed">What <see cref="Pack"/> made of w, so that the call need not; null for nothing.</param>
    public static void Forward(in ConvShape s, T* x, T* w, T* bias, FusedActivation act, T* y, T* packed = null)
    {
        if (ConvolutionNarrow<T>.SuitsForward(s))
        {
            ConvolutionNarrow<T>.Forward(s, x, w, bias, act, y);
            return;
        }
        nint size = packed == null ? PackedSize(s) : 0;
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(size));
        if (packed == null) Pack(s, w, packed = workspace.Take<T>(size));
        var panels = Packing<T>.At(packed, s.Depth, s.Filters);
        var product = new GemmRows<T> { A = x, B = panels, C = y, Columns = s.Filters, Bias = bias, Activation = act };
        Run(
            ref product, s, s.Filters, s.OutHeight, s.OutWidth, s.Channels, s.Height, s.Width,
            new ConvAxis(s.OutHeight, s.Height, s.KernelHeight, s.StrideHeight, s.PadTop, s.DilationHeight, gradient: false),
            new ConvAxis(s.OutWidth, s.Width, s.KernelWidth, s.StrideWidth, s.PadLeft, s.DilationWidth, gradient: false));
    }

    /// <summary>Elements of the packed form of filters that <see cref="Forward"/> takes; 0 where it takes none. The batch does not matter.</summary>
    public static nint PackedSize(in ConvShape s) => ConvolutionNarrow<T>.SuitsForward(s) ? 0 : Packing<T>.Size(s.Depth, s.Filters);

    /// <summary>Packs filters [kernelHeight, kernelWidth, channels, filters] for <see cref="Forward"/>.</summary>
    public static void Pack(in ConvShape s, T* w, T* packed) => Packing<T>.Packed(w, s.Filters, 1, s.Depth, s.Filters, packed);

    /// <summary>dx = the gradient of the images.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">[batch, outHeight, outWidth, filters].</param>
    /// <param name="w">[kernelHeight, kernelWidth, channels, filters].</param>
    /// <param name="dx">[batch, height, width, channels]; overwritten.</param>
    public static void InputGradient(in ConvShape s, T* dy, T* w, T* dx)
    {
        if (ConvolutionNarrow<T>.SuitsInputGradient(s))
        {
            ConvolutionNarrow<T>.InputGradient(s, dy, w, dx);
            return;
        }
        int taps = s.KernelHeight * s.KernelWidth, depth = taps * s.Filters, width = MicroKernel<T>.PanelWidth;
        nint size = Packing<T>.Size(depth, s.Channels);
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(size));
        var panels = new Panels<T>
        {
            First = workspace.Take<T>(size), PanelStep = (nint)depth * width, RowStep = width, Count = Packing<T>.PanelCount(s.Channels),
        };
        // Every tap's [channels, filters] is transposed, and the taps stand in reverse order (see ConvAxis).
        Packing<T>.Pack(
            w, 1, s.Filters, s.Filters, s.Channels, panels.First + (nint)(taps - 1) * s.Filters * width, panels.PanelStep, taps,
            (nint)s.Channels * s.Filters, -s.Filters);
        var product = new GemmRows<T> { A = dy, B = panels, C = dx, Columns = s.Channels };
        Run(
            ref product, s, s.Channels, s.Height, s.Width, s.Filters, s.OutHeight, s.OutWidth,
            new ConvAxis(s.Height, s.OutHeight, s.KernelHeight, s.StrideHeight, s.PadTop, s.DilationHeight, gradient: true),
            new ConvAxis(s.Width, s.OutWidth, s.KernelWidth, s.StrideWidth, s.PadLeft, s.DilationWidth, gradient: true));
    }

    /// <summary>dw = the gradient of the filters, summed over the batch.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="dy">[batch, outHeight, outWidth, filters].</param>
    /// <param name="dw">[kernelHeight, kernelWidth, channels, filters]; overwritten.</param>
    public static void FilterGradient(in ConvShape s, T* x, T* dy, T* dw)
    {
        if (ConvolutionNarrow<T>.SuitsFilterGradient(s))
        {
            ConvolutionNarrow<T>.FilterGradient(s, x, dy, dw);
            return;
        }
        int positions = s.Batch * s.OutHeight * s.OutWidth;
        bool copy = s.IsPadded && s.Channels < CopyBelowChannels, byTap = s.IsPadded && !copy, planes = !copy && s.Channels >= PlanesFromChannels;
        int height = copy ? s.SpanHeight : s.Height, width = copy ? s.SpanWidth : s.Width;
        nint copied = copy || planes ? (nint)s.Batch * height * width * s.Channels : 0, tail = Packing<T>.TailSize(positions, s.Filters);
        using var workspace = Workspace.Rent(Workspace.Bytes<T>(copied) + Workspace.Bytes<T>(tail) + Workspace.Bytes<nint>(s.Depth));
        T* images = x;
        if (copy) CopyPadded(s, x, images = workspace.Take<T>(copied));
        else if (planes) Packing<T>.Planes(x, s.Batch, height * width, s.Channels, images = workspace.Take<T>(copied));
        Panels<T> panels = Packing<T>.InPlace(dy, s.Filters, positions, s.Filters, workspace.Take<T>(tail));
        nint* offsets = workspace.Take<nint>(s.Depth), next = offsets;
        int top = byTap ? -s.PadTop : 0, left = byTap ? -s.PadLeft : 0;
        int pixel = planes ? 1 : s.Channels, plane = planes ? height * width : 1;
        for (int kh = 0; kh < s.KernelHeight; kh++)
            for (int kw = 0; kw < s.KernelWidth; kw++)
                for (int channel = 0; channel < s.Channels; channel++)
                    *next++ = ((nint)(top + kh * s.DilationHeight) * width + left + kw * s.DilationWidth) * pixel + (nint)channel * plane;
        ConvShape shape = s;
        var product = new GemmColumns<T>
        {
            A = images, B = panels, C = dw, Rows = s.Depth, RowOffsets = offsets, Columns = s.Filters, CStep = s.Filters,
            Positions = positions, LineLength = s.OutWidth, ImageLines = s.OutHeight, ImageStep = (nint)height * width * s.Channels,
            LineStep = (nint)s.StrideHeight * width * pixel, Step = (nint)s.StrideWidth * pixel,
            PositionElements = (nint)s.StrideWidth * s.Channels, Padded = byTap ? &shape : null,
        };
        product.Run();
    }

    /// <summary>Runs a product over the classes of pixels: every run of rows with every run of columns.</summary>
    private static void Run(
        ref GemmRows<T> product, in ConvShape s, int channels, int height, int width, int sourceChannels, int sourceHeight,
        int sourceWidth, in ConvAxis vertical, in ConvAxis horizontal)
    {
        using var runs = Workspace.Rent(Workspace.Bytes<AxisRun>(height) + Workspace.Bytes<AxisRun>(width));
        AxisRun* rows = runs.Take<AxisRun>(height), columns = runs.Take<AxisRun>(width);
        int rowCount = vertical.Cut(rows), columnCount = horizontal.Cut(columns), classCount = rowCount * columnCount;
        int taps = s.KernelHeight * s.KernelWidth;
        using var tables = Workspace.Rent(Workspace.Bytes<RowClass>(classCount) + Workspace.Bytes<Segment>((nint)classCount * taps));
        RowClass* next = tables.Take<RowClass>(classCount);
        Segment* segments = tables.Take<Segment>((nint)classCount * taps);
        product.Classes = next;
        product.ClassCount = classCount;
        bool joined = horizontal.TapStep == 1 && horizontal.TapSourceStep == 1;
        nint sourceLine = (nint)sourceWidth * sourceChannels, line = (nint)width * channels;
        for (int i = 0; i < rowCount; i++)
            for (int j = 0; j < columnCount; j++, next++)
            {
                AxisRun* row = rows + i, column = columns + j;
                *next = new RowClass
                {
                    Images = s.Batch, Lines = row->Count, Columns = column->Count, Segments = segments,
                    Depth = (nint)row->Taps * column->Taps * sourceChannels,
                    A = new Walk
                    {
                        Origin = row->Source * sourceLine + column->Source * sourceChannels, Image = sourceHeight * sourceLine,
                        Line = vertical.SourceStep * sourceLine, Column = horizontal.SourceStep * sourceChannels,
                    },
                    C = new Walk
                    {
                        Origin = row->First * line + column->First * channels, Image = height * line, Line = vertical.Step * line,
                        Column = horizontal.Step * channels,
                    },
                };
                int pieces = joined ? Math.Min(1, column->Taps) : column->Taps;
                for (int r = 0; r < row->Taps; r++)
                    for (int c = 0; c < pieces; c++)
                    {
                        int tap = (row->Tap + r * vertical.TapStep) * s.KernelWidth + column->Tap + c * horizontal.TapStep;
                        *segments++ = new Segment
                        {
                            A = r * vertical.TapSourceStep * sourceLine + c * horizontal.TapSourceStep * sourceChannels,
                            B = (nint)tap * sourceChannels,
                            Length = joined ? column->Taps * sourceChannels : sourceChannels,
                        };
                    }
                next->SegmentCount = (int)(segments - next->Segments);
            }
        product.RowElements = (nint)vertical.SourceStep * horizontal.SourceStep * sourceChannels;
        product.Run();
    }

    /// <summary>The part of the images that taps touch, with zeros around: [batch, spanHeight, spanWidth, channels].</summary>
    private static void CopyPadded(in ConvShape s, T* x, T* padded)
    {
        var job = new CopyJob<T> { Shape = s, From = x, To = padded };
        Workers.For(Math.Min(s.Batch, CopyJob<T>.Tasks), &CopyTask, &job);
    }

    private static void CopyTask(void* args, int task)
    {
        var job = (CopyJob<T>*)args;
        ref readonly ConvShape s = ref job->Shape;
        int height = s.SpanHeight, width = s.SpanWidth, channels = s.Channels;
        int tasks = Math.Min(s.Batch, CopyJob<T>.Tasks);
        int inside = Math.Clamp(width - s.PadLeft, 0, s.Width) * channels, left = Math.Min(s.PadLeft, width) * channels;
        for (int image = (int)((long)s.Batch * task / tasks); image < (int)((long)s.Batch * (task + 1) / tasks); image++)
            for (int row = 0; row < height; row++)
            {
                var to = new Span<T>(job->To + ((nint)image * height + row) * width * channels, width * channels);
                int source = row - s.PadTop;
                to.Clear();
                if (source >= 0 && source < s.Height)
                    new ReadOnlySpan<T>(job->From + ((nint)image * s.Height + source) * s.Width * channels, inside).CopyTo(to[left..]);
            }
    }
}

internal unsafe struct CopyJob<T>
    where T : unmanaged
{
    public const int Tasks = 16;
    public ConvShape Shape;
    public T* From, To;
}
