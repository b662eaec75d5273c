using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Convolution of every channel with a filter of its own, and its gradients. Channels lie along the vector.</summary>
/// <remarks>
/// Images [batch, height, width, channels], filters [kernelHeight, kernelWidth, channels], results [batch, outHeight, outWidth,
/// channels]. A task is one line of the result, or, for the filters, some lines of it, whose sums are added up in order. All three
/// are sums of products of runs of channels; which runs, is a list of places that is made anew only where it changes.
/// </remarks>
internal static unsafe class Depthwise<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostSlices = 32;

    private struct Args
    {
        public ConvShape Shape;
        public T* X, W, Y;
        public int Slices;
    }

    private struct Line
    {
        public Args* Args;
        public int Number;
    }

    /// <summary>y = x with filters w.</summary>
    public static void Forward(in ConvShape shape, T* x, T* w, T* y)
    {
        var args = new Args { Shape = shape, X = x, W = w, Y = y };
        Workers.For(shape.Batch * shape.OutHeight, &Task<ForwardKernel>, &args);
    }

    /// <summary>dx = the gradient of the images.</summary>
    public static void InputGradient(in ConvShape shape, T* dy, T* w, T* dx)
    {
        var args = new Args { Shape = shape, X = dx, W = w, Y = dy };
        Workers.For(shape.Batch * shape.Height, &Task<InputKernel>, &args);
    }

    /// <summary>dw = the gradient of the filters, summed over the batch.</summary>
    public static void FilterGradient(in ConvShape shape, T* x, T* dy, T* dw)
    {
        int lines = shape.Batch * shape.OutHeight, slices = Math.Min(MostSlices, lines), size = shape.Depth;
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)slices * size));
        var args = new Args { Shape = shape, X = x, W = workspace.Take<T>((nint)slices * size), Y = dy, Slices = slices };
        new Span<T>(args.W, slices * size).Clear();
        Workers.For(slices, &Task<FilterKernel>, &args);
        new Span<T>(args.W, size).CopyTo(new Span<T>(dw, size));
        for (int slice = 1; slice < slices; slice++)
            for (int i = 0; i < size; i++) dw[i] += args.W[(nint)slice * size + i];
    }

    private static void Task<K>(void* args, int task)
        where K : struct, IKernel<Line, T>
    {
        var line = new Line { Args = (Args*)args, Number = task };
        Simd.Run<K, Line, T>(&line);
    }

    /// <summary>The taps, of count evenly spaced ones that begin at a coordinate, that lie inside an axis.</summary>
    private static (int From, int To) Inside(int start, int step, int count, int size)
    {
        int from = start >= 0 ? 0 : (-start + step - 1) / step;
        return (from, start >= size ? 0 : Math.Min(count, (size - 1 - start) / step + 1));
    }

    /// <summary>Where the runs of a sum begin, in elements from two addresses.</summary>
    private struct Places
    {
        public nint* A, B;
        public int Count;

        public void Add(nint a, nint b) => (A[Count], B[Count++]) = (a, b);
    }

    /// <summary>result[c] = (what it was, or 0) + sum of a[place + c] b[place + c].</summary>
    private static void Sum<S, V>(in Places places, T* a, T* b, T* result, int channels, bool add)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        nint* atA = places.A, atB = places.B;
        int count = places.Count, c = 0;
        V zero = S.Broadcast(T.Zero);
        for (; c <= channels - 4 * S.Count; c += 4 * S.Count)
        {
            T* to = result + c;
            V s0 = zero, s1 = zero, s2 = zero, s3 = zero;
            if (add)
            {
                s0 = S.Load(to);
                s1 = S.Load(to + S.Count);
                s2 = S.Load(to + 2 * S.Count);
                s3 = S.Load(to + 3 * S.Count);
            }
            for (int i = 0; i < count; i++)
            {
                T* x = a + atA[i] + c, w = b + atB[i] + c;
                s0 = S.Fma(S.Load(x), S.Load(w), s0);
                s1 = S.Fma(S.Load(x + S.Count), S.Load(w + S.Count), s1);
                s2 = S.Fma(S.Load(x + 2 * S.Count), S.Load(w + 2 * S.Count), s2);
                s3 = S.Fma(S.Load(x + 3 * S.Count), S.Load(w + 3 * S.Count), s3);
            }
            S.Store(s0, to);
            S.Store(s1, to + S.Count);
            S.Store(s2, to + 2 * S.Count);
            S.Store(s3, to + 3 * S.Count);
        }
        for (; c <= channels - S.Count; c += S.Count)
        {
            V sum = add ? S.Load(result + c) : zero;
            for (int i = 0; i < count; i++) sum = S.Fma(S.Load(a + atA[i] + c), S.Load(b + atB[i] + c), sum);
            S.Store(sum, result + c);
        }
        int n = channels - c;
        if (n == 0) return;
        V rest = add ? S.LoadPartial(result + c, n) : zero;
        for (int i = 0; i < count; i++) rest = S.Fma(S.LoadPartial(a + atA[i] + c, n), S.LoadPartial(b + atB[i] + c, n), rest);
        S.StorePartial(rest, result + c, n);
    }

    private static Places Take(ref Workspace workspace, int count) => new() { A = workspace.Take<nint>(count), B = workspace.Take<nint>(count) };

    private readonly struct ForwardKernel : IKernel<Line, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Line* line)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ConvShape s = line->Args->Shape;
            int channels = s.Channels, taps = s.KernelHeight * s.KernelWidth;
            int image = line->Number / s.OutHeight, top = line->Number % s.OutHeight * s.StrideHeight - s.PadTop;
            var (y0, y1) = Inside(top, s.DilationHeight, s.KernelHeight, s.Height);
            T* y = line->Args->Y + (nint)line->Number * s.OutWidth * channels, x = line->Args->X + (nint)image * s.Height * s.Width * channels;
            Workspace workspace = Workspace.Rent(2 * Workspace.Bytes<nint>(taps));
            Places places = Take(ref workspace, taps);
            (int From, int To) before = (-1, -1);
            for (int ox = 0; ox < s.OutWidth; ox++, y += channels)
            {
                int left = ox * s.StrideWidth - s.PadLeft;
                (int From, int To) inside = Inside(left, s.DilationWidth, s.KernelWidth, s.Width);
                if (inside != before)
                {
                    places.Count = 0;
                    for (int ky = y0; ky < y1; ky++)
                        for (int kx = inside.From; kx < inside.To; kx++)
                            places.Add(((nint)(top + ky * s.DilationHeight) * s.Width + kx * s.DilationWidth) * channels,
                                ((nint)ky * s.KernelWidth + kx) * channels);
                    before = inside;
                }
                Sum<S, V>(places, x + (nint)left * channels, line->Args->W, y, channels, add: false);
            }
            workspace.Dispose();
        }
    }

    private readonly struct InputKernel : IKernel<Line, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Line* line)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ConvShape s = line->Args->Shape;
            int channels = s.Channels, taps = s.KernelHeight * s.KernelWidth;
            int image = line->Number / s.Height, row = line->Number % s.Height + s.PadTop;
            T* dx = line->Args->X + (nint)line->Number * s.Width * channels, dy = line->Args->Y + (nint)image * s.OutHeight * s.OutWidth * channels;
            Workspace workspace = Workspace.Rent(2 * Workspace.Bytes<nint>(taps));
            Places places = Take(ref workspace, taps);
            for (int x = 0; x < s.Width; x++, dx += channels)
            {
                places.Count = 0;
                for (int ky = 0; ky < s.KernelHeight; ky++)
                {
                    int down = row - ky * s.DilationHeight, oy = down / s.StrideHeight;
                    if (down < 0 || oy * s.StrideHeight != down || oy >= s.OutHeight) continue;
                    for (int kx = 0; kx < s.KernelWidth; kx++)
                    {
                        int right = x + s.PadLeft - kx * s.DilationWidth, ox = right / s.StrideWidth;
                        if (right < 0 || ox * s.StrideWidth != right || ox >= s.OutWidth) continue;
                        places.Add(((nint)oy * s.OutWidth + ox) * channels, ((nint)ky * s.KernelWidth + kx) * channels);
                    }
                }
                Sum<S, V>(places, dy, line->Args->W, dx, channels, add: false);
            }
            workspace.Dispose();
        }
    }

    private readonly struct FilterKernel : IKernel<Line, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Line* slice)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            ConvShape s = slice->Args->Shape;
            int channels = s.Channels, lines = s.Batch * s.OutHeight, slices = slice->Args->Slices;
            T* sums = slice->Args->W + (nint)slice->Number * s.Depth;
            Workspace workspace = Workspace.Rent(2 * Workspace.Bytes<nint>(s.OutWidth));
            Places places = Take(ref workspace, s.OutWidth);
            for (int kx = 0; kx < s.KernelWidth; kx++)
            {
                int left = kx * s.DilationWidth - s.PadLeft;
                var (o0, o1) = Inside(left, s.StrideWidth, s.OutWidth, s.Width);
                places.Count = 0;
                for (int ox = o0; ox < o1; ox++) places.Add(((nint)ox * s.StrideWidth + left) * channels, (nint)ox * channels);
                for (int number = (int)((long)lines * slice->Number / slices); number < (int)((long)lines * (slice->Number + 1) / slices); number++)
                {
                    int image = number / s.OutHeight, top = number % s.OutHeight * s.StrideHeight - s.PadTop;
                    var (y0, y1) = Inside(top, s.DilationHeight, s.KernelHeight, s.Height);
                    T* dy = slice->Args->Y + (nint)number * s.OutWidth * channels;
                    for (int ky = y0; ky < y1; ky++)
                    {
                        T* x = slice->Args->X + ((nint)image * s.Height + top + ky * s.DilationHeight) * s.Width * channels;
                        Sum<S, V>(places, x, dy, sums + ((nint)ky * s.KernelWidth + kx) * channels, channels, add: true);
                    }
                }
            }
            workspace.Dispose();
        }
    }
}
