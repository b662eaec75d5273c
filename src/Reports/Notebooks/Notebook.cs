using System.Reflection;

namespace MlPipelines.Reports.Notebooks;

/// <summary>How cells of a notebook show what they made. In a program of its own, plain text goes to the console.</summary>
/// <example><code>
/// using static MlPipelines.Reports.Notebooks.Notebook;
///
/// Display(model);                  // the layers
/// Display(evaluation.Confusion);   // the confusion matrix as a drawing
/// </code></example>
public static class Notebook
{
    private static Action<RichValue>? s_show;

    /// <summary>Shows a value: below the cell in a notebook, else as text on the console. A cell's last value is shown by itself.</summary>
    /// <param name="value">Data frames, charts, models, confusion matrices, evaluations, histories, digits and images as pictures and tables; anything
    /// else as text. Nothing for null.</param>
    public static void Display(object? value)
    {
        if (value is null) return;
        RichValue rich = RichValue.Of(value);
        if (s_show is { } show) show(rich);
        else if (Kernel() is { } kernel) kernel.Invoke(null, [rich, Array.Empty<string>()]);
        else Console.Out.WriteLine(rich.Text);
    }

    /// <summary>Sends what is shown somewhere else, until disposed: what runs notebooks collects it.</summary>
    /// <param name="show">Told of each value.</param>
    public static IDisposable ShowWith(Action<RichValue> show)
    {
        ArgumentNullException.ThrowIfNull(show);
        var before = s_show;
        s_show = show;
        return new Restore(before);
    }

    /// <summary>.NET Interactive's own method, where its kernel runs the cell; found by name, for nothing here needs its packages.</summary>
    private static MethodInfo? Kernel() => AppDomain.CurrentDomain.GetAssemblies()
        .Where(assembly => assembly.GetName().Name?.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) == true)
        .Select(assembly => assembly.GetType("System.DisplayExtensions")?.GetMethod("Display", [typeof(object), typeof(string[])]))
        .FirstOrDefault(method => method is not null);

    private sealed class Restore(Action<RichValue>? before) : IDisposable
    {
        public void Dispose() => s_show = before;
    }
}
