using System.Security.Cryptography;

namespace MlPipelines.Pipelines.Loading;

/// <summary>One file of a data set.</summary>
/// <param name="Name">File name of the plain file; packed, it ends in ".gz" besides.</param>
/// <param name="Sha256">Checksum of the plain file, or null when none is known.</param>
public sealed record IdxFile(string Name, string? Sha256 = null);

/// <summary>A data set kept as four IDX files in a folder: training and test images and labels.</summary>
/// <param name="Name">Name of the data set, and of its folder inside a data folder.</param>
/// <param name="TrainImages">Training images.</param>
/// <param name="TrainLabels">Training labels.</param>
/// <param name="TestImages">Test images.</param>
/// <param name="TestLabels">Test labels.</param>
public sealed record IdxDataset(string Name, IdxFile TrainImages, IdxFile TrainLabels, IdxFile TestImages, IdxFile TestLabels)
{
    /// <summary>The original MNIST (LeCun, Cortes, Burges): 60,000 and 10,000 images of 28 x 28.</summary>
    public static IdxDataset Mnist { get; } = new(
        "mnist",
        new IdxFile("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new IdxFile("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new IdxFile("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new IdxFile("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))
    {
        Mirrors = ["https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"],
    };

    /// <summary>USPS (Hull 1994): 7,291 and 2,007 images of 16 x 16, scaled to 0..255.</summary>
    public static IdxDataset Usps { get; } = new(
        "usps",
        new IdxFile("train-images-idx3-ubyte"),
        new IdxFile("train-labels-idx1-ubyte"),
        new IdxFile("test-images-idx3-ubyte"),
        new IdxFile("test-labels-idx1-ubyte"));

    /// <summary>Addresses that, with a file name and ".gz" appended, give the packed files.</summary>
    public IReadOnlyList<string> Mirrors { get; init; } = [];

    /// <summary>The four files: training images and labels, test images and labels.</summary>
    public IReadOnlyList<IdxFile> Files => [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>Where a file lies in a folder: the plain one if it is there, else the packed one, else null.</summary>
    /// <param name="folder">The folder of the four files.</param>
    /// <param name="file">One of <see cref="Files"/>.</param>
    public static string? PathOf(string folder, IdxFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        string plain = Path.Combine(folder, file.Name);
        return File.Exists(plain) ? plain : File.Exists(plain + ".gz") ? plain + ".gz" : null;
    }

    /// <summary>Reads the four files.</summary>
    /// <param name="folder">The folder of the four files.</param>
    /// <returns>The data, or null when the folder has none of the four files.</returns>
    /// <exception cref="InvalidDataException">Some of the four are missing, one is damaged, or they do not fit each other.</exception>
    public DigitData? Read(string folder)
    {
        string?[] paths = [.. Files.Select(file => PathOf(folder, file))];
        if (Array.TrueForAll(paths, path => path is null)) return null;
        if (paths.Contains(null))
        {
            IEnumerable<string> missing = Files.Where((_, i) => paths[i] is null).Select(file => file.Name);
            throw new InvalidDataException(
                $"{folder} has {paths.Count(path => path is not null)} of the 4 files of {Name}; missing, plain or as .gz: "
                + $"{string.Join(", ", missing)}. Add them or remove the others.");
        }
        DigitSet train = Idx.ReadPair(paths[0]!, paths[1]!), test = Idx.ReadPair(paths[2]!, paths[3]!);
        if ((train.Height, train.Width) != (test.Height, test.Width))
            throw new InvalidDataException(
                $"{paths[0]} has images of {train.Height} x {train.Width} and {paths[2]} of {test.Height} x {test.Width}; the sizes "
                + "must be equal.");
        return Named(new DigitData(Name, folder, IsSynthetic: false, train, test));
    }

    /// <summary>Reads the images and labels of one part alone.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="train">The training part, else the test part.</param>
    /// <param name="maxLabel">Largest label allowed, 0 to 255.</param>
    /// <returns>The part, or null when the folder has neither file.</returns>
    /// <exception cref="InvalidDataException">One of the two is missing or damaged, or they do not fit each other.</exception>
    public DigitSet? ReadPart(string folder, bool train, int maxLabel = 9)
    {
        (IdxFile images, IdxFile labels) = train ? (TrainImages, TrainLabels) : (TestImages, TestLabels);
        string? imagesPath = PathOf(folder, images), labelsPath = PathOf(folder, labels);
        if (imagesPath is null && labelsPath is null) return null;
        if (imagesPath is null || labelsPath is null)
            throw new InvalidDataException($"{folder} has {Path.GetFileName(imagesPath ?? labelsPath)}, but not "
                + $"{(imagesPath is null ? images : labels).Name}, plain or as .gz. Add it or remove the other.");
        return Idx.ReadPair(imagesPath, labelsPath, maxLabel);
    }

    /// <summary>Are these the very bytes of the original files? Null when no checksum is known.</summary>
    /// <param name="data">The data, from whatever file format.</param>
    public bool? IsOriginal(DigitData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Files.Any(file => file.Sha256 is null)) return null;
        return Matches(TrainLabels, Labels(data.Train)) && Matches(TestLabels, Labels(data.Test))
            && Matches(TestImages, Images(data.Test)) && Matches(TrainImages, Images(data.Train));
    }

    /// <summary>SHA-256 of the plain IDX file that holds this array.</summary>
    internal static string Sha256(IdxArray array)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Idx.Header(array));
        hash.AppendData(array.Data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal static IdxArray Images(DigitSet set) => new([set.Count, set.Height, set.Width], set.Images);

    internal static IdxArray Labels(DigitSet set) => new([set.Count], set.Labels);

    /// <summary>The data under a name that says when other files lie in the place of the original ones.</summary>
    internal DigitData Named(DigitData data) => IsOriginal(data) == false ? data with { Name = $"{Name} (not the original files)" } : data;

    private static bool Matches(IdxFile file, IdxArray array) => Sha256(array) == file.Sha256;
}
