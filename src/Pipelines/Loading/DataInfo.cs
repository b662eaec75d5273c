namespace MlPipelines.Pipelines.Loading;

/// <summary>What `data info` prints: the places, and what was found where.</summary>
public static class DataInfo
{
    /// <summary>Describes the data on this machine, line by line. Damaged files are described, not thrown.</summary>
    /// <param name="options">Places to look into.</param>
    public static IReadOnlyList<string> Describe(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var finder = new DigitDataFinder(options);
        var lines = new List<string> { "Places, in the order of search:" };
        var details = new List<string>();
        string? uses = null;
        IReadOnlyList<DataPlace> places = options.Places;
        int width = places.Count == 0 ? 0 : places.Max(place => place.Kind.Length);
        foreach (DataPlace place in places)
        {
            var found = new List<string>();
            string? mnist = Look(options.Mnist.Name, () => finder.MnistIn(place), options.Mnist, found, details);
            Look(IdxDataset.Usps.Name, () => DigitDataFinder.UspsIn(place), IdxDataset.Usps, found, details);
            bool counts = options.DataFolder is null || place.Kind == places[0].Kind; // with --data, no other place is used
            if (counts) uses ??= mnist;
            string state = found.Count > 0 ? string.Join(", ", found) : Directory.Exists(place.Path) ? "no data set" : "does not exist";
            lines.Add($"  {place.Kind.PadRight(width)}  {place.Path}: {state}");
        }
        lines.AddRange(details);
        lines.AddRange(Strokes(options));
        lines.Add($"A run uses: {uses ?? Otherwise(options)}");
        return lines;
    }

    /// <summary>Number and size of images and the number of each class, line by line.</summary>
    /// <param name="data">A data set.</param>
    public static IReadOnlyList<string> Describe(DigitData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return [$"{data.Name}: {data.Source}", Part("training", data.Train, data.Classes), Part("test    ", data.Test, data.Classes)];
    }

    /// <summary>Adds what one place has of a data set; returns what a run would do with it, or null when there is nothing.</summary>
    private static string? Look(string name, Func<DigitData?> read, IdxDataset files, List<string> found, List<string> details)
    {
        try
        {
            if (read() is not { } data) return null;
            found.Add(name);
            details.AddRange(Describe(data));
            details.Add(files.IsOriginal(data) switch
            {
                true => "  checksums: all four are those of the original files",
                false => "  checksums: NOT those of the original files",
                null => "  checksums: none known for this data set",
            });
            return $"{data.Name} ({data.Source})";
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            found.Add($"{name} (DAMAGED)");
            details.Add($"{name}: {e.Message}");
            return $"nothing: it ends with the error above about {name}";
        }
    }

    private static IReadOnlyList<string> Strokes(DataOptions options)
    {
        string folder = Path.Combine(options.KeepFolder, SyntheticStrokes.Files.Name);
        string state;
        try
        {
            DigitData? data = SyntheticStrokes.Files.Read(folder);
            state = data is null ? "not drawn yet"
                : data.Name == SyntheticStrokes.Files.Name ? "checksums ok"
                : "checksums wrong: they will be drawn again";
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            state = $"damaged, they will be drawn again: {e.Message}";
        }
        return
        [
            $"{SyntheticStrokes.Name}: {folder} ({state})",
            $"  {SyntheticStrokes.TrainCount:N0} + {SyntheticStrokes.TestCount:N0} images, used where MNIST cannot be had",
        ];
    }

    private static string Otherwise(DataOptions options) =>
        options.DataFolder is not null ? "nothing: the folder of --data holds no MNIST, which is an error"
        : options.Offline ? $"{SyntheticStrokes.Name} (MNIST is not here and --offline is given)"
        : $"MNIST, downloaded to {Path.Combine(options.KeepFolder, options.Mnist.Name)}; without network, {SyntheticStrokes.Name}";

    private static string Part(string part, DigitSet set, int classes) =>
        $"  {part} {set.Count,7:N0} images of {set.Height} x {set.Width}; of each class: {string.Join(' ', set.ClassCounts(classes))}";
}
