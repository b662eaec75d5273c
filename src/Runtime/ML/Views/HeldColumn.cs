namespace Microsoft.ML.Data;

/// <summary>Values of one column kept in memory, by slot.</summary>
internal abstract class HeldColumn
{
    /// <summary>A place for values of a column.</summary>
    public static HeldColumn Of(DataViewSchema.Column column) => RawTypes.Call(column.Type.RawType, new Maker());

    private sealed class Maker : IOver<HeldColumn>
    {
        public HeldColumn Of<T>() where T : notnull => new HeldColumn<T>();
    }

    /// <summary>Makes room for slots.</summary>
    public abstract void Resize(int slots);

    /// <summary>What copies the current value of a row into a slot.</summary>
    public abstract Action<int> Reader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter of the value in a slot that is asked for each time.</summary>
    public abstract Delegate Getter(Func<int> slot);
}

/// <summary>Values of one type kept in memory; vectors of a slot share its arrays.</summary>
internal sealed class HeldColumn<T> : HeldColumn
{
    private T[] _values = [];

    public override void Resize(int slots) => Array.Resize(ref _values, slots);

    public override Action<int> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return slot => get(ref _values[slot]);
    }

    public override Delegate Getter(Func<int> slot) => new ValueGetter<T>((ref T value) => Value<T>.Copy(ref _values[slot()], ref value));
}
