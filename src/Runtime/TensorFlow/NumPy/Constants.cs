using System.Collections;
using System.Runtime.InteropServices;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>Makes tensors of whatever a user writes as a value.</summary>
internal static class Constants
{
    /// <summary>A tensor with a copy of the values.</summary>
    /// <param name="value">A number, a truth value, an array of up to 32 axes, a list of numbers, an array of arrays, a tensor, an NDArray or a variable.</param>
    /// <param name="dtype">Element type to convert to; the value's own unless given.</param>
    /// <param name="shape">Sizes: a single number is repeated, other values must be as many. The value's own unless given.</param>
    /// <exception cref="ArgumentException">The value is of another kind, or does not fit the shape.</exception>
    public static Tensor Make(object value, TF_DataType dtype = TF_DataType.DtInvalid, Shape? shape = null)
    {
        Tensor tensor = Read(value);
        if (dtype != TF_DataType.DtInvalid) tensor = MathOps.Cast(tensor, dtype);
        if (shape is null || tensor.shape == shape) return tensor;
        return tensor.size == 1 ? ArrayOps.BroadcastTo(ArrayOps.Reshape(tensor, Shape.Scalar), shape) : ArrayOps.Reshape(tensor, shape);
    }

    private static Tensor Read(object value)
    {
        switch (value)
        {
            case NDArray array: return ArrayOps.Identity(array);
            case Tensor tensor: return tensor;
            case ResourceVariable variable: return variable.AsTensor();
            case Tensors tensors: return tensors.Single;
            case float number: return number;
            case double number: return number;
            case int number: return number;
            case long number: return number;
            case byte number: return number;
            case bool truth: return truth;
            case float[] or double[] or int[] or long[] or byte[] or bool[]: return Copy((Array)value);
            case Array { Rank: > 1 } array: return Copy(array);
            case null: throw new ArgumentNullException(nameof(value), "Got null as a value; it takes a number, an array, a tensor or an NDArray.");
            case not string and IEnumerable items:
                Tensor[] entries = [.. items.Cast<object>().Select(Read)];
                return entries.Length > 0 ? ArrayOps.Stack(entries) : Tensor.Zeros(0);
            default:
                throw new ArgumentException($"Got a value of type {value.GetType().Name}; "
                    + "it takes float, double, int, long, byte or bool numbers, arrays or lists of them, a tensor or an NDArray.", nameof(value));
        }
    }

    private static Tensor Copy(Array values)
    {
        var (shape, dtype) = NDArray.Describe(values, null);
        Tensor tensor = Tensor.Empty(shape, dtype);
        Span<byte> to = tensor.Bytes;
        if (to.Length > 0) MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(values), to.Length).CopyTo(to);
        return tensor;
    }
}
