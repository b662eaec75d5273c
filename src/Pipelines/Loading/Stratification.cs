namespace MlPipelines.Pipelines.Loading;

/// <summary>Divides rows so that every part has the classes in the proportions of the whole. A seed gives the same parts everywhere.</summary>
public static class Stratification
{
    /// <summary>
    /// Draws a number of rows at random, of each class in proportion. Shares that are no whole numbers are rounded by largest remainder,
    /// the lower class first.
    /// </summary>
    /// <param name="labels">Class of each row.</param>
    /// <param name="count">Rows to draw, 0 to all.</param>
    /// <param name="seed">Gives the choice.</param>
    /// <returns>1 for each row drawn, 0 for each other.</returns>
    public static int[] Split(ReadOnlySpan<uint> labels, int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, labels.Length);
        int[][] classes = Shuffled(labels, seed);
        int[] wanted = Shares([.. classes.Select(members => members.Length)], count);
        int[] parts = new int[labels.Length];
        for (int c = 0; c < classes.Length; c++)
            foreach (int row in classes[c].AsSpan(0, wanted[c])) parts[row] = 1;
        return parts;
    }

    /// <summary>Deals rows out to parts: of each class, and of all, the parts' numbers of rows differ by one at most.</summary>
    /// <param name="labels">Class of each row.</param>
    /// <param name="parts">Number of parts, at least 1.</param>
    /// <param name="seed">Gives the choice.</param>
    /// <returns>The part of each row, 0 to <paramref name="parts"/> - 1.</returns>
    public static int[] Deal(ReadOnlySpan<uint> labels, int parts, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        int[] result = new int[labels.Length];
        int next = 0; // goes on from class to class, or the first parts would get one more of each
        foreach (int[] members in Shuffled(labels, seed))
            foreach (int row in members) result[row] = next++ % parts;
        return result;
    }

    /// <summary>Images in two parts, each class in proportion: those that <see cref="Split"/> leaves, and those it draws.</summary>
    /// <param name="digits">Images with labels.</param>
    /// <param name="count">Images to draw, 0 to all.</param>
    /// <param name="seed">Gives the choice.</param>
    public static (DigitSet Left, DigitSet Drawn) Draw(DigitSet digits, int count, int seed)
    {
        int[] parts = Split(Labels(digits), count, seed);
        return (digits.Where(row => parts[row] == 0), digits.Where(row => parts[row] == 1));
    }

    /// <summary>Images dealt out to folds, each class in proportion; each fold is the drawn part once, and all others are what is left.</summary>
    /// <param name="digits">Images with labels.</param>
    /// <param name="folds">At least 2.</param>
    /// <param name="seed">Gives the choice.</param>
    public static IEnumerable<(DigitSet Left, DigitSet Drawn)> Folds(DigitSet digits, int folds, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        int[] parts = Deal(Labels(digits), folds, seed);
        return Enumerable.Range(0, folds).Select(fold => (digits.Where(row => parts[row] != fold), digits.Where(row => parts[row] == fold)));
    }

    private static uint[] Labels(DigitSet digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return [.. digits.Labels.Select(label => (uint)label)];
    }

    /// <summary>How many rows each class gives to a part; rounded by largest remainder, the lower class first.</summary>
    /// <param name="have">Rows of each class.</param>
    /// <param name="count">Rows of the part, 0 to all.</param>
    internal static int[] Shares(int[] have, int count)
    {
        int rows = Math.Max(1, have.Sum());
        int[] shares = [.. have.Select(members => (int)((long)members * count / rows))];
        int missing = count - shares.Sum();
        foreach (int c in Enumerable.Range(0, have.Length).OrderByDescending(c => (long)have[c] * count % rows).Take(missing)) shares[c]++;
        return shares;
    }

    /// <summary>The rows of each class, lower classes first, in random order.</summary>
    private static int[][] Shuffled(ReadOnlySpan<uint> labels, int seed)
    {
        var classes = new SortedDictionary<uint, List<int>>();
        for (int row = 0; row < labels.Length; row++)
        {
            if (!classes.TryGetValue(labels[row], out List<int>? members)) classes.Add(labels[row], members = []);
            members.Add(row);
        }
        int[][] result = [.. classes.Values.Select(members => members.ToArray())];
        for (int c = 0; c < result.Length; c++)
        {
            var random = new StrokeRandom((ulong)seed, (ulong)c);
            int[] members = result[c];
            for (int i = members.Length - 1; i > 0; i--)
            {
                int j = random.Below(i + 1);
                (members[i], members[j]) = (members[j], members[i]);
            }
        }
        return result;
    }
}
