using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Calls generic methods with types known only at run time; once a cursor, never once a row.</summary>
internal static class Generic
{
    /// <summary>Calls a static method of <paramref name="owner"/>; its errors come out as they are.</summary>
    public static object Call(Type owner, string method, Type[] types, params object?[] arguments) =>
        owner.GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)!
            .MakeGenericMethod(types).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    /// <summary>Makes an object of a generic class with one type argument.</summary>
    public static object New(Type definition, Type type, params object?[] arguments) =>
        Activator.CreateInstance(definition.MakeGenericType(type), BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DoNotWrapExceptions,
            null, arguments, null)!;

    /// <summary>The element type of a vector's raw type, or null.</summary>
    public static Type? VectorElement(this Type raw) =>
        raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>) ? raw.GetGenericArguments()[0] : null;
}

/// <summary>Copies values so that the copy stays when the source's buffers are written again.</summary>
internal static class Value<T>
{
    /// <summary>Copies into the buffers of the target, where there are some.</summary>
    public delegate void Copier(ref T from, ref T to);

    /// <summary>How values of the type are copied.</summary>
    public static readonly Copier Copy = typeof(T).VectorElement() is Type element
        ? (Copier)Generic.Call(typeof(Copies), nameof(Copies.Vector), [element])
        : (ref T from, ref T to) => to = from;
}

/// <summary>Copiers of vectors.</summary>
internal static class Copies
{
    /// <summary>Copies one vector into the arrays of another.</summary>
    public static Delegate Vector<TItem>() =>
        new Value<VBuffer<TItem>>.Copier((ref VBuffer<TItem> from, ref VBuffer<TItem> to) => from.CopyTo(ref to));
}
