namespace MlPipelines.Pipelines.Sweeps;

/// <summary>What a sweep found.</summary>
/// <param name="Spec">What was tried.</param>
/// <param name="Trials">The trials, in the order of their numbers.</param>
/// <example><code>
/// SweepResults results = SweepResults.Of(SweepFolder.Open("runs/my-sweep"));
/// Console.WriteLine($"best: {results.Ranked[0].Point}, {results.Ranked[0].Score:F4} on the validation images");
/// </code></example>
public sealed record SweepResults(SweepSpec Spec, IReadOnlyList<SweepTrial> Trials)
{
    private const int MostListed = 20;

    /// <summary>The trials with a score, best first; of equal ones the lower number.</summary>
    public IReadOnlyList<SweepTrial> Ranked => [.. Trials.Where(trial => trial.Score is not null).OrderByDescending(trial => trial.Score).ThenBy(trial => trial.Number)];

    /// <summary>The trials that failed.</summary>
    public IReadOnlyList<SweepTrial> Failed => [.. Trials.Where(trial => trial.Score is null)];

    /// <summary>Reads the records of a sweep.</summary>
    /// <param name="folder">The sweep.</param>
    /// <exception cref="InvalidDataException">A trial has no record, or a file is no record of this sweep.</exception>
    public static SweepResults Of(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        IReadOnlyList<SweepTrial> trials = folder.ReadTrials();
        if (trials.Count == folder.Trials) return new SweepResults(folder.Spec, trials);
        int[] missing = [.. Enumerable.Range(0, folder.Trials).Except(trials.Select(trial => trial.Number))];
        throw new InvalidDataException($"{missing.Length} of {folder.Trials} trials of '{folder.Path}' have no record yet: {string.Join(", ", missing.Take(MostListed))}"
            + $"{(missing.Length > MostListed ? ", ..." : "")}. 'mlpipelines sweep {System.IO.Path.Combine(folder.Path, "spec.json")} --out {folder.Path}' trains them.");
    }
}
