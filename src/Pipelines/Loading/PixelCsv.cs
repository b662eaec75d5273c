using System.Globalization;

namespace MlPipelines.Pipelines.Loading;

/// <summary>Reads images from a table of text: a line of column names, then a line an image with its label and its pixels.</summary>
/// <remarks>Kaggle's form: label, pixel0 ... pixel783. Numbers are whole, with commas between; quotes around them are taken off.</remarks>
public static class PixelCsv
{
    /// <summary>Reads a file, line by line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Name of the column of labels; every other column is a pixel, row by row from the upper left.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="classNames">Name of each class; null for numbers.</param>
    /// <exception cref="InvalidDataException">A line has another number of values or a value that is none; the text names line and column.</exception>
    public static DigitSet Read(string path, string labelColumn = "label", int height = 28, int width = 28, IReadOnlyList<string>? classNames = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        using StreamReader reader = File.OpenText(path);
        string[] names = [.. (reader.ReadLine() ?? throw new InvalidDataException($"{path} is empty; expected a line of column names.")).Split(',').Select(name => Bare(name).ToString())];
        int label = Array.IndexOf(names, labelColumn), size = height * width;
        if (label < 0)
            throw new InvalidDataException($"{path}, line 1: there is no column '{labelColumn}' among {string.Join(", ", names.Take(5))}"
                + $"{(names.Length > 5 ? $" and {names.Length - 5} more" : "")}. The first line must name the columns; say which one holds the labels.");
        if (names.Length != size + 1)
            throw new InvalidDataException($"{path}, line 1: {names.Length - 1} columns beside '{labelColumn}', expected {size} pixels of images of "
                + $"{height} x {width}. Say the images' height and width.");

        byte[] row = new byte[names.Length], images = new byte[256 * size];
        int mostLabel = (classNames?.Count ?? 256) - 1;
        var labels = new List<byte>();
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            Parse(text, row, label, mostLabel, $"{path}, line {line}", names);
            int at = labels.Count * size;
            if (at > images.Length - size)
            {
                if (images.Length == Array.MaxLength) throw new InvalidDataException($"{path} has more than {Array.MaxLength} pixels. Split the file.");
                Array.Resize(ref images, (int)Math.Min(2L * images.Length, Array.MaxLength));
            }
            row.AsSpan(0, label).CopyTo(images.AsSpan(at));
            row.AsSpan(label + 1).CopyTo(images.AsSpan(at + label));
            labels.Add(row[label]);
        }
        if (labels.Count == 0) throw new InvalidDataException($"{path} has no line of pixels below the column names; expected at least one image.");
        Array.Resize(ref images, labels.Count * size);
        return new DigitSet(images, [.. labels], height, width, 1, classNames);
    }

    private static void Parse(ReadOnlySpan<char> text, Span<byte> row, int label, int mostLabel, string place, string[] names)
    {
        int column = 0;
        foreach (Range part in text.Split(','))
        {
            if (column < row.Length)
            {
                ReadOnlySpan<char> value = text[part];
                int most = column == label ? mostLabel : byte.MaxValue;
                if (!TryWhole(value, out int whole) || whole > most)
                    throw new InvalidDataException($"{place}, column '{names[column]}': got '{(value.Length > 40 ? value[..40] : value)}', expected "
                        + $"{(column == label ? "a label" : "a pixel")}, a whole number from 0 to {most}.");
                row[column] = (byte)whole;
            }
            column++;
        }
        if (column != row.Length) throw new InvalidDataException($"{place} has {column} values, expected {row.Length}, as the first line has names.");
    }

    /// <summary>A whole number from 0 on, also where it is written as 12.0.</summary>
    private static bool TryWhole(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        int i = 0;
        for (; i < text.Length && i < 4 && char.IsAsciiDigit(text[i]); i++) value = 10 * value + (text[i] - '0');
        if (i == text.Length) return i > 0;
        if (!double.TryParse(Bare(text), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            || !(number >= 0 && number <= int.MaxValue) || number != Math.Floor(number)) return false;
        value = (int)number;
        return true;
    }

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> text) => text.Trim().Trim('"').Trim();
}
