using Tensorflow.Gradients;

namespace Tensorflow.Operations;

public static partial class ArrayOps
{
    private static readonly Op PadOp = new("Pad", static g => g.Add(0, Extract(g.OutputGradient, g.Attribute<SliceSpec>())));

    /// <summary>Puts a border around a tensor.</summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="paddings">For each axis the entries before and after, 0 or more.</param>
    /// <param name="value">What the border holds.</param>
    /// <exception cref="ArgumentException">There is not one pair an axis, or a number is negative.</exception>
    public static Tensor Pad(Tensor x, (long Before, long After)[] paddings, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(paddings);
        if (paddings.Length != x.ndim || paddings.Any(p => p.Before < 0 || p.After < 0))
            throw new ArgumentException($"pad got [{string.Join(", ", paddings)}] for a tensor of shape {x.shape}; "
                + $"it takes one pair (before, after) of numbers of 0 or more for each of its {x.ndim} axes.");
        Span<long> dims = stackalloc long[x.ndim];
        var spec = new SliceSpec(x.shape);
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = x.shape[i] + paddings[i].Before + paddings[i].After;
            spec.Begin[i] = paddings[i].Before;
        }
        Tensor y = Fill(Shape.Of(dims), value, x.dtype);
        Assign(y, spec, x);
        return PadOp.Record(y, x, spec);
    }
}
