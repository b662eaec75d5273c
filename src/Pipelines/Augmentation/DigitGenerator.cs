using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Augmentation;

/// <summary>Draws digits, as a trained generative network does.</summary>
/// <param name="count">Images wanted, at least 1.</param>
/// <param name="seed">Any number: the same one gives the same images.</param>
/// <param name="labels">The class of each image, for a generator that can be told; null lets it draw what it will.</param>
/// <returns>
/// As many images, 0 (paper) to 255 (ink). Their labels are those asked for; where none were asked for, they mean nothing.
/// </returns>
public delegate DigitSet DigitGenerator(int count, ulong seed, IReadOnlyList<byte>? labels);

/// <summary>Turns digits into others of the same class, as the generator of a trained CycleGAN does.</summary>
/// <param name="source">Images of one domain.</param>
/// <returns>As many images of the other domain, in the same order and with the same labels.</returns>
public delegate DigitSet DigitTranslator(DigitSet source);
