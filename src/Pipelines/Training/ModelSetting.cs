using System.Globalization;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Pipelines.Training;

/// <summary>Something about a model or its training that a search may choose: a number from a range, or one of some words.</summary>
/// <param name="Name">As in a search space: "learning_rate".</param>
/// <param name="Description">One line for help texts.</param>
public sealed record ModelSetting(string Name, string Description)
{
    /// <summary>Least number.</summary>
    public double Low { get; init; }

    /// <summary>Greatest number.</summary>
    public double High { get; init; } = double.MaxValue;

    /// <summary>Whether it takes whole numbers only.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The words that it takes instead of numbers; empty for numbers.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether a value is one of its own.</summary>
    /// <param name="value">Any value.</param>
    public bool Takes(PointValue value) => Words.Count > 0
        ? value.Text is { } text && Words.Contains(text)
        : value.IsNumber && value.Number >= Low && value.Number <= High && (!IsWhole || value.Number == Math.Floor(value.Number));

    /// <summary>What it takes, in words.</summary>
    public string Expected => Words.Count > 0 ? string.Join(", ", Words)
        : string.Create(CultureInfo.InvariantCulture, $"{(IsWhole ? "whole " : "")}numbers from {Low:G6} to {High:G6}");
}
