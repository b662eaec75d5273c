using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Claims;

/// <summary>Judges claims by measurements.</summary>
public static class ClaimVerdicts
{
    /// <summary>An accuracy this close to the claimed one counts as reproduced: 0.3 points.</summary>
    public const double AccuracyTolerance = 0.003;

    private static readonly Verdict s_oneRun = Verdict.NotComparable("one run gives no interval for this figure; more seeds do");

    /// <summary>Judges every claim of a book.</summary>
    /// <param name="book">The claims and where their measurements are found.</param>
    /// <param name="records">The runs. Cancelled ones are left out; of the rest, those of the largest scale decide, one a seed.</param>
    /// <returns>One verdict a claim, in the book's order.</returns>
    public static IReadOnlyList<ClaimVerdict> Judge(ClaimBook book, IReadOnlyList<RunRecord> records)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(records);
        ILookup<string, Finding> findings =
            ClaimChecker.Check(book).SelectMany(f => f.Claims.Select(id => (Id: id, Finding: f))).ToLookup(x => x.Id, x => x.Finding);
        return [.. book.Claims.Select(claim =>
        {
            (Verdict against, Estimate? measured, IReadOnlyList<RunRecord> used) = Measured(book, claim, records);
            Finding[] about = [.. findings[claim.Id]];
            string[] wrong = [.. about.Where(f => f.Kind == FindingKind.Contradiction).Select(f => f.Text)];
            Verdict verdict = wrong.Length > 0 ? new Verdict(VerdictKind.Inconsistent, string.Join(" ", wrong)) : against;
            return new ClaimVerdict(claim, verdict, against, measured, used, about);
        })];
    }

    private static (Verdict, Estimate?, IReadOnlyList<RunRecord>) Measured(ClaimBook book, Claim claim, IReadOnlyList<RunRecord> records)
    {
        switch (claim.Kind)
        {
            case ClaimKind.Order: return JudgeOrder(book, claim, records);
            case ClaimKind.Setting: return (Verdict.NotComparable("a setting, not a result"), null, []);
            case ClaimKind.Context: return (Verdict.NotComparable("a figure of other work"), null, []);
            case ClaimKind.Text or ClaimKind.Definition: return (Verdict.NotComparable("a statement in words"), null, []);
        }
        if (claim.IsSetting) return (Verdict.NotComparable("a size of the data, not a result"), null, []);
        if (claim.Unit is "s" or "ms") return (Verdict.NotComparable("times depend on the machine"), null, []);
        if (book.MeasureOf(claim.Quantity) is not { } measure) return (Verdict.NotMeasured, null, []);
        IReadOnlyList<RunRecord> runs = Choose(records, measure);
        (RunRecord Run, Measurement.Reading Reading)[] read = Read(runs, measure.Metric);
        if (read.Length == 0)
            return (runs.Count > 0 && measure.Metric.StartsWith("history:", StringComparison.Ordinal)
                ? Verdict.NotComparable($"the runs have {runs[0].History.Select(h => h.Value.Count).DefaultIfEmpty(0).Max()} epochs")
                : Verdict.NotMeasured, null, runs);
        Estimate measured = read.Length switch
        {
            1 => read[0].Reading.Estimate,
            2 when read.All(r => r.Reading.Trials > 0) => Pooled(read[0].Reading, read[1].Reading),
            _ => Estimate.OfSeeds([.. read.Select(r => r.Reading.Value)]),
        };
        RunRecord[] used = [.. read.Select(r => r.Run)];
        return (Strokes(used) ?? Compare(claim, measure, measured), measured, used);
    }

    /// <summary>
    /// Two runs taken as one over all their trials: Student's t would multiply their spread by nearly nine, and nearly every number would count as reproduced.
    /// </summary>
    private static Estimate Pooled(Measurement.Reading a, Measurement.Reading b) =>
        (a with { Value = (a.Value + b.Value) / 2, Trials = a.Trials + b.Trials }).Estimate with { Seeds = 2 };

    private static Verdict Compare(Claim claim, Measure measure, Estimate measured)
    {
        Interval claimed = claim.Range!.Value;
        bool accuracy = claim.IsShare && claim.Quantity.EndsWith("accuracy", StringComparison.Ordinal);
        if (claimed.Meets(measured.Interval) || (accuracy && Math.Abs(measured.Value - claim.Value!.Value) <= AccuracyTolerance + 1e-12))
            return new Verdict(VerdictKind.Reproduced);
        // An accuracy apart by more than the tolerance is judged even where a run gives no interval.
        if (measured.Basis is null && !accuracy) return s_oneRun;
        bool lowerIsBetter = claim.Unit == "loss" || measure.Metric.StartsWith("confusion:", StringComparison.Ordinal);
        return new Verdict(measured.Value > claim.Value!.Value != lowerIsBetter ? VerdictKind.Better : VerdictKind.Worse);
    }

    /// <summary>An order is reproduced when every neighbouring pair is measured in this order beyond chance.</summary>
    private static (Verdict, Estimate?, IReadOnlyList<RunRecord>) JudgeOrder(ClaimBook book, Claim claim, IReadOnlyList<RunRecord> records)
    {
        (Verdict Verdict, Estimate? Difference, IReadOnlyList<RunRecord> Runs)[] pairs =
            [.. claim.Order.Zip(claim.Order.Skip(1), (more, less) => JudgePair(book, more, less, records))];
        foreach (VerdictKind kind in new[] { VerdictKind.Worse, VerdictKind.NotMeasured, VerdictKind.NotComparable })
            foreach (var pair in pairs)
                if (pair.Verdict.Kind == kind) return pair;
        return pairs.Length == 0 ? (Verdict.NotMeasured, null, []) : pairs.MinBy(p => p.Difference!.Low);
    }

    private static (Verdict, Estimate?, IReadOnlyList<RunRecord>) JudgePair(
        ClaimBook book, string more, string less, IReadOnlyList<RunRecord> records)
    {
        if (book.MeasureOf(more) is not { } first || book.MeasureOf(less) is not { } second) return (Verdict.NotMeasured, null, []);
        var a = Read(Choose(records, first), first.Metric);
        var b = Read(Choose(records, second), second.Metric);
        if (a.Length == 0 || b.Length == 0) return (Verdict.NotMeasured, null, []);
        RunRecord[] used = [.. a.Select(x => x.Run).Concat(b.Select(x => x.Run)).Distinct()];
        Estimate difference = Difference(a, b);
        return (Strokes(used) ?? Unlike(a[0].Run, b[0].Run, first.Metric) ?? Beyond(difference), difference, used);
    }

    private static Verdict Beyond(Estimate difference)
    {
        if (difference.Basis is null) return s_oneRun;
        if (difference.Low > 0) return new Verdict(VerdictKind.Reproduced);
        if (difference.High < 0) return new Verdict(VerdictKind.Worse, "the opposite order is measured");
        return Verdict.NotComparable("the measured difference is within chance");
    }

    /// <summary>
    /// The difference over common seeds where there are two or more, which removes what a seed does to both; else of the first runs.
    /// </summary>
    private static Estimate Difference((RunRecord Run, Measurement.Reading Reading)[] a, (RunRecord Run, Measurement.Reading Reading)[] b)
    {
        double[] common = [.. a.Join(b, x => x.Run.Seed, x => x.Run.Seed, (x, y) => x.Reading.Value - y.Reading.Value)];
        if (common.Length >= 2) return Estimate.OfSeeds(common);
        var other = b.FirstOrDefault(y => y.Run.Seed == a[0].Run.Seed, b[0]);
        return Estimate.Difference(a[0].Reading.Estimate, other.Reading.Estimate);
    }

    private static Verdict? Strokes(IEnumerable<RunRecord> runs) =>
        runs.Any(r => r.Dataset.Synthetic) ? Verdict.NotComparable("measured on synthetic strokes, not on handwriting") : null;

    private static Verdict? Unlike(RunRecord a, RunRecord b, string metric)
    {
        if (a.Scale != b.Scale) return Verdict.NotComparable($"measured at {a.Scale.Name()} and at {b.Scale.Name()} scale");
        bool machine = metric == "seconds" && (a.Processor != b.Processor || a.Threads != b.Threads);
        return machine ? Verdict.NotComparable("times of different processors or threads") : null;
    }

    private static (RunRecord Run, Measurement.Reading Reading)[] Read(IReadOnlyList<RunRecord> runs, string metric) =>
        [.. runs.Select(run => (Run: run, Reading: Measurement.Read(run, metric)))
            .Where(r => r.Reading is not null).Select(r => (r.Run, r.Reading!.Value))];

    /// <summary>
    /// The completed runs a measure asks for: real handwriting before strokes, the largest scale, the newest of each seed.
    /// </summary>
    private static IReadOnlyList<RunRecord> Choose(IReadOnlyList<RunRecord> records, Measure measure)
    {
        RunRecord[] fitting = [.. records.Where(r =>
            r.Status == RunStatus.Completed && r.Experiment == measure.Experiment && r.Model == measure.Model
            && measure.Settings.All(s => (r.Settings.TryGetValue(s.Key, out string? value) ? value : "none") == s.Value))];
        if (fitting.Length == 0) return [];
        bool synthetic = fitting.All(r => r.Dataset.Synthetic);
        fitting = [.. fitting.Where(r => r.Dataset.Synthetic == synthetic)];
        Scale scale = fitting.Max(r => r.Scale);
        return [.. fitting.Where(r => r.Scale == scale).GroupBy(r => r.Seed).OrderBy(g => g.Key).Select(g => g.MaxBy(r => r.StartedUtc)!)];
    }
}
