using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.Generation;

/// <summary>Protects what the trainers tell and give: progress, sheets, warnings, digits.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainerTests
{
    [TestMethod]
    public void Progress_counts_steps_and_epochs_and_means_are_those_of_the_history()
    {
        var seen = new List<GenerationProgress>();
        (_, GenerationHistory history, _) = GenerationSample.Train("gan", GenerationSample.Options with { Progress = seen.Add });
        CollectionAssert.AreEqual(new[] { (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3) }, seen.Select(p => (p.Epoch, p.Step)).ToArray());
        Assert.IsTrue(seen.All(p => p is { Epochs: 2, StepsInEpoch: 3, ImagesPerSecond: > 0 }));
        Assert.AreEqual(TimeSpan.Zero, seen[^1].TimeLeft);
        Assert.IsGreaterThan(TimeSpan.Zero, seen[0].TimeLeft);
        Assert.AreEqual(history.GeneratorEpochs[1], seen[^1].GeneratorLoss, 1e-9);
        Assert.AreEqual(history.DiscriminatorEpochs[0], seen[2].DiscriminatorLoss, 1e-9);
        Assert.IsTrue(history.GeneratorLoss.Concat(history.DiscriminatorLoss).All(float.IsFinite));
    }

    [TestMethod]
    public void A_line_of_progress_names_losses_speed_and_time()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TextWriter console = Console.Out;
        try
        {
            Console.SetOut(writer);
            GenerationSample.Train("gan", GenerationSample.Options with { Steps = 1, Verbose = true, BatchSize = 10 });
        }
        finally
        {
            Console.SetOut(console);
        }
        StringAssert.StartsWith(writer.ToString(), "Epoch 1/1 1/1 ━━━━━━━━━━━━━━━━━━━━ 0s left - ");
        StringAssert.Matches(writer.ToString(), new("""images/s - generator: \d\.\d{4} - discriminator: \d\.\d{4}\n$"""));
    }

    [TestMethod]
    [DataRow("gan", 8 * 57 - 1, 8 * 57 - 1, 56)]
    [DataRow("cgan", 10 * 57 - 1, 8 * 57 - 1, 10 * 57 - 1)]
    [DataRow("cyclegan", 7 * 57 - 1, 6 * 57 - 1, 56)]
    public void A_sheet_an_epoch_and_a_strip_that_is_whole_after_a_break(string kind, int width, int height, int stripHeight)
    {
        using var sample = new GenerationSample();
        GenerationOptions options = GenerationSample.Options with { SampleFolder = sample.Sheets, CheckpointFolder = sample.Checkpoint };
        GenerationSample.Train(kind, options with { Steps = 4 });
        GenerationSample.Train(kind, options);
        CollectionAssert.AreEquivalent(new[] { "epoch-001.png", "epoch-002.png", "strip.png" }, Directory.GetFiles(sample.Sheets).Select(Path.GetFileName).ToArray());
        ImageData sheet = Read("epoch-002.png"), strip = Read("strip.png");
        Assert.AreEqual((width, height), (sheet.Width, sheet.Height));
        Assert.AreEqual((2 * 57 - 1, stripHeight), (strip.Width, strip.Height));
        CollectionAssert.AreNotEqual(Read("epoch-001.png").Pixels, sheet.Pixels);

        ImageData Read(string name) => ImageFile.Read(Path.Combine(sample.Sheets, name));
    }

    [TestMethod]
    public void Signs_of_a_collapse_are_told_once_and_survive_a_break()
    {
        using var sample = new GenerationSample();
        // Limits that every training breaks.
        GenerationOptions options = GenerationSample.Options with { CollapseLoss = 100, CollapseSteps = 2, LeastVariety = 100, VarietySteps = 2, CheckpointFolder = sample.Checkpoint };
        GenerationSample.Train("gan", options with { Steps = 1 });
        (_, GenerationHistory history, _) = GenerationSample.Train("gan", options);
        Assert.HasCount(2, history.Warnings, string.Join("\n", history.Warnings));
        StringAssert.StartsWith(history.Warnings[0], "Step 2: the discriminator's loss has been below 100 for 2 steps");
        StringAssert.StartsWith(history.Warnings[1], "Epoch 1: the samples vary ");
        (_, history, _) = GenerationSample.Train("gan", GenerationSample.Options);
        Assert.HasCount(0, history.Warnings);
        Assert.HasCount(2, history.Variety);
    }

    [TestMethod]
    public void An_image_depends_on_the_seed_its_number_and_its_label_alone()
    {
        GeneratorModel plain = new GanTrainer(GenerationSample.Options with { Steps = 1 }).Train(GenerationSample.Ten).Model;
        DigitSet many = plain.Generate(260, seed: 3);
        Assert.AreEqual((28, 28, 260), (many.Height, many.Width, many.Count));
        CollectionAssert.AreEqual(many.Take(5).Images, plain.Generate(5, seed: 3).Images);
        CollectionAssert.AreNotEqual(many.Take(5).Images, plain.Generate(5, seed: 4).Images);
        Assert.AreEqual(0, plain.Generate(0, seed: 1).Count);
        Assert.ThrowsExactly<ArgumentException>(() => plain.Generate(1, 1, [3]));

        GeneratorModel conditional = new ConditionalGanTrainer(GenerationSample.Options with { Steps = 1 }).Train(GenerationSample.Ten).Model;
        DigitSet digits = conditional.Generate(12, seed: 3);
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1 }, digits.Labels);
        DigitSet others = conditional.Generate(2, seed: 3, [0, 7]);
        CollectionAssert.AreEqual(digits.Image(0).ToArray(), others.Image(0).ToArray());
        CollectionAssert.AreNotEqual(digits.Image(1).ToArray(), others.Image(1).ToArray());
        Assert.ThrowsExactly<ArgumentException>(() => conditional.Generate(2, 1, [10, 1]));
        Assert.ThrowsExactly<ArgumentException>(() => conditional.Generate(2, 1, [1]));
    }

    [TestMethod]
    public void A_translation_keeps_labels_and_each_image_is_its_own()
    {
        CycleGanModel model = new CycleGanTrainer(GenerationSample.Options with { Steps = 1 }).Train(GenerationSample.Ten, GenerationSample.Digits).Model;
        DigitSet translated = model.Translate(GenerationSample.Digits);
        CollectionAssert.AreEqual(GenerationSample.Digits.Labels, translated.Labels);
        CollectionAssert.AreEqual(translated.Image(7).ToArray(), model.Translate(GenerationSample.Digits.Select([7])).Images);
        CollectionAssert.AreNotEqual(translated.Images, model.TranslateBack(GenerationSample.Digits).Images);
    }

    [TestMethod]
    public void Images_and_settings_that_do_not_fit_are_refused()
    {
        var trainer = new GanTrainer(GenerationSample.Options);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trainer.Train(new DigitSet(new byte[256], [1], 16, 16))).Message, "16 x 16");
        Assert.ThrowsExactly<ArgumentException>(() => trainer.Train(new DigitSet([], [], 28, 28)));
        Assert.ThrowsExactly<ArgumentException>(() => new ConditionalGanTrainer(GenerationSample.Options).Train(new DigitSet(new byte[784], [11], 28, 28)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GanTrainer(new GenerationOptions { Epochs = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CycleGanTrainer(new GenerationOptions { BatchSize = 0 }));
    }
}
