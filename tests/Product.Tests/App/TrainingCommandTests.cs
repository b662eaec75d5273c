using MlPipelines.App;

namespace MlPipelines.Tests.App;

/// <summary>Protects train, evaluate and predict, from the command line to the exit code.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainingCommandTests
{
    [TestMethod]
    public void A_model_is_trained_kept_measured_and_asked()
    {
        using var app = new AppRun();
        app.PutStrokes(300, 60);
        string bundle = Path.Combine(app.Folder, "out", "model.mlp"), picture = Path.Combine(app.Folder, "digit.pgm");
        Assert.AreEqual(ExitCode.Done, app.Run("train", "mlp", "--epochs", "2", "--validation", "10", "--augment", "--seed", "3", "--out", bundle), app.Error);
        Assert.Contains("model: mlp (784-128-10 of paper 4), 300 images, 2 epochs of batches of 128, augmented, seed 3", app.Out);
        Assert.MatchesRegex(@"\nEpoch 2/2 - accuracy: .* - val_loss: \d+\.\d{4}\n", app.Out);
        Assert.MatchesRegex(@"\ntest accuracy 0\.\d{4} on 60 images of mnist", app.Out);
        Assert.AreEqual($"bundle: {bundle}", app.Out.TrimEnd().Split('\n')[^1]);
        CollectionAssert.AreEqual(new[] { "model.mlp" }, app.Files(Path.GetDirectoryName(bundle)!));
        string accuracy = app.Out[(app.Out.IndexOf("test accuracy ", StringComparison.Ordinal) + 14)..][..6];

        Assert.AreEqual(ExitCode.Done, app.Run("evaluate", bundle), app.Error);
        Assert.Contains("bundle: mlp, images of 28 x 28, 10 classes, trained on 300 images of mnist (not the original files), seed 3", app.Out);
        Assert.Contains("precision    recall  f1-score   support", app.Out);
        Assert.Contains("log-loss ", app.Out);
        Assert.AreEqual($"accuracy {accuracy} on 60 images", app.Out.TrimEnd().Split('\n')[^1]);

        WritePicture(picture);
        Assert.AreEqual(ExitCode.Done, app.Run("predict", bundle, picture, picture), app.Error);
        string[] lines = app.Out.TrimEnd().Split('\n');
        Assert.HasCount(3, lines);
        Assert.MatchesRegex(@"^image +class +probability +second +third", lines[0]);
        Assert.MatchesRegex(@"digit\.pgm +\d +0\.\d{4} +\d +0\.\d{4} +\d +0\.\d{4}$", lines[1]);
        Assert.AreEqual(lines[1], lines[2]);
    }

    [TestMethod]
    public void Pictures_that_cannot_be_read_are_told_and_the_others_answered()
    {
        using var app = new AppRun();
        app.PutStrokes(300, 60);
        string bundle = Path.Combine(app.Folder, "model.mlp"), picture = Path.Combine(app.Folder, "digit.pgm"), text = Path.Combine(app.Folder, "a.png");
        app.Run("train", "mlp", "--epochs", "1", "--limit", "50", "--out", bundle);
        WritePicture(picture);
        File.WriteAllText(text, "no picture");
        Assert.AreEqual(ExitCode.Failed, app.Run("predict", bundle, text, picture));
        Assert.Contains("a.png is no PNG", app.Error);
        Assert.Contains("digit.pgm", app.Out);
        File.WriteAllText(bundle, "no bundle");
        Assert.AreEqual(ExitCode.Failed, app.Run("predict", bundle, picture));
        Assert.Contains("cannot be read as a bundle", app.Error);
        Assert.AreEqual(ExitCode.Failed, app.Run("evaluate", Path.Combine(app.Folder, "none.mlp")));
        Assert.Contains("There is no file", app.Error);
    }

    [TestMethod]
    public void What_cannot_be_written_is_told_before_training()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Failed, app.Run("train", "mlp", "--out", app.Folder));
        Assert.Contains("is a folder; name a file.", app.Error);
        Assert.AreEqual("", app.Out);
    }

    [TestMethod]
    public void Stopped_before_the_first_epoch_nothing_is_written()
    {
        using var app = new AppRun();
        app.PutStrokes(300, 60);
        app.Stop.Cancel();
        string bundle = Path.Combine(app.Folder, "model.mlp");
        Assert.AreEqual(ExitCode.Cancelled, app.Run("train", "mlp", "--out", bundle));
        Assert.IsFalse(File.Exists(bundle));
        Assert.Contains("stopped.", app.Error);
    }

    [TestMethod]
    public void Help_has_examples_and_lists_the_models()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("train", "--help"));
        foreach (string part in new[] { "cnn-bilstm-text: ", "vit: ", "--augment", "mlpipelines train cnn --epochs 3 --out model.mlp" }) Assert.Contains(part, app.Out);
        app.Run("predict", "--help");
        Assert.Contains("mlpipelines predict digit.png", app.Out);
    }

    /// <summary>A dark stroke on light paper, 40 x 60.</summary>
    private static void WritePicture(string path)
    {
        byte[] pixels = new byte[40 * 60];
        Array.Fill(pixels, (byte)230);
        for (int y = 10; y < 50; y++) pixels.AsSpan(y * 40 + 18, 5).Fill(30);
        File.WriteAllBytes(path, [.. "P5 40 60 255\n"u8, .. pixels]);
    }
}
