using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Reports.Charts;

/// <summary>A confusion matrix: rows are true classes, columns predicted ones, each cell has its count.</summary>
/// <remarks>
/// Hits and errors have colours and scales of their own, because one scale would hide the few errors of a good classifier: a hit is
/// shaded by its share of the row, an error by the square root of its share of the most frequent error.
/// </remarks>
public sealed class ConfusionHeatMap : Chart
{
    private const int MostClasses = 60;
    private const double Weakest = 0.12;

    /// <summary>The counts; null when nothing was measured.</summary>
    public required ConfusionMatrix? Matrix { get; init; }

    /// <summary>Names of the classes; 0, 1, 2 and so on where null or too few.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    private protected override bool HasValues => Matrix is { Total: > 0 };

    private protected override void Draw(Canvas canvas)
    {
        ConfusionMatrix matrix = Matrix!;
        int n = Math.Min(matrix.Classes, MostClasses);
        string[] names = ClassNames(n);
        // Names get what cells wide enough for four digits leave, within limits.
        double room = Math.Clamp(Canvas.Width - 2 * Canvas.Margin - 6 - 30.0 * n, 48, 130);
        double labels = Math.Min(room, names.Max(name => ChartText.Width(name, ChartText.TickSize)));
        double left = Canvas.Margin + labels + 6;
        double width = Math.Min(90, (Canvas.Width - Canvas.Margin - left) / n), height = Math.Min(width, 36);

        canvas.Y += 20;
        canvas.Text(Canvas.Margin, canvas.Y, "rows: true class; columns: predicted class", "tick");
        canvas.Y += DrawColumnNames(canvas, names, left, width, labels) + 6;
        int every = (int)Math.Ceiling((ChartText.TickSize + 1) / height), worst = WorstError(matrix, n);
        for (int r = 0; r < n; r++)
        {
            double y = canvas.Y + r * height;
            if (r % every == 0)
                canvas.Text(left - 6, y + height / 2 + 4.5, ChartText.Cut(names[r], ChartText.TickSize, room), "tick", "end");
            for (int c = 0; c < n; c++) DrawCell(canvas, matrix, names, r, c, (left + c * width, y, width, height), worst);
        }
        canvas.Y += n * height + 4;
        DrawScale(canvas, "hit", "hits: 0 to 100% of the row");
        if (worst > 0) DrawScale(canvas, "miss", worst == 1 ? "errors: 1" : $"errors: 1 to {worst}");
        else canvas.Notes.Add("No errors.");
        if (n < matrix.Classes) canvas.Notes.Add($"{n} of {matrix.Classes} classes are drawn.");
    }

    private static double DrawColumnNames(Canvas canvas, string[] names, double left, double width, double room)
    {
        bool upright = names.Any(name => ChartText.Width(name, ChartText.TickSize) > width - 3);
        int every = upright ? (int)Math.Ceiling((ChartText.TickSize + 1) / width) : 1;
        for (int c = 0; c < names.Length; c += every)
        {
            double x = left + (c + 0.5) * width;
            if (upright) canvas.UprightText(x + 4.5, canvas.Y + 10 + room, ChartText.Cut(names[c], ChartText.TickSize, room), "tick");
            else canvas.Text(x, canvas.Y + 20, names[c], "tick", "middle");
        }
        return upright ? room + 10 : 20;
    }

    private static void DrawCell(
        Canvas canvas, ConfusionMatrix matrix, string[] names, int r, int c, (double X, double Y, double Width, double Height) cell,
        int worst)
    {
        (double x, double y, double width, double height) = cell;
        int count = matrix[r, c];
        if (count > 0)
        {
            double share = r == c ? (double)count / matrix.Support(r) : Math.Sqrt((double)count / worst);
            canvas.Box(r == c ? "hit" : "miss", x + 0.5, y + 0.5, width - 1, height - 1, $"true {names[r]}, predicted {names[c]}: {count}",
                Weakest + (1 - Weakest) * share);
        }
        string text = CountText(count, width - 1);
        if (text.Length > 0 && height >= ChartText.CellSize)
            canvas.Text(x + width / 2, y + height / 2 + 4, text, count == 0 ? "cell faint" : "cell", "middle");
    }

    /// <summary>The count, rounded to thousands or millions where the cell is too narrow, or nothing.</summary>
    private static string CountText(int count, double room)
    {
        foreach ((int least, string text) in (ReadOnlySpan<(int, string)>)
            [
                (0, $"{count}"), (1000, $"{count / 1e3:0.#}k"), (1000, $"{count / 1e3:0}k"),
                (1_000_000, $"{count / 1e6:0.#}M"), (1_000_000, $"{count / 1e6:0}M"),
            ])
        {
            if (count >= least && ChartText.Width(text, ChartText.CellSize) <= room) return text;
        }
        return "";
    }

    private static void DrawScale(Canvas canvas, string kind, string text)
    {
        canvas.Y += 19;
        for (int i = 0; i < 5; i++)
            canvas.Box(kind, Canvas.Margin + i * 15, canvas.Y - 11, 14, 13, opacity: Weakest + (1 - Weakest) * i / 4);
        canvas.Text(Canvas.Margin + 84, canvas.Y, text, "tick");
    }

    private string[] ClassNames(int count)
    {
        string[] given = Names((Classes ?? []).Take(count), "class");
        return [.. Enumerable.Range(0, count).Select(i => i < given.Length ? given[i] : $"{i}")];
    }

    private static int WorstError(ConfusionMatrix matrix, int classes)
    {
        int worst = 0;
        for (int r = 0; r < classes; r++)
            for (int c = 0; c < classes; c++)
                if (r != c) worst = Math.Max(worst, matrix[r, c]);
        return worst;
    }

    private protected override string Describe()
    {
        ConfusionMatrix matrix = Matrix!;
        string[] names = ClassNames(matrix.Classes);
        var errors = new List<(int Count, int Actual, int Predicted)>();
        for (int r = 0; r < matrix.Classes; r++)
            for (int c = 0; c < matrix.Classes; c++)
                if (r != c && matrix[r, c] > 0) errors.Add((matrix[r, c], r, c));
        IEnumerable<string> most = errors.OrderByDescending(e => e.Count).Take(3)
            .Select(e => $"{names[e.Actual]} taken for {names[e.Predicted]} ({e.Count})");
        return $"{matrix.Correct} of {matrix.Total} right, accuracy {matrix.Accuracy:F4}. "
            + (errors.Count == 0 ? "No errors." : $"Most frequent errors: {string.Join(", ", most)}.");
    }
}
