using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Rows with a column of each kind.</summary>
public sealed class Row
{
    public int Id;
    public string Color = "";
    public ReadOnlyMemory<char> Text;
    public float Weight;
    public bool Flag { get; set; }
    public DateTime Day;
    [KeyType(5)] public uint Key;
    [VectorType(3)] public float[] Vector = [];
    [VectorType(2, 2)] public byte[] Image = [];
    public double[] Any = [];
    public string[] Words = [];
    [VectorType(4)] public VBuffer<float> Sparse;
    [ColumnName("Other")] public long Renamed;
    [NoColumn] public object? Hidden;

    public static Row[] Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] colors = ["red", "green", "blue", ""];
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Id = i,
            Color = colors[random.Next(4)],
            Text = $"row {i}".AsMemory(),
            Weight = random.NextSingle() * 10 - 5,
            Flag = random.Next(2) == 1,
            Day = new DateTime(2024, 1, 1).AddDays(i),
            Key = (uint)random.Next(6),
            Vector = [random.NextSingle(), -i, i],
            Image = [(byte)i, 1, 2, (byte)random.Next(256)],
            Any = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextDouble())],
            Words = [.. Enumerable.Range(0, random.Next(3)).Select(k => $"w{k}")],
            Sparse = new VBuffer<float>(4, 1, [i + 1f], [random.Next(4)]),
            Renamed = -i,
        })];
    }

    public static IDataView View(MLContext ml, int count, int seed = 1) => ml.Data.LoadFromEnumerable(Make(count, seed));
}

/// <summary>Reads whole rows as text, to compare views.</summary>
internal static class Reading
{
    public static string[] All(IDataView view, params string[] columns) =>
        Cursor(view, [.. (columns.Length > 0 ? columns : view.Schema.Where(c => !c.IsHidden).Select(c => c.Name)).Select(n => view.Schema[n])], null);

    public static string[] Cursor(IDataView view, DataViewSchema.Column[] columns, Random? random)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(columns, random);
        Func<string>[] read = [.. columns.Select(c => Text(cursor, c))];
        var rows = new List<string>();
        long position = -1;
        Assert.AreEqual(-1, cursor.Position);
        while (cursor.MoveNext())
        {
            Assert.IsGreaterThan(position, cursor.Position);
            position = cursor.Position;
            rows.Add(string.Join(" | ", read.Select(r => r())));
        }
        Assert.IsFalse(cursor.MoveNext());
        return [.. rows];
    }

    private static Func<string> Text(DataViewRow row, DataViewSchema.Column column) =>
        (Func<string>)typeof(Reading).GetMethod(column.Type is VectorDataViewType ? nameof(VectorText) : nameof(SingleText), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
            .MakeGenericMethod(column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType).Invoke(null, [row, column])!;

    private static Func<string> SingleText<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return $"{value}";
        };
    }

    private static Func<string> VectorText<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            get(ref value);
            return $"[{string.Join(",", value.DenseValues())}]";
        };
    }
}
