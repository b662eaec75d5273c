using System.Globalization;

namespace MlPipelines.Reports.Claims;

/// <summary>What sort of statement a claim is.</summary>
public enum ClaimKind
{
    /// <summary>A measured result, rounded to the digits printed.</summary>
    Value,

    /// <summary>A whole number of something, exact.</summary>
    Count,

    /// <summary>Something that was chosen: a size, a rate, a number of epochs.</summary>
    Setting,

    /// <summary>A figure of somebody else's work.</summary>
    Context,

    /// <summary>One quantity is larger than another.</summary>
    Order,

    /// <summary>A statement in words.</summary>
    Text,

    /// <summary>What a term of the confusion matrix means.</summary>
    Definition,
}

/// <summary>One number or comparison that a paper states.</summary>
public sealed record Claim
{
    /// <summary>Unique name, starting with the paper's: "gan.table1.cnn.f1".</summary>
    public required string Id { get; init; }

    /// <summary>Short name of the paper: "gan".</summary>
    public required string Paper { get; init; }

    /// <summary>Where the paper states it: "Table I", "Abstract".</summary>
    public required string Place { get; init; }

    /// <summary>The words or digits of the paper.</summary>
    public required string Quote { get; init; }

    /// <summary>What sort of statement it is.</summary>
    public ClaimKind Kind { get; init; }

    /// <summary>
    /// What it speaks of, the same key wherever the paper speaks of it: "gan.cnn.augmented.test_accuracy". Empty for definitions.
    /// </summary>
    public string Quantity { get; init; } = "";

    /// <summary>The number as printed ("0.990", "28x28") or the statement in words; empty for orders and definitions.</summary>
    public string Printed { get; init; } = "";

    /// <summary>"%" or "share" (0 .. 1), "loss", "s", "ms"; otherwise what is counted. Empty for a number without unit.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What is stated together and may be compared: "logs"; by default the place.</summary>
    public string Group { get => field ?? Place; init; }

    /// <summary>True for a number the paper calls approximate: it may be off by a whole unit of its last digit.</summary>
    public bool Approximate { get; init; }

    /// <summary>True for a number that follows from the listing or from a list of names and is not printed as such.</summary>
    public bool Implied { get; init; }

    /// <summary>True for a count that describes data or settings and no result.</summary>
    public bool IsSetting { get; init; }

    /// <summary>For an order: quantities, the largest first.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>For a definition: the term, the predicted and the actual side ("FP", "positive", "negative").</summary>
    public (string Term, string Predicted, string Actual) Definition { get; init; }

    /// <summary>What a reader must know; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The number, per cents as shares of 1 and "28x28" as its product; null when it is none.</summary>
    public double? Value => Number(Printed) is { } n ? Unit == "%" ? n / 100 : n : null;

    /// <summary>All numbers that may have been printed so; null when it is no number.</summary>
    public Interval? Range
    {
        get
        {
            if (Value is not { } value) return null;
            double half = Half;
            return new Interval(value - half, value + half);
        }
    }

    /// <summary>True for a measured result, a share or per cent of all.</summary>
    public bool IsShare => Unit is "%" or "share";

    /// <summary>The number with unit as a reader sees it, and the words otherwise.</summary>
    public string Shown => Unit switch
    {
        "" or "share" or "loss" => Printed,
        "%" => Printed + "%",
        _ => $"{Printed} {Unit}",
    };

    /// <summary>The number and its place, for sentences: "92.1% (Table I)".</summary>
    public string Cited => $"{Shown} ({Place}{(Implied ? ", implied" : "")})";

    private double Half
    {
        get
        {
            // Sizes, counts and chosen numbers are exact; what is measured was rounded.
            bool rounded = Unit is "%" or "share" or "loss" or "s" or "ms" && (Kind is ClaimKind.Value or ClaimKind.Context || Approximate);
            if (!rounded) return 0;
            int point = Printed.IndexOf('.');
            int decimals = point < 0 ? 0 : Printed.Length - point - 1;
            return (Approximate ? 1 : 0.5) * Math.Pow(10, -decimals) / (Unit == "%" ? 100 : 1);
        }
    }

    private static double? Number(string printed)
    {
        double product = 1;
        foreach (string factor in printed.Split('x'))
        {
            if (!double.TryParse(factor, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                || !double.IsFinite(number)) return null;
            product *= number;
        }
        return product;
    }
}
