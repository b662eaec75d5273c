using System.Diagnostics;
using Microsoft.ML;
using MlPipelines.App;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Experiments;

/// <summary>Protects what the models reach on MNIST; the bounds are what an independent engine reaches, less a little.</summary>
[TestClass]
[DoNotParallelize]
[TestCategory("Slow")]
public sealed class AccuracyTests
{
    private static ExperimentContext Context(Scale scale, params int[] seeds)
    {
        Repository.RequireMnist();
        return new ExperimentContext { Data = new DigitDataFinder(DataOptions.Detect(Path.Combine(Repository.Root, "..", "shared", "data"), offline: true)).Load(), Scale = scale, Seeds = seeds };
    }

    [TestMethod, Slow]
    public void Dense_reaches_0_976_on_three_seeds()
    {
        RunRecord[] records = [.. new DenseExperiment().Run(Context(Scale.Quick, 1, 2, 3)).Where(r => r.Model == "dense")];
        Assert.HasCount(3, records);
        foreach (RunRecord record in records)
        {
            Assert.HasCount(20, record.History["accuracy"]);
            Assert.IsGreaterThanOrEqualTo(0.976, record.TestAccuracy!.Value, $"Seed {record.Seed}.");
        }
    }

    /// <summary>One epoch is judged for every seed, ten by the median of three: seed 1 ends at 0.9846, below 0.989.</summary>
    [TestMethod, Slow]
    public void The_CNN_reaches_0_980_after_one_epoch_and_0_989_after_ten()
    {
        IReadOnlyList<double>[] accuracies = [.. new GanExperiment().Run(Context(Scale.Paper, 1, 2, 3)).Take(3).Select(r => r.History["val_accuracy"])];
        Assert.HasCount(3, accuracies);
        foreach (IReadOnlyList<double> accuracy in accuracies)
        {
            Assert.HasCount(10, accuracy);
            Assert.IsGreaterThanOrEqualTo(0.980, accuracy[0]);
        }
        Assert.IsGreaterThanOrEqualTo(0.989, accuracies.Select(a => a[^1]).Order().ElementAt(1), string.Join(", ", accuracies.Select(a => a[^1])));
    }

    [TestMethod, Slow]
    public void The_MLP_reaches_0_97() => Assert.IsGreaterThanOrEqualTo(0.97, new MlpExperiment().Run(Context(Scale.Desk, 1)).First().TestAccuracy!.Value);

    /// <summary>
    /// The median of three seeds: seed 1 ends at 0.9694, below 0.975. PyTorch with Keras' initializers and 24 seeds: median 0.9829, standard
    /// deviation 0.0030, lowest 0.9754; ours with 24 seeds: 0.9836, 0.0039, lowest 0.9694 (rank test: z = 0.9, no difference).
    /// </summary>
    [TestMethod, Slow]
    public void The_CNN_BiLSTM_reaches_0_975_after_one_epoch_of_the_listings_own_lines()
    {
        DigitData data = Context(Scale.Quick).Data;
        Tensor x_train = DigitTensors.Pixels(data.Train, (28, 28, 1)), x_test = DigitTensors.Pixels(data.Test, (28, 28, 1));
        Tensor y_train = DigitTensors.Labels(data.Train), y_test = DigitTensors.Labels(data.Test);
        var accuracies = new List<float>();
        foreach (int seed in (int[])[1, 2, 3])
        {
            keras.utils.set_random_seed(seed);
            Sequential model = Gan.CnnBiLstm();
            model.compile(optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"]);
            ICallback history = model.fit(x_train, y_train, epochs: 1, validation_data: (x_test, y_test));
            accuracies.Add(history.history["val_accuracy"][0]);
        }
        Assert.IsGreaterThanOrEqualTo(0.975f, accuracies.Order().ElementAt(1), string.Join(", ", accuracies));
    }

    [TestMethod, Slow]
    public void An_epoch_of_the_CNN_gives_the_same_bits_with_one_thread_and_two_in_two_processes()
    {
        string data = Path.GetDirectoryName(Repository.RequireMnist())!;
        string[] hashes = [.. new[] { 1, 2 }.Select(threads => WeightsOf(data, threads))];
        Assert.AreEqual(64, hashes[0].Length);
        Assert.AreEqual(hashes[0], hashes[1]);
    }

    /// <summary>Trains in a process of its own, as a user would: a fingerprint of the weights in the bundle it leaves.</summary>
    private static string WeightsOf(string data, int threads)
    {
        string bundle = Path.Combine(Path.GetTempPath(), $"mlpipelines-{Guid.NewGuid():N}.mlp");
        try
        {
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] arguments = [typeof(MlPipelinesApp).Assembly.Location, "train", "cnn", "--epochs", "1", "--seed", "7", "--threads", $"{threads}", "--data", data, "--offline", "--out", bundle];
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, output + error.Result);
            Assert.Contains($"seed 7, {threads} thread", output);
            return DigitTensors.Fingerprint(new MLContext().Model.LoadBundle(bundle).Classifier.Model.Weights);
        }
        finally
        {
            File.Delete(bundle);
        }
    }
}
