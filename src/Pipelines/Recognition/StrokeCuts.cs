namespace MlPipelines.Pipelines.Recognition;

/// <summary>Cuts ink that may be several digits which touch, along paths from top to bottom that cross little of it.</summary>
/// <remarks>
/// A path is straight or leans by up to a column in two rows, so it follows slanted digits. Of the cheapest paths through each column of the
/// middle row, those cheaper than their neighbours are cuts: there may be one too many, but the right one is hardly missing.
/// </remarks>
internal static class StrokeCuts
{
    private const int MostCuts = 14;

    /// <summary>Shares of the height: no part is narrower than the first; cuts are apart by the second; up to the third strokes may lie side by side.</summary>
    private const double LeastPart = 0.05, LeastApart = 0.04, MostBeside = 0.45;

    /// <summary>What a step to the side costs, of 255 that a pixel of ink does.</summary>
    private const int SideStep = 6;

    /// <summary>The parts from left to right; the piece alone where nothing can be cut.</summary>
    public static InkPiece[] Of(InkPiece piece)
    {
        (int width, int height) = (piece.Box.Width, piece.Box.Height);
        int margin = Math.Max(2, (int)(LeastPart * height)), apart = Math.Max(2, (int)(LeastApart * height));
        if (width < 2 * margin + 1 || height < 4) return [piece];
        int middle = height / 2;
        var above = new Paths(piece, 0, middle, 1);
        var below = new Paths(piece, height - 1, middle + 1, -1);
        var cuts = new List<int[]>();
        foreach (int x in Minima(above.Costs, below.Costs, margin, apart))
        {
            if (cuts.Count == MostCuts) break;
            int[] path = new int[height];
            above.Fill(path, x);
            below.Fill(path, x);
            if (cuts.Any(cut => Near(cut, path, apart))) continue;
            if (Part(piece, path, left: true, piece) is not { } left || left.Box.Width < margin || Part(piece, path, left: false, piece) is not { } right || right.Box.Width < margin) continue;
            cuts.Add(path);
        }
        if (cuts.Count == 0) return [piece];
        cuts.Sort((a, b) => a.Sum().CompareTo(b.Sum()));
        AddMiddles(cuts, apart, MostBeside * height);
        var parts = new List<InkPiece>();
        InkPiece rest = piece;
        foreach (int[] path in cuts)
        {
            if (Part(piece, path, left: true, rest) is not { } part || Part(piece, path, left: false, rest) is not { } remains) continue;
            parts.Add(part);
            rest = remains;
        }
        parts.Add(rest);
        return [.. parts];
    }

    /// <summary>Strokes that run side by side hide where they meet: between cuts to both sides of some ink one through its middle is tried.</summary>
    private static void AddMiddles(List<int[]> cuts, double least, double most)
    {
        for (int i = cuts.Count - 1; i > 0; i--)
        {
            (int[] left, int[] right) = (cuts[i - 1], cuts[i]);
            double distance = (double)(right.Sum() - left.Sum()) / left.Length;
            if (distance >= least && distance <= most) cuts.Insert(i, [.. left.Zip(right, (a, b) => (a + b) / 2)]);
        }
    }

    /// <summary>Columns through which a path is cheaper than through those around, cheap ones first; of equal ones in a row that in the middle.</summary>
    private static IEnumerable<int> Minima(int[] above, int[] below, int margin, int apart)
    {
        int[] cost = [.. above.Zip(below, (a, b) => a + b)];
        var minima = new List<int>();
        for (int x = margin; x < cost.Length - margin;)
        {
            int end = x + 1;
            while (end < cost.Length - margin && cost[end] == cost[x]) end++;
            int first = Math.Max(0, x - apart), last = Math.Min(cost.Length, end + apart);
            if (cost.AsSpan(first..last).IndexOfAnyInRange(0, cost[x] - 1) < 0) minima.Add((x + end - 1) / 2);
            x = end;
        }
        return minima.OrderBy(x => cost[x]).ThenBy(x => Math.Abs(2 * x - cost.Length));
    }

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

    private static bool Near(int[] a, int[] b, int apart)
    {
        bool before = false, behind = false;
        long distance = 0;
        for (int y = 0; y < a.Length; y++)
        {
            (before, behind) = (before || a[y] < b[y], behind || a[y] > b[y]);
            distance += Math.Abs(a[y] - b[y]);
        }
        return before && behind || distance < (long)apart * a.Length;
    }

    /// <summary>The cheapest paths from an edge of a piece to each column of a row.</summary>
    private sealed class Paths
    {
        private readonly int _width, _first, _step;

        /// <summary>For each row after the first, column and kind of arrival (0 straight, 1 leaning): the kind of the step before, and to which side the path came.</summary>
        private readonly List<(byte[] From, sbyte[] Side)> _rows = [];
        private readonly byte[] _lastKind;

        public Paths(InkPiece piece, int first, int last, int step)
        {
            (_width, _first, _step) = (piece.Box.Width, first, step);
            int[] straight = new int[_width], leaning = new int[_width];
            for (int x = 0; x < _width; x++) (straight[x], leaning[x]) = (piece.Ink[first * _width + x], int.MaxValue / 2);
            for (int y = first; y != last;)
            {
                y += step;
                int[] nextStraight = new int[_width], nextLeaning = new int[_width];
                byte[] from = new byte[_width];
                sbyte[] side = new sbyte[_width];
                for (int x = 0; x < _width; x++)
                {
                    int ink = piece.Ink[y * _width + x];
                    from[x] = (byte)(straight[x] <= leaning[x] ? 0 : 1);
                    nextStraight[x] = ink + Math.Min(straight[x], leaning[x]);
                    int left = x > 0 ? straight[x - 1] : int.MaxValue / 2, right = x < _width - 1 ? straight[x + 1] : int.MaxValue / 2;
                    side[x] = (sbyte)(left <= right ? -1 : 1);
                    nextLeaning[x] = ink + SideStep + Math.Min(left, right);
                }
                _rows.Add((from, side));
                (straight, leaning) = (nextStraight, nextLeaning);
            }
            Costs = [.. straight.Zip(leaning, Math.Min)];
            _lastKind = [.. straight.Zip(leaning, (a, b) => (byte)(a <= b ? 0 : 1))];
        }

        /// <summary>Cost of the cheapest path to each column of the last row.</summary>
        public int[] Costs { get; }

        /// <summary>Fills in the columns of the path that ends in one.</summary>
        public void Fill(int[] path, int x)
        {
            int kind = _lastKind[x];
            for (int i = _rows.Count; i >= 0; i--)
            {
                path[_first + i * _step] = x;
                if (i == 0) break;
                (byte[] from, sbyte[] side) = _rows[i - 1];
                // A leaning step comes of a straight one; of what kind the step before a straight one was is noted.
                if (kind == 1) (x, kind) = (x + side[x], 0);
                else kind = from[x];
            }
        }
    }
}
