namespace Tensorflow.Kernels;

/// <summary>
/// Sizes of a normalization: [Outer, Rows, Groups, Width], where every outer index and group has a mean and a variance of its own,
/// taken over its rows and width.
/// </summary>
/// <remarks>
/// Batch normalization is [1, batch x pixels, channels, 1], instance normalization [batch, pixels, channels, 1], group normalization
/// [batch, pixels, groups, channels / groups], layer normalization [rows, 1, 1, features]. Scale and offset lie along Groups x Width.
/// </remarks>
internal readonly record struct NormShape(long Outer, long Rows, int Groups, int Width)
{
    /// <summary>Elements of a row: one for each scale and offset.</summary>
    public int Columns => Groups * Width;

    /// <summary>Elements that share a mean.</summary>
    public long Count => Rows * Width;

    /// <summary>Means there are.</summary>
    public long Units => Outer * Groups;

    /// <summary>Elements in all.</summary>
    public long Size => Outer * Rows * Columns;
}

/// <summary>What a normalization reads and writes.</summary>
internal unsafe struct NormArgs<T>
    where T : unmanaged
{
    public NormShape Shape;

    /// <summary>[outer, rows, columns]: the input, the output and its gradient, and the gradient of the input.</summary>
    public T* X, Y, Dy, Dx;

    /// <summary>[columns], or null for ones and zeros.</summary>
    public T* Gamma, Beta;

    /// <summary>[outer, groups]: written on the way forward, read on the way back. The variance may be null.</summary>
    public T* Mean, Inverse, Variance;

    /// <summary>[columns]: the gradients of scale and offset.</summary>
    public T* GammaGradient, BetaGradient;

    /// <summary>What is done to y last, and the slope of a leaky relu below 0.</summary>
    public NormActivation Activation;
    public T Slope;

    /// <summary>Added to a variance before its root is taken.</summary>
    public T Epsilon;

    /// <summary>True when mean and variance did not come from x, so that no gradient goes through them.</summary>
    public bool Fixed;
}
