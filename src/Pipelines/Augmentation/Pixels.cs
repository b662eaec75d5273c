using System.Runtime.CompilerServices;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>The arithmetic of a pixel's values. Shares are in 256ths, so that bytes need no floating point.</summary>
internal interface IPixel<T>
{
    /// <summary>A grey level as a value.</summary>
    static abstract T Of(double level);

    /// <summary>Between four neighbours, <paramref name="x"/> of the way to the right and <paramref name="y"/> of the way down.</summary>
    static abstract T Between(T upperLeft, T upperRight, T lowerLeft, T lowerRight, int x, int y);

    /// <summary>Between two values.</summary>
    static abstract T Between(T from, T to, int share);

    /// <summary>The value moved by an amount, within what it can hold.</summary>
    static abstract T Plus(T value, double amount);

    /// <summary>The larger of two values.</summary>
    static abstract T Max(T a, T b);

    /// <summary>The smaller of two values.</summary>
    static abstract T Min(T a, T b);
}

/// <summary>Bytes: integer arithmetic, rounded to the nearest.</summary>
internal readonly struct BytePixel : IPixel<byte>
{
    public static byte Of(double level) => (byte)Math.Clamp(Math.Floor(level + 0.5), 0, 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Between(byte upperLeft, byte upperRight, byte lowerLeft, byte lowerRight, int x, int y)
    {
        int upper = (upperLeft << 8) + (upperRight - upperLeft) * x, lower = (lowerLeft << 8) + (lowerRight - lowerLeft) * x;
        return (byte)(((upper << 8) + (lower - upper) * y + 32768) >> 16);
    }

    public static byte Between(byte from, byte to, int share) => (byte)(((from << 8) + (to - from) * share + 128) >> 8);

    public static byte Plus(byte value, double amount) => Of(value + amount);

    public static byte Max(byte a, byte b) => Math.Max(a, b);

    public static byte Min(byte a, byte b) => Math.Min(a, b);
}

/// <summary>Single, of any scale. A share of 0 gives the first value's bits.</summary>
internal readonly struct SinglePixel : IPixel<float>
{
    public static float Of(double level) => (float)level;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float upperLeft, float upperRight, float lowerLeft, float lowerRight, int x, int y) =>
        Between(Between(upperLeft, upperRight, x), Between(lowerLeft, lowerRight, x), y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Between(float from, float to, int share) => share == 0 ? from : from + (to - from) * (share / 256f);

    public static float Plus(float value, double amount) => (float)(value + amount);

    public static float Max(float a, float b) => Math.Max(a, b);

    public static float Min(float a, float b) => Math.Min(a, b);
}
