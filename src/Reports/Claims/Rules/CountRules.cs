namespace MlPipelines.Reports.Claims;

/// <summary>Rules for numbers of images, steps and seconds, and for sums and products.</summary>
internal static class CountRules
{
    /// <summary>Steps of a batch hold the images, and one step fewer does not.</summary>
    public static void Steps(Linked check)
    {
        Claim steps = check.One("steps"), batch = check.One("batch"), images = check.One("images");
        double n = steps.Value!.Value, b = batch.Value!.Value, all = images.Value!.Value;
        if (all > (n - 1) * b && all <= n * b) return;
        string more = all <= n * b
            ? $", {Say.Number((n - 1) * b + 1 - all, "")} to {Say.Number(n * b - all, "")} more than the {images.Cited}"
            : $", not the {images.Cited}";
        check.Contradiction(
            $"{steps.Cited} of {batch.Cited} hold {Say.Number((n - 1) * b + 1, "")} to {Say.Number(n * b, "")} images{more}, "
            + $"which take {Math.Ceiling(all / b):0} steps.", steps, batch, images);
    }

    /// <summary>Milliseconds a step times steps make the seconds an epoch.</summary>
    public static void Time(Linked check)
    {
        Claim steps = check.One("steps");
        OrderedDictionary<string, Claim> step = check.Rows("step"), seconds = check.Rows("seconds");
        var wrong = new List<(string Row, Claim Step, Claim Seconds)>();
        foreach ((string row, Claim taken) in seconds)
            if (step.TryGetValue(row, out Claim? each) && !Made(each).Meets(taken.Range!.Value)) wrong.Add((row, each, taken));
        if (wrong.Count == 0) return;
        string rows = Say.List(wrong.GroupBy(w => (w.Seconds.Shown, w.Step.Shown)).Select(g =>
            $"{g.Key.Item1}{(g.First().Row == "" ? "" : $" (epoch {string.Join(", ", g.Select(w => w.Row))})")} at {g.Key.Item2} a step, "
            + $"which make {Say.Range(Made(g.First().Step), "s")}"));
        check.Contradiction($"{wrong[0].Seconds.Place} prints {steps.Shown} and {rows}.",
            [steps, .. wrong.SelectMany(w => new[] { w.Step, w.Seconds })]);

        Interval Made(Claim each) => each.Range!.Value.Clamp(0, double.MaxValue) * Interval.Of(steps.Value!.Value / 1000);
    }

    /// <summary>Parts add up to the total; with the flag "whole", to 100%.</summary>
    public static void Sum(Linked check)
    {
        IReadOnlyList<Claim> parts = check.All("parts");
        Interval sum = parts.Aggregate(new Interval(0, 0), (s, p) => s + p.Range!.Value);
        if (check.Flag("whole"))
        {
            if (!sum.Meets(Interval.Of(1)))
                check.Contradiction($"{Say.List(parts.Select(p => p.Cited))} add up to {Say.Range(sum, "%")}, not to 100%.", parts);
            return;
        }
        Claim total = check.One("total");
        if (!sum.Meets(total.Range!.Value))
            check.Contradiction($"{Say.List(parts.Select(p => p.Cited))} add up to {Say.Range(sum, total.Unit)}, not to {total.Cited}.",
                [.. parts, total]);
    }

    /// <summary>Factors multiply to the product.</summary>
    public static void Product(Linked check)
    {
        IReadOnlyList<Claim> factors = check.All("factors");
        Claim product = check.One("product");
        Interval made = factors.Aggregate(new Interval(1, 1), (m, f) => m * f.Range!.Value);
        if (!made.Meets(product.Range!.Value))
            check.Contradiction($"{Say.List(factors.Select(f => f.Cited))} make {string.Join(" x ", factors.Select(f => f.Printed))} = "
                + $"{Say.Range(made, product.Unit)}; {product.Cited} are given, {Say.Number(product.Value!.Value, "")}.",
                [.. factors, product]);
    }

    /// <summary>A part is the total times one of the shares offered.</summary>
    public static void Split(Linked check)
    {
        Claim total = check.One("total"), part = check.One("part");
        IReadOnlyList<Claim> shares = check.All("shares");
        // Half an image at each end: a split rounds to whole images.
        Interval[] made = [.. shares.Select(s => s.Range!.Value * total.Range!.Value + new Interval(-1, 1))];
        if (!made.Any(m => m.Meets(part.Range!.Value)))
            check.Contradiction($"{Say.List(shares.Select(s => s.Cited))} of {total.Cited} are "
                + $"{string.Join(" or ", shares.Select(s => Say.Number(s.Value!.Value * total.Value!.Value, "")))}; "
                + $"{part.Cited} are given, "
                + $"{100 * part.Value!.Value / total.Value!.Value:0.0}%.", [.. shares, total, part]);
    }

    /// <summary>Different names of one number agree.</summary>
    public static void Equal(Linked check)
    {
        IReadOnlyList<Claim> values = check.All("values");
        for (int i = 1; i < values.Count; i++)
            if (!values[0].Range!.Value.Meets(values[i].Range!.Value))
                check.Contradiction(
                    $"{values[0].Quantity} {values[0].Cited} and {values[i].Quantity} {values[i].Cited} are the same number.",
                    values[0], values[i]);
    }

    /// <summary>A value exceeds a limit.</summary>
    public static void Above(Linked check)
    {
        Claim value = check.One("value"), limit = check.One("limit");
        if (value.Range!.Value.Below(limit.Range!.Value))
            check.Contradiction($"{value.Quantity} {value.Cited} is below {limit.Cited}, for \"{limit.Quote}\".", value, limit);
    }

    /// <summary>Parts together do not exceed a limit.</summary>
    public static void AtMost(Linked check)
    {
        IReadOnlyList<Claim> parts = check.All("parts");
        Claim limit = check.One("limit");
        Interval sum = parts.Aggregate(new Interval(0, 0), (s, p) => s + p.Range!.Value);
        if (limit.Range!.Value.Below(sum))
            check.Contradiction($"{parts[0].Place} add up to {Say.Range(sum, limit.Unit)}, more than {limit.Cited}.", [.. parts, limit]);
    }

    /// <summary>What was chosen is one of the values tried, or lies between their ends.</summary>
    public static void Among(Linked check)
    {
        Claim value = check.One("value");
        IReadOnlyList<Claim> options = check.All("options");
        if (options.Count > 0)
        {
            if (!options.Any(o => o.Range!.Value.Meets(value.Range!.Value)))
                check.Contradiction($"{value.Quantity} is {value.Cited}, which is not among the values tried: {Say.Cited(options)}.",
                    [value, .. options]);
            return;
        }
        Claim low = check.One("low"), high = check.One("high");
        if (!new Interval(low.Value!.Value, high.Value!.Value).Holds(value.Range!.Value))
            check.Contradiction($"{value.Quantity} is {value.Cited}, outside what was tried: {low.Cited} to {high.Cited}.",
                value, low, high);
    }
}
