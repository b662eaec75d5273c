using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Generation;
using MlPipelines.Tests.Training;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects that a seed gives the same weights, bit for bit, at any number of threads and again.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DeterminismTests
{
    private static readonly int[] Threads = [1, 2, 3];

    public static IEnumerable<object[]> Classifiers => ModelList.All.Select(model => new object[] { model.Name });

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DynamicData(nameof(Classifiers))]
    public void A_classifier_gets_the_same_weights_at_any_number_of_threads(string name) => CheckRepeats(() =>
    {
        KerasTrainer.Options options = ModelList.Find(name).Options();
        // An odd batch, so that the threads' shares are not alike, and images that change.
        (options.Epochs, options.StepsPerEpoch, options.BatchSize, options.Seed, options.Verbose) = (1, 3, 7, 3, false);
        options.Augmentation = ClassicalAugmentation.Mild;
        return GenerationSample.Fingerprint(Tiny.Fit(options, Tiny.Train.Take(21).AsDataView()).Model);
    });

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DataRow("gan")]
    [DataRow("cgan")]
    [DataRow("cyclegan")]
    public void A_generator_gets_the_same_weights_at_any_number_of_threads(string kind) =>
        CheckRepeats(() => GenerationSample.Train(kind, GenerationSample.Options).Weights);

    /// <summary>Proves that the comparison sees what it is for: sums whose order depends on the threads.</summary>
    [TestMethod]
    public void A_racy_reduction_is_caught()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => 1f / (i + 1))];
        string Racy()
        {
            // As much as a thread takes depends on how many there are: the sums are rounded elsewhere.
            float sum = 0;
            int share = values.Length / Workers.Threads;
            for (int first = 0; first < values.Length; first += share) sum += values.AsSpan(first, Math.Min(share, values.Length - first)).ToArray().Aggregate(0f, (a, b) => a + b);
            return BitConverter.SingleToUInt32Bits(sum).ToString("x8");
        }
        Assert.ThrowsExactly<AssertFailedException>(() => CheckRepeats(Racy));
    }

    private static void CheckRepeats(Func<string> train)
    {
        int before = Workers.Threads;
        try
        {
            string? expected = null;
            foreach (int threads in Threads)
                for (int run = 1; run <= 2; run++)
                {
                    Workers.Threads = threads;
                    string hash = train();
                    Assert.AreEqual(expected ??= hash, hash, $"{threads} threads, run {run}");
                }
        }
        finally
        {
            Workers.Threads = before;
        }
    }
}
