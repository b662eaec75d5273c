using System.Runtime.CompilerServices;
using Tensorflow.Gradients;
using Tensorflow.Memory;
using Tensorflow.Operations;

namespace Tensorflow.NumPy;

/// <summary>An array as NumPy has it: a tensor whose elements may be written, <c>y[i, 3] = 1f</c>, and whose operators follow NumPy's rules.</summary>
/// <remarks>
/// Reshaped arrays and blocks that lie in one piece, such as some leading rows, share the memory of the array they come from:
/// writing to one shows in the other. Any other selection is a copy. An array is taken wherever a tensor is; an array that is
/// still being changed must not be in use by a gradient tape.
/// </remarks>
public sealed partial class NDArray : Tensor
{
    /// <summary>An array with memory of its own, its values undefined. It outlives a training step.</summary>
    internal NDArray(Shape shape, TF_DataType dtype)
        : base(shape, dtype) => TensorScope.Release(this);

    private NDArray(Tensor source, Shape shape, long offset)
        : base(source, shape, offset) => TensorScope.Release(this);

    /// <summary>The result of an operation as an array, without a copy.</summary>
    internal static NDArray Wrap(Tensor result)
    {
        if (result is NDArray array) return array;
        var wrapped = new NDArray(result, result.shape, 0);
        if (!Tape.AnyActive && result.Variable is null) result.Dispose();
        return wrapped;
    }

    /// <summary>A view of the same memory.</summary>
    internal NDArray ViewArray(Shape shape, long offset) => new(this, shape, offset);

    /// <summary>The number of bytes of all elements.</summary>
    public long nbytes => size * dtype.SizeOf();

    /// <summary>The array with its axes in reverse order. A copy.</summary>
    public NDArray T => Wrap(ArrayOps.Transpose(this));

    /// <summary>The same elements with other sizes; shares the memory.</summary>
    /// <param name="newshape">Sizes with the same product; one may be -1.</param>
    /// <exception cref="ArgumentException">The numbers of elements differ.</exception>
    public NDArray reshape(Shape newshape) => ViewArray(ArrayOps.Resolve(this, newshape), 0);

    /// <inheritdoc cref="reshape(Shape)"/>
    public NDArray reshape(params int[] newshape) => reshape((Shape)newshape);

    /// <summary>A copy with another element type.</summary>
    /// <param name="dtype">For example <c>np.float32</c>.</param>
    public NDArray astype(TF_DataType dtype) => dtype == this.dtype ? copy() : Wrap(MathOps.Cast(this, dtype));

    /// <summary>A copy.</summary>
    public NDArray copy() => base.numpy();

    /// <summary>A copy along one axis.</summary>
    public NDArray flatten() => copy().reshape(-1);

    /// <summary>The elements along one axis; shares the memory.</summary>
    public NDArray ravel() => reshape(-1);

    /// <summary>The array with its axes in another order. A copy.</summary>
    /// <param name="axes">Each axis once; none reverses them all.</param>
    public NDArray transpose(params int[] axes) => Wrap(ArrayOps.Transpose(this, axes is { Length: > 0 } ? axes : null));

    /// <summary>The array without axes of size 1; shares the memory.</summary>
    /// <param name="axis">The axis to remove; null for all of size 1.</param>
    public NDArray squeeze(Axis? axis = null) => np.squeeze(this, axis);

    /// <summary>Sum; int64 for integers and truth values.</summary>
    /// <param name="axis">Axes to sum over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public NDArray sum(Axis? axis = null, bool keepdims = false) => np.sum(this, axis, keepdims);

    /// <summary>Mean; float64 for integers and truth values.</summary>
    /// <param name="axis">Axes to average over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public NDArray mean(Axis? axis = null, bool keepdims = false) => np.mean(this, axis, keepdims);

    /// <summary>Standard deviation of the values as they are (divided by n).</summary>
    /// <param name="axis">Axes to go over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public NDArray std(Axis? axis = null, bool keepdims = false) => np.std(this, axis, keepdims);

    /// <summary>Largest value.</summary>
    /// <param name="axis">Axes to go over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public NDArray max(Axis? axis = null, bool keepdims = false) => np.max(this, axis, keepdims);

    /// <summary>Smallest value.</summary>
    /// <param name="axis">Axes to go over; null for all.</param>
    /// <param name="keepdims">True to leave them with size 1.</param>
    public NDArray min(Axis? axis = null, bool keepdims = false) => np.min(this, axis, keepdims);

    /// <summary>Place of the largest value, the first of several: int64.</summary>
    /// <param name="axis">The axis; null for the array row by row.</param>
    public NDArray argmax(int? axis = null) => np.argmax(this, axis);

    /// <summary>Place of the smallest value, the first of several: int64.</summary>
    /// <param name="axis">The axis; null for the array row by row.</param>
    public NDArray argmin(int? axis = null) => np.argmin(this, axis);

    /// <summary>True when any element is not 0.</summary>
    public bool any() => np.any(this);

    /// <summary>True when every element is not 0.</summary>
    public bool all() => np.all(this);

    /// <summary>The value of the only element.</summary>
    /// <exception cref="InvalidOperationException">There are several elements, or none.</exception>
    public double item() => Scalars.Read(this);

    /// <summary>The same array object. Arrays are compared element by element with <c>==</c>, and as a whole with <c>np.array_equal</c>.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <summary>A hash of the object, not of its elements.</summary>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>As NumPy prints it, for example <c>[[1. 2.]\n [3. 4.]]</c>; above 1,000 elements only the ends.</summary>
    public override string ToString() => ArrayText.Print(this);
}
