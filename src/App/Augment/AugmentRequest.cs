using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App.Augment;

/// <summary>What all kinds of made digits are asked.</summary>
/// <param name="Kind">What 'augment' was asked for; begins the files' names.</param>
/// <param name="Title">One line that says what it is.</param>
/// <param name="Output">The folder to write to.</param>
/// <param name="Count">Digits to make.</param>
/// <param name="Seed">Makes them repeatable.</param>
/// <param name="Limit">How many of the training images to use; null for all.</param>
/// <param name="Places">Where data are looked for.</param>
internal sealed record AugmentRequest(string Kind, string Title, string Output, int Count, int Seed, int? Limit, DataOptions Places);
