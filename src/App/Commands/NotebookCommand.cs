using System.CommandLine;
using System.Text;
using MlPipelines.Notebooks;
using Tensorflow.IO;

namespace MlPipelines.App.Commands;

/// <summary>Runs notebooks, begins new ones, and makes programs of them.</summary>
internal static class NotebookCommand
{
    private const string Ending = ".ipynb";

    public static Command Create(AppServices services) => new("notebook", "Run C# notebooks (.ipynb) without Jupyter or Python, or begin a new one.")
    {
        Run(services), New(services), Twin(services),
    };

    private static Command Run(AppServices services)
    {
        Argument<string> file = File();
        Option<string?> output = OptionParsers.File("--out", "Where the notebook with its outputs is written. Default: over FILE.");
        var command = new Command("run", "Run the cells in order and keep what they print and show in the notebook.") { file, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file), target = parsed.GetValue(output) ?? path;
            NotebookFile notebook = NotebookFile.Read(path);
            OutputFile.Check(target, "--out");
            bool well = NotebookRunner.Run(notebook, Path.GetDirectoryName(Path.GetFullPath(path))!, progress => Show(services.Out, progress), services.CancellationToken);
            notebook.Save(target);
            services.Out.WriteLine($"notebook: {Path.GetFullPath(target)}");
            if (well) return ExitCode.Done;
            if (services.CancellationToken.IsCancellationRequested)
            {
                services.Error.WriteLine("stopped; the cells that ran have their outputs.");
                return ExitCode.Cancelled;
            }
            services.Error.WriteLine($"error: {Failure(notebook)}");
            return ExitCode.Failed;
        });
        return command;
    }

    private static Command New(AppServices services)
    {
        var name = new Argument<string>("NAME") { Description = "The notebook to make: NAME.ipynb, which must not be there yet." };
        var command = new Command("new", "Begin a notebook that trains a small network.") { name };
        command.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(name), path = given.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? given : given + Ending;
            if (Path.Exists(path)) throw new IOException($"'{path}' is there already; name another notebook.");
            NewNotebook.Create(Path.GetFileNameWithoutExtension(path)).Save(path);
            services.Out.WriteLine($"notebook: {Path.GetFullPath(path)}");
            services.Out.WriteLine($"'mlpipelines notebook run {path}' runs it.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Twin(AppServices services)
    {
        Argument<string> file = File();
        Option<string?> output = OptionParsers.File("--out", "The program to write. Default: FILE with the ending .cs.");
        var command = new Command("twin", "Make the same cells a program of one file, for 'dotnet run FILE.cs'.") { file, output };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file), target = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".cs");
            byte[] text = Encoding.UTF8.GetBytes(NotebookTwin.Create(NotebookFile.Read(path), Path.GetFileName(path)));
            AtomicFile.Write(target, stream => stream.Write(text));
            services.Out.WriteLine($"program: {Path.GetFullPath(target)}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> File() => new("FILE") { Description = "The notebook (.ipynb)." };

    private static void Show(TextWriter output, NotebookProgress progress)
    {
        string place = $"[{progress.Cell}/{progress.Cells}]";
        if (progress.Elapsed is not { } elapsed) output.WriteLine($"{place} {progress.FirstLine}");
        else output.WriteLine($"{place} {(progress.Failed ? "failed after" : "done in")} {elapsed.TotalSeconds:F1} s");
    }

    private static string Failure(NotebookFile notebook)
    {
        var error = notebook.Cells.SelectMany(cell => cell.Outputs).First(output => (string?)output["output_type"] == "error");
        return $"{error["ename"]}: {error["evalue"]}".ReplaceLineEndings(" ");
    }
}
