using Tensorflow.IO;

namespace MlPipelines.Reports.Charts;

/// <summary>An image of a grid.</summary>
/// <param name="Image">Its pixels.</param>
/// <param name="Caption">Text below it; empty for none.</param>
/// <param name="Correct">True or false to mark a prediction as right or wrong; null for neither.</param>
public sealed record GridImage(ImageData Image, string Caption = "", bool? Correct = null);

/// <summary>Images in rows, as PNG inside the drawing, pixel by pixel.</summary>
public sealed class ImageGrid : Chart
{
    private const int Most = 400;
    private const double Gap = 6;

    /// <summary>The images, row after row. The first 400 are drawn.</summary>
    public required IReadOnlyList<GridImage> Images { get; init; }

    /// <summary>Images in a row, 1 to 20; null for 10, or 5 with captions.</summary>
    public int? Columns { get; init; }

    private protected override bool HasValues => Images.Count > 0;

    private protected override void Draw(Canvas canvas)
    {
        GridImage[] images = [.. Images.Take(Most)];
        string[] captions = [.. images.Select(Caption)];
        int columns = Math.Clamp(Columns ?? (captions.Any(c => c.Length > 0) ? 5 : 10), 1, 20);
        if (Columns is null) columns = Math.Min(columns, Math.Max(4, images.Length));
        double cell = (Canvas.Width - 2 * Canvas.Margin + Gap) / columns - Gap;
        double height = cell * Math.Clamp(images.Max(i => (double)i.Image.Height / i.Image.Width), 0.2, 2);

        canvas.Y += 10;
        for (int row = 0; row < images.Length; row += columns)
        {
            int lines = 0;
            for (int i = row; i < Math.Min(images.Length, row + columns); i++)
            {
                double x = Canvas.Margin + (i - row) * (cell + Gap);
                string hint = captions[i].Length > 0 ? captions[i] : $"image {i + 1}";
                canvas.Image(x, canvas.Y, cell, height, PngWriter.Encode(images[i].Image), hint);
                canvas.Box(images[i].Correct == false ? "wrong" : "frame", x, canvas.Y, cell, height);
                IReadOnlyList<string> text = ChartText.Wrap(captions[i], ChartText.CellSize, cell + 2, 2);
                for (int line = 0; line < text.Count; line++)
                    canvas.Text(x + cell / 2, canvas.Y + height + 14 + 13 * line, text[line], "cell", "middle");
                lines = Math.Max(lines, text.Count);
            }
            canvas.Y += height + Gap + (lines == 0 ? 0 : 4 + 13 * lines + 4);
        }
        canvas.Y -= Gap;
        if (images.Any(i => i.Correct is not null)) canvas.Notes.Add("✓ right, ✗ wrong");
        if (images.Length < Images.Count) canvas.Notes.Add($"{images.Length} of {Images.Count} images are drawn.");
    }

    private static string Caption(GridImage image)
    {
        string text = ChartText.Clean(image.Caption);
        text = text.Length > 0 ? ChartText.Isolate(text) : "";
        return image.Correct switch { true => $"✓ {text}".TrimEnd(), false => $"✗ {text}".TrimEnd(), _ => text };
    }

    private protected override string Describe()
    {
        string captions = string.Join("; ", Images.Take(40).Select(Caption).Where(c => c.Length > 0));
        if (captions.Length > 0) captions = $": {captions}{(Images.Count > 40 ? " and so on" : "")}";
        return $"{Images.Count} image{(Images.Count == 1 ? "" : "s")}{captions}.";
    }
}
