using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Between .NET types of fields and raw types of columns: text is string or ReadOnlyMemory, vectors are arrays or VBuffers.</summary>
internal static class Conversion
{
    /// <summary>The type of a field or property.</summary>
    public static Type MemberType(this MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>The element type of an array or VBuffer, or the type itself.</summary>
    public static Type ItemType(Type member) => member.VectorElement() ?? (member.IsSZArray ? member.GetElementType()! : member);

    /// <summary>The raw type of a column that holds values of a .NET type, or null.</summary>
    public static Type? RawType(Type member)
    {
        Type item = ItemType(member);
        Type? raw = item.ToPrimitiveType()?.RawType;
        return raw is null ? null : item == member ? raw : RawTypes.VectorOf(raw);
    }

    /// <summary>A getter of a column as <typeparamref name="TMember"/>.</summary>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public static ValueGetter<TMember> Reader<TMember>(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(TMember)) return row.GetGetter<TMember>(column);
        if (RawType(typeof(TMember)) != raw)
            throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} was read as {typeof(TMember)}; read it as {raw}{(raw.VectorElement() is null ? "" : " or an array")}.");
        return (ValueGetter<TMember>)(
            typeof(TMember) == typeof(string) ? TextReader(row, column)
            : typeof(TMember) == typeof(string[]) ? TextsReader(row, column)
            : RawTypes.Call(typeof(TMember).GetElementType()!, new ArrayReader(row, column)));
    }

    private static ValueGetter<string> TextReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return (ref string value) =>
        {
            get(ref text);
            value = text.ToString();
        };
    }

    private static ValueGetter<string[]> TextsReader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> texts = default;
        return (ref string[] value) =>
        {
            get(ref texts);
            value = [.. texts.DenseValues().Select(t => t.ToString())];
        };
    }

    private sealed class ArrayReader(DataViewRow row, DataViewSchema.Column column) : IOver<Delegate>
    {
        public Delegate Of<TItem>() where TItem : notnull
        {
            ValueGetter<VBuffer<TItem>> get = row.GetGetter<VBuffer<TItem>>(column);
            VBuffer<TItem> vector = default;
            return new ValueGetter<TItem[]>((ref TItem[] value) =>
            {
                get(ref vector);
                if (value is null || value.Length != vector.Length) value = new TItem[vector.Length];
                vector.CopyTo(value);
            });
        }
    }

    /// <summary>A getter of a column's raw type over a source of values of <typeparamref name="TMember"/>.</summary>
    /// <param name="source">Gives the value of the current row.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="name">The column's name, for errors.</param>
    public static Delegate Getter<TMember>(Func<TMember> source, DataViewType type, string name)
    {
        if (RawType(typeof(TMember)) != type.RawType)
            throw new ArgumentOutOfRangeException(nameof(type), $"Column '{name}' of type {type} takes values of {type.RawType}; its member holds {typeof(TMember)}.");
        if (type is not VectorDataViewType vector)
        {
            return typeof(TMember) == typeof(string)
                ? new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> value) => value = ((Func<string>)(object)source)().AsMemory())
                : new ValueGetter<TMember>((ref TMember value) => value = source());
        }
        if (typeof(TMember) == typeof(string[])) return TextsGetter((Func<string[]>)(object)source, vector.Size, name);
        Type item = ItemType(typeof(TMember));
        return RawTypes.Call<Delegate>(item, typeof(TMember).IsArray ? new ArrayGetter(source, vector.Size, name) : new VectorGetter(source, vector.Size, name));
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextsGetter(Func<string[]> source, int size, string name) =>
        (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string[] texts = source();
            CheckSize(texts?.Length ?? 0, size, name);
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, texts?.Length ?? 0);
            for (int i = 0; i < editor.Values.Length; i++) editor.Values[i] = texts![i].AsMemory();
            value = editor.Commit();
        };

    private sealed class ArrayGetter(Delegate source, int size, string name) : IOver<Delegate>
    {
        public Delegate Of<TItem>() where TItem : notnull
        {
            var get = (Func<TItem[]>)source;
            return new ValueGetter<VBuffer<TItem>>((ref VBuffer<TItem> value) =>
            {
                TItem[] array = get();
                CheckSize(array?.Length ?? 0, size, name);
                VBuffer<TItem>.Copy(array, 0, ref value, array?.Length ?? 0);
            });
        }
    }

    private sealed class VectorGetter(Delegate source, int size, string name) : IOver<Delegate>
    {
        public Delegate Of<TItem>() where TItem : notnull
        {
            var get = (Func<VBuffer<TItem>>)source;
            return new ValueGetter<VBuffer<TItem>>((ref VBuffer<TItem> value) =>
            {
                VBuffer<TItem> vector = get();
                CheckSize(vector.Length, size, name);
                vector.CopyTo(ref value);
            });
        }
    }

    private static void CheckSize(int received, int size, string name)
    {
        if (size > 0 && received != size)
            throw new InvalidOperationException($"Column '{name}' got a vector of {received} elements; its type says {size}. Give every row {size}, or leave the size out of [VectorType].");
    }
}
