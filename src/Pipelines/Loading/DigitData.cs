namespace MlPipelines.Pipelines.Loading;

/// <summary>Images and their labels, in one order.</summary>
public sealed record DigitSet
{
    /// <summary>Wraps the arrays; nothing is copied.</summary>
    /// <param name="images">[count, height, width], 0 (paper) to 255 (ink).</param>
    /// <param name="labels">[count].</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public DigitSet(byte[] images, byte[] labels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (height < 1 || width < 1 || images.Length != (long)labels.Length * height * width)
            throw new ArgumentException(
                $"Got {images.Length} pixels and {labels.Length} labels for images of {height} x {width}; every label needs one image.", nameof(images));
        Images = images;
        Labels = labels;
        Height = height;
        Width = width;
    }

    /// <summary>Pixels, [count, height, width], 0 (paper) to 255 (ink).</summary>
    public byte[] Images { get; }

    /// <summary>Class of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Height of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of an image in pixels.</summary>
    public int Width { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of one image, row by row.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> Image(int index) => Images.AsSpan(index * Height * Width, Height * Width);

    /// <summary>The first <paramref name="count"/> images, or all if there are fewer.</summary>
    /// <param name="count">At least 0.</param>
    public DigitSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count ? this : new DigitSet(Images[..(count * Height * Width)], Labels[..count], Height, Width);
    }

    /// <summary>
    /// <paramref name="count"/> images (or all if there are fewer) with the classes in the proportions of the whole: of each class its
    /// first ones, in the order they have here. Shares that are no whole numbers are rounded by largest remainder, the lower class first.
    /// </summary>
    /// <param name="count">At least 0.</param>
    public DigitSet TakeStratified(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count >= Count) return this;
        int[] have = ClassCounts(256);
        int[] wanted = new int[have.Length];
        int given = 0;
        for (int c = 0; c < have.Length; c++) given += wanted[c] = (int)((long)have[c] * count / Count);
        IEnumerable<int> byRemainder = Enumerable.Range(0, have.Length).OrderByDescending(c => (long)have[c] * count % Count);
        foreach (int c in byRemainder.Take(count - given)) wanted[c]++;
        int[] rows = new int[count];
        for (int i = 0, n = 0; n < count; i++)
        {
            if (wanted[Labels[i]]-- > 0) rows[n++] = i;
        }
        return Select(rows);
    }

    /// <summary>The images with these numbers, in this order.</summary>
    /// <param name="rows">Numbers from 0 to <see cref="Count"/> - 1; one may be there several times.</param>
    public DigitSet Select(ReadOnlySpan<int> rows)
    {
        byte[] images = new byte[rows.Length * Height * Width], labels = new byte[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Image(rows[i]).CopyTo(images.AsSpan(i * Height * Width));
            labels[i] = Labels[rows[i]];
        }
        return new DigitSet(images, labels, Height, Width);
    }

    /// <summary>How many images each class has.</summary>
    /// <param name="classes">Number of classes; labels are below it.</param>
    public int[] ClassCounts(int classes = 10)
    {
        int[] counts = new int[classes];
        foreach (byte label in Labels) counts[label]++;
        return counts;
    }
}

/// <summary>A data set of handwritten digits, ready for training.</summary>
/// <param name="Name">"mnist", "usps" or "synthetic strokes"; "mnist (not the original files)" for files in its place with other contents.</param>
/// <param name="Source">Where it comes from, for reports: a folder, a file.</param>
/// <param name="IsSynthetic">The digits were drawn by a program; every figure made from them has to say so.</param>
/// <param name="Train">Images for training.</param>
/// <param name="Test">Images for testing, of the same size.</param>
public sealed record DigitData(string Name, string Source, bool IsSynthetic, DigitSet Train, DigitSet Test)
{
    /// <summary>Number of classes.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Height of an image in pixels.</summary>
    public int Height => Train.Height;

    /// <summary>Width of an image in pixels.</summary>
    public int Width => Train.Width;

    /// <summary>The first images of both parts, for a quick run: the same ones every time.</summary>
    /// <param name="train">Most training images.</param>
    /// <param name="test">Most test images.</param>
    public DigitData Take(int train, int test) => this with { Train = Train.Take(train), Test = Test.Take(test) };

    /// <summary>As <see cref="Take"/>, with the classes in the proportions of the whole.</summary>
    /// <param name="train">Most training images.</param>
    /// <param name="test">Most test images.</param>
    public DigitData TakeStratified(int train, int test) =>
        this with { Train = Train.TakeStratified(train), Test = Test.TakeStratified(test) };
}
