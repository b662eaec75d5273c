using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>What stands beside every figure: scale, seeds, data, settings, times, processor, versions, commit and the run records.</summary>
internal static class Provenance
{
    // A table of many models has one line here for each; more would bury the next figure.
    private const int MostOpen = 3;

    public static void Add(Markup page, IReadOnlyList<RunRecord> runs, IReadOnlyList<RunRecord> all)
    {
        var groups = runs.GroupBy(r => (r.Experiment, r.Model, Settings: Settings(r))).ToArray();
        bool folded = groups.Length > MostOpen;
        if (folded)
        {
            string scales = string.Join(" and ", runs.Select(r => r.Scale).Distinct().Order().Select(s => s.Name() + " scale"));
            page.Add($"<details class=\"provenance\"><summary><strong>{scales}</strong>, {runs.Count} runs of {groups.Length} models and settings</summary>\n");
        }
        page.Add($"<p class=\"provenance\">");
        bool first = true;
        foreach (var group in groups)
        {
            RunRecord run = group.First();
            int[] seeds = [.. group.Select(r => r.Seed).Distinct()];
            // The folds of a cross-validation have one seed.
            bool varied = group.Select(r => r.Variant).Distinct().Count() > 1;
            if (!first) page.Add($"<br/>");
            first = false;
            page.Add($"<strong>{run.Scale.Name()} scale</strong>, {run.Model}, seed{(seeds.Length == 1 ? "" : "s")} {string.Join(", ", seeds)}");
            if (group.Any(r => r.Status == RunStatus.Cancelled)) page.Add($", <strong>cancelled</strong>");
            page.Add($" · {run.Dataset.Name}, {run.Dataset.TrainCount:N0} training and {run.Dataset.TestCount:N0} test images");
            if (group.Key.Settings.Length > 0) page.Add($" · {group.Key.Settings}");
            page.Add($" · {group.Sum(r => r.Seconds):F1} s · {run.Processor.Name}, {run.Threads} thread{(run.Threads == 1 ? "" : "s")}");
            page.Add($" · mlpipelines {run.Versions.MlPipelines}, .NET {run.Versions.DotNet}, {run.Versions.OperatingSystem}");
            if (run.Commit is { } commit) page.Add($", commit {commit[..Math.Min(12, commit.Length)]}");
            page.Add($" · ");
            foreach (RunRecord r in group)
            {
                page.Add($"<a href=\"#run-{Number(all, r)}\">run of {(varied ? $"{r.Variant}, " : "")}seed {r.Seed}</a>");
                AddLink(page, r);
                page.Add($" ");
            }
        }
        page.Add($"</p>\n");
        if (folded) page.Add($"</details>\n");
    }

    /// <summary>A link to the record's file, which lies beside the page.</summary>
    public static void AddLink(Markup page, RunRecord run)
    {
        if (run.FileName is { } file) page.Add($" (<a href=\"{Uri.EscapeDataString(file)}\">{file}</a>)");
    }

    private static int Number(IReadOnlyList<RunRecord> all, RunRecord run)
    {
        for (int i = 0; i < all.Count; i++)
            if (ReferenceEquals(all[i], run)) return i + 1;
        return 0;
    }

    private static string Settings(RunRecord run) =>
        string.Join(", ", run.Settings.Where(s => s.Key is not ("model" or "weights")).Select(s => $"{s.Key} {s.Value}"));
}
