using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>
/// Finds the digits for a run: MNIST in the places of <see cref="DataOptions.Places"/>, else downloaded, else synthetic strokes.
/// </summary>
/// <remarks>
/// In a data folder MNIST is the four IDX files in mnist/ or in the folder itself, plain or packed with gzip, or mnist.npz; the first of
/// these is taken. A place without any of them is passed over (with a notice for MLPIPELINES_DATA); --data must hold the data set, or
/// images of one's own (<see cref="OwnDigits"/>).
/// Damaged or incomplete files are an error wherever they lie: another data set in their stead would go unnoticed.
/// </remarks>
/// <param name="options">Places and permissions.</param>
/// <param name="notice">Told in sentences what the user should know: what was passed over, downloaded, drawn. Called on the caller's thread.</param>
/// <param name="progress">Told how a download comes along.</param>
public sealed class DigitDataFinder(DataOptions options, Action<string>? notice = null, IProgress<DownloadProgress>? progress = null)
{
    private const string NpzName = "mnist.npz";
    private const long LargestFile = 128L << 20;

    /// <summary>What to do about missing data, in one sentence.</summary>
    private string Remedy =>
        $"To use MNIST, run 'mlpipelines data fetch', put the four .gz files (from {string.Join(" or ", options.Mnist.Mirrors)}) "
        + $"by hand into {Path.Combine(options.KeepFolder, options.Mnist.Name)}, or name their folder with --data or the variable {DataOptions.Variable}.";

    /// <summary>The digits for a run: MNIST from this machine, else downloaded, else synthetic strokes with a notice.</summary>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="ArgumentException">--data names no folder, or one without MNIST and without pictures.</exception>
    /// <exception cref="InvalidDataException">A place holds damaged or incomplete files; the text names them and the reason.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DigitData Load(CancellationToken cancellationToken = default)
    {
        if (File.Exists(options.DataFolder))
            return OwnDigits.Load(options.DataFolder, notice) ?? throw new ArgumentException(
                $"--data names the file {Path.GetFullPath(options.DataFolder)}; it takes a folder, or a table of pixels that ends in .csv.");
        if (FindMnist() is { } found) return found;
        if (options.DataFolder is not null && OwnDigits.Load(options.DataFolder, notice) is { } own) return own;
        RequireNoDataFolder();
        string reason;
        if (options.Offline)
        {
            reason = "the network is not to be used (--offline).";
        }
        else
        {
            try
            {
                string folder = FetchMnist(cancellationToken);
                return options.Mnist.Read(folder) ?? throw new InvalidDataException($"{folder} lost its files right after the download.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reason = e.Message;
            }
        }
        notice?.Invoke(
            $"MNIST was not found on this machine, and {reason}\nUsing {SyntheticStrokes.Name} instead: digits drawn by a program. "
            + $"What comes out says nothing about MNIST. {Remedy}");
        return SyntheticStrokes.LoadOrGenerate(options.KeepFolder, notice);
    }

    /// <summary>One part of MNIST: from this machine, else downloaded. Never another data set in its stead.</summary>
    /// <param name="train">The training part, else the test part.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="ArgumentException">--data names no folder, or one without MNIST.</exception>
    /// <exception cref="InvalidDataException">A place holds damaged or incomplete files; the text names them and the reason.</exception>
    /// <exception cref="FileNotFoundException">MNIST is not here and could not be downloaded.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DigitSet LoadMnist(bool train, CancellationToken cancellationToken = default)
    {
        if (Find(place => MnistPartIn(place, train), tell: true) is { } found) return found;
        RequireNoDataFolder();
        if (options.Offline) throw new FileNotFoundException($"MNIST was not found on this machine, and the network is not to be used. {Remedy}");
        try
        {
            string folder = FetchMnist(cancellationToken);
            return options.Mnist.ReadPart(folder, train) ?? throw new InvalidDataException($"{folder} lost its files right after the download.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileNotFoundException($"MNIST was not found on this machine, and {e.Message}\n{Remedy}", e);
        }
    }

    /// <summary>One part of a data set that is never downloaded, from the first place that has it, or null.</summary>
    /// <param name="files">The data set.</param>
    /// <param name="train">The training part, else the test part.</param>
    /// <param name="maxLabel">Largest label allowed, 0 to 255.</param>
    /// <exception cref="ArgumentException">--data names no folder.</exception>
    /// <exception cref="InvalidDataException">A place holds damaged or incomplete files.</exception>
    public DigitSet? FindPart(IdxDataset files, bool train, int maxLabel = 9)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Find(place => files.ReadPart(Path.Combine(place.Path, files.Name), train, maxLabel) ?? files.ReadPart(place.Path, train, maxLabel),
            tell: false);
    }

    /// <summary>MNIST from the first place that has it, or null. With --data only that place counts. The network is not used.</summary>
    /// <exception cref="ArgumentException">--data names no folder.</exception>
    /// <exception cref="InvalidDataException">A place holds damaged or incomplete files.</exception>
    public DigitData? FindMnist() => Find(MnistIn, tell: true);

    /// <summary>USPS from the first place that has it, or null.</summary>
    /// <exception cref="ArgumentException">--data names no folder.</exception>
    /// <exception cref="InvalidDataException">A place holds damaged or incomplete files.</exception>
    public DigitData? FindUsps() => Find(UspsIn, tell: false);

    /// <summary>
    /// Downloads MNIST into mnist/ of <see cref="DataOptions.KeepFolder"/>, unless it is there. The four files are checked one by one in a
    /// folder beside it, which is renamed when all are there: an interrupted download is never taken for a data set.
    /// </summary>
    /// <param name="cancellationToken">Stops at once and leaves nothing behind.</param>
    /// <returns>The folder of the four files.</returns>
    /// <exception cref="InvalidOperationException">The network is forbidden.</exception>
    /// <exception cref="DownloadException">No mirror gave the files; the text lists each with its reason.</exception>
    /// <exception cref="InvalidDataException">The folder already has other, damaged or incomplete files, which are left alone.</exception>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public string FetchMnist(CancellationToken cancellationToken = default)
    {
        IdxDataset mnist = options.Mnist;
        string target = Path.Combine(options.KeepFolder, mnist.Name);
        if (mnist.Read(target) is { } there)
        {
            if (mnist.IsOriginal(there) != false) return target;
            throw new InvalidDataException(
                $"{target} holds other files than the original ones of {mnist.Name}. Move them away to download the original ones.");
        }
        if (options.Offline)
            throw new InvalidOperationException("Fetching data needs the network, which --offline forbids. Leave --offline out.");

        string staging = Path.Combine(options.KeepFolder, $".{mnist.Name}-{Guid.NewGuid():N}.partial");
        try
        {
            var mirrors = new List<string>(mnist.Mirrors);
            var limits = new DownloadOptions { HashUnpacked = true, MaxBytes = LargestFile, AnswerTimeout = options.AnswerTimeout };
            foreach (IdxFile file in mnist.Files)
            {
                string name = file.Name + ".gz";
                notice?.Invoke($"Downloading {name}.");
                string[] urls = [.. mirrors.Select(mirror => mirror + name)];
                string used = CheckedDownload.Fetch(urls, file.Sha256!, Path.Combine(staging, name), limits, progress, cancellationToken);
                // The mirror that answered goes first, so that a dead one costs its time once.
                int index = Array.IndexOf(urls, used);
                (mirrors[0], mirrors[index]) = (mirrors[index], mirrors[0]);
            }
            if (!Directory.Exists(target))
            {
                Directory.Move(staging, target);
            }
            else
            {
                foreach (string path in Directory.GetFiles(staging)) File.Move(path, Path.Combine(target, Path.GetFileName(path)));
            }
            notice?.Invoke($"{mnist.Name} is in {target}; all checksums are right.");
            return target;
        }
        finally
        {
            RemoveFolder(staging);
        }
    }

    /// <summary>MNIST in one place, or null when none of its files is there.</summary>
    internal DigitData? MnistIn(DataPlace place)
    {
        if (options.Mnist.Read(Path.Combine(place.Path, options.Mnist.Name)) is { } own) return own;
        if (options.Mnist.Read(place.Path) is { } root) return root;
        string npz = Path.Combine(place.Path, NpzName);
        if (!File.Exists(npz)) return null;
        MnistArrays arrays = KerasCache.ReadMnist(npz);
        return options.Mnist.Named(new DigitData(
            options.Mnist.Name,
            npz,
            IsSynthetic: false,
            new DigitSet(arrays.TrainImages, arrays.TrainLabels, KerasCache.MnistSide, KerasCache.MnistSide),
            new DigitSet(arrays.TestImages, arrays.TestLabels, KerasCache.MnistSide, KerasCache.MnistSide)));
    }

    /// <summary>USPS in one place, or null when none of its files is there.</summary>
    internal static DigitData? UspsIn(DataPlace place) => IdxDataset.Usps.Read(Path.Combine(place.Path, IdxDataset.Usps.Name));

    /// <summary>One part of MNIST in one place; a file of both parts is read whole.</summary>
    private DigitSet? MnistPartIn(DataPlace place, bool train)
    {
        if ((options.Mnist.ReadPart(Path.Combine(place.Path, options.Mnist.Name), train) ?? options.Mnist.ReadPart(place.Path, train)) is { } part)
            return part;
        DigitData? both = MnistIn(place);
        return train ? both?.Train : both?.Test;
    }

    private void RequireNoDataFolder()
    {
        if (options.DataFolder is null) return;
        throw new ArgumentException(
            $"--data names {Path.GetFullPath(options.DataFolder)}, which holds no MNIST: looked for the four IDX files in "
            + $"{options.Mnist.Name}/ and in the folder itself, plain or as .gz, for {NpzName}, "
            + "and for a folder of pictures for each class. Run 'mlpipelines data fetch' with the same --data to download it there, or leave --data out to search the usual places.");
    }

    private T? Find<T>(Func<DataPlace, T?> look, bool tell) where T : class
    {
        if (options.DataFolder is not null && !Directory.Exists(options.DataFolder))
            throw new ArgumentException(
                $"--data names {Path.GetFullPath(options.DataFolder)}, which is no folder; name an existing data folder, or leave "
                + "--data out.");
        foreach (DataPlace place in options.Places)
        {
            if (look(place) is { } found) return found;
            if (options.DataFolder is not null) return null;
            if (tell && place.Kind == DataOptions.Variable)
            {
                string state = Directory.Exists(place.Path) ? "holds no MNIST" : "does not exist";
                notice?.Invoke($"{DataOptions.Variable} names {place.Path}, which {state}; the search goes on.");
            }
        }
        return null;
    }

    private static void RemoveFolder(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left has a name that no search looks for; the error that led here matters more.
        }
    }
}
