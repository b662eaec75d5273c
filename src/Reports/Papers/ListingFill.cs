using System.Reflection;
using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Reports.Papers;

/// <summary>A paper's listing in Python beside ours in C#, from the files that are compiled, whose comments hold the paper's lines.</summary>
/// <param name="File">File in src/KerasModels.</param>
/// <param name="Parts">Texts in the first and the last line of each part.</param>
public sealed record ListingFill(string File, params (string From, string To)[] Parts) : SlotFill
{
    /// <inheritdoc/>
    public override bool NeedsRuns => false;

    /// <inheritdoc/>
    public override IReadOnlyList<RunRecord> Runs(IReadOnlyList<RunRecord> records) => [];

    /// <summary>The lines of both.</summary>
    /// <exception cref="InvalidOperationException">The file lacks one of the parts.</exception>
    public (IReadOnlyList<string> Python, IReadOnlyList<string> CSharp) Lines()
    {
        List<string> python = [], code = [];
        string[][] parts = [.. Parts.Select(p => Part(p.From, p.To))];
        int indent = parts.SelectMany(p => p).Where(l => l.Trim().Length > 0).Min(l => l.Length - l.TrimStart().Length);
        foreach (string[] part in parts)
        {
            foreach (string line in part)
            {
                if (line.TrimStart().StartsWith("///", StringComparison.Ordinal)) continue;
                int comment = line.IndexOf("// ", StringComparison.Ordinal);
                string own = (comment < 0 ? line : line[..comment]).TrimEnd();
                if (own.Length > 0) code.Add(own[Math.Min(indent, own.Length)..]);
                // Remarks of ours among the paper's lines stand in brackets.
                if (comment >= 0 && !line[(comment + 3)..].TrimStart().StartsWith('(')) python.Add(line[(comment + 3)..].TrimEnd());
            }
        }
        return (python, code);
    }

    internal override bool Add(Markup page, IReadOnlyList<RunRecord> runs, string id)
    {
        (IReadOnlyList<string> python, IReadOnlyList<string> code) = Lines();
        AddListing(page, "The paper, in Python", python);
        AddListing(page, $"Here, in C# (src/KerasModels/{File})", code);
        return true;
    }

    private static void AddListing(Markup page, string title, IReadOnlyList<string> lines)
    {
        page.Add($"<figure class=\"listing\"><p>{title}</p><pre tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><code>");
        page.Add($"{string.Join('\n', lines)}</code></pre></figure>\n");
    }

    private string[] Part(string from, string to)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("listing/" + File)
            ?? throw new InvalidOperationException($"The program was built without src/KerasModels/{File}; build src/Reports again.");
        using var reader = new StreamReader(stream);
        string[] lines = reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, l => l.Contains(from, StringComparison.Ordinal));
        int last = first < 0 ? -1 : Array.FindIndex(lines, first, l => l.Contains(to, StringComparison.Ordinal));
        if (last < 0) throw new InvalidOperationException($"src/KerasModels/{File} has no part from '{from}' to '{to}'; mend the report's slot.");
        return lines[first..(last + 1)];
    }
}
