using System.Text;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>Reads the messages that say of what type and shape values are, and attributes.</summary>
/// <remarks>Source: HDF5 file format specification, version 3.0, section IV.A.2.</remarks>
internal static class Hdf5Messages
{
    private const int MostAxes = 32;

    /// <summary>Sizes of the axes; none for one element.</summary>
    public static Shape Dataspace(Hdf5Cursor c)
    {
        int version = c.U8(), rank = c.U8(), flags = c.U8();
        if (version == 1) c.Skip(5);
        else if (version != 2) throw c.Source.Damaged($"a shape has version {version}");
        // Of the new kind, one may also say that there are no elements at all.
        else if (c.U8() == 2) return Shape.Of(0);
        if (rank > MostAxes || (flags & ~3) != 0) throw c.Source.Damaged($"a shape has {rank} axes, flags {flags}");
        Span<long> dims = stackalloc long[rank];
        for (int i = 0; i < rank; i++)
            if ((dims[i] = c.I64()) < 0) throw c.Source.Damaged("a shape has an endless axis");
        try
        {
            return Shape.Of(dims);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw c.Source.Damaged($"a shape is impossible ({e.Message})");
        }
    }

    /// <summary>The type of elements.</summary>
    public static Hdf5Type Datatype(Hdf5Cursor c) => Datatype(c, mayNest: true);

    private static Hdf5Type Datatype(Hdf5Cursor c, bool mayNest)
    {
        int head = c.U8(), kind = head & 15, bits = c.U8();
        int moreBits = c.U16();
        long size = c.U32();
        if (size is 0 or > int.MaxValue) throw c.Source.Damaged($"a type has {size} bytes");
        int bytes = (int)size;
        var other = new Hdf5Type(Hdf5Class.Other, bytes);
        switch (kind)
        {
            case 0:
                int offset = c.U16(), precision = c.U16();
                return (bits & 1) == 0 && offset == 0 && precision == 8 * bytes && bytes is 1 or 2 or 4 or 8
                    ? new Hdf5Type(Hdf5Class.Integer, bytes, (bits & 8) != 0)
                    : other;
            case 1:
                // Only IEEE's numbers, least byte first: sign, exponent and mantissa where they belong.
                (offset, precision) = (c.U16(), c.U16());
                int exponentAt = c.U8(), exponent = c.U8(), mantissaAt = c.U8(), mantissa = c.U8();
                long bias = c.U32();
                bool ieee = (bytes, exponent, mantissa) is (2, 5, 10) or (4, 8, 23) or (8, 11, 52);
                return ieee && (bits & 0x41) == 0 && offset == 0 && precision == 8 * bytes && mantissaAt == 0 && exponentAt == mantissa
                    && bias == (1 << (exponent - 1)) - 1 && (moreBits & 0xFF) == precision - 1 ? new Hdf5Type(Hdf5Class.Float, bytes) : other;
            case 3:
                return new Hdf5Type(Hdf5Class.FixedText, bytes);
            case 8 when mayNest:
                // An enumeration, NumPy's bool among them: its elements are those of the type below it.
                Hdf5Type numbers = Datatype(c, mayNest: false);
                return numbers.Class == Hdf5Class.Integer && numbers.Size == bytes ? numbers : other;
            case 9 when (bits & 15) == 1 && bytes == 16:
                return new Hdf5Type(Hdf5Class.Text, bytes);
            default:
                return other;
        }
    }

    /// <summary>An attribute.</summary>
    /// <param name="c">The message.</param>
    /// <param name="heaps">Where texts of any length are.</param>
    public static (string Name, Hdf5Value Value) Attribute(Hdf5Cursor c, Hdf5GlobalHeaps heaps)
    {
        Hdf5Source source = c.Source;
        int version = c.U8(), flags = c.U8();
        if (version is < 1 or > 3) throw source.Damaged($"an attribute has version {version}");
        int nameSize = c.U16(), typeSize = c.U16(), shapeSize = c.U16();
        if (version == 3) c.Skip(1);
        string name = Text(c.Take(nameSize));
        if (version == 1) c.Align(8);
        Hdf5Cursor typePart = c.Part(typeSize, $"the type of the attribute '{name}'");
        if (version == 1) c.Align(8);
        Hdf5Cursor shapePart = c.Part(shapeSize, $"the shape of the attribute '{name}'");
        if (version == 1) c.Align(8);
        if (version > 1 && (flags & 1) != 0) typePart = Hdf5Header.Shared(typePart, Hdf5MessageType.Datatype);
        if (version > 1 && (flags & 2) != 0) shapePart = Hdf5Header.Shared(shapePart, Hdf5MessageType.Dataspace);
        Hdf5Type type = Datatype(typePart);
        Shape shape = Dataspace(shapePart);
        if (shape.size > c.Left / type.Size)
            throw source.Damaged($"the attribute '{name}' has {shape.size} elements of {type.Size} bytes, {c.Left} bytes are left");
        byte[] bytes = c.Take(shape.size * type.Size).ToArray();
        return (name, Hdf5Value.Of(type, shape, bytes, Texts(source, type, bytes, heaps)));
    }

    private static string[]? Texts(Hdf5Source source, Hdf5Type type, byte[] bytes, Hdf5GlobalHeaps heaps)
    {
        if (type.Class is not (Hdf5Class.Text or Hdf5Class.FixedText)) return null;
        string[] texts = new string[bytes.Length / type.Size];
        var elements = new Hdf5Cursor(source, bytes, "a text");
        for (int i = 0; i < texts.Length; i++)
        {
            if (type.Class == Hdf5Class.FixedText)
            {
                texts[i] = Text(elements.Take(type.Size));
                continue;
            }
            long length = elements.U32(), collection = elements.I64();
            int index = (int)Math.Min(elements.U32(), int.MaxValue);
            texts[i] = length == 0 || collection <= 0 ? "" : Text(heaps.Get(collection, index, length));
        }
        return texts;
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}

/// <summary>The places where texts of any length are kept.</summary>
internal sealed class Hdf5GlobalHeaps(Hdf5Source source)
{
    private readonly Dictionary<long, Dictionary<int, (long Address, long Size)>> _collections = [];

    /// <summary>The first bytes of an object of a collection.</summary>
    public byte[] Get(long collection, int index, long length)
    {
        if (!_collections.TryGetValue(collection, out var objects)) _collections[collection] = objects = Objects(collection);
        if (!objects.TryGetValue(index, out var place) || length > place.Size)
            throw source.Damaged($"a text of {length} bytes is not in the collection at {collection}");
        byte[] bytes = source.Read(place.Address, length, "a text").Take(length).ToArray();
        return bytes;
    }

    private Dictionary<int, (long Address, long Size)> Objects(long address)
    {
        Hdf5Cursor head = source.Read(address, 16, "a collection of texts");
        head.Expect("GCOL"u8);
        head.Skip(4);
        long size = head.I64();
        if (size < 16) throw source.Damaged($"a collection of texts has {size} bytes");
        Hdf5Cursor c = source.Read(address, size, "a collection of texts");
        c.Skip(16);
        var objects = new Dictionary<int, (long, long)>();
        while (c.Left >= 16)
        {
            int index = c.U16();
            c.Skip(6);
            long length = c.I64();
            // Number 0 is the space that is left.
            if (index == 0) break;
            if (length < 0) throw source.Damaged("a collection of texts has one without end");
            objects[index] = (address + c.Position, length);
            c.Skip(length);
            c.Align(8);
        }
        return objects;
    }
}
