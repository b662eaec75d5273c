using System.CommandLine;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Commands;

/// <summary>Makes a bundle of a model that Keras or TensorFlow.js saved.</summary>
internal static class ImportCommand
{
    public static Command Create(AppServices services)
    {
        var model = new Argument<string>("MODEL")
        {
            HelpName = "model.h5|model.keras|model.json",
            Description = "A classifier that Python's Keras saved (.h5, .keras), or a TensorFlow.js LayersModel: its model.json, or the folder that holds it. "
                + "It takes images of pixels from 0 to 1.",
        };
        Option<string?> output = OptionParsers.File("--out", "The bundle to write. Default: the model's name, here, ending in .mlp.");
        var classes = new Option<string[]?>("--classes")
        {
            HelpName = "NAME,NAME",
            Description = "Names of the classes, in the order of the scores. Default: 0,1,2 ...",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                string[] names = text.Split(',', StringSplitOptions.TrimEntries);
                if (names.Any(string.IsNullOrEmpty)) result.AddError($"--classes takes names with commas between; got '{text}'.");
                return names;
            },
        };
        var command = new Command("import", "Make a bundle of a model that Keras or TensorFlow.js saved.") { model, output, classes };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(model);
            return Run(services, path, parsed.GetValue(classes), parsed.GetValue(output) ?? $"{NameOf(path)}.mlp");
        });
        return command;
    }

    private static int Run(AppServices services, string path, string[]? classes, string output)
    {
        OutputFile.Check(output, "--out");
        KerasTransformer classifier = KerasTransformer.Load(path, classes, new ImageShape(28, 28));
        new MLContext().Model.SaveBundle(classifier, output, new BundleInfo { Model = classifier.Model.Name, Notes = [$"Imported from {Path.GetFileName(path)}."] });
        services.Out.WriteLine($"model: {classifier.Model.Name}, {classifier.Model.count_params():N0} weights, images of {classifier.InputShape}, "
            + $"{classifier.ClassNames.Count} classes");
        services.Out.WriteLine($"bundle: {Path.GetFullPath(output)}");
        return ExitCode.Done;
    }

    /// <summary>A TensorFlow.js model goes by its folder.</summary>
    private static string NameOf(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return Path.GetFileName(full) == "model.json" ? Path.GetFileName(Path.GetDirectoryName(full)!) : Path.GetFileNameWithoutExtension(full);
    }
}
