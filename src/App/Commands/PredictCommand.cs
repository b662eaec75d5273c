using System.CommandLine;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Recognition;
using MlPipelines.Pipelines.Training;
using Tensorflow.IO;

namespace MlPipelines.App.Commands;

/// <summary>Reads pictures of digits and says what they show.</summary>
internal static class PredictCommand
{
    private const string DefaultBundle = "model.mlp", Extension = ".mlp";
    private const int Shown = 3;

    public static Command Create(AppServices services)
    {
        var files = new Argument<string[]>("FILES")
        {
            Arity = ArgumentArity.OneOrMore,
            HelpName = "[model.mlp] IMAGE...",
            Description = $"A bundle (default: {DefaultBundle} here) and pictures of one or more digits, of any size: PNG, BMP, PGM, PPM, PBM.",
        };
        files.Validators.Add(result =>
        {
            string[] named = [.. result.Tokens.Select(token => token.Value)];
            if (named.FirstOrDefault(file => file.StartsWith('-')) is { } option)
                result.AddError($"'{option}' is no option of 'predict'. Options: --help, --threads.");
            else if (named.Count(IsBundle) > 1) result.AddError($"Got the bundles {string.Join(" and ", named.Where(IsBundle))}; takes one.");
            else if (named.All(IsBundle)) result.AddError("'predict' needs one or more images.");
        });
        var command = new Command("predict", "Tell which digits pictures show, with a bundle.") { files };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetRequiredValue(files);
            return Run(services, named.FirstOrDefault(IsBundle) ?? DefaultBundle, [.. named.Where(file => !IsBundle(file))]);
        });
        return command;
    }

    private static bool IsBundle(string file) => Path.GetExtension(file).Equals(Extension, StringComparison.OrdinalIgnoreCase);

    private static int Run(AppServices services, string path, string[] images)
    {
        Bundle bundle = new MLContext().Model.LoadBundle(path);
        var table = new TextTable("image", "class", "probability", "second", "", "third", "");
        int failed = 0;
        foreach (string image in images)
        {
            services.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                IReadOnlyList<ReadDigit> digits = PageReading.Read(ImageFile.Read(image), bundle);
                if (digits.Count == 0) throw new InvalidDataException($"{image} is blank: nothing on it differs from its background. Take a picture with a digit on it.");
                for (int i = 0; i < digits.Count; i++) table.Add(Row(digits.Count == 1 ? image : $"{image}, digit {i + 1}", digits[i].Scores, bundle.Classifier.ClassNames));
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException)
            {
                failed++;
                services.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
        if (failed < images.Length) table.Write(services.Out);
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static string[] Row(string name, float[] scores, IReadOnlyList<string> classes)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).Take(Shown)];
        string[] cells = [.. order.SelectMany(i => (string[])[classes[i], scores[i].ToString("F4")])];
        return [name, .. cells, .. Enumerable.Repeat("-", 2 * Shown - cells.Length)];
    }
}
