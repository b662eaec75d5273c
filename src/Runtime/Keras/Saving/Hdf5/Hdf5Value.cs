using System.Runtime.InteropServices;
using System.Text;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>Kinds of elements.</summary>
internal enum Hdf5Class
{
    /// <summary>Whole numbers of 1, 2, 4 or 8 bytes.</summary>
    Integer,

    /// <summary>IEEE numbers of 2, 4 or 8 bytes.</summary>
    Float,

    /// <summary>Texts of a fixed number of bytes, filled up with zeros.</summary>
    FixedText,

    /// <summary>Texts of any length; the element refers to the text.</summary>
    Text,

    /// <summary>Anything else: there, but not to be read.</summary>
    Other,
}

/// <summary>Type of an element.</summary>
/// <param name="Class">Kind.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Signed">For whole numbers: false when none is negative.</param>
internal readonly record struct Hdf5Type(Hdf5Class Class, int Size, bool Signed = true)
{
    public static readonly Hdf5Type Float32 = new(Hdf5Class.Float, 4), Float64 = new(Hdf5Class.Float, 8), Int32 = new(Hdf5Class.Integer, 4),
        Int64 = new(Hdf5Class.Integer, 8);

    /// <summary>As NumPy calls it, for errors.</summary>
    public override string ToString() => Class switch
    {
        Hdf5Class.Integer => $"{(Signed ? "" : "u")}int{8 * Size}",
        Hdf5Class.Float => $"float{8 * Size}",
        Hdf5Class.FixedText or Hdf5Class.Text => "text",
        _ => "another type",
    };
}

/// <summary>An attribute's value.</summary>
internal sealed class Hdf5Value
{
    private Hdf5Value(Hdf5Type type, Shape shape, byte[] bytes, string[]? texts) => (Type, Shape, Bytes, Texts) = (type, shape, bytes, texts);

    /// <summary>Type of the elements.</summary>
    public Hdf5Type Type { get; }

    /// <summary>Sizes of the axes; none for one element.</summary>
    public Shape Shape { get; }

    /// <summary>The elements, when they are numbers or texts of fixed size.</summary>
    public byte[] Bytes { get; }

    /// <summary>The texts, when they are; null for anything else.</summary>
    public string[]? Texts { get; }

    /// <summary>One text of any length, as h5py writes a str.</summary>
    public static Hdf5Value Of(string text) => new(new Hdf5Type(Hdf5Class.Text, 16), Shape.Scalar, [], [text]);

    /// <summary>
    /// A list of texts of a fixed size, as h5py writes an array of bytes; of none, an empty list of numbers, as Keras writes it.
    /// </summary>
    public static Hdf5Value Of(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0) return new Hdf5Value(Hdf5Type.Float64, Shape.Of(0), [], null);
        byte[][] all = [.. texts.Select(Encoding.UTF8.GetBytes)];
        int size = Math.Max(1, all.Max(b => b.Length));
        byte[] bytes = new byte[size * all.Length];
        for (int i = 0; i < all.Length; i++) all[i].CopyTo(bytes, i * size);
        return new Hdf5Value(new Hdf5Type(Hdf5Class.FixedText, size), Shape.Of(all.Length), bytes, [.. texts]);
    }

    /// <summary>Elements as they were read.</summary>
    public static Hdf5Value Of(Hdf5Type type, Shape shape, byte[] bytes, string[]? texts) => new(type, shape, bytes, texts);
}

/// <summary>A group in memory, to be written.</summary>
internal sealed class Hdf5Group : IHdf5Group
{
    private readonly Dictionary<string, IHdf5Node> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hdf5Value> _attributes = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Hdf5Value> Attributes => _attributes;

    public IReadOnlyCollection<string> Names => _children.Keys;

    public IHdf5Node? Child(string name) => _children.GetValueOrDefault(name);

    /// <summary>Attaches a value, or puts another in its place.</summary>
    public void Set(string attribute, Hdf5Value value) => _attributes[attribute] = value;

    /// <summary>Attaches a text.</summary>
    public void Set(string attribute, string text) => Set(attribute, Hdf5Value.Of(text));

    /// <summary>The group at a path; it and those on the way are made if need be.</summary>
    /// <exception cref="ArgumentException">There is a dataset on the way.</exception>
    public Hdf5Group Group(string path)
    {
        Hdf5Group group = this;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!group._children.TryGetValue(name, out IHdf5Node? child)) group._children[name] = child = new Hdf5Group();
            group = child as Hdf5Group ?? throw new ArgumentException($"'{name}' of '{path}' is the name of values already; use another name.");
        }
        return group;
    }

    /// <summary>Puts values at a path.</summary>
    /// <exception cref="ArgumentException">The path is taken.</exception>
    public void Add(string path, IHdf5Node node)
    {
        int slash = path.LastIndexOf('/');
        if (!Group(slash < 0 ? "" : path[..slash])._children.TryAdd(path[(slash + 1)..], node))
            throw new ArgumentException($"The name '{path}' is there twice; use another one.");
    }
}

/// <summary>A dataset in memory, to be written: the present values of a tensor.</summary>
internal sealed class Hdf5TensorDataset(Tensor tensor) : IHdf5Dataset
{
    public IReadOnlyDictionary<string, Hdf5Value> Attributes { get; } = new Dictionary<string, Hdf5Value>();

    public Hdf5Type Type { get; } = tensor.dtype switch
    {
        TF_DataType.TF_FLOAT => Hdf5Type.Float32,
        TF_DataType.TF_DOUBLE => Hdf5Type.Float64,
        TF_DataType.TF_INT32 => Hdf5Type.Int32,
        TF_DataType.TF_INT64 => Hdf5Type.Int64,
        TF_DataType other => throw new NotSupportedException($"Got a weight of {other.as_numpy_name()}; float32, float64, int32 and int64 are saved. "
            + "Cast it with tf.cast."),
    };

    public Shape Shape => tensor.shape;

    public void CopyTo(Span<byte> destination)
    {
        switch (tensor.dtype)
        {
            case TF_DataType.TF_FLOAT: Copy<float>(destination); break;
            case TF_DataType.TF_DOUBLE: Copy<double>(destination); break;
            case TF_DataType.TF_INT32: Copy<int>(destination); break;
            default: Copy<long>(destination); break;
        }
        GC.KeepAlive(tensor);
    }

    private void Copy<T>(Span<byte> destination)
        where T : unmanaged => MemoryMarshal.AsBytes(tensor.AsSpan<T>()).CopyTo(destination);
}
