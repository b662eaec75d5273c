using System.Runtime.InteropServices;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Values of datasets, as the type that a variable has.</summary>
internal static class KerasH5Values
{
    /// <summary>Gives a variable the values of a dataset of its shape.</summary>
    /// <param name="variable">Takes the values.</param>
    /// <param name="dataset">Has them, in any numeric type.</param>
    /// <param name="name">The dataset's name, for errors.</param>
    public static void Assign(ResourceVariable variable, IHdf5Dataset dataset, string name)
    {
        using Tensor tensor = Tensor.Empty(variable.shape, variable.dtype);
        switch (variable.dtype)
        {
            case TF_DataType.TF_FLOAT: Read(dataset, tensor.Span<float>(), Hdf5Type.Float32, name, static x => (float)x, static x => x); break;
            case TF_DataType.TF_DOUBLE: Read(dataset, tensor.Span<double>(), Hdf5Type.Float64, name, static x => x, static x => x); break;
            case TF_DataType.TF_INT64: Read(dataset, tensor.Span<long>(), Hdf5Type.Int64, name, static x => (long)x, static x => x); break;
            case TF_DataType.TF_INT32: Read(dataset, tensor.Span<int>(), Hdf5Type.Int32, name, static x => (int)x, static x => (int)x); break;
            default: throw new NotSupportedException($"the weight '{name}' is of {variable.dtype.as_numpy_name()}, which is not read from files.");
        }
        variable.assign(tensor);
    }

    /// <summary>A dataset of one whole number.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static long Integer(IHdf5Dataset dataset, string name)
    {
        if (dataset.Shape.size != 1) throw new InvalidDataException($"'{name}' has shape {dataset.Shape}; it takes one number.");
        long[] value = new long[1];
        Read(dataset, value, Hdf5Type.Int64, name, static x => (long)x, static x => x);
        return value[0];
    }

    private static void Read<T>(IHdf5Dataset dataset, Span<T> values, Hdf5Type same, string name, Func<double, T> ofNumber, Func<long, T> ofInteger)
        where T : unmanaged
    {
        if (dataset.Shape.size != values.Length)
            throw new InvalidDataException($"'{name}' has {dataset.Shape.size} values, {values.Length} are wanted.");
        if (dataset.Type == same)
        {
            dataset.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }
        Hdf5Type type = dataset.Type;
        if (type.Class is not (Hdf5Class.Float or Hdf5Class.Integer))
            throw new NotSupportedException($"'{name}' holds values of {type}; float16 to float64 and whole numbers are read. Save it as float32.");
        byte[] bytes = new byte[values.Length * type.Size];
        dataset.CopyTo(bytes);
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.AsSpan(i * type.Size, type.Size);
            values[i] = type switch
            {
                { Class: Hdf5Class.Float, Size: 2 } => ofNumber((double)MemoryMarshal.Read<Half>(element)),
                { Class: Hdf5Class.Float, Size: 4 } => ofNumber(MemoryMarshal.Read<float>(element)),
                { Class: Hdf5Class.Float } => ofNumber(MemoryMarshal.Read<double>(element)),
                { Size: 1 } => ofInteger(type.Signed ? (sbyte)element[0] : element[0]),
                { Size: 2 } => ofInteger(type.Signed ? MemoryMarshal.Read<short>(element) : MemoryMarshal.Read<ushort>(element)),
                { Size: 4 } => ofInteger(type.Signed ? MemoryMarshal.Read<int>(element) : MemoryMarshal.Read<uint>(element)),
                _ => ofInteger(MemoryMarshal.Read<long>(element)),
            };
        }
    }
}
