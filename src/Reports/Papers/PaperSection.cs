using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Reports.Papers;

/// <summary>The part of the report about one paper: its tables and figures in its order, claimed beside measured.</summary>
internal static class PaperSection
{
    public static void Add(Markup page, ClaimedPaper paper, int number, IReadOnlyList<ClaimVerdict> verdicts, IReadOnlyList<RunRecord> records)
    {
        ClaimVerdict[] own = [.. verdicts.Where(v => v.Claim.Paper == paper.Name)];
        page.Add($"<section class=\"paper\" aria-labelledby=\"paper-{paper.Name}\">\n");
        page.Add($"<h2 id=\"paper-{paper.Name}\">Paper {number}, {paper.Name}: {paper.Title}</h2>\n");
        AddFindings(page, own);
        foreach (ReportSlot slot in ReportSlots.All.Where(s => s.Paper == paper.Name)) AddSlot(page, slot, own, records);
        page.Add($"<details><summary>All {own.Length} statements of the paper with their verdicts</summary>\n");
        AddClaims(page, own, $"All statements of paper {number}", withPlace: true);
        page.Add($"</details>\n</section>\n");
    }

    private static void AddFindings(Markup page, ClaimVerdict[] own)
    {
        Finding[] findings = [.. own.SelectMany(v => v.Findings).Distinct()];
        if (findings.Length == 0) return;
        page.Add($"<details class=\"findings\"><summary>Where the paper contradicts itself or gives no figures: {findings.Length}</summary>\n<ul class=\"notes\">\n");
        foreach (Finding finding in findings) page.Add($"<li>{finding.Text}</li>\n");
        page.Add($"</ul></details>\n");
    }

    private static void AddSlot(Markup page, ReportSlot slot, ClaimVerdict[] own, IReadOnlyList<RunRecord> records)
    {
        page.Add($"<section class=\"slot\" id=\"{slot.Id}\" aria-label=\"{slot.Place}\">\n<h3><span class=\"place\">{slot.Place}</span> {slot.Title}</h3>\n");
        IReadOnlyList<RunRecord> runs = slot.Fill.Runs(records);
        var body = new Markup();
        if (slot.Fill.Add(body, runs, slot.Id))
        {
            page.Add($"<div class=\"charts\">\n{body.ToFragment()}</div>\n");
            if (runs.Count > 0) Provenance.Add(page, runs, records);
        }
        else
        {
            page.Add($"<p class=\"missing\">Not measured.</p>\n");
        }
        ClaimVerdict[] claims = [.. own.Where(v => slot.Holds(v.Claim.Place) && VerdictWords.IsResult(v.Claim))];
        if (claims.Length > 0) AddClaims(page, claims, $"{slot.Place}: claimed and measured", withPlace: false);
        page.Add($"</section>\n");
    }

    private static void AddClaims(Markup page, ClaimVerdict[] claims, string caption, bool withPlace)
    {
        page.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\">\n<table class=\"{(withPlace ? "claims all" : "claims")}\">\n<thead><tr>");
        if (withPlace) page.Add($"<th scope=\"col\">Place</th>");
        page.Add($"<th scope=\"col\">What</th><th scope=\"col\">Claimed</th><th scope=\"col\">Measured</th><th scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n");
        foreach (ClaimVerdict v in claims)
        {
            page.Add($"<tr>");
            if (withPlace) page.Add($"<td>{v.Claim.Place}</td>");
            page.Add($"<th scope=\"row\">{VerdictWords.Subject(v.Claim)}</th>");
            page.Add($"<td>{(v.Claim.Kind == ClaimKind.Order ? "larger" : v.Claim.Shown)}</td><td>{VerdictWords.Measured(v)}</td>");
            page.Add($"<td><span class=\"verdict {VerdictWords.Class(v.Verdict.Kind)}\"><span class=\"sign\" aria-hidden=\"true\">{VerdictWords.Sign(v.Verdict.Kind)}</span>");
            page.Add($" {VerdictWords.Words(v.Verdict.Kind)}</span>");
            // The reason of a contradiction is long and stands above; the measurement's own verdict is more useful here.
            if (v.Verdict.Kind == VerdictKind.Inconsistent && v.Measured is not null) page.Add($"<br/>against the figure: {VerdictWords.Words(v.Against.Kind)}");
            else if (v.Verdict.Kind != VerdictKind.Inconsistent && v.Verdict.Why.Length > 0) page.Add($"<br/>{v.Verdict.Why}");
            page.Add($"</td></tr>\n");
        }
        page.Add($"</tbody>\n</table>\n</div>\n");
    }
}
