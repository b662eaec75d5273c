using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

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
            Description = $"A bundle (default: {DefaultBundle} here) and pictures of one digit each, of any size: PNG, BMP, PGM, PPM, PBM.",
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
        ImageShape shape = bundle.Classifier.InputShape;
        // Digits are prepared at the size the model learned from, where that is small and square; larger ones are resized from 28 x 28, as in training.
        int side = shape is { Channels: 1, Height: >= 4 and <= 64 } && shape.Height == shape.Width ? shape.Height : DigitPreparation.Side;
        var names = new List<string>();
        var pixels = new List<byte>();
        foreach (string image in images)
        {
            services.CancellationToken.ThrowIfCancellationRequested();
            try
            {
                pixels.AddRange(DigitPreparation.Prepare(image, side));
                names.Add(image);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException or IOException or UnauthorizedAccessException)
            {
                services.Error.WriteLine($"error: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
        if (names.Count > 0) Write(services.Out, bundle, names, new DigitSet([.. pixels], new byte[names.Count], side, side));
        return names.Count == images.Length ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(TextWriter output, Bundle bundle, List<string> names, DigitSet images)
    {
        IDataView scored = bundle.Transformer.Transform(images.AsDataView());
        DataViewSchema.Column column = scored.Schema[ImageColumns.Score];
        using DataViewRowCursor cursor = scored.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> scores = default;
        var table = new TextTable("image", "class", "probability", "second", "", "third", "");
        foreach (string name in names)
        {
            cursor.MoveNext();
            get(ref scores);
            float[] values = [.. scores.DenseValues()];
            int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(Shown)];
            string[] cells = [.. order.SelectMany(i => (string[])[bundle.Classifier.ClassNames[i], values[i].ToString("F4")])];
            table.Add([name, .. cells, .. Enumerable.Repeat("-", 2 * Shown - cells.Length)]);
        }
        table.Write(output);
    }
}
