using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Augmentation;
using MlPipelines.Tests.Loading;
using MlPipelines.Tests.Training;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Evaluation;

/// <summary>Protects the figures on generated digits: against values computed by hand, and on good, memorized and collapsed sets.</summary>
[TestClass]
public sealed class GeneratedQualityTests
{
    [TestMethod]
    public void Eigenvectors_rebuild_the_matrix_and_are_at_right_angles()
    {
        var random = new Random(4);
        foreach (int n in (int[])[1, 2, 7, 40])
        {
            double[] a = new double[n * n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.NextDouble() - 0.5;
            (double[] values, double[] v) = SymmetricEigen.Decompose(a, n);
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double rebuilt = 0, product = 0;
                    for (int k = 0; k < n; k++)
                    {
                        rebuilt += values[k] * v[k * n + i] * v[k * n + j];
                        product += v[i * n + k] * v[j * n + k];
                    }
                    Assert.AreEqual(a[i * n + j], rebuilt, 1e-13);
                    Assert.AreEqual(i == j ? 1 : 0, product, 1e-13);
                }
            }
        }
        // No full rank: v v' of n axes has one eigenvalue, |v|^2, and n - 1 that are 0.
        double[] line = [.. Enumerable.Range(0, 256).Select(i => Math.Sin(i))];
        (double[] one, _) = SymmetricEigen.Decompose([.. Enumerable.Range(0, 256 * 256).Select(i => line[i / 256] * line[i % 256])], 256);
        Array.Sort(one);
        Assert.AreEqual(line.Sum(x => x * x), one[^1], 1e-11);
        Assert.AreEqual(0, one[^2], 1e-11);
        Assert.AreEqual(0, one[0], 1e-11);
        (double[] two, _) = SymmetricEigen.Decompose([2, 1, 1, 2], 2);
        CollectionAssert.AreEqual(new[] { 1.0, 3.0 }, two.Order().Select(x => Math.Round(x, 14)).ToArray());
        Assert.AreEqual(3, SymmetricEigen.Root([9], 1)[0], 1e-15);
        double[] root = SymmetricEigen.Root([5, 4, 4, 5], 2);
        // Eigenvalues 9 and 1 on the diagonals: (3 + 1) / 2 and (3 - 1) / 2.
        for (int i = 0; i < 4; i++) Assert.AreEqual(i is 0 or 3 ? 2 : 1, root[i], 1e-14);
        Assert.ThrowsExactly<ArgumentException>(() => SymmetricEigen.Decompose([double.NaN], 1));
    }

    [TestMethod]
    public void Frechet_distance_of_normal_distributions_computed_by_hand()
    {
        // One axis: (m1 - m2)^2 + (s1 - s2)^2 = 9 + 1.
        Assert.AreEqual(10, FrechetDistance.Between([1], [4], [4], [9]), 1e-12);
        // Axes that do not mix: the sum over them, 1 + (1 - 2)^2 + 4 + (3 - 1)^2.
        Assert.AreEqual(10, FrechetDistance.Between([0, 0], [1, 0, 0, 9], [1, 2], [4, 0, 0, 1]), 1e-12);
        // Axes that do: of a 2 x 2 matrix M, trace M^1/2 = sqrt(trace M + 2 sqrt(det M)); here C1 C2 has the trace 10 and the determinant 12.
        double expected = 4 + 5 - 2 * Math.Sqrt(10 + 2 * Math.Sqrt(12));
        Assert.AreEqual(expected, FrechetDistance.Between([0, 0], [2, 1, 1, 2], [0, 0], [1, 0, 0, 4]), 1e-12);
        Assert.AreEqual(expected, FrechetDistance.Between([0, 0], [1, 0, 0, 4], [0, 0], [2, 1, 1, 2]), 1e-12);
        // No spread at all: the distance of the means.
        Assert.AreEqual(25, FrechetDistance.Between([3, 0], [0, 0, 0, 0], [0, 4], [0, 0, 0, 0]), 1e-12);
    }

    [TestMethod]
    public void Frechet_distance_of_vectors_takes_their_moments()
    {
        // Means 0 and 3, variances 2 and 8 by n - 1: 9 + (sqrt 2 - sqrt 8)^2 = 11.
        Assert.AreEqual(11, FrechetDistance.Between([-1f, 1f], [1f, 5f], 1), 1e-12);
        float[] some = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i * 1.7f))];
        Assert.AreEqual(0, FrechetDistance.Between(some, some, 3), 1e-7);
        // Fewer vectors than axes: a covariance without full rank.
        Assert.AreEqual(0, FrechetDistance.Between(some, some, 20), 1e-6);
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Between([1f], [1f, 2f], 1));
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Between([1f, 2f, 3f], [1f, 2f, 3f, 4f], 2));
        Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Between([1f, float.NaN], [1f, 2f], 1));
    }

    [TestMethod]
    public void Distances_are_exact_at_all_lengths()
    {
        var random = new Random(2);
        foreach (int length in (int[])[0, 1, 15, 16, 63, 64, 65, 784, 32_768, 70_001])
        {
            byte[] a = new byte[length], b = new byte[length];
            random.NextBytes(a);
            random.NextBytes(b);
            if (length > 0) (a[0], b[0]) = (0, 255);
            Assert.AreEqual(a.Zip(b, (x, y) => (long)(x - y) * (x - y)).Sum(), ImageDistances.Squared(a, b));
            Array.Fill<byte>(a, 255);
            Array.Clear(b);
            Assert.AreEqual(length * 65_025L, ImageDistances.Squared(a, b));
        }
        var set = new DigitSet([0, 0, 255, 0, 255, 255], new byte[3], 1, 2);
        Assert.AreEqual((1 + Math.Sqrt(2) + 1) / 3, ImageDistances.MeanPair(set), 1e-15);
        CollectionAssert.AreEqual(new[] { 1.0, 0, 1 }, ImageDistances.Nearest(set, set.Select([1])));
    }

    [TestMethod]
    public void Good_memorized_and_collapsed_sets_are_told_apart()
    {
        DigitSet real = Tiny.Train;
        KerasTransformer classifier = Tiny.Fit(Tiny.Options(() => keras.Sequential(
            [keras.layers.Dense(24, activation: "relu", input_shape: 784), keras.layers.Dense(10, activation: "softmax")]), epochs: 8));
        GeneratedQuality Measure(DigitSet digits) => GeneratedQuality.Measure(digits, real, classifier, "two layers", labelled: true, most: 100);
        GeneratedQuality good = Measure(Tiny.Test), memorized = Measure(real), collapsed = Measure(real.Select([.. Enumerable.Repeat(3, 200)])),
            noise = Measure(TemporaryData.Digits(200, 3));

        Assert.AreEqual(24, good.Features);
        Assert.AreEqual((300, 400, 100), (good.Images, good.TrainingImages, good.Compared));
        Assert.AreEqual(300, good.ClassCounts.Sum());
        Assert.AreEqual(0, memorized.FrechetDistance, 1e-6);
        Assert.IsGreaterThan(memorized.FrechetDistance, good.FrechetDistance);
        Assert.IsGreaterThan(good.FrechetDistance, collapsed.FrechetDistance);
        Assert.IsGreaterThan(good.FrechetDistance, noise.FrechetDistance);
        Assert.AreEqual((0, 100), (good.Copies, memorized.Copies));
        Assert.AreEqual(0d, memorized.NearestMedian);
        Assert.IsGreaterThan(0d, good.NearestLeast);
        Assert.IsLessThanOrEqualTo(good.NearestMean * 2, good.NearestMedian);
        Assert.AreEqual(0d, collapsed.Diversity);
        Assert.HasCount(1, collapsed.ClassCounts.Where(n => n > 0));
        Assert.AreEqual(good.TrainingDiversity, good.Diversity, 0.1 * good.TrainingDiversity);
        Assert.IsGreaterThan(0.5, good.LabelAgreement!.Value);
        Assert.IsInRange(0.1, 1, good.MeanConfidence);

        OrderedDictionary<string, double> metrics = good.Metrics();
        Assert.AreEqual(good.FrechetDistance, metrics["generated_frechet_distance"]);
        Assert.AreEqual(1, Enumerable.Range(0, 10).Sum(c => metrics[$"generated_class_share_{c}"]), 1e-12);
        Assert.IsNull(GeneratedQuality.Measure(Tiny.Test, real, classifier, "two layers", most: 10).LabelAgreement);
    }

    [TestMethod]
    public void Features_of_the_papers_classifiers_are_what_enters_their_last_layer()
    {
        foreach ((string name, int features) in (ReadOnlySpan<(string, int)>)[("cnn", 64), ("cnn-bilstm", 256)])
        {
            KerasTransformer classifier = Tiny.Fit(Tiny.Options(() => ModelList.Find(name).ForClasses(new ImageShape(28, 28), 10)), Tiny.Train.Take(40).AsDataView());
            GeneratedQuality quality = GeneratedQuality.Measure(Tiny.Test.Take(60), Tiny.Train.Take(60), classifier, name, most: 10);
            Assert.AreEqual(features, quality.Features);
            Assert.IsGreaterThan(0d, quality.FrechetDistance);
        }
    }

    [TestMethod]
    public void A_classifier_without_features_and_too_few_images_are_refused()
    {
        KerasTransformer linear = Tiny.Fit(Tiny.Options());
        Assert.Contains("1 layers with weights",
            Assert.ThrowsExactly<ArgumentException>(() => GeneratedQuality.Measure(Tiny.Test, Tiny.Train, linear, "linear", most: 10)).Message);
        Assert.Contains("Got 1 generated",
            Assert.ThrowsExactly<ArgumentException>(() => GeneratedQuality.Measure(Tiny.Test.Take(1), Tiny.Train, linear, "linear")).Message);
        Assert.Contains("of the same size", Assert.ThrowsExactly<ArgumentException>(
            () => GeneratedQuality.Measure(OneHotDigits.Real, Tiny.Train, OneHotDigits.Classifier, "tiny", most: 10)).Message);
    }
}
