using System.Security.Cryptography;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>The images of a sweep: those that are trained on and those that trials are scored on, the same for every trial and seed.</summary>
/// <example><code>
/// SweepImages images = SweepImages.Of(data, spec);    // 50,000 and 10,000 of MNIST's training images
/// </code></example>
public sealed class SweepImages
{
    private const int SplitSeed = 1;

    private SweepImages(DigitSet train, DigitSet validation, SweepDataset facts) => (Train, Validation, Facts) = (train, validation, facts);

    /// <summary>Images trained on.</summary>
    public DigitSet Train { get; }

    /// <summary>Images that trials are scored on.</summary>
    public DigitSet Validation { get; }

    /// <summary>What records say of them.</summary>
    public SweepDataset Facts { get; }

    /// <summary>Divides the training images of a data set, classes in proportion; its test images have no part in a sweep.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="spec">Says how many are used and held out.</param>
    /// <exception cref="ArgumentException">There are fewer images than the specification asks for, or so few that a part is empty.</exception>
    public static SweepImages Of(DigitData data, SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Images > data.Train.Count)
            throw new ArgumentException($"The sweep asks for {spec.Images:N0} images; {data.Name} has {data.Train.Count:N0} training images. Give fewer \"images\", or other data.");
        DigitSet used = spec.Images is { } count ? data.Train.TakeStratified(count) : data.Train;
        int held = spec.Validation is { } percent ? (int)((long)used.Count * percent / 100) : used.Count / 6;
        if (held == 0 || held == used.Count)
            throw new ArgumentException($"Of {used.Count} images {held} would be for validation; training and validation need one each. Take more images or another share.");
        (DigitSet train, DigitSet validation) = Stratification.Draw(used, held, SplitSeed);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] bytes in new[] { train.Images, train.Labels, validation.Images, validation.Labels }) hash.AppendData(bytes);
        return new SweepImages(train, validation,
            new SweepDataset(data.Name, data.IsSynthetic, train.Count, validation.Count, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }
}
