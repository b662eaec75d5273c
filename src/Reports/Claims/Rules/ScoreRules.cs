namespace MlPipelines.Reports.Claims;

/// <summary>Rules for accuracy, precision, recall and F1.</summary>
internal static class ScoreRules
{
    /// <summary>F1 is the harmonic mean of a class's precision and recall; an average of F1 is at most the mean of both averages.</summary>
    public static void F1(Linked check)
    {
        Claim precision = check.One("precision"), recall = check.One("recall"), f1 = check.One("f1");
        Interval p = precision.Range!.Value, r = recall.Range!.Value, f = f1.Range!.Value;
        if (p.Below(f) && r.Below(f))
        {
            check.Contradiction(
                $"F1 {f1.Cited} lies above both precision {precision.Cited} and recall {recall.Cited}; a mean of the two cannot.",
                precision, recall, f1);
            return;
        }
        if (check.Flag("average"))
        {
            // A class's F1 is at most the mean of its precision and recall, so this holds for any average over classes;
            // below there is no bound.
            var mean = new Interval(0, (p.High + r.High) / 2);
            if (mean.Below(f))
                check.Contradiction(
                    $"F1 {f1.Cited} is more than {Say.Number(mean.High, f1.Unit)}, "
                    + $"the mean of precision {precision.Cited} and recall {recall.Cited}.",
                    precision, recall, f1);
            return;
        }
        Interval harmonic = Harmonic(p, r);
        if (!harmonic.Meets(f))
            check.Contradiction($"F1 {f1.Cited} is not the harmonic mean of precision {precision.Cited} and recall {recall.Cited}, "
                + $"which is {Say.Range(harmonic, f1.Unit)}.", precision, recall, f1);
    }

    /// <summary>All harmonic means of two numbers of 0 and more.</summary>
    public static Interval Harmonic(Interval p, Interval r)
    {
        p = p.Clamp(0, double.MaxValue);
        r = r.Clamp(0, double.MaxValue);
        return new Interval(Mean(p.Low, r.Low), Mean(p.High, r.High));

        static double Mean(double a, double b) => a + b == 0 ? 0 : 2 * a * b / (a + b);
    }

    /// <summary>The recall averaged by support is the accuracy.</summary>
    public static void RecallIsAccuracy(Linked check)
    {
        Claim recall = check.One("recall"), accuracy = check.One("accuracy");
        Interval r = recall.Range!.Value, a = accuracy.Range!.Value;
        if (r.Meets(a)) return;
        string text = $"Recall {recall.Cited} is not the accuracy {accuracy.Cited}, which a recall averaged by support must equal";
        if (r.Low > 1)
        {
            // A number that is no share is read with its point moved before it is called impossible.
            double[] readings = [.. new[] { 10.0, 100 }.Select(by => recall.Value!.Value / by).Where(v => v <= 1)];
            double half = (r.High - r.Low) / 2;
            if (readings.Any(v => new Interval(v - half / 10, v + half / 10).Meets(a))) text += " (with its point moved it could)";
            else text += $"; read as {Say.List(readings.Select(v => $"{v:0.#####}"))} it is not either";
        }
        check.Contradiction(text + ".", recall, accuracy);
    }

    /// <summary>No class has more hits than the best one, so all have at most classes x best.</summary>
    public static void BestClass(Linked check)
    {
        Claim hits = check.One("hits"), total = check.One("total"), classes = check.One("classes"), accuracy = check.One("accuracy");
        double most = hits.Value!.Value * classes.Value!.Value, share = most / total.Value!.Value;
        if (Interval.Of(share).Below(accuracy.Range!.Value))
            check.Contradiction(
                $"The best class has {hits.Cited} right, so at most {Say.Number(most, "")} of {total.Cited} are, {100 * share:0.0}%; "
                + $"the accuracy is given as {accuracy.Cited}.", hits, total, accuracy);
    }

    /// <summary>A class's hits do not exceed its support, make its recall, and leave room for what was taken for other classes.</summary>
    public static void Hits(Linked check)
    {
        Claim support = check.One("support");
        Claim? hits = check.Optional("hits"), recall = check.Optional("recall");
        double all = support.Value!.Value;
        if (hits is not null && hits.Value > all) check.Contradiction($"A class has {hits.Cited} right of {support.Cited}.", hits, support);
        else if (hits is not null && recall is not null && !recall.Range!.Value.Meets(Interval.Of(hits.Value!.Value / all)))
            check.Contradiction($"{hits.Cited} right of {support.Cited} is a recall of {hits.Value / all:0.####}, not {recall.Cited}.",
                hits, support, recall);
        double found = hits?.Value ?? (recall is null ? 0 : Math.Ceiling(all * recall.Range!.Value.Low - 1e-9));
        IReadOnlyList<Claim> wrong = check.All("wrong");
        if (wrong.Count > 0 && found + wrong.Sum(w => w.Value!.Value) > all)
            check.Contradiction($"{Say.Cited(wrong)} wrong and {(hits ?? recall)!.Cited} right are more than the class's {support.Cited}.",
                [.. wrong, (hits ?? recall)!, support]);
    }

    /// <summary>The ends of a range are the smallest and the largest of its members; a partial list need only lie inside.</summary>
    public static void Range(Linked check)
    {
        Claim low = check.One("low"), high = check.One("high");
        IReadOnlyList<Claim> members = check.All("members");
        Claim smallest = members.MinBy(m => m.Value)!, largest = members.MaxBy(m => m.Value)!;
        bool partial = check.Flag("partial");
        foreach ((Claim end, Claim member, bool outside, string word) in new[]
        {
            (low, smallest, smallest.Range!.Value.Below(low.Range!.Value), "smallest"),
            (high, largest, high.Range!.Value.Below(largest.Range!.Value), "largest"),
        })
        {
            if (outside || (!partial && !end.Range!.Value.Meets(member.Range!.Value)))
                check.Contradiction($"{end.Cited} is given as the {word}, for \"{end.Quote}\"; the {word} printed is {member.Cited}.",
                    end, member);
        }
    }
}
