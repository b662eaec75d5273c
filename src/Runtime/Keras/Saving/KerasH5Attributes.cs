using System.Globalization;
using System.Text;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>Lists of names as attributes, which HDF5 limits to 64 KB: Keras spreads longer ones over name0, name1 and so on.</summary>
internal static class KerasH5Attributes
{
    /// <summary>Keras' HDF5_OBJECT_HEADER_LIMIT: most bytes of one attribute.</summary>
    public const int Limit = 64512;

    /// <summary>Attaches a list of names.</summary>
    /// <exception cref="ArgumentException">A name alone is above the limit.</exception>
    public static void Write(Hdf5Group group, string attribute, IReadOnlyList<string> names)
    {
        int longest = names.Count == 0 ? 0 : names.Max(Encoding.UTF8.GetByteCount);
        if (longest > Limit)
            throw new ArgumentException($"Got a name of {longest} bytes; an HDF5 file takes up to {Limit}. Give the layer a shorter name.");
        // Keras splits as numpy's array_split does: the first parts have one more where it does not come out even.
        int parts = 1;
        while ((names.Count + parts - 1) / parts * (long)longest > Limit) parts++;
        if (parts == 1)
        {
            group.Set(attribute, Hdf5Value.Of(names));
            return;
        }
        int from = 0;
        for (int part = 0; part < parts; part++)
        {
            int count = names.Count / parts + (part < names.Count % parts ? 1 : 0);
            group.Set(attribute + part.ToString(CultureInfo.InvariantCulture), Hdf5Value.Of([.. names.Skip(from).Take(count)]));
            from += count;
        }
    }

    /// <summary>A list of names, from one attribute or several.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static IReadOnlyList<string> Read(IHdf5Node node, string attribute, string where)
    {
        if (node.Attributes.TryGetValue(attribute, out Hdf5Value? whole)) return Names(whole);
        var names = new List<string>();
        for (int part = 0; node.Attributes.TryGetValue(attribute + part.ToString(CultureInfo.InvariantCulture), out Hdf5Value? value); part++)
            names.AddRange(Names(value));
        return names.Count > 0 ? names : throw new InvalidDataException($"{where} has no attribute '{attribute}', a list of names.");

        // No names at all are an empty list of numbers.
        string[] Names(Hdf5Value value) => value.Texts ?? (value.Shape.size == 0 ? []
            : throw new InvalidDataException($"the attribute '{attribute}' of {where} holds {value.Type}; it takes names."));
    }

    /// <summary>True when a list of names is there, in one attribute or several.</summary>
    public static bool Has(IHdf5Node node, string attribute) =>
        node.Attributes.ContainsKey(attribute) || node.Attributes.ContainsKey(attribute + "0");
}
