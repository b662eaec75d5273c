namespace Tensorflow.IO;

/// <summary>What PNG does to a row of bytes before it is packed: each byte becomes its difference from a guess by its neighbours.</summary>
/// <remarks>PNG specification (ISO/IEC 15948), clause 9.</remarks>
internal static class PngFilter
{
    /// <summary>None, difference from the left (Sub), from above (Up), from the mean of both, and from Paeth's choice.</summary>
    public const int Kinds = 5;

    /// <summary>Takes the differences: what stands in a file.</summary>
    /// <param name="kind">0 to 4.</param>
    /// <param name="row">Bytes of the row.</param>
    /// <param name="above">Bytes of the row above, zeros above the first.</param>
    /// <param name="distance">Bytes from a pixel to its left neighbour.</param>
    /// <param name="result">The differences.</param>
    public static void Apply(int kind, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, Span<byte> result)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], diagonal = i < distance ? 0 : above[i - distance];
            result[i] = (byte)(row[i] - Guess(kind, left, above[i], diagonal));
        }
    }

    /// <summary>Turns differences into the bytes of a row, in place.</summary>
    /// <inheritdoc cref="Apply"/>
    public static void Undo(int kind, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        if (kind == 0) return;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance], diagonal = i < distance ? 0 : above[i - distance];
            row[i] = (byte)(row[i] + Guess(kind, left, above[i], diagonal));
        }
    }

    private static int Guess(int kind, int left, int up, int diagonal) => kind switch
    {
        1 => left,
        2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, diagonal),
        _ => 0,
    };

    /// <summary>The neighbour that comes closest to left + up - diagonal.</summary>
    private static int Paeth(int left, int up, int diagonal)
    {
        int fromLeft = Math.Abs(up - diagonal), fromUp = Math.Abs(left - diagonal), fromDiagonal = Math.Abs(left + up - 2 * diagonal);
        return fromLeft <= fromUp && fromLeft <= fromDiagonal ? left : fromUp <= fromDiagonal ? up : diagonal;
    }
}
