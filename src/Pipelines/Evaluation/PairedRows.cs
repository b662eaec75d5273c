namespace MlPipelines.Pipelines.Evaluation;

/// <summary>The same rows in two evaluations, found by their ids.</summary>
internal static class PairedRows
{
    /// <summary>For each row of one evaluation, its place in the other.</summary>
    /// <exception cref="ArgumentException">The two are not about the same rows, or disagree on a true class.</exception>
    public static int[] Match(ClassifierEvaluation first, ClassifierEvaluation second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Rows != second.Rows)
            throw new ArgumentException($"Got {first.Rows} rows of the first and {second.Rows} of the second; takes the same rows of both. "
                + "Score the same view with both models.", nameof(second));
        var places = new int[first.Rows];
        if (first.Ids.SequenceEqual(second.Ids))
        {
            for (int i = 0; i < places.Length; i++) places[i] = i;
        }
        else
        {
            var byId = new Dictionary<long, int>(second.Rows);
            for (int i = 0; i < second.Rows; i++)
                if (!byId.TryAdd(second.Ids[i], i))
                    throw new ArgumentException($"The id {second.Ids[i]} is there twice in the second; takes ids that identify rows, "
                        + "or the same order in both.", nameof(second));
            for (int i = 0; i < places.Length; i++)
                // Taken out, so that one row cannot stand for two.
                if (!byId.Remove(first.Ids[i], out places[i]))
                    throw new ArgumentException($"The row with id {first.Ids[i]} is in the first, but not (again) in the second; "
                        + "takes the same rows of both. "
                        + "Score the same view with both models.", nameof(second));
        }
        for (int i = 0; i < places.Length; i++)
        {
            string one = first.ClassNames[first.Actual[i]], other = second.ClassNames[second.Actual[places[i]]];
            if (one != other)
                throw new ArgumentException($"The row with id {first.Ids[i]} is of class '{one}' in the first and '{other}' in the "
                    + "second; takes the same rows "
                    + "of both. Score the same view with both models.", nameof(second));
        }
        return places;
    }
}
