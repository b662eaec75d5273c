using System.Diagnostics;
using System.Text;
using MlPipelines.Pipelines.Generation;
using Tensorflow;

namespace MlPipelines.Tests.Generation;

/// <summary>Protects the promise of checkpoints: a training that was stopped or killed ends with the bits of an unbroken one.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ResumeTests
{
    private const string ChildFolder = "MLPIPELINES_GAN_CHILD";

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow("gan")]
    [DataRow("cgan")]
    [DataRow("cyclegan")]
    public void A_training_stopped_at_several_steps_ends_with_the_bits_of_an_unbroken_one(string kind)
    {
        using var sample = new GenerationSample();
        (string expected, GenerationHistory unbroken, bool completed) = GenerationSample.Train(kind, GenerationSample.Options);
        Assert.IsTrue(completed);
        GenerationOptions options = GenerationSample.Options with { CheckpointFolder = sample.Checkpoint };
        // In the middle of the first epoch, at its end, in the middle of the second one.
        int done = 0;
        foreach (int stop in (int[])[1, 3, 5])
        {
            using var source = new CancellationTokenSource();
            (_, GenerationHistory part, bool whole) = GenerationSample.Train(kind, options with
            {
                CancellationToken = source.Token,
                Progress = _ =>
                {
                    if (++done == stop) source.Cancel();
                },
            });
            Assert.IsFalse(whole);
            Assert.AreEqual(stop, part.Steps);
            RandomStream.SetGlobalSeed(stop); // what others do to the global stream in between does not matter
        }
        (string actual, GenerationHistory resumed, completed) = GenerationSample.Train(kind, options);
        Assert.IsTrue(completed);
        Assert.AreEqual(expected, actual);
        CollectionAssert.AreEqual(unbroken.GeneratorLoss.ToArray(), resumed.GeneratorLoss.ToArray());
        CollectionAssert.AreEqual(unbroken.DiscriminatorLoss.ToArray(), resumed.DiscriminatorLoss.ToArray());
        CollectionAssert.AreEqual(unbroken.Variety.ToArray(), resumed.Variety.ToArray());
        Assert.HasCount(2, Directory.GetFiles(sample.Checkpoint), "Old checkpoints stay.");
    }

    [TestMethod]
    public void A_finished_training_is_read_and_a_longer_one_goes_on_from_it()
    {
        using var sample = new GenerationSample();
        GenerationOptions options = GenerationSample.Options with { Epochs = 1, CheckpointFolder = sample.Checkpoint };
        (string first, _, _) = GenerationSample.Train("gan", options);
        (string again, _, bool completed) = GenerationSample.Train("gan", options with { Progress = _ => Assert.Fail("A step was done again.") });
        Assert.IsTrue(completed);
        Assert.AreEqual(first, again);
        (string longer, GenerationHistory history, _) = GenerationSample.Train("gan", options with { Steps = 4 });
        Assert.AreEqual(4, history.Steps);
        Assert.AreEqual(GenerationSample.Train("gan", options with { Steps = 4, Resume = false }).Weights, longer);
    }

    [TestMethod]
    public void A_checkpoint_of_another_training_or_a_damaged_one_is_refused_by_name()
    {
        using var sample = new GenerationSample();
        GenerationOptions options = GenerationSample.Options with { Steps = 1, CheckpointFolder = sample.Checkpoint };
        GenerationSample.Train("gan", options);
        string message = Assert.ThrowsExactly<ArgumentException>(() => GenerationSample.Train("gan", options with { Seed = 6 })).Message;
        StringAssert.Contains(message, "seed 5");
        StringAssert.Contains(message, "seed 6");
        string json = Directory.GetFiles(sample.Checkpoint, "*.json").Single(), npz = Path.ChangeExtension(json, ".npz");
        string text = File.ReadAllText(json);
        File.WriteAllText(json, "{\"Version\":1,\"Settings\":null}");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => GenerationSample.Train("gan", options)).Message, json);
        File.WriteAllText(json, text);
        byte[] bytes = File.ReadAllBytes(npz);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(npz, bytes);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => GenerationSample.Train("gan", options)).Message, npz);
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void A_process_killed_at_five_random_moments_ends_with_the_bits_of_an_unbroken_one()
    {
        using var sample = new GenerationSample();
        string expected = GenerationSample.Train("gan", ChildOptions).Weights;
        var random = new Random(1);
        int before = 0;
        for (int kill = 0; kill < 5; kill++)
        {
            using Process child = StartChild(sample.Checkpoint, out StringBuilder output);
            // Checkpoints are written all the time, so that many of these moments lie within one.
            var patience = Stopwatch.StartNew();
            while (Steps(sample.Checkpoint) <= before)
            {
                if (child.HasExited || patience.Elapsed.TotalSeconds > 120) Assert.Fail($"The child wrote no checkpoint.\n{output}");
                Thread.Sleep(5);
            }
            Thread.Sleep(random.Next(300));
            Assert.IsFalse(child.HasExited, $"The child ended before it was killed.\n{output}");
            child.Kill(entireProcessTree: true); // SIGKILL
            child.WaitForExit();
            before = Steps(sample.Checkpoint);
            TestContext.WriteLine($"Killed with a checkpoint of {before} steps and {Directory.GetFiles(sample.Checkpoint, ".*").Length} unfinished files.");
        }
        Assert.IsLessThan(ChildOptions.Steps!.Value, before, "The training was over before the last kill.");
        Assert.AreEqual(expected, GenerationSample.Train("gan", ChildOptions with { CheckpointFolder = sample.Checkpoint }).Weights);
        Assert.HasCount(2, Directory.GetFiles(sample.Checkpoint), "What killed processes left stays.");
    }

    [TestMethod]
    [TestCategory("GanChild")]
    public void Trains_in_a_process_that_is_to_be_killed()
    {
        if (Environment.GetEnvironmentVariable(ChildFolder) is not { } folder) return;
        GenerationSample.Train("gan", ChildOptions with { CheckpointFolder = folder });
    }

    private static GenerationOptions ChildOptions => GenerationSample.Options with { Steps = 60, CheckpointSteps = 1 };

    private static int Steps(string folder) => !Directory.Exists(folder) ? 0
        : Directory.GetFiles(folder, "training-*.npz").Select(f => int.Parse(Path.GetFileNameWithoutExtension(f)["training-".Length..])).DefaultIfEmpty().Max();

    private static Process StartChild(string folder, out StringBuilder output)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["vstest", typeof(ResumeTests).Assembly.Location, "--TestCaseFilter:TestCategory=GanChild"]) start.ArgumentList.Add(argument);
        start.Environment[ChildFolder] = folder;
        var text = new StringBuilder();
        var child = new Process { StartInfo = start };
        child.OutputDataReceived += Note;
        child.ErrorDataReceived += Note;
        child.Start();
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        output = text;
        return child;

        void Note(object sender, DataReceivedEventArgs e)
        {
            lock (text) text.AppendLine(e.Data);
        }
    }
}
