using MlPipelines.Reports.Claims;

namespace MlPipelines.Reports.Papers;

/// <summary>The first screen: how many of the papers' results reproduced.</summary>
internal static class GlanceSection
{
    public static void Add(Markup page, ClaimBook book, IReadOnlyList<ClaimVerdict> verdicts)
    {
        ClaimVerdict[] results = [.. verdicts.Where(v => VerdictWords.IsResult(v.Claim))];
        page.Add($"<section aria-labelledby=\"glance\">\n<h2 id=\"glance\">Did the papers' results reproduce?</h2>\n");
        page.Add($"<p>{results.Length} results and comparisons that the five papers state, each judged by the runs on this page.");
        page.Add($" Another {verdicts.Count - results.Length} statements are settings, words or figures of other work.</p>\n");
        page.Add($"<ul class=\"tiles\">\n");
        foreach (VerdictKind kind in VerdictWords.Order)
        {
            int count = results.Count(v => v.Verdict.Kind == kind);
            if (count == 0 && kind == VerdictKind.NotMeasured) continue;
            page.Add($"<li class=\"{VerdictWords.Class(kind)}\"><span class=\"count\">{count}</span>");
            page.Add($" <span><span class=\"sign\" aria-hidden=\"true\">{VerdictWords.Sign(kind)}</span> {VerdictWords.Words(kind)}</span></li>\n");
        }
        page.Add($"</ul>\n<ul class=\"strips\">\n");
        for (int i = 0; i < book.Papers.Count; i++)
        {
            ClaimedPaper paper = book.Papers[i];
            ClaimVerdict[] own = [.. results.Where(v => v.Claim.Paper == paper.Name)];
            page.Add($"<li><a href=\"#paper-{paper.Name}\">{i + 1} <span class=\"name\">{paper.Name}</span>: {paper.Title}</a>\n");
            AddStrip(page, own);
            page.Add($"</li>\n");
        }
        page.Add($"</ul>\n<p class=\"facts\">Reproduced: inside the 95% interval of what was measured, or within 0.3 points of it.");
        page.Add($" Inconsistent: arithmetic shows that the paper contradicts itself.</p>\n</section>\n");
    }

    private static void AddStrip(Markup page, ClaimVerdict[] own)
    {
        var counts = VerdictWords.Order.Select(kind => (Kind: kind, Count: own.Count(v => v.Verdict.Kind == kind))).Where(c => c.Count > 0).ToArray();
        page.Add($"<span class=\"strip\" aria-hidden=\"true\">");
        foreach ((VerdictKind kind, int count) in counts) page.Add($"<span class=\"{VerdictWords.Class(kind)}\" style=\"flex-grow:{count}\"></span>");
        string words = counts.Length == 0 ? "no results" : string.Join(", ", counts.Select(c => $"{c.Count} {VerdictWords.Words(c.Kind)}"));
        page.Add($"</span><span class=\"words\">{words}</span>\n");
    }
}
