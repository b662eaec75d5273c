using Tensorflow.Operations;

namespace Tensorflow;

public unsafe partial class Tensor
{
    /// <summary>The address of the first byte. The tensor must stay in use as long as the address is.</summary>
    internal byte* Address
    {
        get
        {
            if (_storage is null) _ = Storage;
            return _pointer;
        }
    }

    /// <summary>One entry along the first axes, as Python's <c>x[i, j]</c>. Differentiable.</summary>
    /// <param name="index">Entries, at most one an axis; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">An index lies outside, or there are more than axes.</exception>
    public Tensor this[params int[] index] => ArrayOps.StridedSlice(this, Array.ConvertAll(index, i => (Slice)i));

    /// <summary>Some entries along the first axes, as Python's <c>x[1:3, ..., 0]</c>. Differentiable.</summary>
    /// <param name="slices">Numbers, ranges such as <c>1..3</c>, or slices.</param>
    /// <exception cref="ArgumentException">An index lies outside, or there are more than axes.</exception>
    public Tensor this[params Slice[] slices] => ArrayOps.StridedSlice(this, slices);

    /// <summary>Some entries in Python's notation, such as <c>x["..., 1:3"]</c>. Differentiable.</summary>
    /// <exception cref="FormatException">The text is no such notation.</exception>
    public Tensor this[string slices] => ArrayOps.StridedSlice(this, Slice.Parse(slices));
}
