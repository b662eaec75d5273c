namespace MlPipelines.Pipelines.Recognition;

/// <summary>A rectangle of pixels on a page.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    /// <summary>The column behind it.</summary>
    public int Right => Left + Width;

    /// <summary>The row below it.</summary>
    public int Bottom => Top + Height;

    /// <summary>The smallest rectangle that holds both.</summary>
    /// <param name="other">Another rectangle.</param>
    public PixelBox With(PixelBox other)
    {
        int left = Math.Min(Left, other.Left), top = Math.Min(Top, other.Top);
        return new PixelBox(left, top, Math.Max(Right, other.Right) - left, Math.Max(Bottom, other.Bottom) - top);
    }
}

/// <summary>Ink that hangs together, or a part of it.</summary>
/// <param name="Box">Where it is on the page.</param>
/// <param name="Ink">[height, width] of the box, 0 to 255; 0 also for ink of others.</param>
internal sealed record InkPiece(PixelBox Box, byte[] Ink)
{
    /// <summary>Pixels with ink.</summary>
    public int Area => Ink.AsSpan().Length - Ink.AsSpan().Count((byte)0);

    public double CentreX => Box.Left + Box.Width / 2.0;

    public double CentreY => Box.Top + Box.Height / 2.0;

    /// <summary>The smallest box that holds several pieces.</summary>
    public static PixelBox BoxOf(ReadOnlySpan<InkPiece> pieces)
    {
        PixelBox box = pieces[0].Box;
        foreach (InkPiece piece in pieces) box = box.With(piece.Box);
        return box;
    }

    /// <summary>Several pieces as one.</summary>
    public static InkPiece Union(ReadOnlySpan<InkPiece> pieces)
    {
        if (pieces.Length == 1) return pieces[0];
        PixelBox box = BoxOf(pieces);
        byte[] ink = new byte[box.Width * box.Height];
        foreach (InkPiece piece in pieces)
            for (int y = 0; y < piece.Box.Height; y++)
                for (int x = 0; x < piece.Box.Width; x++)
                {
                    ref byte value = ref ink[(piece.Box.Top - box.Top + y) * box.Width + piece.Box.Left - box.Left + x];
                    value = Math.Max(value, piece.Ink[y * piece.Box.Width + x]);
                }
        return new InkPiece(box, ink);
    }

    /// <summary>The piece in the smallest box that holds its ink; null where it has none.</summary>
    public InkPiece? Trim()
    {
        int top = int.MaxValue, bottom = -1, left = Box.Width, right = -1;
        for (int y = 0; y < Box.Height; y++)
        {
            ReadOnlySpan<byte> row = Ink.AsSpan(y * Box.Width, Box.Width);
            int first = row.IndexOfAnyExcept((byte)0);
            if (first < 0) continue;
            (top, bottom) = (Math.Min(top, y), y);
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOfAnyExcept((byte)0)));
        }
        if (bottom < 0) return null;
        var box = new PixelBox(Box.Left + left, Box.Top + top, right - left + 1, bottom - top + 1);
        if (box == Box) return this;
        byte[] ink = new byte[box.Width * box.Height];
        for (int y = 0; y < box.Height; y++) Ink.AsSpan((top + y) * Box.Width + left, box.Width).CopyTo(ink.AsSpan(y * box.Width));
        return new InkPiece(box, ink);
    }
}
