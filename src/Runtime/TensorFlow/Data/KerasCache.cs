namespace Tensorflow.IO;

/// <summary>MNIST as Keras keeps it: bytes as stored, 28 x 28 pixels an image.</summary>
/// <param name="TrainImages">x_train: [rows, 28, 28], 0 (paper) to 255 (ink).</param>
/// <param name="TrainLabels">y_train: [rows], 0 to 9.</param>
/// <param name="TestImages">x_test, as x_train.</param>
/// <param name="TestLabels">y_test, as y_train.</param>
public sealed record MnistArrays(byte[] TrainImages, byte[] TrainLabels, byte[] TestImages, byte[] TestLabels);

/// <summary>The folder in which Keras keeps data sets, and MNIST in it.</summary>
public static class KerasCache
{
    /// <summary>Where Keras fetches mnist.npz.</summary>
    public const string MnistUrl = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz";

    /// <summary>SHA-256 of mnist.npz.</summary>
    public const string MnistSha256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1";

    /// <summary>Height and width of an image of <see cref="MnistArrays"/>, in pixels.</summary>
    public const int MnistSide = 28;

    private const long MostBytes = 256L << 20;

    /// <summary>Keras' folder: the variable KERAS_HOME, else ~/.keras.</summary>
    public static string Home()
    {
        string? named = Environment.GetEnvironmentVariable("KERAS_HOME");
        if (!string.IsNullOrWhiteSpace(named)) return named;
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), ".keras");
    }

    /// <summary>Where mnist.npz is or would be: datasets/mnist.npz in <paramref name="home"/>.</summary>
    /// <param name="home">Keras' folder; null for <see cref="Home"/>.</param>
    public static string MnistPath(string? home = null) => Path.Combine(home ?? Home(), "datasets", "mnist.npz");

    /// <summary>Reads MNIST from Keras' cache, after downloading it there if it is missing (11 MB, compared with its checksum).</summary>
    /// <param name="home">Keras' folder; null for <see cref="Home"/>.</param>
    /// <param name="offline">Do not use the network.</param>
    /// <param name="urls">Addresses to download from; null for <see cref="MnistUrl"/>.</param>
    /// <param name="sha256">Checksum of the download; null for <see cref="MnistSha256"/>.</param>
    /// <param name="progress">Told how the download comes along.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="FileNotFoundException">The file is not there and the network is forbidden; the text says what to do.</exception>
    /// <exception cref="DownloadException">The file is not there and cannot be had; the text says what to do.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or not MNIST.</exception>
    public static MnistArrays LoadMnist(
        string? home = null,
        bool offline = false,
        IReadOnlyList<string>? urls = null,
        string? sha256 = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        string path = MnistPath(home);
        if (!File.Exists(path))
        {
            string remedy = $"Put mnist.npz (from {MnistUrl}) at {path} by hand, "
                + "or name the folder that holds datasets/mnist.npz in the variable KERAS_HOME.";
            if (offline) throw new FileNotFoundException($"{path} does not exist and the network is not to be used. {remedy}", path);
            CheckedDownload.Fetch(urls ?? [MnistUrl], sha256 ?? MnistSha256, path, new DownloadOptions { Remedy = remedy }, progress, cancellationToken);
        }
        return ReadMnist(path);
    }

    /// <summary>Reads a mnist.npz: the arrays x_train, y_train, x_test and y_test of bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, an array is missing or of another type or shape, counts differ, or a label is above 9.
    /// </exception>
    public static MnistArrays ReadMnist(string path)
    {
        Dictionary<string, NpyArray> arrays;
        try
        {
            arrays = Npz.Read(path, MostBytes);
        }
        catch (NotSupportedException e)
        {
            throw new InvalidDataException($"{path} is not MNIST: {e.Message}", e);
        }
        byte[] trainImages = Images("x_train"), trainLabels = Labels("y_train", "x_train", trainImages);
        byte[] testImages = Images("x_test"), testLabels = Labels("y_test", "x_test", testImages);
        return new MnistArrays(trainImages, trainLabels, testImages, testLabels);

        NpyArray Bytes(string name, int rank)
        {
            if (!arrays.TryGetValue(name, out NpyArray? array))
                throw new InvalidDataException(
                    $"{path} has the arrays [{string.Join(", ", arrays.Keys.Take(8))}]; '{name}' is missing. Delete the file and it "
                    + "is downloaded again.");
            if (array.Type != NpyType.UInt8 || array.Shape.Length != rank)
                throw new InvalidDataException($"{path}: '{name}' is {array}, expected UInt8 with {rank} axes.");
            return array;
        }

        byte[] Images(string name)
        {
            NpyArray array = Bytes(name, 3);
            if (array.Shape[1] != MnistSide || array.Shape[2] != MnistSide || array.Shape[0] == 0)
                throw new InvalidDataException(
                    $"{path}: '{name}' has shape {NpyArray.Text(array.Shape)}, expected [rows, {MnistSide}, {MnistSide}].");
            return array.Data;
        }

        byte[] Labels(string name, string imagesName, byte[] images)
        {
            byte[] labels = Bytes(name, 1).Data;
            int rows = images.Length / (MnistSide * MnistSide);
            if (labels.Length != rows)
                throw new InvalidDataException(
                    $"{path}: '{name}' has {labels.Length} labels and '{imagesName}' {rows} images; the counts must be equal.");
            int wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
            if (wrong >= 0) throw new InvalidDataException($"{path}: label {wrong} of '{name}' is {labels[wrong]}, expected 0 to 9.");
            return labels;
        }
    }
}
