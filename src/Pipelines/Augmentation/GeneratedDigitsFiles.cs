using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Keeps generated digits in files that other tools read and people look at.</summary>
public static class GeneratedDigitsFiles
{
    /// <summary>
    /// Writes images and labels as IDX files, as MNIST's are, and PNG sheets with a row for each class. Each file is replaced as a whole.
    /// </summary>
    /// <remarks>
    /// The files are NAME-images-idx3-ubyte, NAME-labels-idx1-ubyte, NAME-sheet-1.png and so on; <see cref="Idx.ReadPair"/> reads the first two. They
    /// carry no ids: whoever loads them as a view of their own has to keep them out of validation and test data.
    /// </remarks>
    /// <param name="digits">Grey images, at least one.</param>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    /// <param name="name">What the files' names begin with.</param>
    /// <param name="sheets">Most sheets; each shows images that those before it do not.</param>
    /// <param name="columns">Images of a class on a sheet, at least 1.</param>
    /// <param name="enlarge">How many pixels wide and high a pixel becomes on the sheets, at least 1.</param>
    /// <returns>The paths of the files written.</returns>
    /// <exception cref="ArgumentException">There is no image, or a number is out of bounds.</exception>
    /// <exception cref="NotSupportedException">The images are coloured.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Save(DigitSet digits, string folder, string name = "generated", int sheets = 1, int columns = 20, int enlarge = 2)
    {
        ArgumentNullException.ThrowIfNull(digits);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(sheets);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(enlarge, 1);
        if (digits.Count == 0) throw new ArgumentException("Got no images; expected at least one. Look at the report of the step that made them.", nameof(digits));
        if (digits.Channels != 1)
            throw new NotSupportedException($"Got images of {digits.Channels} channels; IDX files of images are grey. Save coloured ones as PNG files in folders.");
        Directory.CreateDirectory(folder);
        string Path(string end) => System.IO.Path.Combine(folder, name + end);
        var written = new List<string> { Path("-images-idx3-ubyte"), Path("-labels-idx1-ubyte") };
        Idx.Write(written[0], IdxDataset.Images(digits));
        Idx.Write(written[1], IdxDataset.Labels(digits));
        int[][] rows = Rows(digits);
        int most = (rows.Max(row => row.Length) + columns - 1) / columns;
        for (int sheet = 0; sheet < Math.Min(sheets, most); sheet++)
        {
            written.Add(Path(FormattableString.Invariant($"-sheet-{sheet + 1}.png")));
            Sheet(digits, rows, sheet * columns, columns, enlarge).Save(written[^1]);
        }
        return written;
    }

    /// <summary>The numbers of each class's images; classes without any have an empty row.</summary>
    private static int[][] Rows(DigitSet digits) =>
        [.. Enumerable.Range(0, digits.ClassNames.Count).Select(c => Enumerable.Range(0, digits.Count).Where(i => digits.Labels[i] == c).ToArray())];

    private static ContactSheet Sheet(DigitSet digits, int[][] rows, int first, int columns, int enlarge)
    {
        var sheet = new ContactSheet(rows.Length, columns, new ImageShape(digits.Height, digits.Width), enlarge);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns && first + column < rows[row].Length; column++)
                sheet.Put(row, column, digits.Image(rows[row][first + column]));
        }
        return sheet;
    }
}
