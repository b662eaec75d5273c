namespace MlPipelines.Pipelines.Loading;

/// <summary>EMNIST (Cohen et al. 2017): 28 x 28 digits and letters in six variants, in the files of the NIST archive gzip.zip.</summary>
/// <remarks>The files hold each image with rows and columns exchanged; what is read here is upright.</remarks>
public static class Emnist
{
    private const string Digits = "0123456789", Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // Small letters that look unlike their capitals; the others are merged with these.
    private const string Distinct = "abdefghnqrt";

    private static readonly Dictionary<string, (string Classes, int FirstLabel)> Kinds = new(StringComparer.Ordinal)
    {
        ["digits"] = (Digits, 0),
        ["mnist"] = (Digits, 0),
        ["letters"] = (Capitals, 1), // of both cases; labels begin at 1
        ["balanced"] = (Digits + Capitals + Distinct, 0),
        ["bymerge"] = (Digits + Capitals + Distinct, 0),
        ["byclass"] = (Digits + Capitals + Capitals.ToLowerInvariant(), 0),
    };

    /// <summary>The variants: digits, mnist, letters, balanced, bymerge, byclass.</summary>
    public static IReadOnlyCollection<string> Variants => Kinds.Keys;

    /// <summary>The classes of a variant, in the order of labels.</summary>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public static IReadOnlyList<string> ClassNames(string variant) => [.. Kind(variant).Classes.Select(c => $"{c}")];

    /// <summary>The files of a variant, in emnist/ of a data folder or in the folder itself.</summary>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public static IdxDataset Files(string variant)
    {
        Kind(variant);
        IdxFile File(string part, string what) => new($"emnist-{variant}-{part}-{what}-ubyte");
        return new IdxDataset("emnist", File("train", "images-idx3"), File("train", "labels-idx1"), File("test", "images-idx3"), File("test", "labels-idx1"));
    }

    /// <summary>Reads a part of a variant, upright, with labels from 0.</summary>
    /// <param name="options">Places to look into.</param>
    /// <param name="train">The training part, else the test part.</param>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    /// <exception cref="InvalidDataException">The files are damaged or incomplete, or a label is outside the variant's range.</exception>
    /// <exception cref="FileNotFoundException">No place has the files.</exception>
    public static DigitSet Load(DataOptions options, bool train, string variant)
    {
        ArgumentNullException.ThrowIfNull(options);
        IdxDataset files = Files(variant);
        return Read(options, train, variant) ?? throw new FileNotFoundException(
            $"EMNIST '{variant}' was not found: looked for {(train ? files.TrainImages : files.TestImages).Name} and its labels, plain or as .gz, "
            + $"in emnist/ and in the folder itself of {string.Join(", ", options.Places.Select(place => place.Path))}. Download gzip.zip from "
            + "https://www.nist.gov/itl/products-and-services/emnist-dataset and unpack it into emnist/ of one of these.");
    }

    /// <summary>Both parts of the first variant that is here: balanced, letters, digits. Null where there is none. The network is not used.</summary>
    /// <param name="options">Places to look into.</param>
    /// <exception cref="InvalidDataException">The files are damaged or incomplete, or a label is outside the variant's range.</exception>
    public static DigitData? Find(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (string variant in (string[])["balanced", "letters", "digits"])
            if (Read(options, train: true, variant) is { } train)
                return new DigitData($"emnist-{variant}", "emnist", false, train, Load(options, train: false, variant)) { Classes = train.ClassNames.Count };
        return null;
    }

    private static DigitSet? Read(DataOptions options, bool train, string variant)
    {
        (string classes, int firstLabel) = Kind(variant);
        IdxDataset files = Files(variant);
        if (new DigitDataFinder(options).FindPart(files, train, maxLabel: 255) is not { } stored) return null;
        byte[] labels = stored.Labels;
        for (int i = 0; i < labels.Length; i++)
        {
            int label = labels[i] - firstLabel;
            if (label < 0 || label >= classes.Length)
                throw new InvalidDataException($"{(train ? files.TrainLabels : files.TestLabels).Name}: label {i} is {labels[i]}, expected {firstLabel} "
                    + $"to {firstLabel + classes.Length - 1}. The file is damaged or of another variant.");
            labels[i] = (byte)label;
        }
        Transpose(stored.Images, stored.Height, stored.Width);
        return new DigitSet(stored.Images, labels, stored.Width, stored.Height, 1, ClassNames(variant));
    }

    /// <summary>Exchanges rows and columns of every image, in place.</summary>
    private static void Transpose(byte[] images, int height, int width)
    {
        byte[] one = new byte[height * width];
        for (int at = 0; at < images.Length; at += one.Length)
        {
            Span<byte> image = images.AsSpan(at, one.Length);
            image.CopyTo(one);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) image[x * height + y] = one[y * width + x];
        }
    }

    private static (string Classes, int FirstLabel) Kind(string variant) => variant is not null && Kinds.TryGetValue(variant, out var kind)
        ? kind
        : throw new ArgumentException($"Got the EMNIST variant '{variant}'; there are {string.Join(", ", Kinds.Keys)}.", nameof(variant));
}
