namespace Tensorflow.IO;

/// <summary>Fashion-MNIST in Keras' cache folder: four gzipped IDX files in datasets/fashion-mnist, of MNIST's form.</summary>
public static class FashionMnistCache
{
    /// <summary>Where Keras fetches the files.</summary>
    public const string BaseUrl = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";

    private const long MostBytes = 64L << 20;
    private const byte MostLabel = 9;

    /// <summary>The files, with the SHA-256 of each as its authors published it.</summary>
    public static IReadOnlyList<(string Name, string Sha256)> Files { get; } =
    [
        ("train-labels-idx1-ubyte.gz", "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        ("train-images-idx3-ubyte.gz", "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        ("t10k-labels-idx1-ubyte.gz", "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ("t10k-images-idx3-ubyte.gz", "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
    ];

    /// <summary>Where the files are or would be: datasets/fashion-mnist in <paramref name="home"/>.</summary>
    /// <param name="home">Keras' folder; null for <see cref="KerasCache.Home"/>.</param>
    public static string Folder(string? home = null) => Path.Combine(home ?? KerasCache.Home(), "datasets", "fashion-mnist");

    /// <summary>
    /// Reads Fashion-MNIST, after downloading those of its files that are missing (31 MB, compared with their checksums).
    /// </summary>
    /// <param name="home">Keras' folder; null for <see cref="KerasCache.Home"/>.</param>
    /// <param name="offline">Do not use the network.</param>
    /// <param name="baseUrl">Address before the files' names; null for <see cref="BaseUrl"/>.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="FileNotFoundException">A file is not there and the network is forbidden; the text says what to do.</exception>
    /// <exception cref="DownloadException">A file is not there and cannot be had; the text says what to do.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or two do not fit together.</exception>
    public static MnistArrays Load(string? home = null, bool offline = false, string? baseUrl = null,
        CancellationToken cancellationToken = default)
    {
        string folder = Folder(home);
        string[] paths = [.. Files.Select(file => Path.Combine(folder, file.Name))];
        for (int i = 0; i < paths.Length; i++)
        {
            if (File.Exists(paths[i])) continue;
            string remedy = $"Put {string.Join(", ", Files.Select(f => f.Name))} (from {BaseUrl}) into {folder} by hand, "
                + "or name the folder that holds datasets/fashion-mnist in the variable KERAS_HOME.";
            if (offline) throw new FileNotFoundException($"{paths[i]} does not exist and the network is not to be used. {remedy}",
                paths[i]);
            CheckedDownload.Fetch([(baseUrl ?? BaseUrl) + Files[i].Name], Files[i].Sha256, paths[i],
                new DownloadOptions { MaxBytes = MostBytes, Remedy = remedy }, cancellationToken: cancellationToken);
        }
        (byte[] trainImages, byte[] trainLabels) = Part(paths[1], paths[0]);
        (byte[] testImages, byte[] testLabels) = Part(paths[3], paths[2]);
        return new MnistArrays(trainImages, trainLabels, testImages, testLabels);
    }

    private static (byte[] Images, byte[] Labels) Part(string imagesPath, string labelsPath)
    {
        byte[] labels = IdxReader.Read(labelsPath, IdxReader.LabelsMagic).Data;
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, MostLabel);
        if (wrong >= 0) throw new InvalidDataException($"{labelsPath}: label {wrong} is {labels[wrong]}, expected 0 to {MostLabel}.");
        (int[] shape, byte[] images) = IdxReader.Read(imagesPath, IdxReader.ImagesMagic);
        if (shape is not [> 0, KerasCache.MnistSide, KerasCache.MnistSide])
            throw new InvalidDataException($"{imagesPath}: shape [{string.Join(", ", shape)}], expected [rows, {KerasCache.MnistSide}, "
                + $"{KerasCache.MnistSide}].");
        if (shape[0] != labels.Length)
            throw new InvalidDataException($"{imagesPath} has {shape[0]} images and {labelsPath} {labels.Length} labels; the counts must "
                + "be equal.");
        return (images, labels);
    }
}
