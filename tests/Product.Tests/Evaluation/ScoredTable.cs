using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Evaluation;

/// <summary>200 scored rows of 10 classes and two models, the same that reference.py draws.</summary>
internal static class ScoredTable
{
    public const int Rows = 200, Classes = 10;

    public static readonly string[] Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public static readonly int[] Labels;
    public static readonly float[][] First, Second;
    public static readonly long[] Ids = [.. Enumerable.Range(0, Rows).Select(i => 1000L + 7 * i)];

    private static ulong _state = 20261;

    static ScoredTable()
    {
        Labels = [.. Enumerable.Range(0, Rows).Select(_ => Label())];
        First = [.. Labels.Select(c => Scores(c, 4000))];
        Second = [.. Labels.Select(c => Scores(c, 3000))];
        A = ClassifierEvaluation.FromScores(Labels, First, ids: Ids);
        B = ClassifierEvaluation.FromScores(Labels, Second, ids: Ids);
    }

    public static ClassifierEvaluation A { get; }

    public static ClassifierEvaluation B { get; }

    public static int[] Predicted(float[][] scores) => [.. scores.Select(row => Array.IndexOf(row, row.Max()))];

    /// <summary>The table as a scored view, with Id and, if wanted, PredictedLabel.</summary>
    public static IDataView View(float[][] scores, bool predictedLabel = true, int[]? order = null)
    {
        order ??= [.. Enumerable.Range(0, Rows)];
        var ml = new MLContext(1);
        int[] predicted = Predicted(scores);
        if (!predictedLabel)
            return ml.Data.LoadFromEnumerable(order.Select(i => new Row { Label = (uint)Labels[i] + 1, Score = scores[i], Id = Ids[i] }), Definition(typeof(Row)));
        return ml.Data.LoadFromEnumerable(
            order.Select(i => new PredictedRow { Label = (uint)Labels[i] + 1, Score = scores[i], Id = Ids[i], PredictedLabel = (uint)predicted[i] + 1 }),
            Definition(typeof(PredictedRow)));
    }

    private static SchemaDefinition Definition(Type type)
    {
        SchemaDefinition definition = SchemaDefinition.Create(type);
        var text = new VectorDataViewType(TextDataViewType.Instance, Classes);
        VBuffer<ReadOnlyMemory<char>> names = new(Classes, [.. Enumerable.Range(0, Classes).Select(c => c.ToString().AsMemory())]);
        definition["Label"].AddAnnotation("KeyValues", names, text);
        definition["Score"].AddAnnotation("SlotNames", names, text);
        return definition;
    }

    private static int Draw(int n)
    {
        _state = _state * 6364136223846793005 + 1442695040888963407; // Knuth's MMIX generator, upper 31 bits
        return (int)((_state >> 33) % (ulong)n);
    }

    private static int Label()
    {
        int u = Draw(55), c = 0;
        while (u >= (c + 1) * (c + 2) / 2) c++;
        return c;
    }

    private static float[] Scores(int label, int bonus)
    {
        int[] weights = [.. Enumerable.Range(0, Classes).Select(_ => Draw(1000) + 1)];
        weights[label] += Draw(bonus);
        weights[(label + 3) % Classes] += Draw(600);
        return [.. weights.Select(w => (float)((double)w / weights.Sum()))];
    }

    internal sealed class Row
    {
        [KeyType(Classes)] public uint Label;
        [VectorType(Classes)] public float[] Score = [];
        public long Id;
    }

    internal sealed class PredictedRow
    {
        [KeyType(Classes)] public uint Label;
        [VectorType(Classes)] public float[] Score = [];
        public long Id;
        [KeyType(Classes)] public uint PredictedLabel;
    }
}

/// <summary>Passes a view on and notes which cursors are asked for.</summary>
internal sealed class CountedView(IDataView view) : IDataView
{
    public List<string> Cursors { get; } = [];

    public bool CanShuffle => view.CanShuffle;

    public DataViewSchema Schema => view.Schema;

    public long? GetRowCount() => view.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Cursors.Add(string.Join(", ", columns.Select(c => c.Name).Order(StringComparer.Ordinal)));
        return view.GetRowCursor(columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
