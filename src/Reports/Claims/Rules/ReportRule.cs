namespace MlPipelines.Reports.Claims;

/// <summary>A classification report: classes with precision, recall, F1 and support, their averages, and the accuracy.</summary>
internal static class ReportRule
{
    private static readonly string[] s_scores = ["precision", "recall", "f1"];

    public static void Check(Linked check)
    {
        OrderedDictionary<string, Claim> supports = check.Rows("support");
        var scores = s_scores.ToDictionary(s => s, check.Rows);
        string place = supports.Values.First().Place;
        double images = supports.Values.Sum(s => s.Value!.Value);
        bool counted = true;
        if (check.Optional("total") is { } total && total.Value != images)
        {
            check.Contradiction($"The supports add up to {Say.Number(images, "")} ({place}), not to {total.Cited}.",
                [.. supports.Values, total]);
            counted = false;
        }

        var recalled = new Interval(0, 0);
        var predicted = new Interval(0, 0);
        foreach ((string row, Claim support) in supports)
        {
            Claim? p = At("precision", row), r = At("recall", row), f1 = At("f1", row);
            Interval hits = Hits(support, r);
            if (hits.Low > hits.High)
            {
                check.Contradiction($"No whole number of {support.Cited} is a recall of {r!.Cited} (class {row}).", support, r);
                hits = (r.Range!.Value * Interval.Of(support.Value!.Value)).Clamp(0, support.Value.Value);
            }
            recalled += hits;
            predicted += p is null ? new Interval(0, images) : Predicted(hits, p.Range!.Value.Clamp(0, 1));
            if (p is not null && r is not null && f1 is not null
                && !ScoreRules.Harmonic(p.Range!.Value, r.Range!.Value).Meets(f1.Range!.Value))
                check.Contradiction($"F1 {f1.Cited} of class {row} is not the harmonic mean of precision {p.Cited} and recall {r.Cited}, "
                    + $"which is {Say.Range(ScoreRules.Harmonic(p.Range.Value, r.Range.Value), f1.Unit)}.", p, r, f1);
        }

        // With supports that do not add up, every average would be called wrong as well.
        if (!counted || images == 0) return;
        foreach (Claim accuracy in check.All("accuracy"))
        {
            var share = new Interval(recalled.Low / images, recalled.High / images);
            if (!share.Meets(accuracy.Range!.Value))
                check.Contradiction(
                    $"The recalls and supports ({place}) give {Say.Range(recalled, "")} right of {Say.Number(images, "")}, "
                    + $"an accuracy of {Say.Range(share, "share")}; it is given as {accuracy.Cited}.",
                    [.. scores["recall"].Values, accuracy]);
        }
        if (!predicted.Meets(Interval.Of(images)))
            check.Contradiction(
                $"By precision and recall ({place}) the classes were predicted {Say.Range(predicted, "")} times, "
                + $"for {Say.Number(images, "")} images.", [.. scores["precision"].Values, .. scores["recall"].Values]);
        Average("macro", _ => 1.0 / supports.Count);
        Average("weighted", support => support.Value!.Value / images);

        Claim? At(string score, string row) => scores[score].TryGetValue(row, out Claim? claim) ? claim : null;

        void Average(string name, Func<Claim, double> weight)
        {
            IReadOnlyList<Claim> averages = check.All(name);
            for (int i = 0; i < averages.Count; i++)
            {
                var mean = new Interval(0, 0);
                foreach ((string row, Claim support) in supports)
                    mean += (At(s_scores[i], row)?.Range?.Clamp(0, 1) ?? new Interval(0, 1)) * Interval.Of(weight(support));
                if (!mean.Meets(averages[i].Range!.Value))
                    check.Contradiction(
                        $"The {name} average of {s_scores[i]} over the classes ({place}) is {Say.Range(mean, averages[i].Unit)}; "
                        + $"it is given as {averages[i].Cited}.",
                        [.. scores[s_scores[i]].Values, averages[i]]);
            }
        }
    }

    /// <summary>The whole numbers of hits that round to the recall; all that are possible where the recall is not known.</summary>
    private static Interval Hits(Claim support, Claim? recall)
    {
        double all = support.Value!.Value;
        if (recall?.Range is not { } r) return new Interval(0, all);
        return new Interval(Math.Max(0, Math.Ceiling(all * r.Low - 1e-9)), Math.Min(all, Math.Floor(all * r.High + 1e-9)));
    }

    /// <summary>How often a class was predicted: hits / precision. With precision 0 there may have been any number of misses.</summary>
    private static Interval Predicted(Interval hits, Interval precision) => new(
        precision.High > 0 ? hits.Low / precision.High : 0,
        precision.Low > 0 ? hits.High / precision.Low : double.MaxValue / 1e6);
}
