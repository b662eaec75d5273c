using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>The columns of a class: getters that read its objects, setters that fill them. Access to each member is compiled once.</summary>
/// <typeparam name="TRow">The class.</typeparam>
internal sealed class TypedColumns<TRow> where TRow : class
{
    private static readonly ConcurrentDictionary<string, (Delegate? Get, Delegate? Set)> Access = new(StringComparer.Ordinal);
    private readonly TypedColumn[] _columns;

    public TypedColumns(SchemaDefinition definition) =>
        _columns = [.. definition.Select(column =>
        {
            MemberInfo member = typeof(TRow).GetMember(column.MemberName, MemberTypes.Field | MemberTypes.Property, BindingFlags.Public | BindingFlags.Instance)
                .FirstOrDefault() ?? throw new ArgumentOutOfRangeException(nameof(definition), $"{typeof(TRow)} has no public field or property '{column.MemberName}'; the definition was made of another class.");
            string name = column.ColumnName ?? column.MemberName;
            if (Conversion.RawType(member.MemberType()) != column.ColumnType.RawType)
                throw new ArgumentOutOfRangeException(nameof(definition), $"Column '{name}' of type {column.ColumnType} takes values of {column.ColumnType.RawType}; {typeof(TRow).Name}.{member.Name} holds {member.MemberType()}.");
            return (TypedColumn)Activator.CreateInstance(typeof(TypedColumn<>).MakeGenericType(typeof(TRow), member.MemberType()), member, name, column.ColumnType, column.Annotations)!;
        })];

    public IReadOnlyList<TypedColumn> Columns => _columns;

    /// <summary>The columns, as a view or a step adds them.</summary>
    public DataViewSchema.DetachedColumn[] Detached() => [.. _columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type, c.Annotations))];

    /// <summary>Writes columns of a row into objects.</summary>
    /// <param name="row">The row.</param>
    /// <param name="ignoreMissing">Whether members without a column are left alone.</param>
    public Action<TRow> Filler(DataViewRow row, bool ignoreMissing)
    {
        Action<TRow>[] setters = [.. Bound(row.Schema, ignoreMissing).Select(pair => pair.Member.Setter(row, pair.Column))];
        return target =>
        {
            foreach (Action<TRow> set in setters) set(target);
        };
    }

    /// <summary>The columns of a schema that <see cref="Filler"/> reads.</summary>
    public IReadOnlyList<(TypedColumn Member, DataViewSchema.Column Column)> Bound(DataViewSchema schema, bool ignoreMissing)
    {
        var bound = new List<(TypedColumn, DataViewSchema.Column)>();
        foreach (TypedColumn member in _columns)
        {
            if (schema.GetColumnOrNull(member.Name) is not { } column)
            {
                if (ignoreMissing) continue;
                throw Check.Missing(member.Name, $"{typeof(TRow).Name}'s", schema.Names(), nameof(schema));
            }
            if (!column.Type.RawType.Equals(member.Type.RawType))
                throw new InvalidOperationException($"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{typeof(TRow).Name}.{member.MemberName}' of type '{member.MemberType}'. Declare it as {column.Type.RawType}.");
            bound.Add((member, column));
        }
        return bound;
    }

    /// <summary>The current object of a row or cursor.</summary>
    public sealed class Box
    {
        public TRow Current = null!;
    }

    /// <summary>One column of the class.</summary>
    public abstract class TypedColumn(MemberInfo member, string name, DataViewType type, DataViewSchema.Annotations annotations)
    {
        public string MemberName => member.Name;
        public Type MemberType => member.MemberType();
        public string Name => name;
        public DataViewType Type => type;
        public DataViewSchema.Annotations Annotations => annotations;

        /// <summary>A getter of the column's raw type that reads the current object.</summary>
        public abstract Delegate Getter(Box box);

        /// <summary>Sets the member to a row's column.</summary>
        public abstract Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column);
    }

    private sealed class TypedColumn<TMember>(MemberInfo member, string name, DataViewType type, DataViewSchema.Annotations annotations)
        : TypedColumn(member, name, type, annotations)
    {
        private readonly MemberInfo _member = member;

        public override Delegate Getter(Box box)
        {
            Func<TRow, TMember> get = Get();
            return Conversion.Getter(() => get(box.Current), Type, Name);
        }

        public override Action<TRow> Setter(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<TMember> read = Conversion.Reader<TMember>(row, column);
            (Func<TRow, TMember>? get, Action<TRow, TMember> set) = (Readable ? Get() : null, Set());
            return target =>
            {
                // Arrays and buffers that the object has already are written into.
                TMember value = get is null ? default! : get(target);
                read(ref value);
                set(target, value);
            };
        }

        private bool Readable => _member is FieldInfo || ((PropertyInfo)_member).GetGetMethod() is not null;

        private Func<TRow, TMember> Get()
        {
            (Delegate? get, Delegate? set) = Access.GetValueOrDefault(_member.Name);
            if (get is not null) return (Func<TRow, TMember>)get;
            ParameterExpression row = Expression.Parameter(typeof(TRow));
            Func<TRow, TMember> made = Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, _member), row).Compile();
            Access.AddOrUpdate(_member.Name, (made, set), (_, old) => (made, old.Set));
            return made;
        }

        private Action<TRow, TMember> Set()
        {
            (Delegate? get, Delegate? set) = Access.GetValueOrDefault(_member.Name);
            if (set is not null) return (Action<TRow, TMember>)set;
            if (_member is FieldInfo { IsInitOnly: true })
                throw new InvalidOperationException($"{typeof(TRow).Name}.{_member.Name} is readonly and cannot take column '{Name}'; make it writable or mark it [NoColumn].");
            ParameterExpression row = Expression.Parameter(typeof(TRow)), value = Expression.Parameter(typeof(TMember));
            Action<TRow, TMember> made = Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, _member), value), row, value).Compile();
            Access.AddOrUpdate(_member.Name, (get, made), (_, old) => (old.Get, made));
            return made;
        }
    }
}
