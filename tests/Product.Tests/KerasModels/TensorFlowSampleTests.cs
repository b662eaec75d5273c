using System.Diagnostics;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects what the runtime is for: code written for TensorFlow.NET runs unchanged.</summary>
[TestClass]
public sealed class TensorFlowSampleTests
{
    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void The_TensorFlow_NET_sample_runs_to_its_end()
    {
        string mnist = Repository.RequireMnist(), home = Directory.CreateTempSubdirectory("mlpipelines-keras-").FullName;
        try
        {
            DigitSet train = Idx.ReadPair(Path.Combine(mnist, "train-images-idx3-ubyte.gz"), Path.Combine(mnist, "train-labels-idx1-ubyte.gz"));
            DigitSet test = Idx.ReadPair(Path.Combine(mnist, "t10k-images-idx3-ubyte.gz"), Path.Combine(mnist, "t10k-labels-idx1-ubyte.gz"));
            Directory.CreateDirectory(Path.Combine(home, "datasets"));
            Npz.Write(Path.Combine(home, "datasets", "mnist.npz"), new Dictionary<string, NpyArray>
            {
                ["x_train"] = NpyArray.From<byte>(train.Images, train.Count, 28, 28),
                ["y_train"] = NpyArray.From<byte>(train.Labels, train.Count),
                ["x_test"] = NpyArray.From<byte>(test.Images, test.Count, 28, 28),
                ["y_test"] = NpyArray.From<byte>(test.Labels, test.Count),
            });
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "tensorflow-sample.dll"));
            start.Environment["KERAS_HOME"] = home;
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, output + error.Result);
            StringAssert.Contains(output, "bidirectional variables 8");
            StringAssert.Contains(output, "generator loss");
            StringAssert.Contains(output, "Model: \"residual\"");
            StringAssert.Matches(output, new System.Text.RegularExpressions.Regex(@"accuracy after reload 0\.9[0-9]+"));
            string[] accuracies = [.. output.Split('\n').Where(l => l.Contains("accuracy")).Select(l => System.Text.RegularExpressions.Regex.Match(l, @"accuracy (?:after reload )?(0\.\d+)").Groups[1].Value).Where(v => v.Length > 0)];
            Assert.AreEqual(accuracies[0], accuracies[1], "The reloaded weights give another accuracy.");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
