namespace MlPipelines.Pipelines.Recognition;

/// <summary>Cuts ink that may be several digits which touch, along paths from top to bottom that cross little of it.</summary>
/// <remarks>
/// A path goes down by one pixel a step, straight or to a neighbouring column, so it follows slanted digits. Of the cheapest path to each
/// column of the last row, those cheaper than their neighbours are cuts.
/// </remarks>
internal static class StrokeCuts
{
    private const int MostCuts = 6;

    /// <summary>No part is narrower than this share of the height: a one is a stroke wide.</summary>
    private const double LeastPart = 0.1;

    /// <summary>A cut crosses at most so many strokes.</summary>
    private const double MostCrossed = 3.2;

    /// <summary>The parts from left to right, and how many strokes each cut between two of them crosses; one part where nothing can be cut.</summary>
    public static (InkPiece[] Parts, double[] Crossed) Of(InkPiece piece)
    {
        (int width, int height) = (piece.Box.Width, piece.Box.Height);
        int margin = Math.Max(2, (int)(LeastPart * height));
        if (width < 2 * margin + 1 || height < 4) return ([piece], []);
        int[] cost = new int[width * height];
        sbyte[] from = new sbyte[width * height];
        for (int x = 0; x < width; x++) cost[x] = piece.Ink[x];
        for (int y = 1; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                int above = (y - 1) * width + x, least = cost[above], step = 0;
                if (x > 0 && cost[above - 1] + 8 < least) (least, step) = (cost[above - 1] + 8, -1);
                if (x < width - 1 && cost[above + 1] + 8 < least) (least, step) = (cost[above + 1] + 8, 1);
                cost[y * width + x] = least + piece.Ink[y * width + x];
                from[y * width + x] = (sbyte)step;
            }
        double stroke = StrokeWidth(piece) * Strength(piece);
        int last = (height - 1) * width;
        var cuts = new List<(int[] Path, double Crossed)>();
        int[] candidates = [.. Enumerable.Range(margin, width - 2 * margin)
            .Where(x => cost[last + x] <= MostCrossed * stroke + 8 * height)
            .OrderBy(x => cost[last + x]).ThenBy(x => Math.Abs(2 * x - width))];
        foreach (int x in candidates)
        {
            if (cuts.Count == MostCuts) break;
            int[] path = Path(from, width, height, x);
            double ink = 0;
            for (int y = 0; y < height; y++) ink += piece.Ink[y * width + path[y]];
            double crossed = ink / stroke;
            if (crossed > MostCrossed) continue;
            // Cuts keep their distance on average, and do not cross one another.
            if (cuts.Any(cut => Near(cut.Path, path, margin))) continue;
            if (Left(piece, path) is not { } left || left.Box.Width < margin || Right(piece, path) is not { } right || right.Box.Width < margin) continue;
            cuts.Add((path, crossed));
        }
        if (cuts.Count == 0) return ([piece], []);
        cuts.Sort((a, b) => a.Path.Sum().CompareTo(b.Path.Sum()));
        var parts = new List<InkPiece>();
        var crossings = new List<double>();
        InkPiece rest = piece;
        foreach ((int[] path, double crossed) in cuts)
        {
            if (Part(piece, path, left: true, rest) is not { } part || Part(piece, path, left: false, rest) is not { } remains) continue;
            parts.Add(part);
            crossings.Add(crossed);
            rest = remains;
        }
        parts.Add(rest);
        return ([.. parts], [.. crossings]);
    }

    private static InkPiece? Left(InkPiece piece, int[] path) => Part(piece, path, left: true, piece);

    private static InkPiece? Right(InkPiece piece, int[] path) => Part(piece, path, left: false, piece);

    /// <summary>What of the rest lies on one side of a path through the whole piece.</summary>
    private static InkPiece? Part(InkPiece whole, int[] path, bool left, InkPiece rest)
    {
        byte[] ink = new byte[rest.Ink.Length];
        for (int y = 0; y < rest.Box.Height; y++)
        {
            int border = path[rest.Box.Top - whole.Box.Top + y] - (rest.Box.Left - whole.Box.Left);
            for (int x = 0; x < rest.Box.Width; x++)
                if (x < border == left) ink[y * rest.Box.Width + x] = rest.Ink[y * rest.Box.Width + x];
        }
        return new InkPiece(rest.Box, ink).Trim();
    }

    private static int[] Path(sbyte[] from, int width, int height, int x)
    {
        int[] path = new int[height];
        for (int y = height - 1; y >= 0; y--)
        {
            path[y] = x;
            x += from[y * width + x];
        }
        return path;
    }

    private static bool Near(int[] a, int[] b, int margin)
    {
        bool before = false, behind = false;
        long distance = 0;
        for (int y = 0; y < a.Length; y++)
        {
            (before, behind) = (before || a[y] < b[y], behind || a[y] > b[y]);
            distance += Math.Abs(a[y] - b[y]);
        }
        return before && behind || distance < (long)margin * a.Length;
    }

    /// <summary>Usual width of a stroke in pixels: the median length of the runs of ink along rows or columns, whichever is less.</summary>
    private static double StrokeWidth(InkPiece piece)
    {
        (int width, int height) = (piece.Box.Width, piece.Box.Height);
        var across = new List<int>();
        var down = new List<int>();
        for (int y = 0; y < height; y++) AddRuns(piece.Ink, y * width, 1, width, across);
        for (int x = 0; x < width; x++) AddRuns(piece.Ink, x, width, height, down);
        return Math.Max(1, Math.Min(Median(across), Median(down)));
    }

    private static void AddRuns(byte[] ink, int first, int step, int count, List<int> runs)
    {
        int length = 0;
        for (int i = 0; i <= count; i++)
        {
            if (i < count && ink[first + i * step] != 0)
            {
                length++;
                continue;
            }
            if (length > 0) runs.Add(length);
            length = 0;
        }
    }

    private static int Median(List<int> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>Mean strength of the ink.</summary>
    private static double Strength(InkPiece piece)
    {
        long sum = 0;
        foreach (byte value in piece.Ink) sum += value;
        return Math.Max(1, (double)sum / piece.Area);
    }
}
