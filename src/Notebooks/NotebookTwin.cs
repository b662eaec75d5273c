using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlPipelines.Notebooks;

/// <summary>A notebook as a program of one file, run by <c>dotnet run notebooks/dense.cs</c>: the same cells, their texts as comments.</summary>
/// <remarks>Usings go to the top and types to the end, where C# wants them; a cell's last value is shown with Display. It is made of the notebook, never by hand.</remarks>
public static class NotebookTwin
{
    private const string DisplayUsing = "using static MlPipelines.Reports.Notebooks.Notebook;";

    private static readonly CSharpParseOptions s_script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Makes the program.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="name">Its file's name, for the first line.</param>
    /// <param name="project">The project that the program refers to, as seen from its folder.</param>
    /// <exception cref="InvalidDataException">A cell is no C#; the text says where.</exception>
    public static string Create(NotebookFile notebook, string name, string project = "../src/Reports/Reports.csproj")
    {
        ArgumentNullException.ThrowIfNull(notebook);
        var usings = new List<string> { DisplayUsing };
        StringBuilder body = new(), types = new();
        int code = 0;
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.Kind == CellKind.Code) AddCode(cell, ++code, usings, body, types);
            else body.Append('\n').Append(Comment(cell.Source));
        }
        var text = new StringBuilder();
        text.Append($"#:project {project}\n#:property TreatWarningsAsErrors=false\n#:property PublishAot=false\n\n");
        text.Append($"// Made of {name} by 'mlpipelines notebook twin'. Change the notebook, not this file.\n\n");
        foreach (string line in usings.Distinct().Order(StringComparer.Ordinal)) text.Append(line).Append('\n');
        return text.Append(body).Append(types.Length > 0 ? $"\n{types}" : "").ToString();
    }

    private static void AddCode(NotebookCell cell, int number, List<string> usings, StringBuilder body, StringBuilder types)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(CellDirectives.Remove(cell.Source), s_script);
        if (tree.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
            throw new InvalidDataException($"Code cell {number}, line {error.Location.GetLineSpan().StartLinePosition.Line + 1}: {error.GetMessage()}");
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        usings.AddRange(root.Usings.Select(line => line.ToString()));
        var lines = new StringBuilder();
        foreach (MemberDeclarationSyntax member in root.Members)
        {
            bool isType = member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;
            if (member is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last })
                lines.Append($"{last.GetLeadingTrivia()}Display({last.Expression});\n");
            else (isType ? types : lines).Append(member.ToFullString().TrimEnd()).Append('\n');
        }
        string statements = lines.ToString().Trim('\n');
        if (statements.Length > 0) body.Append('\n').Append(statements).Append('\n');
    }

    private static string Comment(string text) => string.Concat(text.TrimEnd().Split('\n').Select(line => $"// {line}".TrimEnd() + "\n"));
}
