namespace MlPipelines.Pipelines.Recognition;

/// <summary>Orders the pieces of a page as they are read: rows from the top, each from the left, on a page that may be turned a little.</summary>
internal static class TextRows
{
    /// <summary>Pages are turned by up to so many degrees either way.</summary>
    private const double MostTurn = 12, TurnStep = 0.5;

    /// <summary>Pieces at least this high, compared with the usual, tell where rows are; smaller ones go to the nearest row.</summary>
    private const double TallShare = 0.5;

    /// <summary>The middle part of a digit's height that belongs to its row alone.</summary>
    private const double HeightShare = 0.6;

    /// <summary>The pieces of each row, in reading order.</summary>
    public static List<List<InkPiece>> Of(IReadOnlyList<InkPiece> pieces)
    {
        if (pieces.Count == 0) return [];
        double usual = UsualHeight(pieces);
        InkPiece[] tall = [.. pieces.Where(p => p.Box.Height >= TallShare * usual)];
        double turn = Turn(tall);
        (double sin, double cos) = Math.SinCos(turn);
        double Down(InkPiece p) => p.CentreY * cos - p.CentreX * sin;
        double Along(InkPiece p) => p.CentreX * cos + p.CentreY * sin;

        var rows = new List<(List<InkPiece> Pieces, double Bottom)>();
        foreach (InkPiece piece in tall.OrderBy(Down))
        {
            double half = HeightShare / 2 * piece.Box.Height;
            if (rows.Count == 0 || Down(piece) - half > rows[^1].Bottom) rows.Add(([], double.MinValue));
            rows[^1].Pieces.Add(piece);
            rows[^1] = (rows[^1].Pieces, Math.Max(rows[^1].Bottom, Down(piece) + half));
        }
        (List<InkPiece> Pieces, double Middle)[] found = [.. rows.Select(r => (r.Pieces, r.Pieces.Average(Down)))];
        foreach (InkPiece small in pieces.Where(p => p.Box.Height < TallShare * usual))
            found.MinBy(row => Math.Abs(row.Middle - Down(small))).Pieces.Add(small);
        return [.. found.Select(row => row.Pieces.OrderBy(Along).ToList())];
    }

    /// <summary>Height of most digits: the median of the pieces' heights, each counted as often as it is high, so that specks count little.</summary>
    public static double UsualHeight(IReadOnlyList<InkPiece> pieces)
    {
        int[] heights = [.. pieces.Select(p => p.Box.Height).Order()];
        long half = heights.Sum(h => (long)h) / 2, sum = 0;
        foreach (int height in heights)
            if ((sum += height) >= half) return height;
        return 1;
    }

    /// <summary>The angle in radians at which the pieces' shadows on the side of the page are shortest: then rows do not overlap.</summary>
    private static double Turn(InkPiece[] pieces)
    {
        double best = 0, shortest = double.MaxValue;
        var shadows = new (double Top, double Bottom)[pieces.Length];
        for (double degrees = -MostTurn; degrees <= MostTurn; degrees += TurnStep)
        {
            (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
            for (int i = 0; i < pieces.Length; i++)
            {
                double middle = pieces[i].CentreY * cos - pieces[i].CentreX * sin, half = pieces[i].Box.Height / 2.0;
                shadows[i] = (middle - half, middle + half);
            }
            Array.Sort(shadows);
            double length = 0, end = double.MinValue;
            foreach ((double top, double bottom) in shadows)
            {
                length += Math.Max(0, bottom - Math.Max(top, end));
                end = Math.Max(end, bottom);
            }
            // Of angles that are as good the smallest: nothing says that the page is turned.
            length *= 1 + 0.001 * Math.Abs(degrees);
            if (length < shortest) (shortest, best) = (length, degrees * Math.PI / 180);
        }
        return best;
    }
}
