using System.Text.RegularExpressions;

namespace MlPipelines.Notebooks;

/// <summary>Lines of a cell that are for the kernel and not for the compiler, as .NET Interactive has them.</summary>
internal static partial class CellDirectives
{
    private const string Own = "MlPipelines";

    /// <summary>
    /// The cell's C#. References to this project's packages and assemblies are taken out, as these are there already, and so are <c>#!csharp</c> and package
    /// sources (<c>#i</c>). Lines keep their numbers.
    /// </summary>
    /// <exception cref="NotSupportedException">A line asks for something that is not there: another package, another language.</exception>
    public static string Remove(string source) => string.Join('\n', source.Split('\n').Select(line =>
    {
        string trimmed = line.Trim();
        if (trimmed.StartsWith("#!", StringComparison.Ordinal))
            return trimmed is "#!csharp" or "#!C#" or "#!c#" ? "" : throw new NotSupportedException(
                $"'{trimmed}' is for .NET Interactive; cells are run as C# here. Take the line out, or write the cell in C#.");
        if (trimmed.StartsWith("#i ", StringComparison.Ordinal)) return "";
        if (Reference().Match(trimmed) is not { Success: true } reference) return line;
        string what = reference.Groups["what"].Value;
        if (Package().Match(what) is { Success: true } package)
            return package.Groups["name"].Value.StartsWith(Own, StringComparison.OrdinalIgnoreCase) ? "" : throw new NotSupportedException(
                $"'{trimmed}': packages are not fetched here. Name an assembly, #r \"path/to/Some.dll\", or run the notebook in .NET Interactive.");
        return Path.GetFileName(what.Replace('\\', '/')).StartsWith(Own, StringComparison.OrdinalIgnoreCase) ? "" : line;
    }));

    [GeneratedRegex("""^#r\s+"(?<what>[^"]+)"\s*$""")]
    private static partial Regex Reference();

    [GeneratedRegex("""^nuget:\s*(?<name>[^,\s]+)""")]
    private static partial Regex Package();
}
