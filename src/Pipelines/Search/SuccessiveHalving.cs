namespace MlPipelines.Pipelines.Search;

/// <summary>A stage of <see cref="SuccessiveHalving"/>.</summary>
/// <param name="Number">Which one, from 0.</param>
/// <param name="BudgetFraction">Share of a full training that each trial has had at its end, above 0 to 1; the last rung's is 1.</param>
/// <param name="Trials">How many trials take part.</param>
public sealed record HalvingRung(int Number, double BudgetFraction, int Trials);

/// <summary>Trains many trials briefly and goes on with the best only: a plan, and who goes on.</summary>
/// <remarks>
/// K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization" (2016). At each rung one in
/// <see cref="Factor"/> goes on and is trained on to as many times the epochs, until no whole trial would be left or a rung would fall short of the least
/// fraction.
/// </remarks>
/// <example><code>
/// var plan = new SuccessiveHalving(trials: 27, factor: 3);    // rungs of 27, 9, 3, 1 trials with 1/27, 1/9, 1/3, 1 of the epochs
/// IReadOnlyList&lt;int&gt; next = plan.Survivors(0, finished);     // the numbers of the best 9
/// </code></example>
public sealed class SuccessiveHalving
{
    /// <summary>A plan.</summary>
    /// <param name="trials">How many trials begin, at least 1.</param>
    /// <param name="factor">One in how many goes on (η), at least 2.</param>
    /// <param name="leastFraction">No rung has less of the budget than this, above 0 to 1: one epoch of ten is 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public SuccessiveHalving(int trials, int factor = 3, double leastFraction = 1e-6)
    {
        if (trials < 1) throw new ArgumentOutOfRangeException(nameof(trials), $"Got {trials} trials; takes 1 and more.");
        if (factor < 2) throw new ArgumentOutOfRangeException(nameof(factor), $"Got the factor {factor}; takes 2 and more: one in so many goes on.");
        if (!(leastFraction is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(leastFraction), $"Got the least fraction {leastFraction}; takes numbers above 0 to 1.");
        Factor = factor;
        var sizes = new List<int> { trials };
        // A millionth for rounding: a least fraction of 1.0 / 9 allows a rung of 1 / 9.
        for (double fraction = 1.0 / factor; sizes[^1] >= factor && fraction >= leastFraction * (1 - 1e-6); fraction /= factor) sizes.Add(sizes[^1] / factor);
        Rungs = [.. sizes.Select((size, i) => new HalvingRung(i, 1 / Power(factor, sizes.Count - 1 - i), size))];
    }

    /// <summary>One in how many goes on.</summary>
    public int Factor { get; }

    /// <summary>The stages, in order.</summary>
    public IReadOnlyList<HalvingRung> Rungs { get; }

    /// <summary>What the plan costs, in full trainings, when trials are trained on from rung to rung and not anew.</summary>
    public double Cost => Rungs.Sum(rung => rung.Trials * (rung.BudgetFraction - (rung.Number == 0 ? 0 : Rungs[rung.Number - 1].BudgetFraction)));

    /// <summary>The numbers of the trials that go on to the next rung, in rising order.</summary>
    /// <param name="rung">The rung that has ended; after the last one nobody goes on.</param>
    /// <param name="finished">Its trials with their scores at its end. Failed ones never go on; of equal scores the lower number does.</param>
    /// <returns>As many as the next rung takes, or fewer if not as many succeeded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rung.</exception>
    /// <exception cref="ArgumentException">More trials finished than took part, or one number is there twice.</exception>
    public IReadOnlyList<int> Survivors(int rung, IReadOnlyList<FinishedTrial> finished)
    {
        ArgumentNullException.ThrowIfNull(finished);
        if (rung < 0 || rung >= Rungs.Count) throw new ArgumentOutOfRangeException(nameof(rung), $"Got the rung {rung}; takes 0 to {Rungs.Count - 1}.");
        if (finished.Count > Rungs[rung].Trials || finished.Select(trial => trial.Number).Distinct().Count() != finished.Count)
            throw new ArgumentException($"Got {finished.Count} trials at the end of rung {rung}; takes {Rungs[rung].Trials} or fewer, each number once. "
                + "Give the trials of this rung only.", nameof(finished));
        int places = rung + 1 < Rungs.Count ? Rungs[rung + 1].Trials : 0;
        return [.. finished.Where(trial => trial.Succeeded).OrderByDescending(trial => trial.Score).ThenBy(trial => trial.Number)
            .Take(places).Select(trial => trial.Number).Order()];
    }

    private static double Power(int factor, int exponent) => Enumerable.Repeat((double)factor, exponent).Aggregate(1.0, (a, b) => a * b);
}
