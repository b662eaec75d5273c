using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tensorflow.IO;

/// <summary>Element types of .npy files that can be read and written; numpy's code in brackets.</summary>
public enum NpyType
{
    /// <summary>One byte, 0 or 1 (b1).</summary>
    Bool,

    /// <summary>Unsigned, 1 byte (u1).</summary>
    UInt8,

    /// <summary>Signed, 1 byte (i1).</summary>
    Int8,

    /// <summary>Signed, 2 bytes (i2).</summary>
    Int16,

    /// <summary>Signed, 4 bytes (i4).</summary>
    Int32,

    /// <summary>Signed, 8 bytes (i8).</summary>
    Int64,

    /// <summary>IEEE single precision (f4).</summary>
    Float32,

    /// <summary>IEEE double precision (f8).</summary>
    Float64,
}

/// <summary>An array as a .npy file holds it: element type, shape, and the elements as little-endian bytes in row-major (C) order.</summary>
public sealed class NpyArray
{
    /// <summary>Wraps the bytes; nothing is copied.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Length of each axis; empty for a single number.</param>
    /// <param name="data">The elements, little-endian, in row-major order.</param>
    /// <exception cref="ArgumentException">The shape and the number of bytes do not fit.</exception>
    public NpyArray(NpyType type, long[] shape, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(data);
        if (ByteCount(type, shape) is not { } bytes || bytes != data.Length)
            throw new ArgumentException(
                $"Got {data.Length} bytes for shape {Text(shape)} of {type}; the shape and the bytes must fit.", nameof(data));
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>Element type.</summary>
    public NpyType Type { get; }

    /// <summary>Length of each axis; empty for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>The elements, little-endian, in row-major order.</summary>
    public byte[] Data { get; }

    /// <summary>Bytes of one element: 1, 2, 4 or 8.</summary>
    public int ElementSize => SizeOf(Type);

    /// <summary>Number of elements.</summary>
    public long Count => Data.Length / ElementSize;

    /// <summary>An array with a copy of the values.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, float or double.</typeparam>
    /// <param name="values">Elements in row-major order.</param>
    /// <param name="shape">Length of each axis; left out, the array has one axis. (A single number without axes is made by the constructor.)</param>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is another type.</exception>
    public static NpyArray From<T>(ReadOnlySpan<T> values, params long[] shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(shape);
        return new(TypeOf<T>(), shape.Length == 0 ? [values.Length] : shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>A copy of the elements.</summary>
    /// <typeparam name="T">The C# type that <see cref="Type"/> names.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the array's element type.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        if (TypeOf<T>() != Type)
            throw new ArgumentException($"The array holds {Type}, not {typeof(T).Name}. Ask for the type it holds and convert the values.");
        return MemoryMarshal.Cast<byte, T>(Data).ToArray();
    }

    /// <summary>Type and shape, as in "UInt8 [60000, 28, 28]".</summary>
    public override string ToString() => $"{Type} {Text(Shape)}";

    internal static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";

    internal static int SizeOf(NpyType type) => type switch
    {
        NpyType.Bool or NpyType.UInt8 or NpyType.Int8 => 1,
        NpyType.Int16 => 2,
        NpyType.Int32 or NpyType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Bytes of all elements, or null when that is negative or above what one array can hold.</summary>
    internal static long? ByteCount(NpyType type, ReadOnlySpan<long> shape)
    {
        long bytes = SizeOf(type);
        bool empty = false;
        foreach (long length in shape)
        {
            if (length < 0) return null;
            empty |= length == 0;
        }
        if (empty) return 0;
        foreach (long length in shape)
        {
            if (length > Array.MaxLength / bytes) return null;
            bytes *= length;
        }
        return bytes;
    }

    private static NpyType TypeOf<T>() => Unsafe.SizeOf<T>() switch
    {
        1 when typeof(T) == typeof(bool) => NpyType.Bool,
        1 when typeof(T) == typeof(byte) => NpyType.UInt8,
        1 when typeof(T) == typeof(sbyte) => NpyType.Int8,
        2 when typeof(T) == typeof(short) => NpyType.Int16,
        4 when typeof(T) == typeof(int) => NpyType.Int32,
        4 when typeof(T) == typeof(float) => NpyType.Float32,
        8 when typeof(T) == typeof(long) => NpyType.Int64,
        8 when typeof(T) == typeof(double) => NpyType.Float64,
        _ => throw new NotSupportedException(
            $"{typeof(T).Name} has no place in .npy files here; use bool, byte, sbyte, short, int, long, float or double."),
    };
}
