namespace Microsoft.Data.Analysis;

/// <summary>Which rows a join keeps.</summary>
public enum JoinAlgorithm
{
    /// <summary>All rows of the left table.</summary>
    Left,

    /// <summary>All rows of the right table.</summary>
    Right,

    /// <summary>All rows of both.</summary>
    FullOuter,

    /// <summary>Rows that have a partner.</summary>
    Inner,
}

public partial class DataFrame
{
    // What a null is matched by: another null.
    private static readonly object NullKey = new();

    /// <summary>Puts the columns of another table beside this one's, row by row by position.</summary>
    /// <param name="other">The right table.</param>
    /// <param name="leftSuffix">Follows the name of a left column that both have.</param>
    /// <param name="rightSuffix">Follows the name of a right column that both have.</param>
    /// <param name="joinAlgorithm">Whose length the result has; nulls fill up.</param>
    public DataFrame Join(DataFrame other, string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        long rows = joinAlgorithm switch
        {
            JoinAlgorithm.Left => Rows.Count,
            JoinAlgorithm.Right => other.Rows.Count,
            JoinAlgorithm.FullOuter => Math.Max(Rows.Count, other.Rows.Count),
            _ => Math.Min(Rows.Count, other.Rows.Count),
        };
        int[] Positions(long count) => RowMap.All(Math.Min(count, rows), rows - Math.Min(count, rows));
        return SideBySide(this, Positions(Rows.Count), other, Positions(other.Rows.Count), leftSuffix, rightSuffix);
    }

    /// <summary>Joins rows whose values in a column are equal.</summary>
    /// <typeparam name="TKey">The type of the two columns' values.</typeparam>
    /// <param name="other">The right table.</param>
    /// <param name="leftJoinColumn">The column of this table.</param>
    /// <param name="rightJoinColumn">The column of the right table.</param>
    /// <param name="leftSuffix">Follows the name of a left column that both have.</param>
    /// <param name="rightSuffix">Follows the name of a right column that both have.</param>
    /// <param name="joinAlgorithm">Which rows without a partner stay; nulls stand in its place.</param>
    /// <remarks>A null is equal to a null.</remarks>
    public DataFrame Merge<TKey>(DataFrame other, string leftJoinColumn, string rightJoinColumn, string leftSuffix = "_left",
        string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left) =>
        Merge(other, [leftJoinColumn], [rightJoinColumn], leftSuffix, rightSuffix, joinAlgorithm);

    /// <summary>Joins rows whose values in some columns are equal, column by column.</summary>
    /// <param name="other">The right table.</param>
    /// <param name="leftJoinColumns">The columns of this table.</param>
    /// <param name="rightJoinColumns">The columns of the right table, as many, of the same types.</param>
    /// <param name="leftSuffix">Follows the name of a left column that both have.</param>
    /// <param name="rightSuffix">Follows the name of a right column that both have.</param>
    /// <param name="joinAlgorithm">Which rows without a partner stay; nulls stand in its place.</param>
    /// <remarks>A null is equal to a null. The rows come in the order of the table whose rows are kept; in an inner join, of the one with more rows, the
    /// right one where both have as many; in a full outer join the right table's rows without a partner come last.</remarks>
    public DataFrame Merge(DataFrame other, string[] leftJoinColumns, string[] rightJoinColumns, string leftSuffix = "_left",
        string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(leftJoinColumns);
        ArgumentNullException.ThrowIfNull(rightJoinColumns);
        (int[] left, int[] right) = KeysOfRows(this, leftJoinColumns, other, rightJoinColumns);
        bool leftLeads = joinAlgorithm switch
        {
            JoinAlgorithm.Right => false,
            JoinAlgorithm.Inner => Rows.Count > other.Rows.Count,
            _ => true,
        };
        int[] leading = leftLeads ? left : right, following = leftLeads ? right : left;
        ILookup<int, int> partners = Enumerable.Range(0, following.Length).ToLookup(row => following[row]);
        var leadingRows = new List<int>();
        var followingRows = new List<int>();
        for (int row = 0; row < leading.Length; row++)
        {
            int before = leadingRows.Count;
            foreach (int partner in partners[leading[row]])
            {
                leadingRows.Add(row);
                followingRows.Add(partner);
            }
            if (leadingRows.Count > before || joinAlgorithm == JoinAlgorithm.Inner) continue;
            leadingRows.Add(row);
            followingRows.Add(-1);
        }
        if (joinAlgorithm == JoinAlgorithm.FullOuter)
        {
            var matched = new HashSet<int>(followingRows);
            for (int row = 0; row < following.Length; row++)
            {
                if (matched.Contains(row)) continue;
                leadingRows.Add(-1);
                followingRows.Add(row);
            }
        }
        int[] leftRows = [.. leftLeads ? leadingRows : followingRows], rightRows = [.. leftLeads ? followingRows : leadingRows];
        return SideBySide(this, leftRows, other, rightRows, leftSuffix, rightSuffix);
    }

    // Gives each row of both tables a number that is the same exactly where all join columns agree: column by column, the number so far and
    // the value make the next number.
    private static (int[] Left, int[] Right) KeysOfRows(DataFrame left, string[] leftNames, DataFrame right, string[] rightNames)
    {
        if (leftNames.Length != rightNames.Length || leftNames.Length == 0)
        {
            throw new ArgumentException(
                $"{leftNames.Length} left and {rightNames.Length} right join columns were named; name as many of both, at least one.", nameof(rightNames));
        }
        int[] leftKeys = new int[left.Rows.Count], rightKeys = new int[right.Rows.Count];
        for (int i = 0; i < leftNames.Length; i++)
        {
            DataFrameColumn leftColumn = left.Columns[leftNames[i]], rightColumn = right.Columns[rightNames[i]];
            if (leftColumn.DataType != rightColumn.DataType)
            {
                throw new ArgumentException(
                    $"Join columns '{leftColumn.Name}' and '{rightColumn.Name}' hold {leftColumn.DataType} and {rightColumn.DataType}; "
                    + "they must hold one type.",
                    nameof(rightNames));
            }
            var numbers = new Dictionary<(int, object), int>();
            foreach ((DataFrameColumn column, int[] keys) in new[] { (leftColumn, leftKeys), (rightColumn, rightKeys) })
            {
                for (int row = 0; row < keys.Length; row++)
                {
                    (int, object) key = (keys[row], column[row] ?? NullKey);
                    if (!numbers.TryGetValue(key, out int number)) numbers.Add(key, number = numbers.Count);
                    keys[row] = number;
                }
            }
        }
        return (leftKeys, rightKeys);
    }

    private static DataFrame SideBySide(DataFrame left, int[] leftRows, DataFrame right, int[] rightRows, string leftSuffix, string rightSuffix)
    {
        DataFrame joined = left.Take(leftRows);
        foreach (DataFrameColumn source in right.Columns)
        {
            DataFrameColumn column = source.Take(rightRows);
            for (int taken = joined.Columns.IndexOf(column.Name); taken >= 0; taken = joined.Columns.IndexOf(column.Name))
            {
                if (string.IsNullOrEmpty(leftSuffix) && string.IsNullOrEmpty(rightSuffix))
                    throw new ArgumentException($"Both tables have a column '{column.Name}' and both suffixes are empty; give one.", nameof(rightSuffix));
                joined.Columns[taken].SetName(joined.Columns[taken].Name + leftSuffix);
                column.SetName(column.Name + rightSuffix);
            }
            joined.Columns.Add(column);
        }
        return joined;
    }
}
