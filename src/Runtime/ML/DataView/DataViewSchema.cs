using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>The columns of a view. Of several columns of one name the last is found by name; the others are hidden and found by index.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _byName;

    private DataViewSchema(Column[] columns, Dictionary<string, int> byName) => (_columns, _byName) = (columns, byName);

    /// <summary>The number of columns, hidden ones too.</summary>
    public int Count => _columns.Length;

    /// <summary>The column of a name.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public Column this[string name] => GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found; the columns are {Names()}.");

    /// <summary>The column at an index.</summary>
    /// <param name="columnIndex">0 to <see cref="Count"/> - 1.</param>
    public Column this[int columnIndex] => columnIndex >= 0 && columnIndex < _columns.Length
        ? _columns[columnIndex]
        : throw new ArgumentOutOfRangeException(nameof(columnIndex), $"Column {columnIndex} was asked for; the schema has {Count} columns.");

    /// <summary>The column of a name, or null.</summary>
    /// <param name="name">The name; case matters.</param>
    public Column? GetColumnOrNull(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _byName.TryGetValue(name, out int index) ? _columns[index] : null;
    }

    /// <summary>The columns in order.</summary>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The number of columns in words.</summary>
    public override string ToString() => $"{Count} columns";

    internal string Names() => Count == 0 ? "none" : string.Join(", ", _columns.Where(c => !c.IsHidden).Select(c => $"'{c.Name}'"));

    /// <summary>A column of a schema.</summary>
    public readonly struct Column
    {
        internal Column(string name, int index, bool isHidden, DataViewType type, Annotations? annotations) =>
            (Name, Index, IsHidden, Type, Annotations) = (name, index, isHidden, type, annotations ?? Annotations.Empty);

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The position in the schema.</summary>
        public int Index { get; }

        /// <summary>Whether a later column has the same name.</summary>
        public bool IsHidden { get; }

        /// <summary>The type.</summary>
        public DataViewType Type { get; }

        /// <summary>What is known about the column besides its type.</summary>
        public Annotations Annotations { get; }

        /// <summary>Name, type and the names of annotations.</summary>
        public override string ToString() =>
            $"{Name}: {Type}{(Annotations is { Schema.Count: > 0 } ? $" {{{string.Join(", ", Annotations.Schema.Select(c => c.Name))}}}" : "")}";
    }

    /// <summary>A column that belongs to no schema yet.</summary>
    public readonly struct DetachedColumn
    {
        /// <summary>A column.</summary>
        /// <param name="name">The name.</param>
        /// <param name="type">The type.</param>
        /// <param name="annotations">What is known besides the type.</param>
        public DetachedColumn(string name, DataViewType type, Annotations? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(type);
            (Name, Type, Annotations) = (name, type, annotations ?? Annotations.Empty);
        }

        /// <summary>A column like one of a schema.</summary>
        /// <param name="column">The column to take after.</param>
        public DetachedColumn(Column column) : this(column.Name, column.Type, column.Annotations)
        {
        }

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <summary>The type.</summary>
        public DataViewType Type { get; }

        /// <summary>What is known about the column besides its type.</summary>
        public Annotations Annotations { get; }
    }

    /// <summary>Gathers columns into a schema.</summary>
    public sealed class Builder
    {
        private readonly List<DetachedColumn> _items = [];

        /// <summary>Adds a column.</summary>
        /// <param name="name">The name; a column of this name added before becomes hidden.</param>
        /// <param name="type">The type.</param>
        /// <param name="annotations">What is known besides the type.</param>
        public void AddColumn(string name, DataViewType type, Annotations? annotations = null) =>
            _items.Add(new DetachedColumn(name, type, annotations));

        /// <summary>Adds columns of a schema, in their order.</summary>
        /// <param name="source">The columns, or a whole schema.</param>
        public void AddColumns(IEnumerable<Column> source)
        {
            ArgumentNullException.ThrowIfNull(source);
            foreach (Column column in source) _items.Add(new DetachedColumn(column));
        }

        /// <summary>Adds columns in their order.</summary>
        /// <param name="source">The columns.</param>
        public void AddColumns(IEnumerable<DetachedColumn> source)
        {
            ArgumentNullException.ThrowIfNull(source);
            _items.AddRange(source);
        }

        /// <summary>The schema of all columns added.</summary>
        public DataViewSchema ToSchema()
        {
            var byName = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < _items.Count; i++) byName[_items[i].Name] = i;
            return new DataViewSchema([.. _items.Select((item, i) => new Column(item.Name, i, byName[item.Name] != i, item.Type, item.Annotations))], byName);
        }
    }
}
