using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Reports.Papers;

/// <summary>Made-up runs of papers 1 and 2, named as their experiments name them.</summary>
internal static class PaperRecords
{
    private static readonly string[] s_classical = ["classical", "rotation", "translation", "scaling", "flipping"];
    private static readonly string[] s_amounts = ["none", "gan+32", "gan+6000", "gan+60000", "cgan+6000"];
    private static readonly DigitSet s_test = SyntheticStrokes.Generate(10, 500).Test;

    /// <summary>A classifier that reads some of the digits.</summary>
    public static RunRecord Classifier(string experiment, string model, string augmentation, int seed, byte[] actual, byte[] predicted)
    {
        RunRecord record = TestRecords.Make(experiment, seed, model, $"{model}, made up");
        return (record with
        {
            Variant = augmentation == "none" ? "" : augmentation,
            Settings = new(record.Settings) { ["augmentation"] = augmentation },
            Dataset = record.Dataset with { TestCount = actual.Length },
        }).WithPredictions(actual, predicted);
    }

    /// <summary>A generator, without predictions or a test accuracy.</summary>
    public static RunRecord Generator(string experiment, string model, int seed = 1, params RunSheet[] sheets)
    {
        OrderedDictionary<string, double> metrics = new()
        {
            ["generated_images"] = 10000, ["generated_frechet_distance"] = 12.3456 * seed, ["generated_mean_confidence"] = 0.91, ["generated_sure_share"] = 0.75,
            ["generated_nearest_median"] = 4.5, ["generated_copies"] = 0, ["generated_diversity"] = 9.5, ["generated_training_diversity"] = 10.5,
        };
        if (model.StartsWith("cgan", StringComparison.Ordinal)) metrics["generated_label_agreement"] = 0.9;
        if (model.StartsWith("cyclegan", StringComparison.Ordinal)) metrics["label_kept"] = 0.876;
        for (int c = 0; c < 10; c++) metrics[$"generated_class_share_{c}"] = 0.01 + 0.02 * c;
        return TestRecords.Make(experiment, seed, model, $"{model}, made up") with
        {
            Settings = new() { ["optimizer"] = "Adam", ["quality classifier"] = "CNN of paper 1, 3 epochs, seed 1" },
            History = new() { ["generator_loss"] = [0.7, 1.1, 1.25], ["discriminator_loss"] = [1.4, 1.1, 1], ["variety"] = [0.2, 0.6, 0.9] },
            Metrics = metrics, ConfusionMatrix = null, Predictions = null, Sheets = sheets.Length == 0 ? null : sheets,
        };
    }

    /// <summary>One pair of a grid of settings.</summary>
    public static RunRecord Tried(string model, string rate, string batch, double validation, int epoch, double test) =>
        TestRecords.Make("gan", 1, model, $"{model}, made up") with
        {
            Variant = $"lr{rate}-batch{batch}", Predictions = null, ConfusionMatrix = null,
            Settings = new() { ["learning rate"] = rate, ["batch size"] = batch },
            Metrics = new() { ["val_accuracy"] = validation, ["val_loss"] = 1 - validation, ["best_epoch"] = epoch, ["test_accuracy"] = test },
        };

    /// <summary>A sheet of drawn digits.</summary>
    public static RunSheet Sheet(string title, int count = 100, int columns = 10) =>
        new(title, 28, 28, columns, [.. Enumerable.Range(0, count).SelectMany(i => s_test.Image(i % s_test.Count).ToArray())]);

    /// <summary>All runs of both papers: about 150.</summary>
    public static IEnumerable<RunRecord> All(int seeds = 3)
    {
        foreach (string model in new[] { "cnn", "cnn_bilstm" })
            foreach (string augmentation in model == "cnn" ? [.. s_amounts, .. s_classical] : s_amounts)
                for (int seed = 1; seed <= seeds; seed++) yield return Made("gan", model, augmentation, seed);
        foreach (string model in new[] { "cnn_bilstm_text", "cnn_bilstm_attention" })
            for (int seed = 1; seed <= seeds; seed++) yield return Made("gan", model, "none", seed);
        foreach (string kind in new[] { "dcgan", "cgan" })
        {
            RunRecord run = Generator("gan", kind, 1, Sheet("samples after epoch 10"), Sheet("the same noise after each epoch", 160, 16));
            yield return run with { Notes = [.. run.Notes, "Warning: after epoch 3 the samples vary at a tenth of what real images do."] };
            foreach (int images in new[] { 100, 1000, 10000 }) yield return Generator("gan", $"{kind}-{images}");
        }
        foreach (int images in new[] { 100, 1000, 10000 })
            foreach (string augmentation in new[] { "none", "classical", "gan", "cgan" })
                for (int seed = 1; seed <= seeds; seed++) yield return Made("gan", $"cnn-{images}", augmentation, seed);
        foreach (string model in new[] { "cnn-grid", "cnn_bilstm-grid" })
            foreach (string rate in new[] { "0.001", "0.0005", "0.0001" })
                foreach (string batch in new[] { "32", "64", "128" })
                    yield return Tried(model, rate, batch, 0.97 + 0.0001 * int.Parse(batch), 20 + rate.Length, 0.98);
        foreach (string domain in new[] { "styles", "usps" })
            yield return Generator("cyclegan", $"cyclegan-{domain}", 1, Sheet("originals", 50), Sheet("translated", 50), Sheet("translated back", 50));
        foreach (string augmentation in new[] { "none", "cyclegan", "classical", "dcgan", "cgan" })
            for (int seed = 1; seed <= seeds; seed++) yield return Made("cyclegan", "cnn", augmentation, seed);
        foreach (string augmentation in new[] { "none", "cyclegan" })
            foreach (string model in new[] { "cnn_bilstm", "usps-cnn" })
                for (int seed = 1; seed <= seeds; seed++) yield return Made("cyclegan", model, augmentation, seed);
    }

    private static RunRecord Made(string experiment, string model, string augmentation, int seed)
    {
        var random = new Random(HashCode(model + augmentation) + seed);
        byte[] predicted = [.. s_test.Labels.Select(a => random.NextDouble() < 0.95 ? a : (byte)random.Next(10))];
        return Classifier(experiment, model, augmentation, seed, s_test.Labels, predicted).WithImages(s_test);
    }

    /// <summary>The same in every process.</summary>
    private static int HashCode(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
