namespace Tensorflow.Keras.Preprocessing;

/// <summary>What the numbers of images' classes are given out as.</summary>
internal enum ImageTargets
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Numbers, [images].</summary>
    Numbers,

    /// <summary>One-hot rows, [images, classes].</summary>
    OneHot,

    /// <summary>0 or 1, [images, 1] or [images].</summary>
    Binary,

    /// <summary>The images themselves.</summary>
    Images,
}

internal static class ImageTargetsExtensions
{
    /// <summary>The targets of some images.</summary>
    /// <param name="targets">Their form.</param>
    /// <param name="labels">Number of each image's class.</param>
    /// <param name="numbers">The images wanted.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="numberType">Type of <see cref="ImageTargets.Numbers"/>.</param>
    public static Tensor Of(this ImageTargets targets, int[] labels, ReadOnlySpan<int> numbers, int classes, TF_DataType numberType)
    {
        if (targets == ImageTargets.OneHot)
        {
            Tensor rows = Tensor.Zeros(Shape.Of(numbers.Length, classes));
            for (int i = 0; i < numbers.Length; i++) rows.Span<float>()[i * classes + labels[numbers[i]]] = 1;
            return rows;
        }
        Shape shape = targets == ImageTargets.Binary ? Shape.Of(numbers.Length, 1) : Shape.Of(numbers.Length);
        Tensor result = Tensor.Empty(shape, targets == ImageTargets.Binary ? TF_DataType.TF_FLOAT : numberType);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (result.dtype == TF_DataType.TF_INT32) result.Span<int>()[i] = labels[numbers[i]];
            else result.Span<float>()[i] = labels[numbers[i]];
        }
        return result;
    }
}
