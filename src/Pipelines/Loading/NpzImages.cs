using System.Runtime.InteropServices;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Reads images and labels from numpy's .npz files, such as Keras' mnist.npz.</summary>
public static class NpzImages
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="imagesKey">Name of the images, [count, height, width] or [count, height, width, 1 or 3], whole numbers 0 to 255 of any type.</param>
    /// <param name="labelsKey">Name of the labels, [count] or [count, 1], whole numbers.</param>
    /// <param name="classNames">Name of each class; null for numbers.</param>
    /// <exception cref="InvalidDataException">The file is damaged, lacks an array, or an array has another shape or other values.</exception>
    public static DigitSet Read(string path, string imagesKey = "x_train", string labelsKey = "y_train", IReadOnlyList<string>? classNames = null)
    {
        Dictionary<string, NpyArray> arrays = Npz.Read(path);
        NpyArray Array(string key) => arrays.TryGetValue(key, out NpyArray? array) ? array : throw new InvalidDataException(
            $"{path} has no array '{key}'; its arrays are {string.Join(", ", arrays.Select(a => $"{a.Key}: {a.Value}"))}. Name one of these.");
        NpyArray images = Array(imagesKey), labels = Array(labelsKey);
        if (images.Shape is not ([> 0, > 0, > 0] or [> 0, > 0, > 0, 1 or 3]))
            throw new InvalidDataException($"{path}: '{imagesKey}' is {images}; expected [count, height, width] or [count, height, width, 1 or 3] "
                + "with at least one image.");
        if (labels.Shape is not ([_] or [_, 1]) || labels.Shape[0] != images.Shape[0])
            throw new InvalidDataException($"{path}: '{labelsKey}' is {labels} beside '{imagesKey}', {images}; expected [{images.Shape[0]}], one "
                + "number an image. One-hot labels are turned into numbers with argmax(1).");
        int classes = classNames?.Count ?? 256;
        byte[] classOf = Bytes(labels, $"{path}: '{labelsKey}'", classes - 1, "a label");
        byte[] pixels = Bytes(images, $"{path}: '{imagesKey}'", byte.MaxValue, "a pixel");
        if (images.Type is NpyType.Float32 or NpyType.Float64 && pixels.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1) is false)
            throw new InvalidDataException($"{path}: '{imagesKey}' is {images} with no value but 0 and 1; expected 0 to 255. Save it as "
                + "(255 * x).round().astype('uint8').");
        return new DigitSet(pixels, classOf, (int)images.Shape[1], (int)images.Shape[2], images.Shape.Length == 4 ? (int)images.Shape[3] : 1, classNames);
    }

    /// <summary>Whole numbers of any type as bytes.</summary>
    private static byte[] Bytes(NpyArray array, string name, int most, string what) => array.Type switch
    {
        NpyType.UInt8 or NpyType.Bool => Bytes(array.Data, name, most, what),
        NpyType.Int8 => Bytes(MemoryMarshal.Cast<byte, sbyte>(array.Data), name, most, what),
        NpyType.Int16 => Bytes(MemoryMarshal.Cast<byte, short>(array.Data), name, most, what),
        NpyType.Int32 => Bytes(MemoryMarshal.Cast<byte, int>(array.Data), name, most, what),
        NpyType.Int64 => Bytes(MemoryMarshal.Cast<byte, long>(array.Data), name, most, what),
        NpyType.Float32 => Bytes(MemoryMarshal.Cast<byte, float>(array.Data), name, most, what),
        _ => Bytes(MemoryMarshal.Cast<byte, double>(array.Data), name, most, what),
    };

    private static byte[] Bytes<T>(ReadOnlySpan<T> values, string name, int most, string what) where T : unmanaged, System.Numerics.INumber<T>
    {
        byte[] result = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = double.CreateChecked(values[i]);
            // Not a number fails both comparisons.
            if (!(value >= 0 && value <= most) || value != Math.Floor(value))
                throw new InvalidDataException($"{name}: element {i} is {value}; expected {what}, a whole number from 0 to {most}."
                    + (value is > 0 and < 1 ? " Save the images as (255 * x).round().astype('uint8')." : ""));
            result[i] = (byte)value;
        }
        return result;
    }
}
