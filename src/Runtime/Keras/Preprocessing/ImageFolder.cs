using Tensorflow.IO;

namespace Tensorflow.Keras.Preprocessing;

/// <summary>The image files of a folder that has one folder a class.</summary>
/// <param name="Files">Paths, by class and name.</param>
/// <param name="Labels">Number of each file's class.</param>
/// <param name="Classes">Names of the classes.</param>
internal sealed record ImageFolder(string[] Files, int[] Labels, string[] Classes)
{
    private static readonly string[] Unread = [".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff"];

    /// <summary>Lists a folder. Folders in a class' folder belong to the class.</summary>
    /// <param name="folder">The folder of the classes' folders; without labels, a folder of images.</param>
    /// <param name="classNames">The classes in their order; null for the folders' names in alphabetical order.</param>
    /// <param name="labelled">False for images without classes.</param>
    /// <param name="owner">What asks, for errors.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A class has no folder, or there is no image.</exception>
    /// <exception cref="NotSupportedException">There are images of kinds that are not read.</exception>
    public static ImageFolder Open(string folder, IReadOnlyList<string>? classNames, bool labelled, string owner)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{owner} got the folder {folder}, which does not exist.");
        var files = new List<string>();
        var labels = new List<int>();
        string[] classes = [];
        if (labelled)
        {
            string[] found = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Where(name =>
                !name.StartsWith('.')).Order(StringComparer.Ordinal)];
            classes = classNames is null ? found : [.. classNames];
            string[] missing = [.. classes.Except(found)];
            if (missing.Length > 0)
                throw new ArgumentException($"{owner} got the classes {string.Join(", ", missing)}, for which {folder} has no folder; it "
                    + $"has {string.Join(", ", found)}.");
        }
        foreach ((int label, string path) in labelled ? classes.Select((name, i) => (i, Path.Combine(folder, name))) : [(0, folder)])
        {
            foreach (string file in Images(path, owner))
            {
                files.Add(file);
                labels.Add(label);
            }
        }
        if (files.Count == 0)
            throw new ArgumentException($"{owner} found no image in "
                + $"{folder}{(labelled ? "; it takes a folder for each class with images in it" : "")}. "
                + $"Images are files named {string.Join(", ", ImageFile.Extensions)}.");
        return new ImageFolder([.. files], [.. labels], classes);
    }

    /// <summary>The files in another order, or some of them.</summary>
    public ImageFolder Select(IEnumerable<int> numbers)
    {
        int[] chosen = [.. numbers];
        return this with { Files = [.. chosen.Select(i => Files[i])], Labels = [.. chosen.Select(i => Labels[i])] };
    }

    private static IEnumerable<string> Images(string folder, string owner)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string extension = Path.GetExtension(file).ToLowerInvariant();
            if (ImageFile.Extensions.Contains(extension)) yield return file;
            else if (Unread.Contains(extension))
                throw new NotSupportedException($"{owner} found {file}; images named {string.Join(", ", ImageFile.Extensions)} are read. "
                    + "Convert it to PNG.");
        }
    }
}
