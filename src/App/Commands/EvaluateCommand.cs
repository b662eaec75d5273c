using System.CommandLine;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Commands;

/// <summary>Measures a bundle on test images.</summary>
internal static class EvaluateCommand
{
    private const int Pairs = 5;

    public static Command Create(AppServices services)
    {
        var bundle = new Argument<string>("BUNDLE") { HelpName = "model.mlp", Description = "A bundle, as 'train' writes it." };
        Option<string?> data = DataCommand.FolderOption("Folder with MNIST, whose test images are used, or with a folder of pictures for each class, or a .csv of pixels. Default: as for 'train'.");
        Option<bool> offline = DataCommand.OfflineOption();
        var command = new Command("evaluate", "Measure a bundle on the test images: report, log-loss, calibration, what is confused.") { bundle, data, offline };
        command.SetAction(parsed => Run(services, parsed.GetRequiredValue(bundle), services.DataOptions(parsed.GetValue(data), parsed.GetValue(offline))));
        return command;
    }

    private static int Run(AppServices services, string path, DataOptions places)
    {
        var ml = new MLContext();
        Bundle bundle = ml.Model.LoadBundle(path);
        services.Out.WriteLine(Describe(bundle));
        DigitData data = DataCommand.Load(services, places);
        if (!bundle.Classifier.ClassNames.SequenceEqual(data.Test.ClassNames))
            throw new InvalidDataException($"The bundle knows the classes {string.Join(", ", bundle.Classifier.ClassNames)}; the data have "
                + $"{string.Join(", ", data.Test.ClassNames)}. Name the data it was trained for with --data.");
        ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(bundle.Transformer.Transform(data.Test.AsDataView()));
        services.Out.WriteLine();
        services.Out.WriteLine(evaluation.Report(digits: 4).TrimEnd());
        services.Out.WriteLine();
        if (evaluation.HasProbabilities)
            services.Out.WriteLine($"log-loss {evaluation.LogLoss:F4}, calibration error {evaluation.Calibration().ExpectedError:F4}");
        foreach (ConfusedPair pair in evaluation.MostConfused(Pairs, examples: 3))
            services.Out.WriteLine($"{pair.Actual} taken for {pair.Predicted}: {pair.Count} ({pair.Share:P1}), as in the rows {string.Join(", ", pair.Examples)}");
        services.Out.WriteLine($"accuracy {evaluation.Accuracy:F4} on {evaluation.Rows:N0} images");
        return ExitCode.Done;
    }

    /// <summary>One line that says what a bundle is.</summary>
    private static string Describe(Bundle bundle)
    {
        BundleInfo info = bundle.Info;
        return $"bundle: {(info.Model.Length == 0 ? bundle.Classifier.Model.Name : info.Model)}, images of {bundle.Classifier.InputShape}, "
            + $"{bundle.Classifier.ClassNames.Count} classes" + (info.Data.Length == 0 ? "" : $", trained on {info.TrainCount:N0} images of {info.Data}")
            + (info.Synthetic ? " (digits drawn by a program, no handwriting)" : "") + (info.Seed is { } seed ? $", seed {seed}" : "")
            + $", {info.CreatedUtc:yyyy-MM-dd}";
    }
}
