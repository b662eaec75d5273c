using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a <see cref="DataFrame"/>: all of one length, no two of one name.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    private readonly Action _changed;
    private Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns, Action changed)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _changed = changed;
        foreach (DataFrameColumn column in columns) Add(column);
    }

    internal long RowCount => Count == 0 ? 0 : this[0].Length;

    /// <summary>The column of a name; setting it gives the column that name, and adds it or takes the place of the one there.</summary>
    /// <param name="columnName">The name.</param>
    /// <exception cref="ArgumentException">There is no such column, or the column set has another length.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => IndexOf(columnName) is int index and >= 0 ? this[index] : throw Messages.ColumnName(columnName, this.Select(column => column.Name));
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            int index = IndexOf(columnName);
            value.SetName(columnName);
            if (index < 0) Add(value);
            else this[index] = value;
        }
    }

    /// <summary>Inserts a new column of values.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="columnIndex">Where, from 0.</param>
    /// <param name="column">The values.</param>
    /// <param name="columnName">The new column's name.</param>
    public void Insert<T>(int columnIndex, IEnumerable<T> column, string columnName) where T : unmanaged =>
        Insert(columnIndex, new PrimitiveDataFrameColumn<T>(columnName, column));

    /// <summary>Removes the column of a name, if there is one.</summary>
    /// <param name="columnName">The name.</param>
    public void Remove(string columnName)
    {
        if (IndexOf(columnName) is int index and >= 0) RemoveAt(index);
    }

    /// <summary>The position of the column of a name, or -1.</summary>
    /// <param name="columnName">The name.</param>
    public int IndexOf(string columnName)
    {
        if (columnName is null) return -1;
        if (_positions is null)
        {
            _positions = new Dictionary<string, int>(Count, StringComparer.Ordinal);
            for (int i = 0; i < Count; i++) _positions[this[i].Name] = i;
        }
        return _positions.TryGetValue(columnName, out int index) ? index : -1;
    }

    /// <summary>The column of a name, as one of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">The type of its values.</typeparam>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it is of another type; so it is with the methods that follow.</exception>
    public PrimitiveDataFrameColumn<T> GetPrimitiveColumn<T>(string name) where T : unmanaged => As<PrimitiveDataFrameColumn<T>>(name);

    /// <summary>The column of a name, which holds strings.</summary>
    /// <param name="name">The name.</param>
    public StringDataFrameColumn GetStringColumn(string name) => As<StringDataFrameColumn>(name);

    /// <summary>The column of a name, which holds bool.</summary>
    /// <param name="name">The name.</param>
    public BooleanDataFrameColumn GetBooleanColumn(string name) => As<BooleanDataFrameColumn>(name);

    /// <summary>The column of a name, which holds byte.</summary>
    /// <param name="name">The name.</param>
    public ByteDataFrameColumn GetByteColumn(string name) => As<ByteDataFrameColumn>(name);

    /// <summary>The column of a name, which holds char.</summary>
    /// <param name="name">The name.</param>
    public CharDataFrameColumn GetCharColumn(string name) => As<CharDataFrameColumn>(name);

    /// <summary>The column of a name, which holds DateTime.</summary>
    /// <param name="name">The name.</param>
    public DateTimeDataFrameColumn GetDateTimeColumn(string name) => As<DateTimeDataFrameColumn>(name);

    /// <summary>The column of a name, which holds decimal.</summary>
    /// <param name="name">The name.</param>
    public DecimalDataFrameColumn GetDecimalColumn(string name) => As<DecimalDataFrameColumn>(name);

    /// <summary>The column of a name, which holds double.</summary>
    /// <param name="name">The name.</param>
    public DoubleDataFrameColumn GetDoubleColumn(string name) => As<DoubleDataFrameColumn>(name);

    /// <summary>The column of a name, which holds short.</summary>
    /// <param name="name">The name.</param>
    public Int16DataFrameColumn GetInt16Column(string name) => As<Int16DataFrameColumn>(name);

    /// <summary>The column of a name, which holds int.</summary>
    /// <param name="name">The name.</param>
    public Int32DataFrameColumn GetInt32Column(string name) => As<Int32DataFrameColumn>(name);

    /// <summary>The column of a name, which holds long.</summary>
    /// <param name="name">The name.</param>
    public Int64DataFrameColumn GetInt64Column(string name) => As<Int64DataFrameColumn>(name);

    /// <summary>The column of a name, which holds sbyte.</summary>
    /// <param name="name">The name.</param>
    public SByteDataFrameColumn GetSByteColumn(string name) => As<SByteDataFrameColumn>(name);

    /// <summary>The column of a name, which holds float.</summary>
    /// <param name="name">The name.</param>
    public SingleDataFrameColumn GetSingleColumn(string name) => As<SingleDataFrameColumn>(name);

    /// <summary>The column of a name, which holds ushort.</summary>
    /// <param name="name">The name.</param>
    public UInt16DataFrameColumn GetUInt16Column(string name) => As<UInt16DataFrameColumn>(name);

    /// <summary>The column of a name, which holds uint.</summary>
    /// <param name="name">The name.</param>
    public UInt32DataFrameColumn GetUInt32Column(string name) => As<UInt32DataFrameColumn>(name);

    /// <summary>The column of a name, which holds ulong.</summary>
    /// <param name="name">The name.</param>
    public UInt64DataFrameColumn GetUInt64Column(string name) => As<UInt64DataFrameColumn>(name);

    internal void CheckRename(DataFrameColumn column, string newName)
    {
        if (IndexOf(newName) is int index and >= 0 && !ReferenceEquals(this[index], column)) throw Taken(newName);
    }

    internal void Renamed()
    {
        _positions = null;
        _changed();
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, DataFrameColumn item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Count > 0 && item.Length != RowCount) throw Messages.LengthsDiffer(nameof(item), item.Length, RowCount);
        if (IndexOf(item.Name) >= 0) throw Taken(item.Name);
        base.InsertItem(index, item);
        item.AddOwner(this);
        if (index == Count - 1) _positions[item.Name] = index;
        else _positions = null;
        _changed();
    }

    /// <inheritdoc/>
    protected override void SetItem(int index, DataFrameColumn item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if ((Count > 1 || RowCount > 0) && item.Length != RowCount) throw Messages.LengthsDiffer(nameof(item), item.Length, RowCount);
        if (IndexOf(item.Name) is int existing and >= 0 && existing != index) throw Taken(item.Name);
        this[index].RemoveOwner(this);
        base.SetItem(index, item);
        item.AddOwner(this);
        Renamed();
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index)
    {
        this[index].RemoveOwner(this);
        base.RemoveItem(index);
        Renamed();
    }

    /// <inheritdoc/>
    protected override void ClearItems()
    {
        foreach (DataFrameColumn column in this) column.RemoveOwner(this);
        base.ClearItems();
        Renamed();
    }

    private static ArgumentException Taken(string name) =>
        new($"The data frame already has a column '{name}'; names are unique. Rename one of the two.", nameof(name));

    private TColumn As<TColumn>(string name) where TColumn : DataFrameColumn => this[name] is TColumn column
        ? column
        : throw new ArgumentException($"Column '{name}' holds {this[name].DataType} and is a {this[name].GetType().Name}, no {typeof(TColumn).Name}.", nameof(name));
}
