namespace MlPipelines.Pipelines.Loading;

/// <summary>A user's own images where --data names them: a folder with a folder of pictures for each class, or a table of pixels (.csv).</summary>
public static class OwnDigits
{
    /// <summary>Height and width that pictures get: those of MNIST, which the models take.</summary>
    public const int Side = 28;

    private const int Seed = 1, TestPercent = 20;

    /// <summary>The images at a path, of which a fifth, each class in proportion and always the same ones, are for testing.</summary>
    /// <param name="path">A .csv file as <see cref="PixelCsv"/> reads it, or a folder as <see cref="ImageFolder"/> does.</param>
    /// <param name="notice">Told which files were passed over.</param>
    /// <returns>Null when the path is neither a .csv file nor a folder with pictures in its folders.</returns>
    /// <exception cref="InvalidDataException">The table or a picture cannot be read, or there are fewer than five images.</exception>
    public static DigitData? Load(string path, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool table = File.Exists(path) && Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        if (!table && !HoldsPictures(path)) return null;
        DigitSet all = table ? PixelCsv.Read(path) : ImageFolder.Read(path, Side, Side, notice: notice);
        int count = (all.Count * TestPercent + 50) / 100;
        if (count == 0) throw new InvalidDataException($"{path} holds {all.Count} images; training and testing take at least 5. Add some.");
        (DigitSet train, DigitSet test) = Stratification.Draw(all, count, Seed);
        string full = Path.GetFullPath(path);
        return new DigitData(Path.GetFileNameWithoutExtension(full), full, IsSynthetic: false, train, test) { Classes = all.ClassNames.Count, IsOwn = true };
    }

    private static bool HoldsPictures(string path)
    {
        if (!Directory.Exists(path)) return false;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateDirectories(path).SelectMany(folder => Directory.EnumerateFiles(folder, "*", options)).Any(ImageFolder.IsImage);
    }
}
