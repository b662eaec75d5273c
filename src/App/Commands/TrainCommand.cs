using System.CommandLine;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Kernels;

namespace MlPipelines.App.Commands;

/// <summary>Trains a model on digits and keeps it as a bundle.</summary>
internal static class TrainCommand
{
    public static Command Create(AppServices services)
    {
        var name = new Argument<ModelChoice>("MODEL")
        {
            Description = "What to train:\n" + string.Join('\n', ModelList.All.Select(m => $"  {m.Name}: {m.Description}, {m.Epochs} epochs")),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                ModelChoice? choice = ModelList.All.FirstOrDefault(m => m.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
                if (choice is null) result.AddError($"'{text}' is no model. Models: {string.Join(", ", ModelList.All.Select(m => m.Name))}.");
                return choice!;
            },
        };
        Option<int?> epochs = OptionParsers.WholeNumber("--epochs", "N", 1, 10_000, "Passes over the training images. Default: as listed above, the paper's where it states them.");
        Option<int?> batch = OptionParsers.WholeNumber("--batch", "N", 1, 65_536, "Images a step. Default: 32; dense 256, mlp, svm and vit 128.");
        Option<int?> limit = OptionParsers.WholeNumber("--limit", "N", 1, int.MaxValue, "Train on N of the images, each class in proportion. Default: all.");
        Option<int?> seed = OptionParsers.WholeNumber("--seed", "N", 0, int.MaxValue, "Makes the training repeatable to the bit. Default: 1.");
        Option<int?> validation = OptionParsers.WholeNumber("--validation", "PERCENT", 0, 90,
            "Share of the training images that the model is tried on after every epoch instead of being trained on. Default: 0.");
        Option<bool> augment = new("--augment") { Description = "Rotate, shift, zoom and shear each image a little, anew in every epoch." };
        Option<string?> output = OptionParsers.File("--out", "The bundle to write. Default: MODEL.mlp.");
        Option<string?> data = DataCommand.TrainingFolderOption();
        Option<bool> offline = DataCommand.OfflineOption();
        var command = new Command("train", "Train one model and keep it as a bundle (.mlp).")
        {
            name, epochs, batch, limit, seed, validation, augment, output, data, offline,
        };
        command.SetAction(parsed =>
        {
            ModelChoice choice = parsed.GetRequiredValue(name);
            KerasTrainer.Options options = choice.Options();
            options.Epochs = parsed.GetValue(epochs) ?? choice.Epochs;
            options.BatchSize = parsed.GetValue(batch) ?? choice.BatchSize;
            options.Seed = parsed.GetValue(seed) ?? 1;
            options.ValidationFraction = (parsed.GetValue(validation) ?? 0) / 100.0;
            options.Augmentation = parsed.GetValue(augment) ? ClassicalAugmentation.Mild : null;
            options.CancellationToken = services.CancellationToken;
            DataOptions places = services.DataOptions(parsed.GetValue(data), parsed.GetValue(offline));
            return Run(services, choice, options, places, parsed.GetValue(limit), parsed.GetValue(output) ?? $"{choice.Name}.mlp");
        });
        return command;
    }

    private static int Run(AppServices services, ModelChoice choice, KerasTrainer.Options options, DataOptions places, int? limit, string output)
    {
        OutputFile.Check(output, "--out");
        DigitData data = DataCommand.Load(services, places);
        DigitSet images = limit is { } count ? data.Train.TakeStratified(count) : data.Train;
        services.Out.WriteLine($"model: {choice.Name} ({choice.Description}), {images.Count:N0} images, {options.Epochs} epoch{(options.Epochs == 1 ? "" : "s")} of "
            + $"batches of {options.BatchSize}{(options.Augmentation is null ? "" : ", augmented")}, seed {options.Seed}, "
            + $"{Workers.Threads} thread{(Workers.Threads == 1 ? "" : "s")}");

        var ml = new MLContext(options.Seed);
        // Keras' live lines go to the console alone; whoever reads another stream gets a line an epoch.
        options.Verbose = ReferenceEquals(services.Out, Console.Out);
        if (!options.Verbose) ml.Log += (_, message) => WriteProgress(services.Out, message);
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(images.AsDataView());
        History history = trained.History!;
        if (history.epoch.Count == 0) throw new OperationCanceledException(services.CancellationToken);

        ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(data.Test.AsDataView()));
        var info = new BundleInfo
        {
            Model = choice.Name,
            Seed = options.Seed,
            Epochs = history.epoch.Count,
            Data = data.Name,
            DataSource = data.Source,
            TrainCount = images.Count,
            Synthetic = data.IsSynthetic,
            Commit = RunRecordEnvironment.Commit(),
            Metrics = { ["test_accuracy"] = evaluation.Accuracy, ["test_macro_f1"] = evaluation.MacroAverage.F1 },
            Notes = history.cancelled ? [$"Training was stopped after {history.epoch.Count} of {options.Epochs} epochs."] : [],
        };
        if (evaluation.HasProbabilities) info.Metrics["test_log_loss"] = evaluation.LogLoss;
        ml.Model.SaveBundle(trained, output, info, images.AsDataView().Schema);
        services.Out.WriteLine($"test accuracy {evaluation.Accuracy:F4} on {evaluation.Rows:N0} images of {data.Name}");
        services.Out.WriteLine($"bundle: {Path.GetFullPath(output)}");
        if (!history.cancelled) return ExitCode.Done;
        services.Error.WriteLine($"stopped after {history.epoch.Count} of {options.Epochs} epochs; the model of the last step was kept.");
        return ExitCode.Cancelled;
    }

    private static void WriteProgress(TextWriter output, LoggingEventArgs message)
    {
        if (message.Source == KerasTrainer.ChannelName && message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info) output.WriteLine(message.RawMessage);
    }
}
