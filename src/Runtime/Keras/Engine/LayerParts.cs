using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Tensorflow.Keras.Engine;

/// <summary>
/// Finds what a layer or model holds in its fields and automatic properties, also in lists and dictionaries: layers,
/// variables and streams of random numbers. The fields are looked up once for each class.
/// </summary>
internal static class LayerParts
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<(Type Owner, Type Wanted), FieldInfo[]> Fields = new();

    /// <summary>The layers in a layer's fields, each once, in the order of the fields, those of base classes first.</summary>
    public static IReadOnlyList<Layer> LayersOf(Layer layer) => Find<Layer>(layer);

    /// <summary>The variables in the fields of a class of the user's own. Those of the library's layers are made with add_weight.</summary>
    public static IReadOnlyList<ResourceVariable> VariablesOf(Layer layer) =>
        layer.GetType().Assembly == typeof(Layer).Assembly ? [] : Find<ResourceVariable>(layer);

    /// <summary>The streams of random numbers of a layer and those inside it, in a fixed order.</summary>
    public static IEnumerable<RandomStream> StreamsOf(Layer layer) =>
        Find<RandomStream>(layer).Where(s => s != RandomStream.Global).Concat(layer.Layers.SelectMany(StreamsOf)).Distinct();

    private static IReadOnlyList<T> Find<T>(Layer layer)
        where T : class
    {
        Type owner = layer.GetType();
        if (!Fields.TryGetValue((owner, typeof(T)), out FieldInfo[]? fields)) Fields[(owner, typeof(T))] = fields = FieldsOf(owner, typeof(T));
        if (fields.Length == 0) return [];
        var found = new List<T>();
        foreach (FieldInfo field in fields)
            Consider(field.GetValue(layer), layer, found);
        return found;
    }

    private static void Consider<T>(object? value, Layer owner, List<T> found)
        where T : class
    {
        switch (value)
        {
            case T wanted:
                if (!ReferenceEquals(wanted, owner) && !found.Contains(wanted)) found.Add(wanted);
                break;
            case string or Tensor or Shape or null:
                break;
            case IDictionary dictionary:
                foreach (object? item in dictionary.Values) Consider(item, owner, found);
                break;
            case IList list:
                foreach (object? item in list) Consider(item, owner, found);
                break;
        }
    }

    private static FieldInfo[] FieldsOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)] Type owner, Type wanted)
    {
        var fields = new List<FieldInfo>();
        for (Type? type = owner; type is not null && type != typeof(Layer) && type != typeof(Model); type = type.BaseType)
            fields.InsertRange(0, type.GetFields(Own).OrderBy(Place).Where(f => MayHold(f.FieldType, wanted)));
        return [.. fields];
    }

    // Code compiled ahead of time has no tokens, and lists fields as they are declared.
    private static int Place(FieldInfo field) => field.HasMetadataToken() ? field.GetMetadataToken() : 0;

    private static bool MayHold(Type field, Type wanted)
    {
        if (field.IsPrimitive || field == typeof(string) || typeof(Tensor).IsAssignableFrom(field) || field == typeof(Shape)) return false;
        if (wanted.IsAssignableFrom(field) || field.IsAssignableFrom(wanted)) return true;
        if (field.IsArray) return MayHold(field.GetElementType()!, wanted);
        return typeof(IEnumerable).IsAssignableFrom(field) && (!field.IsGenericType || field.GetGenericArguments().Any(a =>
            MayHold(a, wanted)));
    }
}
