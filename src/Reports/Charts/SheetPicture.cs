using Tensorflow.IO;

namespace MlPipelines.Reports.Charts;

/// <summary>Many grey images in rows as one picture: a tenth of what an <see cref="ImageGrid"/> of as many takes.</summary>
public sealed class SheetPicture : Chart
{
    private const int MostRows = 25;

    // Strokes are seen up to their images' edges, as the paper around them is black.
    private const byte Line = 96;

    /// <summary>Height of an image in pixels, at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>Width of an image in pixels, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Images in a row, at least 1.</summary>
    public required int Columns { get; init; }

    /// <summary>The images, height x width bytes each, 0 (black) to 255. Of more than 25 rows of images 25 are drawn, evenly taken.</summary>
    public required byte[] Pixels { get; init; }

    private int Count => Height < 1 || Width < 1 || Columns < 1 ? 0 : Pixels.Length / (Height * Width);

    private int Rows => (Count + Columns - 1) / Columns;

    private protected override bool HasValues => Count > 0;

    private protected override void Draw(Canvas canvas)
    {
        const double Room = Canvas.Width - 2 * Canvas.Margin;
        int all = Rows, rows = Math.Min(all, MostRows), columns = Math.Min(Columns, Count);
        int height = rows * (Height + 1) - 1, width = columns * (Width + 1) - 1;
        byte[] picture = new byte[height * width];
        Array.Fill(picture, Line);
        for (int row = 0; row < rows; row++)
        {
            int from = rows == 1 ? 0 : row * (all - 1) / (rows - 1);
            for (int i = from * Columns; i < Math.Min(Count, (from + 1) * Columns); i++)
                for (int y = 0; y < Height; y++)
                    Pixels.AsSpan((i * Height + y) * Width, Width)
                        .CopyTo(picture.AsSpan((row * (Height + 1) + y) * width + (i - from * Columns) * (Width + 1)));
        }
        canvas.Y += 10;
        // A few images are not blown up to the whole width.
        double drawn = Math.Min(Room, 4.0 * width), tall = drawn * height / width;
        canvas.Image(Canvas.Margin, canvas.Y, drawn, tall, PngWriter.Encode(new ImageData(height, width, 1, picture)), Describe());
        canvas.Y += tall;
        if (rows < all) canvas.Notes.Add($"{rows} of {all} rows are drawn, evenly taken from the first to the last.");
    }

    private protected override string Describe() =>
        $"{Count} image{(Count == 1 ? "" : "s")} of {Height} × {Width} pixels, {Math.Min(Columns, Count)} in a row.";
}
