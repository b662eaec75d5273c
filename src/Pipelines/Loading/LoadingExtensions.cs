using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines;

/// <summary>Loads images as views of Label, Pixels and Id (see <see cref="ImageColumns"/>).</summary>
/// <remarks>
/// The pixels are held once, as bytes. A damaged file gives an <see cref="InvalidDataException"/> that names it, the place in it and the
/// reason.
/// </remarks>
public static class LoadingExtensions
{
    /// <summary>Images and labels in IDX files, MNIST's format, plain or packed with gzip.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="images">File of images.</param>
    /// <param name="labels">File of as many labels.</param>
    /// <param name="classNames">Name of each class; null for numbers.</param>
    /// <exception cref="InvalidDataException">A file is damaged, the counts differ, or a label has no class name.</exception>
    public static DigitView LoadIdx(this DataOperationsCatalog catalog, string images, string labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        DigitSet set = Idx.ReadPair(images, labels, (classNames?.Count ?? 256) - 1);
        return new DigitSet(set.Images, set.Labels, set.Height, set.Width, 1, classNames).AsDataView();
    }

    /// <summary>MNIST: from this machine, else downloaded.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="split">"train" or "test".</param>
    /// <param name="folder">A data folder, which must hold MNIST; null to search the usual ones (<see cref="DataOptions.Places"/>).</param>
    /// <param name="notice">Told what the user should know, such as a download.</param>
    /// <exception cref="ArgumentException">There is no such split, or no MNIST in the folder.</exception>
    /// <exception cref="FileNotFoundException">MNIST is not here and could not be downloaded.</exception>
    public static DigitView LoadMnist(this DataOperationsCatalog catalog, string split = "train", string? folder = null, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DigitDataFinder(DataOptions.Detect(folder), notice).LoadMnist(IsTrain(split)).AsDataView();
    }

    /// <summary>EMNIST, upright, with its class names; see <see cref="Emnist"/>.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="split">"train" or "test".</param>
    /// <param name="variant">One of <see cref="Emnist.Variants"/>.</param>
    /// <param name="folder">A data folder, which must hold EMNIST; null to search the usual ones.</param>
    /// <exception cref="ArgumentException">There is no such split or variant.</exception>
    /// <exception cref="FileNotFoundException">EMNIST is not here; the text says where to get it.</exception>
    public static DigitView LoadEmnist(this DataOperationsCatalog catalog, string split = "train", string variant = "digits", string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Emnist.Load(DataOptions.Detect(folder), IsTrain(split), variant).AsDataView();
    }

    /// <summary>USPS, 16 x 16.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="split">"train" or "test".</param>
    /// <param name="folder">A data folder, which must hold USPS; null to search the usual ones.</param>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="FileNotFoundException">USPS is not here.</exception>
    public static DigitView LoadUsps(this DataOperationsCatalog catalog, string split = "train", string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        DataOptions options = DataOptions.Detect(folder);
        IdxDataset usps = IdxDataset.Usps;
        DigitSet set = new DigitDataFinder(options).FindPart(usps, IsTrain(split)) ?? throw new FileNotFoundException(
            $"USPS was not found: looked for {string.Join(", ", usps.Files.Select(file => file.Name))}, plain or as .gz, in {usps.Name}/ and in the "
            + $"folder itself of {string.Join(", ", options.Places.Select(place => place.Path))}. Put the files there.");
        return set.AsDataView();
    }

    /// <summary>Images and labels in one of numpy's .npz files; see <see cref="NpzImages"/>.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="path">The file.</param>
    /// <param name="imagesKey">Name of the images.</param>
    /// <param name="labelsKey">Name of the labels.</param>
    /// <param name="classNames">Name of each class; null for numbers.</param>
    /// <exception cref="InvalidDataException">The file is damaged, lacks an array, or an array has another shape or other values.</exception>
    public static DigitView LoadNpz(this DataOperationsCatalog catalog, string path, string imagesKey = "x_train", string labelsKey = "y_train",
        IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return NpzImages.Read(path, imagesKey, labelsKey, classNames).AsDataView();
    }

    /// <summary>Folders of image files, a folder a class; see <see cref="ImageFolder"/>.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="path">The folder of the class folders.</param>
    /// <param name="height">Height that images get.</param>
    /// <param name="width">Width that images get.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="interpolation">How images of another size are resized.</param>
    /// <param name="notice">Told which other files were passed over, as <see cref="Warnings"/> does; null writes to the console's error output.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There is no class folder, one holds no image, or images cannot be read: all of them are listed.</exception>
    public static DigitView LoadImageFolder(this DataOperationsCatalog catalog, string path, int height, int width, int channels = 1,
        Interpolation interpolation = Interpolation.Bilinear, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ImageFolder.Read(path, height, width, channels, interpolation, notice).AsDataView();
    }

    /// <summary>A table of text with a label and a column a pixel, as Kaggle has MNIST; see <see cref="PixelCsv"/>.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Name of the column of labels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="classNames">Name of each class; null for numbers.</param>
    /// <exception cref="InvalidDataException">A line has another number of values or a value that is none; the text names line and column.</exception>
    public static DigitView LoadCsv(this DataOperationsCatalog catalog, string path, string labelColumn = "label", int height = 28, int width = 28,
        IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return PixelCsv.Read(path, labelColumn, height, width, classNames).AsDataView();
    }

    /// <summary>What takes a loader's notices to the context's log, as warnings: a catalog cannot reach it by itself.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="source">The name under which they appear.</param>
    public static Action<string> Warnings(this MLContext ml, string source = "Loading") => text =>
    {
        using IChannel channel = ((IChannelProvider)ml).Start(source);
        channel.Warning(MessageSensitivity.UserData, text);
    };

    private static bool IsTrain(string split) => split switch
    {
        "train" => true,
        "test" => false,
        _ => throw new ArgumentException($"Got the split '{split}'; there are \"train\" and \"test\".", nameof(split)),
    };
}
