using System.Diagnostics;
using MlPipelines.Reports.Notebooks;

namespace MlPipelines.Notebooks;

/// <summary>How far a notebook is.</summary>
/// <param name="Cell">The code cell, from 1.</param>
/// <param name="Cells">How many code cells there are.</param>
/// <param name="FirstLine">The cell's first line of code.</param>
/// <param name="Elapsed">How long it took; null when it begins.</param>
/// <param name="Failed">Whether it failed.</param>
public sealed record NotebookProgress(int Cell, int Cells, string FirstLine, TimeSpan? Elapsed, bool Failed = false);

/// <summary>Runs the C# cells of a notebook in order and puts what they print and show into it. No Jupyter and no Python are needed.</summary>
/// <remarks>The cells run in this process, with all its rights: run notebooks of people you trust.</remarks>
/// <example><code>
/// NotebookFile notebook = NotebookFile.Read("dense.ipynb");
/// bool well = NotebookRunner.Run(notebook, ".", progress: null, CancellationToken.None);
/// notebook.Save("dense.ipynb");
/// </code></example>
public static class NotebookRunner
{
    /// <summary>Runs the cells until one fails. While it works, the console's output and the current folder are the cells'.</summary>
    /// <param name="notebook">Its outputs are replaced; those of cells that were not reached are removed.</param>
    /// <param name="folder">The current folder of the cells, as a rule that of the file.</param>
    /// <param name="progress">Told when a cell begins and ends; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run before the next cell.</param>
    /// <returns>Whether all cells ran to their ends.</returns>
    public static bool Run(NotebookFile notebook, string folder, Action<NotebookProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        NotebookCell[] cells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
        foreach (NotebookCell cell in cells) cell.SetOutputs(null, []);
        folder = Path.GetFullPath(folder);
        var session = new ScriptSession(folder);
        string before = Environment.CurrentDirectory;
        TextWriter console = Console.Out;
        try
        {
            Environment.CurrentDirectory = folder;
            for (int i = 0; i < cells.Length; i++)
            {
                if (cancellationToken.IsCancellationRequested) return false;
                var begin = new NotebookProgress(i + 1, cells.Length, FirstLine(cells[i].Source), null);
                progress?.Invoke(begin);
                long start = Stopwatch.GetTimestamp();
                bool well = Run(session, cells[i], i + 1, console);
                progress?.Invoke(begin with { Elapsed = Stopwatch.GetElapsedTime(start), Failed = !well });
                if (!well) return false;
            }
            return true;
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
        }
    }

    private static bool Run(ScriptSession session, NotebookCell cell, int count, TextWriter console)
    {
        using var outputs = new CellOutputs();
        using IDisposable shown = Notebook.ShowWith(outputs.Show);
        Console.SetOut(outputs);
        (object? value, CellFailure? failure) = session.Run(cell.Source, count);
        Console.SetOut(console);
        if (failure is not null) outputs.Error(failure.Name, failure.Message, failure.Trace);
        else if (value is not null) outputs.Result(RichValue.Of(value), count);
        cell.SetOutputs(count, outputs.ToOutputs());
        return failure is null;
    }

    private static string FirstLine(string source) => source.Split('\n').Select(line => line.Trim())
        .FirstOrDefault(line => line.Length > 0 && !line.StartsWith('#') && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal))
        ?? source.Split('\n')[0].Trim();
}
