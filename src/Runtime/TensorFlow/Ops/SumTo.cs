using Tensorflow.Gradients;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly Op SumToOp = new("SumTo", static g => g.Add(0, ArrayOps.BroadcastTo(g.OutputGradient, g.Input(0).shape)));

    /// <summary>
    /// The inverse of broadcasting: sums over the axes along which <paramref name="shape"/> would be stretched to the tensor's.
    /// </summary>
    /// <param name="x">Numbers; the tensor itself is returned when it has the shape already.</param>
    /// <param name="shape">A shape that broadcasts to the tensor's.</param>
    /// <exception cref="ArgumentException">The shape does not broadcast to the tensor's.</exception>
    public static Tensor SumTo(Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (x.shape.Equals(shape)) return x;
        if (x.dtype == TF_DataType.TF_BOOL) throw NoNumbers("sum_to", x);
        ReadOnlySpan<long> from = x.shape.Span, to = shape.Span;
        ulong axes = 0;
        bool fits = to.Length <= from.Length && from.Length <= 64;
        for (int i = 1; fits && i <= from.Length; i++)
        {
            long size = i <= to.Length ? to[^i] : 1;
            if (i > to.Length || (size == 1 && from[^i] != 1)) axes |= 1UL << (from.Length - i);
            else fits = size == from[^i];
        }
        if (!fits)
            throw new ArgumentException($"sum_to got the shape {shape} for a tensor of shape {x.shape}; it takes a shape that broadcasts to the tensor's.");
        Tensor y = Tensor.Empty(shape, x.dtype);
        FoldInto<Kernels.SumFold>(x, axes, y);
        return SumToOp.Record(y, x);
    }
}
