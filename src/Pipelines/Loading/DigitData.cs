namespace MlPipelines.Pipelines.Loading;

/// <summary>Images and their labels, in one order.</summary>
public sealed record DigitSet
{
    private const int Digits = 10;

    private static readonly string[] DigitNames = [.. Enumerable.Range(0, 256).Select(i => $"{i}")];

    /// <summary>Wraps the arrays; nothing is copied.</summary>
    /// <param name="images">[count, height, width] or, of more than one channel, [count, height, width, channels]; 0 (paper) to 255 (ink).</param>
    /// <param name="labels">[count], each the number of a class name.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="classNames">Name of each class, no two alike; null for "0" to "9", or up to the largest label where that is above 9.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label has no class name.</exception>
    public DigitSet(byte[] images, byte[] labels, int height, int width, int channels = 1, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (channels is not (1 or 3))
            throw new ArgumentException($"Got images of {channels} channels; grey ones have 1, coloured ones 3.", nameof(channels));
        if (height < 1 || width < 1 || images.Length != (Int128)labels.Length * height * width * channels)
            throw new ArgumentException(
                $"Got {images.Length} values and {labels.Length} labels for images of {height} x {width}{(channels == 1 ? "" : $" x {channels}")}; "
                + "every label needs one image.", nameof(images));
        int largest = 0, at = 0;
        for (int i = 0; i < labels.Length; i++)
            if (labels[i] > largest) (largest, at) = (labels[i], i);
        classNames ??= new ArraySegment<string>(DigitNames, 0, Math.Max(Digits, largest + 1));
        if (classNames.Count is 0 or > 256 || classNames.Distinct(StringComparer.Ordinal).Count() != classNames.Count)
            throw new ArgumentException($"Got the class names {string.Join(", ", classNames)}; expected 1 to 256, no two alike.", nameof(classNames));
        if (largest >= classNames.Count)
            throw new ArgumentException($"Label {at} is {largest}, but there are {classNames.Count} class names; labels go from 0 to "
                + $"{classNames.Count - 1}. Name every class.", nameof(labels));
        Images = images;
        Labels = labels;
        Height = height;
        Width = width;
        Channels = channels;
        ClassNames = classNames;
    }

    /// <summary>Pixels, [count, height, width] or [count, height, width, channels], 0 (paper) to 255 (ink).</summary>
    public byte[] Images { get; }

    /// <summary>Class of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Height of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of an image in pixels.</summary>
    public int Width { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Name of each class; a label is a number in this list.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Bytes of one image.</summary>
    public int ImageSize => Height * Width * Channels;

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of one image, row by row.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> Image(int index) => Images.AsSpan(index * ImageSize, ImageSize);

    /// <summary>The first <paramref name="count"/> images, or all if there are fewer.</summary>
    /// <param name="count">At least 0.</param>
    public DigitSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count ? this : new DigitSet(Images[..(count * ImageSize)], Labels[..count], Height, Width, Channels, ClassNames);
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
        int[] wanted = Stratification.Shares(ClassCounts(256), count);
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
        byte[] images = new byte[rows.Length * ImageSize], labels = new byte[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Image(rows[i]).CopyTo(images.AsSpan(i * ImageSize));
            labels[i] = Labels[rows[i]];
        }
        return new DigitSet(images, labels, Height, Width, Channels, ClassNames);
    }

    /// <summary>The images whose numbers are wanted, in the order they have here.</summary>
    internal DigitSet Where(Func<int, bool> wanted) => Select([.. Enumerable.Range(0, Count).Where(wanted)]);

    /// <summary>These images and others behind them.</summary>
    /// <param name="others">Images of the same size and classes.</param>
    /// <exception cref="ArgumentException">They are of another size or have other classes.</exception>
    public DigitSet Append(DigitSet others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if ((others.Height, others.Width, others.Channels) != (Height, Width, Channels) || !others.ClassNames.SequenceEqual(ClassNames))
            throw new ArgumentException($"Got images of {new ImageShape(others.Height, others.Width, others.Channels)} and {others.ClassNames.Count} classes to put behind "
                + $"images of {new ImageShape(Height, Width, Channels)} and {ClassNames.Count} classes; sizes and classes have to be the same.", nameof(others));
        return new DigitSet([.. Images, .. others.Images], [.. Labels, .. others.Labels], Height, Width, Channels, ClassNames);
    }

    /// <summary>The images as a view of Label, Pixels and Id (see <see cref="ImageColumns"/>); nothing is copied.</summary>
    public DigitView AsDataView() => new(this);

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

    /// <summary>The images are a user's own, in place of a known data set.</summary>
    public bool IsOwn { get; init; }

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
