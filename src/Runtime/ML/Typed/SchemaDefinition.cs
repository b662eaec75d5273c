using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How the fields and properties of a class become columns, or take values of columns.</summary>
public sealed class SchemaDefinition : List<SchemaDefinition.Column>
{
    private SchemaDefinition()
    {
    }

    /// <summary>Which properties take part; fields always do.</summary>
    [Flags]
    public enum Direction
    {
        /// <summary>The ones that can be read.</summary>
        Read = 1,

        /// <summary>The ones that can be written.</summary>
        Write = 2,

        /// <summary>The ones that can be read or written.</summary>
        Both = Read | Write,
    }

    /// <summary>The first column of a name, or null.</summary>
    /// <param name="columnName">The name.</param>
    public Column this[string columnName]
    {
        get => Find(c => c.ColumnName == columnName)!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.ColumnName != columnName)
                throw new ArgumentOutOfRangeException(nameof(columnName), $"A column named '{value.ColumnName}' was set as '{columnName}'; use one name.");
            int at = FindIndex(c => c.ColumnName == columnName);
            if (at >= 0) this[at] = value;
            else Add(value);
        }
    }

    /// <summary>All public fields and properties of a class as columns, after their attributes.</summary>
    /// <param name="userType">The class.</param>
    /// <param name="direction">Which properties take part.</param>
    /// <exception cref="ArgumentOutOfRangeException">A member's type is no column type, or an attribute does not fit it.</exception>
    public static SchemaDefinition Create(Type userType, Direction direction = Direction.Both)
    {
        ArgumentNullException.ThrowIfNull(userType);
        var definition = new SchemaDefinition();
        var names = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<MemberInfo> fields = userType.GetFields(BindingFlags.Public | BindingFlags.Instance);
        IEnumerable<MemberInfo> properties = userType.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p =>
            p.GetIndexParameters().Length == 0
            && ((direction.HasFlag(Direction.Read) && p.GetGetMethod() is not null) || (direction.HasFlag(Direction.Write) && p.GetSetMethod() is not null)));
        foreach (MemberInfo member in fields.Concat(properties))
        {
            if (member.IsDefined(typeof(NoColumnAttribute))) continue;
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            if (!names.Add(name))
                throw new ArgumentOutOfRangeException(nameof(userType), $"{userType} has two columns named '{name}'; rename one with [ColumnName].");
            definition.Add(new Column(member.Name, ColumnType(member, userType), name));
        }
        return definition;
    }

    private static DataViewType ColumnType(MemberInfo member, Type userType)
    {
        Type type = member.MemberType(), item = Conversion.ItemType(type);
        ArgumentOutOfRangeException Wrong(string problem) => new(nameof(userType), $"{userType.Name}.{member.Name} of type {type} {problem}");
        PrimitiveDataViewType? itemType = item.ToPrimitiveType();
        if (itemType is null)
            throw Wrong("cannot be a column; use numbers, bool, string, ReadOnlyMemory<char>, dates, or arrays of these, or mark it [NoColumn].");
        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(item)) throw Wrong("is marked [KeyType]; keys are byte, ushort, uint or ulong.");
            ulong largest = item == typeof(byte) ? byte.MaxValue : item == typeof(ushort) ? ushort.MaxValue : item == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
            itemType = new KeyDataViewType(item, key.Count ?? largest);
        }
        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (item != type) return vector?.Dims is { Length: > 0 } dims ? new VectorDataViewType(itemType, dims) : new VectorDataViewType(itemType);
        return vector is null ? itemType : throw Wrong("is marked [VectorType]; make it an array or a VBuffer.");
    }

    /// <summary>A column and the field or property it belongs to.</summary>
    public sealed class Column
    {
        private readonly Dictionary<string, (DataViewType Type, Delegate Getter)> _annotations = new(StringComparer.Ordinal);

        internal Column(string memberName, DataViewType columnType, string columnName) =>
            (MemberName, ColumnType, ColumnName) = (memberName, columnType, columnName);

        /// <summary>The name of the field or property.</summary>
        public string MemberName { get; }

        /// <summary>The name of the column.</summary>
        public string ColumnName { get; set; }

        /// <summary>The type of the column; give a vector its size here, a key its count.</summary>
        public DataViewType ColumnType { get; set; }

        /// <summary>Adds what is known about the column besides its type.</summary>
        /// <typeparam name="T">The raw type of the annotation.</typeparam>
        /// <param name="kind">Its name, such as "SlotNames".</param>
        /// <param name="value">Its value.</param>
        /// <param name="annotationType">Its type.</param>
        /// <exception cref="InvalidOperationException">There is one of this name already.</exception>
        public void AddAnnotation<T>(string kind, T value, DataViewType annotationType)
        {
            ArgumentException.ThrowIfNullOrEmpty(kind);
            ArgumentNullException.ThrowIfNull(annotationType);
            ValueGetter<T> getter = (ref T result) => Value<T>.Copy(ref value, ref result);
            Delegate typed = annotationType.RawType == typeof(T) ? getter : Conversion.Getter(() => value, annotationType, kind);
            if (!_annotations.TryAdd(kind, (annotationType, typed)))
                throw new InvalidOperationException($"Column '{ColumnName}' has an annotation '{kind}' already; add each once.");
        }

        /// <summary>What is known about the column besides its type.</summary>
        public DataViewSchema.Annotations Annotations
        {
            get
            {
                var builder = new DataViewSchema.Annotations.Builder();
                foreach ((string kind, (DataViewType type, Delegate getter)) in _annotations) builder.Add(kind, type, getter);
                return builder.ToAnnotations();
            }
        }
    }
}
