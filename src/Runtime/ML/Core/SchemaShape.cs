using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of columns before data were seen: names and types, not sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    /// <summary>A shape of columns.</summary>
    /// <param name="columns">Columns of other shapes; they have no public constructor.</param>
    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = [.. columns];
        if (_columns.Any(c => c.Name is null))
            throw new ArgumentOutOfRangeException(nameof(columns), "A column of the shape is the default value; take columns from another shape.");
    }

    /// <summary>The number of columns.</summary>
    public int Count => _columns.Length;

    /// <summary>A column.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public Column this[int index] => _columns[index];

    /// <summary>The columns in order.</summary>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Looks a column up.</summary>
    /// <param name="name">Its name; case matters.</param>
    /// <param name="column">The column, where there is one.</param>
    internal bool TryFindColumn(string name, out Column column)
    {
        int index = Array.FindIndex(_columns, c => c.Name == name);
        column = index >= 0 ? _columns[index] : default;
        return index >= 0;
    }

    internal Column Find(string name, string role) => TryFindColumn(name, out Column column) ? column : throw Check.Missing(name, role, Names());

    internal string Names() => Count == 0 ? "none" : string.Join(", ", _columns.Select(c => $"'{c.Name}'"));

    /// <summary>This shape with columns added; ones of the same name are replaced.</summary>
    internal SchemaShape With(IEnumerable<Column> added)
    {
        List<Column> result = [.. _columns];
        foreach (Column column in added)
        {
            int at = result.FindIndex(c => c.Name == column.Name);
            if (at >= 0) result[at] = column;
            else result.Add(column);
        }
        return new SchemaShape(result);
    }

    /// <summary>The shape of a schema, without hidden columns.</summary>
    internal static SchemaShape Create(DataViewSchema schema) => new(schema.Where(c => !c.IsHidden).Select(Column.Of));

    /// <summary>What is known of a column.</summary>
    public readonly struct Column
    {
        /// <summary>Whether a column holds one value or several.</summary>
        public enum VectorKind
        {
            /// <summary>One value.</summary>
            Scalar,

            /// <summary>As many values in every row.</summary>
            Vector,

            /// <summary>Any number of values.</summary>
            VariableVector,
        }

        /// <summary>The name.</summary>
        public readonly string Name;

        /// <summary>Whether it holds one value or several.</summary>
        public readonly VectorKind Kind;

        /// <summary>The type of a value; a key's underlying number type.</summary>
        public readonly DataViewType ItemType;

        /// <summary>Whether the values are keys.</summary>
        public readonly bool IsKey;

        /// <summary>What is known besides.</summary>
        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null) =>
            (Name, Kind, ItemType, IsKey, Annotations) = (name, kind, itemType, isKey, annotations ?? new SchemaShape([]));

        /// <summary>Whether <paramref name="source"/> can be given where this column is asked for.</summary>
        /// <param name="source">The column at hand.</param>
        public bool IsCompatibleWith(Column source)
        {
            if (Name != source.Name || Kind != source.Kind || !ItemType.Equals(source.ItemType) || IsKey != source.IsKey) return false;
            foreach (Column wanted in Annotations)
                if (!source.Annotations.TryFindColumn(wanted.Name, out Column found) || !wanted.IsCompatibleWith(found)) return false;
            return true;
        }

        internal static Column Of(DataViewSchema.Column column) => Of(column.Name, column.Type, column.Annotations);

        internal static Column Of(string name, DataViewType type, DataViewSchema.Annotations annotations)
        {
            DataViewType item = type.ItemType();
            VectorKind kind = type is VectorDataViewType vector ? vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector : VectorKind.Scalar;
            return new Column(name, kind, item is KeyDataViewType ? item.RawType.ToPrimitiveType()! : item, item is KeyDataViewType,
                new SchemaShape(annotations.Schema.Where(a => !a.IsHidden).Select(Of)));
        }

        internal Column As(string name) => new(name, Kind, ItemType, IsKey, Annotations);

        internal string TypeText
        {
            get
            {
                string text = IsKey ? $"Key<{ItemType}>" : ItemType.ToString()!;
                return Kind == VectorKind.Scalar ? text : Kind == VectorKind.Vector ? $"Vector<{text}>" : $"VarVector<{text}>";
            }
        }
    }
}
