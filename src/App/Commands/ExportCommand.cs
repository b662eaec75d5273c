using System.CommandLine;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Commands;

/// <summary>Writes a bundle's model as a file that other programs read.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["h5", "tfjs", "onnx"];

    public static Command Create(AppServices services)
    {
        var bundle = new Argument<string>("BUNDLE") { HelpName = "model.mlp", Description = "A bundle, as 'train' writes it." };
        var format = new Option<string?>("--format")
        {
            HelpName = string.Join('|', Formats),
            Description = "h5: Keras' file. tfjs: a folder for TensorFlow.js. onnx: a graph for onnxruntime. Default: as the name of --out ends, else h5.",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!Formats.Contains(text)) result.AddError($"'{text}' is no format. Formats: {string.Join(", ", Formats)}.");
                return text;
            },
        };
        format.CompletionSources.Add(_ => Formats.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        Option<string?> output = OptionParsers.File("--out", "The file to write; for tfjs a folder. Default: the bundle's name, here, ending in .h5, -tfjs or .onnx.");
        var command = new Command("export", "Write a bundle's model for other programs: Keras (.h5), TensorFlow.js, ONNX.") { bundle, format, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(bundle), name = Path.GetFileNameWithoutExtension(path);
            string? named = parsed.GetValue(output);
            string kind = parsed.GetValue(format) ?? Formats.FirstOrDefault(f => named?.EndsWith($".{f}", StringComparison.OrdinalIgnoreCase) == true) ?? Formats[0];
            return Run(services, path, kind, named ?? (kind == "tfjs" ? $"{name}-tfjs" : $"{name}.{kind}"));
        });
        return command;
    }

    private static int Run(AppServices services, string path, string format, string output)
    {
        if (format != "tfjs") OutputFile.Check(output, "--out");
        Bundle bundle = new MLContext().Model.LoadBundle(path);
        KerasTransformer classifier = bundle.Classifier;
        classifier.Model.save(output, include_optimizer: false, save_format: format);
        services.Out.WriteLine($"{format}: {Path.GetFullPath(output)}");
        services.Out.WriteLine($"takes: {classifier.Model.inputs[0].shape} of pixels from 0 to 1, images of {classifier.InputShape}");
        services.Out.WriteLine($"gives: {classifier.Model.outputs[0].shape}, a score for each of {string.Join(", ", classifier.ClassNames)}");
        if (!ReferenceEquals(bundle.Transformer, classifier)) services.Out.WriteLine("note: the bundle has other steps beside the model; they are not in the file.");
        return ExitCode.Done;
    }
}
