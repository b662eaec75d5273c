using System.Text.Json;
using MlPipelines.App;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Tests.App;

/// <summary>Protects 'augment': the files each kind leaves, what is refused, and that a stopped training goes on to the same digits.</summary>
[TestClass]
[DoNotParallelize]
public sealed class AugmentCommandTests
{
    [TestMethod]
    [DataRow("gan", "--steps 2 --confidence 0", true)]
    [DataRow("cgan", "--steps 2", true)]
    [DataRow("cyclegan", "--steps 1", true)]
    [DataRow("classical", "", false)]
    public void Each_kind_leaves_digits_sheets_and_figures(string kind, string options, bool trained)
    {
        using var app = new AppRun();
        DigitData drawn = app.PutStrokes(60, 10);
        Assert.AreEqual(ExitCode.Done, app.Run(["augment", kind, "--count", "20", "--out", app.Results, .. Split(options)]), app.Error);
        Assert.Contains("60 training and 10 test images", app.Out);
        foreach (string part in new[] { $"kind: {kind} (", "made: ", " of 20 digits of ", "on the features of our own CNN; not Inception's", "diversity" }) Assert.Contains(part, app.Out);

        DigitSet made = Read(app, kind);
        JsonElement quality = Quality(app);
        Assert.AreEqual((28, 28), (made.Height, made.Width));
        Assert.AreEqual(made.Count, quality.GetProperty("made").GetInt32());
        // A GAN of two steps draws no digit that a CNN could name, so that most classes come out empty.
        if (kind != "gan") Assert.AreEqual(20, made.Count);
        if (kind == "cgan") CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(i => (byte)(i % 10)).ToArray(), made.Labels);
        DigitSet? source = kind switch { "cyclegan" => DigitDomains.Styles(drawn.Train, seed: 1).Plain, "classical" => drawn.Train, _ => null };
        for (int c = 0; c < 10 && source is not null; c++)
            Assert.AreEqual(20.0 * source.ClassCounts()[c] / source.Count, made.ClassCounts()[c], 0.99, "Classes are not in the rows' proportions.");
        JsonElement figures = quality.GetProperty("metrics");
        Assert.IsGreaterThanOrEqualTo(0, figures.GetProperty("frechet_distance").GetDouble());
        Assert.AreEqual(kind != "gan", figures.TryGetProperty("label_agreement", out _), "The CNN would agree with its own labels.");
        Assert.AreEqual(kind != "gan", app.Out.Contains("label agreement", StringComparison.Ordinal));

        ImageData sheet = ImageFile.Read(Path.Combine(app.Results, $"{kind}-sheet-1.png"));
        Assert.AreEqual(10 * 57 - 1, sheet.Height);
        Assert.AreEqual(trained, File.Exists(Path.Combine(app.Results, "samples", "epoch-001.png")));
        Assert.AreEqual(trained, Directory.Exists(Path.Combine(app.Results, "checkpoint")));
        Assert.AreEqual($"written: {Path.Combine(app.Results, "quality.json")}", app.Out.TrimEnd().Split('\n')[^1]);
    }

    [TestMethod]
    public void A_stopped_training_is_not_overwritten_and_goes_on_to_the_digits_of_an_unbroken_one()
    {
        using var app = new AppRun();
        app.PutStrokes(60, 10);
        string unbroken = Path.Combine(app.Folder, "unbroken");
        string[] Command(string folder) => ["augment", "gan", "--count", "20", "--epochs", "3", "--limit", "30", "--confidence", "0", "--seed", "4", "--out", folder];
        app.StopAt = "epoch 1/3";
        Assert.AreEqual(ExitCode.Cancelled, app.Run(Command(app.Results)), app.Error);
        string checkpoint = Path.Combine(app.Results, "checkpoint");
        Assert.AreEqual($"stopped after 1 step; the checkpoint in {checkpoint} was kept. The same command with --resume goes on from it.\n", app.Error);
        Assert.IsEmpty(app.Files(app.Results));

        app.StopAt = null;
        string[] files = app.Files(checkpoint);
        Assert.AreEqual(ExitCode.Failed, app.Run(Command(app.Results)));
        Assert.AreEqual($"error: '{checkpoint}' holds the checkpoint of a training; go on from it with --resume, or name another folder with --out.\n", app.Error);
        Assert.AreEqual("", app.Out);
        CollectionAssert.AreEqual(files, app.Files(checkpoint));

        Assert.AreEqual(ExitCode.Done, app.Run([.. Command(app.Results), "--resume"]), app.Error);
        Assert.Contains($"going on from {checkpoint}\n", app.Out);
        Assert.DoesNotContain("epoch 1/3", app.Out);
        Assert.Contains("epoch 3/3, step 1/1: generator ", app.Out);
        Assert.Contains("\ntrained: 3 steps\n", app.Out);
        Assert.AreEqual(ExitCode.Done, app.Run(Command(unbroken)), app.Error);
        string[] names = app.Files(unbroken);
        CollectionAssert.AreEqual(names, app.Files(app.Results));
        Assert.HasCount(4, names, "images, labels, a sheet, quality.json");
        foreach (string name in (string[])[.. names, Path.Combine("samples", "epoch-003.png"), Path.Combine("samples", "strip.png")])
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(unbroken, name)), File.ReadAllBytes(Path.Combine(app.Results, name)), name);
    }

    [TestMethod]
    public void Stopped_before_the_first_step_nothing_is_left_and_resuming_begins_anew()
    {
        using var app = new AppRun();
        app.PutStrokes(60, 10);
        app.StopAt = "kind: cgan";
        Assert.AreEqual(ExitCode.Cancelled, app.Run("augment", "cgan", "--steps", "1", "--out", app.Results));
        Assert.AreEqual("stopped.\n", app.Error);
        Assert.IsEmpty(Directory.GetFileSystemEntries(app.Results));
        app.StopAt = null;
        Assert.AreEqual(ExitCode.Done, app.Run("augment", "cgan", "--steps", "1", "--count", "10", "--resume", "--out", app.Results), app.Error);
        Assert.Contains("holds no checkpoint; the training begins anew.", app.Out);
    }

    [TestMethod]
    public void More_copies_than_images_are_several_of_each_and_the_rest_drawn_in_proportion()
    {
        using var app = new AppRun();
        DigitSet source = app.PutStrokes(60, 10).Train;
        Assert.AreEqual(ExitCode.Done, app.Run("augment", "classical", "--count", "130", "--seed", "3", "--out", app.Results), app.Error);
        DigitSet made = Read(app, "classical");
        byte[] expected = new byte[784];
        for (int i = 0; i < 120; i++)
        {
            ClassicalAugmentation.Mild.Apply(source.Image(i % 60), expected, 28, 28, 1, seed: 3, rowId: i % 60, copy: i / 60);
            CollectionAssert.AreEqual(expected, made.Image(i).ToArray());
            Assert.AreEqual(source.Labels[i % 60], made.Labels[i]);
        }
        CollectionAssert.AreEqual(Enumerable.Repeat(13, 10).ToArray(), made.ClassCounts());
    }

    [TestMethod]
    public void Domain_B_is_USPS_of_the_data_folders_or_a_folder_of_pictures()
    {
        using var app = new AppRun();
        DigitData drawn = app.PutStrokes(60, 10);
        string[] command = ["augment", "cyclegan", "--steps", "1", "--count", "100", "--domain"];
        Assert.AreEqual(ExitCode.Failed, app.Run([.. command, "usps", "--out", app.Results]));
        Assert.Contains($"USPS was not found: looked for train-images-idx3-ubyte, train-labels-idx1-ubyte, test-images-idx3-ubyte, test-labels-idx1-ubyte, plain or as .gz, in usps/ of {app.Data}", app.Error);
        Assert.Contains("or take --domain styles.", app.Error);

        DigitSet small = new(drawn.Test.Images[..(10 * 256)], drawn.Test.Labels, 16, 16);
        AppRun.Put(Path.Combine(app.Data, "usps"), IdxDataset.Usps.TrainImages, IdxDataset.Usps.TrainLabels, small);
        AppRun.Put(Path.Combine(app.Data, "usps"), IdxDataset.Usps.TestImages, IdxDataset.Usps.TestLabels, small);
        Assert.AreEqual(ExitCode.Done, app.Run([.. command, "usps", "--out", app.Results]), app.Error);
        Assert.Contains("60 images, in the style of 10 images of domain B (usps), 1 step, seed 1", app.Out);
        // A translation is the same each time, so that an image has one.
        Assert.Contains("made: 60 of 100 digits of 60 draws; short of: ", app.Out);
        CollectionAssert.AreEqual(drawn.Train.Labels, Read(app, "cyclegan").Labels);

        string pictures = Path.Combine(app.Folder, "pictures");
        for (int i = 0; i < 3; i++)
        {
            Directory.CreateDirectory(Path.Combine(pictures, $"{i}"));
            File.WriteAllBytes(Path.Combine(pictures, $"{i}", "a.pgm"), [.. "P5 28 28 255\n"u8, .. drawn.Test.Image(i)]);
        }
        Assert.AreEqual(ExitCode.Done, app.Run([.. command, pictures, "--out", app.Results + "2"]), app.Error);
        Assert.Contains($"in the style of 3 images of domain B ({pictures})", app.Out);
    }

    [TestMethod]
    public void What_cannot_work_is_told_before_training()
    {
        using var app = new AppRun();
        string file = Path.Combine(app.Folder, "file");
        File.WriteAllText(file, "");
        Assert.AreEqual(ExitCode.Failed, app.Run("augment", "gan", "--out", file));
        Assert.Contains($"--out '{file}' is a file; name a folder", app.Error);
        Assert.AreEqual(ExitCode.Failed, app.Run("augment", "gan", "--out", app.Results));
        Assert.Contains("Got images of 4 x 4 x 1; the generative models take grey ones of 28 x 28.", app.Error);
    }

    [TestMethod]
    public void A_GAN_whose_images_no_CNN_knows_is_told_so_with_a_remedy()
    {
        using var app = new AppRun();
        app.PutStrokes(60, 10);
        Assert.AreEqual(ExitCode.Failed, app.Run("augment", "gan", "--steps", "1", "--count", "10", "--confidence", "100", "--out", app.Results));
        Assert.MatchesRegex(@"made: 0 of 10 digits of 200 draws; thrown away: 200 unsure, 0 of full classes; short of: 0 \(1\)", app.Out);
        Assert.Contains("train longer (--resume, with more --epochs or --steps), or keep less certain ones (--confidence).", app.Error);
    }

    [TestMethod]
    public void Help_shows_a_kinds_own_options_and_examples()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("augment", "cyclegan", "--help"));
        foreach (string part in new[] { "styles|usps|DIR", "Default: 3,000.", "--resume", "mlpipelines augment cyclegan --domain usps" }) Assert.Contains(part, app.Out);
        Assert.DoesNotContain("--confidence", app.Out);
    }

    private static string[] Split(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static DigitSet Read(AppRun app, string kind) =>
        Idx.ReadPair(Path.Combine(app.Results, $"{kind}-images-idx3-ubyte"), Path.Combine(app.Results, $"{kind}-labels-idx1-ubyte"));

    private static JsonElement Quality(AppRun app) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(app.Results, "quality.json"))).RootElement;
}
