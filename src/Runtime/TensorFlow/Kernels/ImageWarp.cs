using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>What lies beyond an image's edges, a b c d being a row of it.</summary>
internal enum WarpFill
{
    /// <summary>One value: k k k | a b c d | k k k.</summary>
    Constant,

    /// <summary>The edge: a a a | a b c d | d d d.</summary>
    Nearest,

    /// <summary>The image mirrored: c b a | a b c d | d c b.</summary>
    Reflect,

    /// <summary>The image again: b c d | a b c d | a b c.</summary>
    Wrap,
}

/// <summary>Sizes and settings of a warp; input and output are [Batch, Height, Width, Channels].</summary>
internal readonly record struct WarpShape(int Batch, int Height, int Width, int Channels, bool Linear, WarpFill Fill, double FillValue);

/// <summary>Turns, moves and stretches images: output pixel (x, y) comes from a place that is an affine function of x and y.</summary>
internal static unsafe class ImageWarp<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers of a transform: the place is (t0 x + t1 y + t2, t3 x + t4 y + t5).</summary>
    public const int TransformSize = 6;

    private struct Args
    {
        public WarpShape Shape;
        public double* Transforms;

        /// <summary>The images and, warped, the output or its gradient.</summary>
        public T* X, Y;
        public bool Backward;
    }

    /// <summary>Writes every element of y. Each image is a task of its own.</summary>
    public static void Forward(in WarpShape shape, double* transforms, T* x, T* y) => Run(shape, transforms, x, y, backward: false);

    /// <summary>Writes every element of dx: what each pixel of y took from a pixel of x goes back there.</summary>
    public static void Backward(in WarpShape shape, double* transforms, T* dy, T* dx) => Run(shape, transforms, dx, dy, backward: true);

    private static void Run(in WarpShape shape, double* transforms, T* x, T* y, bool backward)
    {
        Args args = new() { Shape = shape, Transforms = transforms, X = x, Y = y, Backward = backward };
        Workers.For(shape.Batch, &Task, &args);
    }

    private static void Task(void* shared, int image)
    {
        ref Args args = ref *(Args*)shared;
        ref readonly WarpShape s = ref args.Shape;
        double* t = args.Transforms + (nint)image * TransformSize;
        nint size = (nint)s.Height * s.Width * s.Channels;
        T* x = args.X + image * size, y = args.Y + image * size;
        T fill = T.CreateTruncating(s.FillValue);
        bool linear = s.Linear, backward = args.Backward;
        if (backward) new Span<byte>(x, checked((int)(size * sizeof(T)))).Clear();
        for (int row = 0; row < s.Height; row++)
        {
            for (int column = 0; column < s.Width; column++, y += s.Channels)
            {
                double across = Place(t[0] * column + t[1] * row + t[2], s.Width, s.Fill),
                    down = Place(t[3] * column + t[4] * row + t[5], s.Height, s.Fill);
                Four four = linear ? Between(s, across, down) : Nearest(s, across, down);
                T right = T.CreateTruncating(four.Right), below = T.CreateTruncating(four.Below);
                if (backward) Give(x, four, y, right, below, s.Channels);
                else Take(x, four, y, right, below, fill, s.Channels);
            }
        }
    }

    /// <summary>Where the four pixels around a place begin, negative for those outside, and how far the place is towards the right and
    /// lower ones.</summary>
    private readonly record struct Four(nint A, nint B, nint C, nint D, double Right, double Below);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Between(in WarpShape s, double across, double down)
    {
        if (across >= 0 && across <= s.Width - 1 && down >= 0 && down <= s.Height - 1)
        {
            int left = (int)across, top = (int)down;
            nint at = ((nint)top * s.Width + left) * s.Channels;
            // On the last line the share of what would lie behind it is 0.
            nint step = left + 1 < s.Width ? s.Channels : 0, line = top + 1 < s.Height ? (nint)s.Width * s.Channels : 0;
            return new Four(at, at + step, at + line, at + line + step, across - left, down - top);
        }
        double column = Math.Floor(across), row = Math.Floor(down);
        return new Four(At(s, row, column), At(s, row, column + 1), At(s, row + 1, column), At(s, row + 1, column + 1), across - column,
            down - row);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Four Nearest(in WarpShape s, double across, double down)
    {
        if (across >= 0 && across <= s.Width - 1 && down >= 0 && down <= s.Height - 1)
        {
            nint inside = ((nint)(int)(down + 0.5) * s.Width + (int)(across + 0.5)) * s.Channels;
            return new Four(inside, inside, inside, inside, 0, 0);
        }
        nint at = At(s, Math.Round(down, MidpointRounding.AwayFromZero), Math.Round(across, MidpointRounding.AwayFromZero));
        return new Four(at, at, at, at, 0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(T* x, in Four four, T* y, T right, T below, T fill, int channels)
    {
        for (int c = 0; c < channels; c++)
        {
            T a = Read(x, four.A, c, fill);
            if (right != T.Zero) a = a * (T.One - right) + Read(x, four.B, c, fill) * right;
            if (below != T.Zero)
            {
                T lower = Read(x, four.C, c, fill);
                if (right != T.Zero) lower = lower * (T.One - right) + Read(x, four.D, c, fill) * right;
                a = a * (T.One - below) + lower * below;
            }
            y[c] = a;
        }
    }

    private static void Give(T* dx, in Four four, T* dy, T right, T below, int channels)
    {
        Give(dx, four.A, dy, (T.One - below) * (T.One - right), channels);
        if (right != T.Zero) Give(dx, four.B, dy, (T.One - below) * right, channels);
        if (below != T.Zero) Give(dx, four.C, dy, below * (T.One - right), channels);
        if (right != T.Zero && below != T.Zero) Give(dx, four.D, dy, below * right, channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Read(T* x, nint at, int channel, T fill) => at < 0 ? fill : x[at + channel];

    private static void Give(T* dx, nint at, T* dy, T share, int channels)
    {
        if (at < 0) return;
        for (int channel = 0; channel < channels; channel++) dx[at + channel] += dy[channel] * share;
    }

    /// <summary>Where a pixel's channels begin; negative outside of the image, and for what is no number.</summary>
    private static nint At(in WarpShape s, double row, double column) =>
        row >= 0 && row < s.Height && column >= 0 && column < s.Width ? ((nint)row * s.Width + (nint)column) * s.Channels : -1;

    /// <summary>A place along an axis, brought into the image as the filling asks.</summary>
    /// <remarks>As TensorFlow's ImageProjectiveTransformV3 does; beyond the first repetition, where that one loses count, the image goes
    /// on.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Place(double at, int size, WarpFill fill) =>
        fill == WarpFill.Constant || (at >= 0 && at <= size - 1) ? at : Inside(at, size, fill);

    private static double Inside(double at, int size, WarpFill fill)
    {
        if (size > 1 && fill == WarpFill.Reflect)
        {
            double twice = 2.0 * size;
            if (at < 0)
            {
                if (at < twice) at = twice * Math.Truncate(-at / twice) + at;
                at = at < -size ? at + twice : -at - 1;
            }
            else if (at > size - 1)
            {
                at -= twice * Math.Truncate(at / twice);
                if (at >= size) at = twice - at - 1;
            }
        }
        else if (fill == WarpFill.Wrap)
        {
            at -= size * Math.Floor(at / size);
        }
        return Math.Clamp(at, 0, size - 1);
    }
}
