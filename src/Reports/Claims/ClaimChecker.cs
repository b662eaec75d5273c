using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Claims;

/// <summary>Finds statements that cannot all be true. It knows arithmetic and nothing about any paper.</summary>
public static class ClaimChecker
{
    private static readonly OrderedDictionary<string, Action<Linked>> s_rules = new(StringComparer.Ordinal)
    {
        ["f1"] = ScoreRules.F1,
        ["report"] = ReportRule.Check,
        ["recall_is_accuracy"] = ScoreRules.RecallIsAccuracy,
        ["best_class"] = ScoreRules.BestClass,
        ["hits"] = ScoreRules.Hits,
        ["range"] = ScoreRules.Range,
        ["steps"] = CountRules.Steps,
        ["time"] = CountRules.Time,
        ["sum"] = CountRules.Sum,
        ["product"] = CountRules.Product,
        ["split"] = CountRules.Split,
        ["equal"] = CountRules.Equal,
        ["above"] = CountRules.Above,
        ["at_most"] = CountRules.AtMost,
        ["among"] = CountRules.Among,
    };

    /// <summary>
    /// Names of the rules a <see cref="ClaimCheck"/> may have. Agreement, orders, definitions and the bounds of a share need none.
    /// </summary>
    public static IReadOnlyList<string> Rules { get; } = [.. s_rules.Keys];

    /// <summary>Checks all claims of a book.</summary>
    /// <returns>What was found, in no case twice for the same claims by the same rule.</returns>
    public static IReadOnlyList<Finding> Check(ClaimBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        var findings = new List<Finding>();
        StatementRules.Agreement(book, findings);
        StatementRules.Orders(book, findings);
        StatementRules.Definitions(book, findings);
        StatementRules.Shares(book, findings);
        foreach (ClaimCheck check in book.Checks) s_rules[check.Rule](new Linked(book, check, findings));
        return [.. findings.DistinctBy(f => (f.Rule, string.Join('\n', f.Claims)))];
    }

    /// <summary>
    /// Checks one of our own records by the same rules: the accuracy follows from the confusion matrix, supports and predictions are
    /// as many as the test images, every class's scores fit together, and the epochs take no longer than the run.
    /// </summary>
    public static IReadOnlyList<Finding> CheckRecord(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Check(RecordClaims.From(record));
    }
}
