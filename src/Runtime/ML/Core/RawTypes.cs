using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Data;

/// <summary>Work that is generic in a type known only at run time.</summary>
internal interface IOver<out TResult>
{
    /// <summary>The work for one type.</summary>
    TResult Of<T>() where T : notnull;
}

/// <summary>Work that is generic in the raw type of a key.</summary>
internal interface IOverKey<out TResult>
{
    /// <summary>The work for one type.</summary>
    TResult Of<TKey>() where TKey : IBinaryInteger<TKey>;
}

/// <summary>
/// Calls generic code with raw types known only at run time; once a cursor, never once a row. ML.NET's own types are listed, so that this works where code
/// is compiled ahead of time; types of one's own need a runtime that compiles.
/// </summary>
internal static class RawTypes
{
    private static readonly Dictionary<Type, Kind> s_kinds = [];
    private static readonly ConcurrentDictionary<Type, Kind> s_others = new();

    static RawTypes()
    {
        Add<bool>();
        Add<sbyte>();
        Add<byte>();
        Add<short>();
        Add<ushort>();
        Add<int>();
        Add<uint>();
        Add<long>();
        Add<ulong>();
        Add<float>();
        Add<double>();
        Add<ReadOnlyMemory<char>>();
        Add<DateTime>();
        Add<DateTimeOffset>();
        Add<TimeSpan>();
        Add<DataViewRowId>();
    }

    /// <summary>Does the work for a raw type, single values or vectors.</summary>
    public static TResult Call<TResult>(Type raw, IOver<TResult> work) => Find(raw).Call(work);

    /// <summary>Does the work for the raw type of a key.</summary>
    public static TResult CallKey<TResult>(Type raw, IOverKey<TResult> work) =>
        raw == typeof(byte) ? work.Of<byte>()
        : raw == typeof(ushort) ? work.Of<ushort>()
        : raw == typeof(uint) ? work.Of<uint>()
        : raw == typeof(ulong) ? work.Of<ulong>()
        : throw new NotSupportedException($"Got a key of type {raw}; keys are Byte, UInt16, UInt32 or UInt64.");

    /// <summary>The raw type of vectors of a raw type.</summary>
    public static Type VectorOf(Type item) => Find(item).Vector;

    /// <summary>The type of getters of a raw type.</summary>
    public static Type GetterOf(Type raw) => Find(raw).Getter;

    /// <summary>The element type of a vector's raw type, or null.</summary>
    public static Type? VectorElement(this Type raw) =>
        raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>) ? raw.GetGenericArguments()[0] : null;

    private static void Add<T>()
        where T : notnull
    {
        s_kinds.Add(typeof(T), new Kind<T>(typeof(VBuffer<T>)));
        s_kinds.Add(typeof(VBuffer<T>), new Kind<VBuffer<T>>(null));
    }

    private static Kind Find(Type raw) =>
        s_kinds.TryGetValue(raw, out Kind? kind) ? kind
        : RuntimeFeature.IsDynamicCodeSupported ? s_others.GetOrAdd(raw, Make)
        : throw new NotSupportedException($"Columns of {raw} need a runtime that compiles code; publish without PublishAot.");

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Kind<T> asks nothing of T.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The constructor of Kind<T> is called for other T in Add, so it stays.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Find calls it only where code can be compiled.")]
    private static Kind Make(Type raw) =>
        (Kind)Activator.CreateInstance(typeof(Kind<>).MakeGenericType(raw), raw.VectorElement() is null ? typeof(VBuffer<>).MakeGenericType(raw) : null)!;

    private abstract class Kind(Type? vector)
    {
        public Type Vector => vector ?? throw new NotSupportedException("There are no vectors of vectors.");

        public abstract Type Getter { get; }

        public abstract TResult Call<TResult>(IOver<TResult> work);
    }

    private sealed class Kind<T>(Type? vector) : Kind(vector)
        where T : notnull
    {
        public override Type Getter => typeof(ValueGetter<T>);

        public override TResult Call<TResult>(IOver<TResult> work) => work.Of<T>();
    }
}

/// <summary>The getter of a column, as a delegate.</summary>
internal sealed class GetterOf(DataViewRow row, DataViewSchema.Column column) : IOver<Delegate>
{
    public Delegate Of<T>() where T : notnull => row.GetGetter<T>(column);
}

/// <summary>Copies values so that the copy stays when the source's buffers are written again.</summary>
internal static class Value<T>
{
    /// <summary>Copies into the buffers of the target, where there are some.</summary>
    public delegate void Copier(ref T from, ref T to);

    /// <summary>How values of the type are copied.</summary>
    public static readonly Copier Copy = typeof(T).VectorElement() is Type element
        ? (Copier)RawTypes.Call(element, new VectorCopier())
        : (ref T from, ref T to) => to = from;
}

/// <summary>Copies one vector into the arrays of another.</summary>
internal sealed class VectorCopier : IOver<Delegate>
{
    public Delegate Of<TItem>() where TItem : notnull =>
        new Value<VBuffer<TItem>>.Copier((ref VBuffer<TItem> from, ref VBuffer<TItem> to) => from.CopyTo(ref to));
}
