using Markdig;

namespace MlPipelines.Reports;

/// <summary>What people concluded from the runs, a Markdown text beside the records. Its HTML is shown as text.</summary>
internal static class Conclusions
{
    private const long MostBytes = 1 << 20;

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().DisableHtml().Build();

    /// <summary>The text of a file; null where there is none.</summary>
    /// <exception cref="InvalidDataException">The file is larger than a megabyte.</exception>
    public static string? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return null;
        if (file.Length > MostBytes) throw new InvalidDataException($"'{path}' has {file.Length:N0} bytes; conclusions take up to {MostBytes:N0}. Shorten it.");
        return File.ReadAllText(path);
    }

    /// <summary>Adds them as a section.</summary>
    public static void Add(Markup page, string markdown) =>
        page.Add($"<section class=\"conclusions\" aria-label=\"Conclusions\">\n{new Markup.Fragment(Markdown.ToHtml(markdown, s_pipeline))}</section>\n");
}
