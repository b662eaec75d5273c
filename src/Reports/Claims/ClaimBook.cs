using System.Reflection;

namespace MlPipelines.Reports.Claims;

/// <summary>How claims hang together by arithmetic: a rule and the claims in each of its roles.</summary>
/// <param name="Rule">Name of the rule: "f1", "steps", "report".</param>
/// <param name="Paper">Short name of the paper.</param>
/// <param name="Roles">Role ("precision") to ids; an id may hold one * that stands for the rows of a table.</param>
/// <param name="Flags">Roles that are merely true: "average", "partial".</param>
public sealed record ClaimCheck(
    string Rule, string Paper, IReadOnlyDictionary<string, IReadOnlyList<string>> Roles, IReadOnlySet<string> Flags);

/// <summary>Where a run record holds a quantity.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Model">Short name of the model.</param>
/// <param name="Metric">What to read, see <see cref="Measurement"/>.</param>
/// <param name="Settings">Settings the record must have; "none" also matches a record without the setting.</param>
public sealed record Measure(string Experiment, string Model, string Metric, IReadOnlyDictionary<string, string> Settings);

/// <summary>A paper whose claims are listed.</summary>
/// <param name="Name">Short name: "gan".</param>
/// <param name="Title">What it is about.</param>
/// <param name="File">File name of its text.</param>
public sealed record ClaimedPaper(string Name, string Title, string File);

/// <summary>Claims, how they hang together, and where their measurements are found.</summary>
public sealed class ClaimBook
{
    private static readonly Lazy<ClaimBook> s_papers = new(static () =>
    {
        using Stream json = Assembly.GetExecutingAssembly().GetManifestResourceStream("claims.json")
            ?? throw new InvalidOperationException("The program was built without claims.json; build src/Reports again.");
        return ClaimReader.Read(json, "claims.json");
    });

    private readonly Dictionary<string, Claim> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Measure> _measures = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, string Suffix, Measure Measure)> _patterns = [];

    /// <summary>Puts a book together.</summary>
    /// <param name="claims">The claims, in the papers' order.</param>
    /// <param name="checks">How they hang together.</param>
    /// <param name="measures">Quantity, with at most one *, to its measurement.</param>
    /// <param name="papers">The papers; may be left out.</param>
    /// <exception cref="InvalidDataException">An id is there twice, or a check names an unknown claim or rule.</exception>
    public ClaimBook(
        IEnumerable<Claim> claims, IEnumerable<ClaimCheck> checks, IEnumerable<KeyValuePair<string, Measure>>? measures = null,
        IReadOnlyList<ClaimedPaper>? papers = null)
    {
        Claims = [.. claims];
        Checks = [.. checks];
        Papers = papers ?? [];
        foreach (Claim claim in Claims)
            if (!_byId.TryAdd(claim.Id, claim)) throw new InvalidDataException($"Two claims have the id '{claim.Id}'; each needs its own.");
        foreach ((string quantity, Measure measure) in measures ?? [])
        {
            int star = quantity.IndexOf('*');
            if (star < 0) _measures[quantity] = measure;
            else _patterns.Add((quantity[..star], quantity[(star + 1)..], measure));
        }
        foreach (ClaimCheck check in Checks)
        {
            if (!ClaimChecker.Rules.Contains(check.Rule))
                throw new InvalidDataException(
                    $"A check of '{check.Paper}' has rule '{check.Rule}'; takes {string.Join(", ", ClaimChecker.Rules)}.");
            foreach ((string role, IReadOnlyList<string> ids) in check.Roles)
                foreach (string id in ids)
                    if (Rows(id).Count == 0)
                        throw new InvalidDataException($"The check '{check.Rule}' names '{id}' as {role}; there is no such claim.");
        }
    }

    /// <summary>The claims of the five papers.</summary>
    public static ClaimBook FivePapers => s_papers.Value;

    /// <summary>The papers.</summary>
    public IReadOnlyList<ClaimedPaper> Papers { get; }

    /// <summary>The claims, in the papers' order.</summary>
    public IReadOnlyList<Claim> Claims { get; }

    /// <summary>How they hang together.</summary>
    public IReadOnlyList<ClaimCheck> Checks { get; }

    /// <summary>The claim of an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Claim this[string id] => _byId[id];

    /// <summary>Where a run record holds a quantity; null when none is named.</summary>
    public Measure? MeasureOf(string quantity)
    {
        if (_measures.TryGetValue(quantity, out Measure? measure)) return measure;
        foreach ((string prefix, string suffix, Measure pattern) in _patterns)
            if (Star(quantity, prefix, suffix) is { } star) return pattern with { Metric = pattern.Metric.Replace("*", star) };
        return null;
    }

    /// <summary>The claims that an id means: one under "" or, where it holds a *, one under the text in the star's place.</summary>
    internal OrderedDictionary<string, Claim> Rows(string id)
    {
        var rows = new OrderedDictionary<string, Claim>(StringComparer.Ordinal);
        int star = id.IndexOf('*');
        if (star < 0)
        {
            if (_byId.TryGetValue(id, out Claim? claim)) rows.Add("", claim);
            return rows;
        }
        foreach (Claim claim in Claims)
            if (Star(claim.Id, id[..star], id[(star + 1)..]) is { } row) rows.Add(row, claim);
        return rows;
    }

    private static string? Star(string text, string prefix, string suffix)
    {
        if (text.Length <= prefix.Length + suffix.Length || !text.StartsWith(prefix, StringComparison.Ordinal)
            || !text.EndsWith(suffix, StringComparison.Ordinal)) return null;
        string star = text[prefix.Length..(text.Length - suffix.Length)];
        return star.Contains('.') ? null : star;
    }
}
