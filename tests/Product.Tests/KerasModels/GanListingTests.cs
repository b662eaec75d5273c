using System.Text.RegularExpressions;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.Generation;
using Tensorflow.IO;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects docs/gan.md: its C# is what is compiled, and its example works.</summary>
[TestClass]
[DoNotParallelize]
public sealed class GanListingTests
{
    [TestMethod]
    public void The_listings_are_the_lines_of_the_files_they_name()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "gan.md")).ReplaceLineEndings("\n");
        MatchCollection blocks = Regex.Matches(document, "^```csharp(?<file>.*)\n(?<code>(?:.*\n)*?)```$", RegexOptions.Multiline);
        Assert.HasCount(5, blocks, "two of figure 3, figure 4, figure 7, the example");
        foreach (Match block in blocks)
        {
            string file = block.Groups["file"].Value.Trim();
            string[] source = Lines(File.ReadAllText(Path.Combine(Repository.Root, file)));
            int from = 0;
            // An empty line stands for a gap; what is between two of them has no other.
            foreach (string part in block.Groups["code"].Value.Split("\n\n"))
            {
                string[] lines = Lines(part);
                int at = Find(source, lines, from);
                Assert.IsGreaterThanOrEqualTo(0, at, $"{file} has no such lines in succession from its code line {from} on:\n{part}");
                from = at + lines.Length;
            }
        }
    }

    [TestMethod]
    public void The_example_trains_and_draws()
    {
        using var sample = new GenerationSample();
        (DigitSet digits, string folder) = (GenerationSample.Ten, sample.Folder);

        var options = new GenerationOptions { Epochs = 10, Seed = 1, SampleFolder = $"{folder}/samples", CheckpointFolder = $"{folder}/checkpoint" };
        GenerationResult<GeneratorModel> trained = new GanTrainer(options).Train(digits);
        DigitSet drawn = trained.Model.Generate(100, seed: 7);
        ImageSheet.Save($"{folder}/drawn.png", drawn, columns: 10);

        Assert.IsTrue(trained.Completed);
        Assert.AreEqual(10 * 57 - 1, ImageFile.Read($"{folder}/drawn.png").Width);
        Assert.IsTrue(File.Exists($"{folder}/samples/epoch-010.png"));
    }

    /// <summary>Code without comments, empty lines and the spaces around it.</summary>
    private static string[] Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => Regex.Replace(line, "//.*", "").Trim()).Where(line => line.Length > 0)];

    private static int Find(string[] source, string[] lines, int from)
    {
        for (int at = from; at <= source.Length - lines.Length; at++)
            if (source.AsSpan(at, lines.Length).SequenceEqual(lines)) return at;
        return -1;
    }
}
