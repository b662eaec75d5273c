namespace MlPipelines.Reports.Claims;

/// <summary>Rules that need no links: they compare all statements of a quantity, an order or a term.</summary>
internal static class StatementRules
{
    /// <summary>Two statements of one quantity agree, within the rounding of the digits printed.</summary>
    public static void Agreement(ClaimBook book, List<Finding> findings)
    {
        foreach (IGrouping<string, Claim> same in book.Claims.Where(c => c.Quantity != "").GroupBy(c => c.Quantity))
        {
            Claim[] all = [.. same];
            Claim[] apart = [.. all.Where(a => all.Any(b => Disagree(a, b)))];
            if (apart.Length > 0)
                Add(findings, "agreement", apart, $"{same.Key} is {Say.Cited(apart)}; one quantity has one value.");
        }
    }

    /// <summary>An order claimed in one place holds in the others, and figures are printed for both sides.</summary>
    public static void Orders(ClaimBook book, List<Finding> findings)
    {
        var orders = book.Claims
            .Where(c => c.Kind == ClaimKind.Order)
            .SelectMany(c => c.Order.Zip(c.Order.Skip(1), (more, less) => (Claim: c, More: more, Less: less)))
            .GroupBy(o => (o.More, o.Less))
            .ToDictionary(g => g.Key, g => g.Select(o => o.Claim).ToArray());
        foreach (((string more, string less), Claim[] claims) in orders)
        {
            string places = Say.List(claims.Select(c => c.Place)), put = claims.DistinctBy(c => c.Place).Count() == 1 ? "puts" : "put";
            if (orders.TryGetValue((less, more), out Claim[]? opposite) && string.CompareOrdinal(more, less) < 0)
                Add(findings, "order", [.. claims, .. opposite],
                    $"{places} {put} {more} above {less} ({Quotes(claims)}), "
                    + $"{Say.List(opposite.Select(c => c.Place))} the other way round ({Quotes(opposite)}).");

            Claim[] highs = Numbers(more), lows = Numbers(less);
            string[] missing = [.. new[] { (more, highs), (less, lows) }.Where(x => x.Item2.Length == 0).Select(x => x.Item1)];
            if (missing.Length > 0)
                Add(findings, "unsupported", claims, $"{places} {put} {more} above {less} ({Quotes(claims)}), "
                    + $"but the paper prints no figure for {Say.List(missing)}"
                    + $"{(highs.Length + lows.Length > 0 ? $", only {Say.Cited([.. highs, .. lows])}" : "")}.",
                    FindingKind.Unsupported);

            // Figures are compared within a group only: those of one table, or of the logs.
            var pairs = highs.SelectMany(h => lows.Where(l => l.Group == h.Group).Select(l => (High: h, Low: l))).ToArray();
            var against = pairs.Where(p => p.High.Range!.Value.Below(p.Low.Range!.Value)).ToArray();
            if (against.Length == 0) continue;
            var with = pairs.Where(p => p.Low.Range!.Value.Below(p.High.Range!.Value)).ToArray();
            string held = with.Length > 0
                ? ", as in " + Say.List(with.GroupBy(p => $"{p.High.Shown} against {p.Low.Shown}")
                    .Select(g => $"{g.Key} ({string.Join(", ", g.Select(p => p.High.Group).Distinct())})"))
                : $" ({Quotes(claims)})";
            Add(findings, "order", [.. claims, .. against.SelectMany(p => new[] { p.High, p.Low })],
                $"{places} {put} {more} above {less}{held}; elsewhere it is {Say.Cited(against.Select(p => p.High))} "
                + $"below {Say.Cited(against.Select(p => p.Low))}.");
        }

        Claim[] Numbers(string quantity) =>
            [.. book.Claims.Where(c => c.Quantity == quantity && c.Range is not null)];
    }

    /// <summary>The four cells of a confusion matrix mean what their names say.</summary>
    public static void Definitions(ClaimBook book, List<Finding> findings)
    {
        foreach (Claim claim in book.Claims.Where(c => c.Kind == ClaimKind.Definition))
        {
            (string term, string predicted, string actual) = claim.Definition;
            if (term is not ("TP" or "TN" or "FP" or "FN")) continue;
            string expected = term[1] == 'P' ? "positive" : "negative", other = expected == "positive" ? "negative" : "positive";
            string truth = term[0] == 'T' ? expected : other;
            if (predicted == expected && actual == truth) continue;
            Add(findings, "definition", [claim],
                $"{claim.Place} defines {term} as predicted {predicted} and in truth {actual} (\"{claim.Quote}\"); "
                + $"{term} is predicted {expected} and in truth {truth}.");
        }
    }

    /// <summary>No share is below 0 or above 1.</summary>
    public static void Shares(ClaimBook book, List<Finding> findings)
    {
        foreach (IGrouping<(string, string), Claim> same in book.Claims
            .Where(c => c is { IsShare: true, Kind: ClaimKind.Value or ClaimKind.Count, Range: { } range }
                && !range.Meets(new Interval(0, 1)))
            .GroupBy(c => (c.Place, c.Shown)))
        {
            Claim first = same.First();
            Add(findings, "share", [.. same],
                $"{first.Cited}, as \"{first.Quote}\", is no share; "
                + $"a share lies between 0 and 1 ({Say.List(same.Select(c => c.Quantity))}).");
        }
    }

    private static bool Disagree(Claim a, Claim b) =>
        a.Range is { } x && b.Range is { } y ? !x.Meets(y) : !string.Equals(a.Printed, b.Printed, StringComparison.Ordinal);

    private static string Quotes(IEnumerable<Claim> claims) => string.Join("; ", claims.Select(c => $"\"{c.Quote}\"").Distinct());

    private static void Add(List<Finding> findings, string rule, Claim[] claims, string text,
        FindingKind kind = FindingKind.Contradiction) =>
        findings.Add(new Finding(kind, rule, claims[0].Paper, text, [.. claims.Select(c => c.Id).Distinct()]));
}
