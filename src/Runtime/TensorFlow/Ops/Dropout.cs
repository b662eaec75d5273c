using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>What gives a dropout's mask.</summary>
    private sealed record DropoutMask(double Rate, long Seed, long Position);

    // The same mask applied to the gradient: made again, never stored.
    private static readonly Op DropoutOp = new("Dropout", static g => g.Add(0, Dropout(g.OutputGradient, g.Attribute<DropoutMask>(), Target(g))));

    /// <summary>Sets a share of the elements, drawn at random, to 0 and scales the others up, so that the expected sum stays (Srivastava et al. 2014).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">Share to drop, from 0 up to but not including 1.</param>
    /// <param name="stream">Where to draw from; the global stream unless given. The mask depends on its seed and position only.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not in [0, 1).</exception>
    /// <exception cref="ArgumentException">The element type is none with gradients.</exception>
    public static Tensor Dropout(Tensor x, double rate, RandomStream? stream = null)
    {
        CheckFloating(x, "dropout");
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"dropout got the rate {rate}; it takes the share to drop, from 0 up to but not including 1.");
        stream ??= RandomStream.Global;
        return Dropout(x, new DropoutMask(rate, stream.Seed, stream.Take(x.size)));
    }

    private static unsafe Tensor Dropout(Tensor x, DropoutMask mask, Tensor? into = null)
    {
        Tensor y = into ?? Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Dropout<float>.Run(x.Pointer<float>(), y.Pointer<float>(), x.size, mask.Rate, mask.Seed, mask.Position);
        else Dropout<double>.Run(x.Pointer<double>(), y.Pointer<double>(), x.size, mask.Rate, mask.Seed, mask.Position);
        return DropoutOp.Record(y, x, mask);
    }
}
