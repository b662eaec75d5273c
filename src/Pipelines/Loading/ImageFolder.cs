using System.Collections.Concurrent;
using System.Globalization;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Reads folders of images, a folder a class: PNG, BMP, PGM, PPM and PBM.</summary>
public static class ImageFolder
{
    private const int Named = 10, MaxClasses = 256;

    /// <summary>Reads all images, in parallel; classes by name (by number where all are numbers), in each the files by path.</summary>
    /// <remarks>Alpha is blended on white; colours turn to their brightness for one channel, grey to equal colours for three.</remarks>
    /// <param name="path">The folder of the class folders; these are read with the folders inside them.</param>
    /// <param name="height">Height that images get.</param>
    /// <param name="width">Width that images get.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="interpolation">How images of another size are resized.</param>
    /// <param name="notice">Told which other files were passed over; null writes this to the console's error output.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">There is no class folder, one holds no image, or images cannot be read: all of them are listed.</exception>
    public static DigitSet Read(string path, int height, int width, int channels = 1, Interpolation interpolation = Interpolation.Bilinear,
        Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is not (1 or 3)) throw new ArgumentException($"Got {channels} channels; images have 1 (grey) or 3 (colour).", nameof(channels));
        if (!Enum.IsDefined(interpolation)) throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "There is no such interpolation.");
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"{path} is no folder; name the folder that holds a folder for each class.");
        string[] classes = Classes(path);
        var files = new List<string>();
        var labels = new List<byte>();
        List<string> others = [.. Directory.GetFiles(path).Order(StringComparer.Ordinal)], without = [];
        for (int c = 0; c < classes.Length; c++)
        {
            int before = files.Count;
            var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            foreach (string file in Directory.GetFiles(Path.Combine(path, classes[c]), "*", all).Order(StringComparer.Ordinal))
                (IsImage(file) ? files : others).Add(file);
            if (files.Count == before) without.Add(classes[c]);
            while (labels.Count < files.Count) labels.Add((byte)c);
        }
        if (without.Count > 0)
            throw new InvalidDataException($"{path}: no image in the class folder{(without.Count > 1 ? "s" : "")} {List(without)}; expected files "
                + $"ending in {string.Join(", ", ImageFile.Extensions)}. Put images there, convert the ones of other kinds, or remove the folder.");
        if (others.Count > 0)
        {
            string text = $"{path}: {others.Count} file{(others.Count > 1 ? "s are no images" : " is no image")} of a class in PNG, BMP, PGM, PPM "
                + $"or PBM and passed over: {List([.. others.Select(file => Path.GetRelativePath(path, file))])}.";
            (notice ?? (warning => Console.Error.WriteLine($"warning: {warning}")))(text);
        }
        long bytes = (long)files.Count * height * width * channels;
        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"{path}: {files.Count} images of {height} x {width} x {channels} take {bytes} bytes, expected at most "
                + $"{Array.MaxLength}. Take a smaller size or fewer images.");
        byte[] pixels = new byte[bytes];
        ReadAll(path, files, pixels, new ImageShape(height, width, channels), interpolation);
        return new DigitSet(pixels, [.. labels], height, width, channels, classes);
    }

    private static void ReadAll(string path, List<string> files, byte[] pixels, ImageShape shape, Interpolation interpolation)
    {
        var failures = new ConcurrentDictionary<int, string>();
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                Read(files[i], pixels.AsSpan(i * shape.Size, shape.Size), shape, interpolation);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException)
            {
                failures[i] = e.Message;
            }
        });
        if (failures.IsEmpty) return;
        throw new InvalidDataException($"{path}: {failures.Count} of {files.Count} images cannot be read. Repair or remove them:\n"
            + string.Join('\n', failures.OrderBy(f => f.Key).Take(100).Select(f => $"  {f.Value}"))
            + (failures.Count > 100 ? $"\n  and {failures.Count - 100} more" : ""));
    }

    private static void Read(string file, Span<byte> pixels, ImageShape shape, Interpolation interpolation)
    {
        ImageData image = ImageFile.Read(file).Opaque().WithChannels(shape.Channels);
        if ((image.Height, image.Width) == (shape.Height, shape.Width))
        {
            image.Pixels.CopyTo(pixels);
            return;
        }
        var from = new ImageShape(image.Height, image.Width, image.Channels);
        float[] values = Resampler.Resize(image.Pixels, from, shape.Height, shape.Width, interpolation);
        for (int i = 0; i < values.Length; i++) pixels[i] = Resampler.Pixel(values[i]);
    }

    private static string[] Classes(string path)
    {
        string[] names = [.. Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('.'))];
        if (names.Length is 0 or > MaxClasses)
            throw new InvalidDataException($"{path} has {names.Length} folders; expected 1 to {MaxClasses}, a folder of images for each class.");
        bool numbers = names.All(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return numbers
            ? [.. names.OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)]
            : [.. names.Order(StringComparer.Ordinal)];
    }

    internal static bool IsImage(string file)
    {
        string extension = Path.GetExtension(file);
        foreach (string known in ImageFile.Extensions)
            if (known.Equals(extension, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
}
