using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>How good generated digits are, measured against the images their network was trained on.</summary>
/// <remarks>
/// No single figure is enough: a network that repeats training images has a small Frechet distance (and small <see cref="NearestMedian"/>), one that
/// repeats a single good digit has a high confidence (and a small <see cref="Diversity"/>).
/// </remarks>
/// <example><code>
/// GeneratedQuality quality = GeneratedQuality.Measure(step.Digits, train, classifier, "CNN of paper 1, 3 epochs, seed 1");
/// foreach ((string name, double value) in quality.Metrics()) record.Metrics[name] = value;
/// </code></example>
public sealed record GeneratedQuality
{
    /// <summary>The probability above which the classifier counts as sure of an image.</summary>
    public const double Sure = 0.9;

    /// <summary>The classifier whose features and probabilities these figures are of.</summary>
    public required string Classifier { get; init; }

    /// <summary>Number of generated images.</summary>
    public required int Images { get; init; }

    /// <summary>Number of training images.</summary>
    public required int TrainingImages { get; init; }

    /// <summary>Number of the classifier's features: what enters its last layer with weights.</summary>
    public required int Features { get; init; }

    /// <summary>
    /// Frechet distance between generated and training images on these features; 0 or more. Compares with others of the same classifier only, and
    /// not with the Inception FID of papers. Of fewer images than some thousand it comes out too large.
    /// </summary>
    public required double FrechetDistance { get; init; }

    /// <summary>Mean probability of the class the classifier chose, 0 to 1.</summary>
    public required double MeanConfidence { get; init; }

    /// <summary>Share of images whose class has a probability above <see cref="Sure"/>, 0 to 1.</summary>
    public required double SureShare { get; init; }

    /// <summary>Name of each class.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How many images the classifier took for each class.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <summary>Share of images that the classifier takes for the class they are labelled with, 0 to 1; null where labels mean nothing.</summary>
    public required double? LabelAgreement { get; init; }

    /// <summary>Number of generated images whose distances were measured, evenly taken from all.</summary>
    public required int Compared { get; init; }

    /// <summary>Mean distance to the nearest training image; see <see cref="ImageDistances"/>.</summary>
    public required double NearestMean { get; init; }

    /// <summary>Median distance to the nearest training image.</summary>
    public required double NearestMedian { get; init; }

    /// <summary>Smallest distance to a training image.</summary>
    public required double NearestLeast { get; init; }

    /// <summary>How many of the compared images are training images, pixel by pixel.</summary>
    public required int Copies { get; init; }

    /// <summary>Mean distance of pairs of generated images; near 0 where the network draws one image only.</summary>
    public required double Diversity { get; init; }

    /// <summary>Mean distance of pairs of as many training images, to see the former beside.</summary>
    public required double TrainingDiversity { get; init; }

    /// <summary>Measures generated digits.</summary>
    /// <param name="generated">At least two images.</param>
    /// <param name="training">The real images the network was trained on, at least two, of the same size and classes.</param>
    /// <param name="classifier">A classifier of at least two layers with weights, trained on real images.</param>
    /// <param name="classifierName">What the classifier is called in reports: model, training, seed.</param>
    /// <param name="labelled">Whether the generated images' labels are what was asked for, as of a conditional GAN.</param>
    /// <param name="most">Most images of each set whose distances are measured, at least 2; the nearest image is sought in all training images.</param>
    /// <exception cref="ArgumentException">There are too few images, they do not fit each other, or the classifier has no features.</exception>
    public static GeneratedQuality Measure(DigitSet generated, DigitSet training, KerasTransformer classifier, string classifierName, bool labelled = false,
        int most = 1000)
    {
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentException.ThrowIfNullOrWhiteSpace(classifierName);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 2);
        if (generated.Count < 2 || training.Count < 2)
            throw new ArgumentException($"Got {generated.Count} generated and {training.Count} training images; expected two or more of each.", nameof(generated));
        if (labelled && !generated.ClassNames.SequenceEqual(classifier.ClassNames))
            throw new ArgumentException($"The images have the classes {string.Join(", ", generated.ClassNames)}, the classifier knows "
                + $"{string.Join(", ", classifier.ClassNames)}; their labels cannot be compared. Take a classifier of the same classes.", nameof(classifier));
        DigitSet compared = Evenly(generated, most);
        double[] nearest = ImageDistances.Nearest(compared, training);
        Array.Sort(nearest);
        (float[] features, int width) = ClassifierPass.Features(classifier, generated);
        (float[] real, _) = ClassifierPass.Features(classifier, training);
        (int[] classes, float[] confidence) = ClassifierPass.Classes(classifier, generated);
        int[] counts = new int[classifier.ClassNames.Count];
        foreach (int c in classes) counts[c]++;
        return new GeneratedQuality
        {
            Classifier = classifierName,
            Images = generated.Count,
            TrainingImages = training.Count,
            Features = width,
            FrechetDistance = Evaluation.FrechetDistance.Between(features, real, width),
            MeanConfidence = confidence.Average(c => (double)c),
            SureShare = confidence.Count(c => c > Sure) / (double)generated.Count,
            ClassNames = classifier.ClassNames,
            ClassCounts = counts,
            LabelAgreement = labelled ? classes.Where((c, i) => c == generated.Labels[i]).Count() / (double)generated.Count : null,
            Compared = compared.Count,
            NearestMean = nearest.Average(),
            NearestMedian = (nearest[(nearest.Length - 1) / 2] + nearest[nearest.Length / 2]) / 2,
            NearestLeast = nearest[0],
            Copies = nearest.Count(distance => distance == 0),
            Diversity = ImageDistances.MeanPair(compared),
            TrainingDiversity = ImageDistances.MeanPair(Evenly(training, most)),
        };
    }

    /// <summary>The figures by name, for a run record: "frechet_distance", "class_share_0" and so on.</summary>
    /// <param name="prefix">What the names begin with.</param>
    public OrderedDictionary<string, double> Metrics(string prefix = "generated_")
    {
        OrderedDictionary<string, double> metrics = new()
        {
            [$"{prefix}images"] = Images,
            [$"{prefix}frechet_distance"] = FrechetDistance,
            [$"{prefix}mean_confidence"] = MeanConfidence,
            [$"{prefix}sure_share"] = SureShare,
            [$"{prefix}nearest_mean"] = NearestMean,
            [$"{prefix}nearest_median"] = NearestMedian,
            [$"{prefix}nearest_least"] = NearestLeast,
            [$"{prefix}copies"] = Copies,
            [$"{prefix}diversity"] = Diversity,
            [$"{prefix}training_diversity"] = TrainingDiversity,
        };
        if (LabelAgreement is { } agreement) metrics[$"{prefix}label_agreement"] = agreement;
        for (int c = 0; c < ClassCounts.Count; c++) metrics[$"{prefix}class_share_{ClassNames[c]}"] = ClassCounts[c] / (double)Images;
        return metrics;
    }

    /// <summary>A number of images evenly taken from all, or all if there are fewer.</summary>
    private static DigitSet Evenly(DigitSet digits, int most) => digits.Count <= most
        ? digits
        : digits.Select([.. Enumerable.Range(0, most).Select(i => (int)((long)i * digits.Count / most))]);
}
