using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace MlPipelines.Notebooks;

/// <summary>A cell that did not end well.</summary>
/// <param name="Name">What happened: an exception's name.</param>
/// <param name="Message">Its message.</param>
/// <param name="Trace">Lines that say where.</param>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Trace);

/// <summary>Runs cells one after the other: each sees the variables, types and usings of those before it.</summary>
/// <param name="folder">Where relative paths of references begin.</param>
internal sealed partial class ScriptSession(string folder)
{
    private const int MostFrames = 12;

    private readonly ScriptOptions _options = ScriptOptions.Default
        .WithReferences(References())
        .WithImports("System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading.Tasks")
        .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(folder))
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithOptimizationLevel(OptimizationLevel.Release)
        .WithEmitDebugInformation(true)
        .WithFileEncoding(Encoding.UTF8);

    private ScriptState<object>? _state;

    /// <summary>Runs a cell.</summary>
    /// <param name="source">Its C#.</param>
    /// <param name="count">Which cell it is in the order of running, from 1; it is named so in traces.</param>
    /// <returns>The value of its last expression, null without one; or why it failed.</returns>
    public (object? Value, CellFailure? Failure) Run(string source, int count)
    {
        ScriptOptions options = _options.WithFilePath($"cell {count}");
        try
        {
            string code = CellDirectives.Remove(source);
            Task<ScriptState<object>> running = _state is null
                ? CSharpScript.Create<object>(code, options).RunAsync(globals: null, catchException: _ => true)
                : _state.ContinueWithAsync<object>(code, options, catchException: _ => true);
            ScriptState<object> state = running.GetAwaiter().GetResult();
            _state = state;
            return state.Exception is { } thrown ? (null, Failure(thrown)) : (state.ReturnValue, null);
        }
        catch (CompilationErrorException e)
        {
            string[] errors = [.. e.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d =>
                $"line {d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
            return (null, new CellFailure("CompilationError", errors.FirstOrDefault() ?? e.Message, errors));
        }
        catch (NotSupportedException e)
        {
            return (null, new CellFailure(nameof(NotSupportedException), e.Message, [e.Message]));
        }
    }

    private static CellFailure Failure(Exception thrown)
    {
        var trace = new List<string>();
        for (Exception? e = thrown; e is not null; e = e.InnerException)
        {
            trace.Add($"{e.GetType().Name}: {e.Message}");
            string[] frames = (e.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // What runs the cell is of no interest, nor are the paths of the machine that this program was built on.
            int last = Array.FindLastIndex(frames, frame => frame.Contains("in cell ", StringComparison.Ordinal));
            trace.AddRange(frames[..(last + 1)].Select(frame => SourcePath().Replace(frame, "")).TakeLast(MostFrames).Select(frame => $"   {frame}"));
        }
        return new CellFailure(thrown.GetType().Name, thrown.Message, trace);
    }

    /// <summary>Everything that this program runs with.</summary>
    private static IEnumerable<MetadataReference> References()
    {
        string[] known = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (known.Length == 0) throw new NotSupportedException("Notebooks cannot be run by a program of a single file: its assemblies have no files to compile against.");
        return known.Where(IsManaged).Select(path => MetadataReference.CreateFromFile(path));
    }

    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    [GeneratedRegex(@" in (?!cell \d+:line \d+).*:line \d+$")]
    private static partial Regex SourcePath();
}
