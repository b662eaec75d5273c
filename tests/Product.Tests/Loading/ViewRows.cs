using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.Tests.Loading;

/// <summary>A row read from a view of images; columns that were not asked for are null.</summary>
internal sealed record ImageRow(uint? Label, byte[]? Pixels, long? Id, DataViewRowId RowId)
{
    public bool Same(ImageRow other) => Label == other.Label && Id == other.Id && RowId.Equals(other.RowId)
        && (Pixels is null ? other.Pixels is null : other.Pixels is not null && Pixels.AsSpan().SequenceEqual(other.Pixels));
}

/// <summary>Reads views of images row by row.</summary>
internal static class ViewRows
{
    public static readonly string[] All = ["Label", "Pixels", "Id"];

    public static List<ImageRow> Read(IDataView view, string[]? columns = null, Random? random = null)
    {
        using DataViewRowCursor cursor = view.GetRowCursor((columns ?? All).Select(name => view.Schema[name]), random);
        return Read(cursor);
    }

    public static List<ImageRow> Read(DataViewRowCursor cursor)
    {
        ValueGetter<T>? Getter<T>(string name) => cursor.IsColumnActive(cursor.Schema[name]) ? cursor.GetGetter<T>(cursor.Schema[name]) : null;
        ValueGetter<uint>? getLabel = Getter<uint>("Label");
        ValueGetter<VBuffer<byte>>? getPixels = Getter<VBuffer<byte>>("Pixels");
        ValueGetter<long>? getId = Getter<long>("Id");
        ValueGetter<DataViewRowId> getRowId = cursor.GetIdGetter();
        var rows = new List<ImageRow>();
        VBuffer<byte> pixels = default;
        uint label = 0;
        long id = 0;
        DataViewRowId rowId = default;
        while (cursor.MoveNext())
        {
            Assert.AreEqual(rows.Count, cursor.Position);
            getLabel?.Invoke(ref label);
            getPixels?.Invoke(ref pixels);
            getId?.Invoke(ref id);
            getRowId(ref rowId);
            rows.Add(new ImageRow(getLabel is null ? null : label, getPixels is null ? null : pixels.GetValues().ToArray(), getId is null ? null : id, rowId));
        }
        Assert.IsFalse(cursor.MoveNext());
        return rows;
    }

    public static int[] Ids(IDataView view, Random? random = null) => [.. Read(view, ["Id"], random).Select(row => (int)row.Id!.Value)];

    /// <summary>The same view as one of another class, as any other step of a pipeline gives.</summary>
    public static IDataView Foreign(IDataView view) => new Other(view);

    private sealed class Other(IDataView view) : IDataView
    {
        public bool CanShuffle => view.CanShuffle;

        public DataViewSchema Schema => view.Schema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => view.GetRowCursor(columnsNeeded, rand);

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            view.GetRowCursorSet(columnsNeeded, n, rand);
    }
}
