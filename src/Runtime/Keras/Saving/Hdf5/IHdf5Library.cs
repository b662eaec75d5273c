namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>All that saving models needs of HDF5, so that another implementation can take the place of the one here.</summary>
internal interface IHdf5Library
{
    /// <summary>Opens a file. Groups and values are read when they are asked for, so the stream stays open as long as they are used.</summary>
    /// <param name="stream">The file; it can seek.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <exception cref="InvalidDataException">It is no HDF5 file, or a damaged one; so may whatever is read of it be later.</exception>
    /// <exception cref="NotSupportedException">It uses a part of the format that is not built.</exception>
    IHdf5Group Open(Stream stream, string name);

    /// <summary>Writes a file from its beginning to its end; the stream need not seek. The same tree gives the same bytes.</summary>
    /// <exception cref="ArgumentException">An attribute is larger than the format allows, 64 KB.</exception>
    void Write(Stream stream, IHdf5Group root);
}

/// <summary>What a file is made of: groups, and datasets in them.</summary>
internal interface IHdf5Node
{
    /// <summary>Small values attached to it, in the file's order.</summary>
    IReadOnlyDictionary<string, Hdf5Value> Attributes { get; }
}

/// <summary>A folder of groups and datasets.</summary>
internal interface IHdf5Group : IHdf5Node
{
    /// <summary>The names in it.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>What has this name, null when nothing has.</summary>
    /// <param name="name">A name without slashes.</param>
    IHdf5Node? Child(string name);
}

/// <summary>An array of numbers.</summary>
internal interface IHdf5Dataset : IHdf5Node
{
    /// <summary>Type of the elements.</summary>
    Hdf5Type Type { get; }

    /// <summary>Sizes of the axes.</summary>
    Shape Shape { get; }

    /// <summary>Copies all elements, row-major, little-endian.</summary>
    /// <param name="destination">As many bytes as the elements take.</param>
    void CopyTo(Span<byte> destination);
}

/// <summary>Ways through the tree, whatever library it comes from.</summary>
internal static class Hdf5Extensions
{
    /// <summary>What a path such as <c>layers/dense/vars</c> leads to, null when nothing.</summary>
    public static IHdf5Node? Find(this IHdf5Group group, string path)
    {
        IHdf5Node? node = group;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = (node as IHdf5Group)?.Child(name);
            if (node is null) return null;
        }
        return node;
    }

    /// <summary>The group at a path, null when there is none.</summary>
    public static IHdf5Group? FindGroup(this IHdf5Group group, string path) => group.Find(path) as IHdf5Group;

    /// <summary>An attribute that is one text; null when it is not there, or something else.</summary>
    public static string? Text(this IHdf5Node node, string attribute) =>
        node.Attributes.TryGetValue(attribute, out Hdf5Value? value) && value.Texts is [var text] ? text : null;
}
