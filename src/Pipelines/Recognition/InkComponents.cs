namespace MlPipelines.Pipelines.Recognition;

/// <summary>Takes the ink of a page apart into what hangs together, corners included.</summary>
/// <remarks>Runs of ink in each row are joined to those they touch in the row above (union-find), so time grows with the number of pixels.</remarks>
internal static class InkComponents
{
    /// <summary>A page has at most so many runs of ink; noise that looks like more is not looked at.</summary>
    private const int MostRuns = 1 << 19;

    /// <summary>The pieces, with the softer ink that surrounds their strokes, from the top of the page.</summary>
    /// <param name="map">The page's ink.</param>
    /// <param name="most">How many pieces there may be, small ones not counted.</param>
    /// <param name="leastArea">Smaller pieces are dropped: pixels.</param>
    /// <exception cref="InvalidDataException">There are more.</exception>
    public static List<InkPiece> Find(InkMap map, int most, int leastArea)
    {
        List<Run> runs = Runs(map);
        int[] parent = Join(runs, map.Height);
        var boxes = new Dictionary<int, (PixelBox Box, int Area, byte Strongest)>();
        for (int i = 0; i < runs.Count; i++)
        {
            Run run = runs[i];
            int root = Root(parent, i);
            var box = new PixelBox(run.Left, run.Row, run.Right - run.Left, 1);
            boxes[root] = boxes.TryGetValue(root, out (PixelBox Box, int Area, byte Strongest) known)
                ? (known.Box.With(box), known.Area + box.Width, Math.Max(known.Strongest, run.Strongest))
                : (box, box.Width, run.Strongest);
        }
        int[] kept = [.. boxes.Where(b => b.Value.Strongest >= map.Core && b.Value.Area >= leastArea).Select(b => b.Key)];
        if (kept.Length > most)
            throw new InvalidDataException($"The page has {kept.Length} separate spots of ink; at most {most} are looked at. Show fewer digits, or a cleaner picture.");
        var owner = new Dictionary<int, InkPiece>(kept.Length);
        foreach (int root in kept)
        {
            PixelBox box = boxes[root].Box;
            // A pixel around it for the soft edge of its strokes.
            int left = Math.Max(0, box.Left - 1), top = Math.Max(0, box.Top - 1);
            int right = Math.Min(map.Width, box.Right + 1), bottom = Math.Min(map.Height, box.Bottom + 1);
            owner.Add(root, new InkPiece(new PixelBox(left, top, right - left, bottom - top), new byte[(right - left) * (bottom - top)]));
        }
        for (int i = 0; i < runs.Count; i++)
            if (owner.TryGetValue(Root(parent, i), out InkPiece? piece)) Draw(map, runs[i], piece);
        return [.. kept.Select(root => owner[root].Trim()!)];
    }

    /// <summary>Copies a run of ink and the soft ink that touches it.</summary>
    private static void Draw(InkMap map, Run run, InkPiece piece)
    {
        for (int y = Math.Max(0, run.Row - 1); y <= Math.Min(map.Height - 1, run.Row + 1); y++)
            for (int x = Math.Max(0, run.Left - 1); x < Math.Min(map.Width, run.Right + 1); x++)
            {
                byte strength = map.Strength[y * map.Width + x];
                // What is stronger is ink: of this piece, which draws it itself, or of another.
                bool own = y == run.Row && x >= run.Left && x < run.Right;
                if (!own && (strength >= map.Edge || strength <= map.Noise)) continue;
                piece.Ink[(y - piece.Box.Top) * piece.Box.Width + x - piece.Box.Left] = strength;
            }
    }

    private static List<Run> Runs(InkMap map)
    {
        var runs = new List<Run>();
        for (int y = 0; y < map.Height; y++)
        {
            ReadOnlySpan<byte> row = map.Strength.AsSpan(y * map.Width, map.Width);
            for (int x = 0; x < row.Length;)
            {
                int first = row[x..].IndexOfAnyInRange((byte)map.Edge, byte.MaxValue);
                if (first < 0) break;
                first += x;
                int length = row[first..].IndexOfAnyExceptInRange((byte)map.Edge, byte.MaxValue);
                x = length < 0 ? row.Length : first + length;
                byte strongest = 0;
                foreach (byte value in row[first..x]) strongest = Math.Max(strongest, value);
                if (runs.Count == MostRuns)
                    throw new InvalidDataException($"The page has more than {MostRuns} strokes a row taken together: it is noise rather than writing. Take a cleaner picture.");
                runs.Add(new Run(y, first, x, strongest));
            }
        }
        return runs;
    }

    private static int[] Join(List<Run> runs, int height)
    {
        int[] parent = [.. Enumerable.Range(0, runs.Count)];
        int above = 0, at = 0;
        for (int y = 0; y < height && at < runs.Count; y++)
        {
            int first = at, look = above;
            for (; at < runs.Count && runs[at].Row == y; at++)
            {
                // Runs above that end before this one begins touch none of those to come either.
                while (look < first && (runs[look].Row < y - 1 || runs[look].Right < runs[at].Left)) look++;
                for (int other = look; other < first && runs[other].Left <= runs[at].Right; other++)
                    parent[Root(parent, other)] = Root(parent, at);
            }
            above = first;
        }
        return parent;
    }

    private static int Root(int[] parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }

    /// <summary>Neighbouring pixels of ink in a row: from one column to in front of another.</summary>
    private readonly record struct Run(int Row, int Left, int Right, byte Strongest);
}
