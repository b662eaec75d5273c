namespace MlPipelines.Reports.Claims;

/// <summary>The claims of one check, by role, and the place for what is found.</summary>
internal sealed class Linked(ClaimBook book, ClaimCheck check, List<Finding> findings)
{
    public bool Flag(string name) => check.Flags.Contains(name);

    public IReadOnlyList<Claim> All(string role) =>
        check.Roles.TryGetValue(role, out IReadOnlyList<string>? ids) ? [.. ids.SelectMany(id => book.Rows(id).Values)] : [];

    public Claim? Optional(string role) => All(role) is [var first, ..] ? first : null;

    public Claim One(string role) =>
        Optional(role) ?? throw new InvalidDataException($"A check '{check.Rule}' of '{check.Paper}' has no {role}; it needs one.");

    /// <summary>The claims of a role by the row of their table.</summary>
    public OrderedDictionary<string, Claim> Rows(string role) =>
        check.Roles.TryGetValue(role, out IReadOnlyList<string>? ids) && ids.Count == 1 ? book.Rows(ids[0]) : [];

    public void Contradiction(string text, params IEnumerable<Claim> claims) =>
        findings.Add(new Finding(FindingKind.Contradiction, check.Rule, check.Paper, text, [.. claims.Select(c => c.Id).Distinct()]));
}

/// <summary>Numbers and lists as sentences have them.</summary>
internal static class Say
{
    /// <summary>"41.0 to 43.2 s", or one number where both ends show alike.</summary>
    public static string Range(Interval range, string unit)
    {
        string low = Number(range.Low, unit), high = Number(range.High, unit),
            tail = unit is "" or "share" or "loss" or "%" ? "" : " " + unit;
        return (low == high ? low : $"{low} to {high}") + tail;
    }

    public static string Number(double value, string unit) => unit switch
    {
        "%" => $"{100 * value:0.##}%",
        "share" or "loss" => $"{value:0.####}",
        _ => Math.Abs(value) >= 1000 ? $"{value:#,0.#}" : $"{value:0.##}",
    };

    /// <summary>"a, b and c".</summary>
    public static string List(IEnumerable<string> items)
    {
        string[] all = [.. items.Distinct()];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }

    /// <summary>Numbers with their places, equal numbers together: "0.976 (Abstract, Section 5.3) and 0.97 (Fig. 11)".</summary>
    public static string Cited(IEnumerable<Claim> claims) => List(claims
        .GroupBy(c => c.Shown)
        .Select(same => $"{same.Key} ({string.Join(", ", same.Select(c => c.Place + (c.Implied ? ", implied" : "")).Distinct())})"));
}
