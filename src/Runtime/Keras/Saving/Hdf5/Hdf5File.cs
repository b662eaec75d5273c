using System.Text;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>A file that was opened: finds objects by their addresses.</summary>
/// <remarks>Superblocks 0 to 3, addresses of 8 bytes. Source: HDF5 file format specification, version 3.0, section II.A.</remarks>
internal sealed class Hdf5File
{
    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly Dictionary<long, IHdf5Node> _nodes = [];

    private Hdf5File(Hdf5Source source)
    {
        Source = source;
        Heaps = new Hdf5GlobalHeaps(source);
    }

    public Hdf5Source Source { get; }

    public Hdf5GlobalHeaps Heaps { get; }

    public static IHdf5Group Open(Stream stream, string name)
    {
        var file = new Hdf5File(new Hdf5Source(stream, name));
        return file.Node(file.Root()) as IHdf5Group ?? throw file.Source.Damaged("its root is no group");
    }

    /// <summary>The object at an address.</summary>
    public IHdf5Node Node(long address)
    {
        if (_nodes.TryGetValue(address, out IHdf5Node? node)) return node;
        Hdf5Header header = Hdf5Header.Read(Source, address);
        node = header.Find(Hdf5MessageType.Layout) is null ? new Hdf5StoredGroup(this, header) : new Hdf5StoredDataset(this, header);
        return _nodes[address] = node;
    }

    /// <summary>The attributes that a header lists.</summary>
    public Dictionary<string, Hdf5Value> Attributes(Hdf5Header header)
    {
        IEnumerable<Hdf5Cursor> messages = header.All(Hdf5MessageType.Attribute);
        if (header.Find(Hdf5MessageType.AttributeInfo) is { } info)
        {
            info.Skip(1);
            int flags = info.U8();
            if ((flags & 1) != 0) info.Skip(2);
            long heap = info.I64(), tree = info.I64();
            if (heap != Hdf5Source.Nowhere) messages = messages.Concat(Hdf5Dense.Objects(Source, heap, tree, idOffset: 0));
        }
        var attributes = new Dictionary<string, Hdf5Value>(StringComparer.Ordinal);
        foreach (Hdf5Cursor message in messages)
        {
            (string name, Hdf5Value value) = Hdf5Messages.Attribute(message, Heaps);
            if (!attributes.TryAdd(name, value)) throw Source.Damaged($"the attribute '{name}' is there twice");
        }
        return attributes;
    }

    /// <summary>Finds the superblock, at 0 or behind space for others, and returns the root group's address.</summary>
    private long Root()
    {
        for (long start = 0; start <= Source.Length - 16; start = start == 0 ? 512 : 2 * start)
        {
            Source.Base = start;
            Hdf5Cursor head = Source.Read(0, 16, "the superblock");
            if (!head.Take(8).SequenceEqual(Signature)) continue;
            int version = head.U8();
            if (version > 3) throw Source.Unsupported($"has a superblock of version {version}");
            Hdf5Cursor c = Source.Read(0, version switch { 0 => 96, 1 => 100, _ => 48 }, "the superblock");
            c.Skip(version < 2 ? 13 : 9);
            int addressSize = c.U8(), lengthSize = c.U8();
            if (addressSize != 8 || lengthSize != 8) throw Source.Unsupported($"has addresses of {addressSize} and sizes of {lengthSize} bytes");
            // Superblock 0: past the groups' numbers and the flags. 1: past those of chunks too.
            c.Skip(version switch { 0 => 9, 1 => 13, _ => 1 });
            long origin = c.I64();
            if (origin < 0 || origin > Source.Length) throw Source.Damaged($"its addresses count from {origin}");
            Source.Base = origin;
            // Old: free space, end, driver, the name's place. New: extension, end.
            c.Skip(version < 2 ? 32 : 16);
            return c.I64();
        }
        Source.Base = 0;
        throw new InvalidDataException($"{Source.Name} is no HDF5 file: its first bytes are not HDF5's signature.");
    }
}

/// <summary>A group of a file.</summary>
internal sealed class Hdf5StoredGroup(Hdf5File file, Hdf5Header header) : IHdf5Group
{
    private const int LongestName = 1024;

    private Dictionary<string, Hdf5Value>? _attributes;
    private Dictionary<string, long>? _links;

    public IReadOnlyDictionary<string, Hdf5Value> Attributes => _attributes ??= file.Attributes(header);

    public IReadOnlyCollection<string> Names => Links.Keys;

    private Dictionary<string, long> Links => _links ??= ReadLinks();

    public IHdf5Node? Child(string name) => Links.TryGetValue(name, out long address) ? file.Node(address) : null;

    private Dictionary<string, long> ReadLinks()
    {
        var links = new Dictionary<string, long>(StringComparer.Ordinal);
        if (header.Find(Hdf5MessageType.SymbolTable) is { } table)
        {
            long tree = table.I64();
            Hdf5Cursor heap = file.Source.Read(table.I64(), 32, "the heap of a group's names");
            heap.Expect("HEAP"u8);
            heap.Skip(4);
            long size = heap.I64();
            heap.Skip(8);
            ReadTree(tree, (heap.I64(), size), null, links);
        }
        foreach (Hdf5Cursor message in header.All(Hdf5MessageType.Link)) ReadLink(message, links);
        if (header.Find(Hdf5MessageType.LinkInfo) is { } info)
        {
            info.Skip(1);
            if ((info.U8() & 1) != 0) info.Skip(8);
            long heap = info.I64(), tree = info.I64();
            if (heap != Hdf5Source.Nowhere)
                foreach (Hdf5Cursor message in Hdf5Dense.Objects(file.Source, heap, tree, idOffset: 4)) ReadLink(message, links);
        }
        return links;
    }

    /// <summary>Old groups: a B-tree whose leaves are lists of names and addresses.</summary>
    private void ReadTree(long address, (long Address, long Size) names, int? expectedLevel, Dictionary<string, long> links)
    {
        Hdf5Cursor head = file.Source.Read(address, 24, "a group's tree");
        head.Expect("TREE"u8);
        int type = head.U8(), level = head.U8(), count = head.U16();
        if (type != 0 || (expectedLevel ?? level) != level)
            throw file.Source.Damaged($"a group's tree has a node of type {type}, level {level}");
        Hdf5Cursor c = file.Source.Read(address + 24, count * 16L, "a group's tree");
        for (int i = 0; i < count; i++)
        {
            c.Skip(8);
            long child = c.I64();
            if (level > 0) ReadTree(child, names, level - 1, links);
            else ReadList(child, names, links);
        }
    }

    private void ReadList(long address, (long Address, long Size) names, Dictionary<string, long> links)
    {
        Hdf5Cursor head = file.Source.Read(address, 8, "a list of a group's names");
        head.Expect("SNOD"u8);
        head.Skip(2);
        int count = head.U16();
        Hdf5Cursor c = file.Source.Read(address + 8, count * 40L, "a list of a group's names");
        for (int i = 0; i < count; i++)
        {
            long nameAt = c.I64(), target = c.I64(), kind = c.U32();
            c.Skip(20);
            // A soft link names another path; Keras writes none.
            if (kind == 2) continue;
            if (nameAt < 0 || nameAt >= names.Size) throw file.Source.Damaged("a name is outside its group's names");
            Hdf5Cursor text = file.Source.Read(names.Address + nameAt, Math.Min(LongestName, names.Size - nameAt), "a name");
            ReadOnlySpan<byte> bytes = text.Take(text.Left);
            int end = bytes.IndexOf((byte)0);
            if (end < 0) throw file.Source.Damaged($"a name has no end, or more than {LongestName} bytes");
            Add(links, Encoding.UTF8.GetString(bytes[..end]), target);
        }
    }

    /// <summary>New groups: a message for each name.</summary>
    private void ReadLink(Hdf5Cursor c, Dictionary<string, long> links)
    {
        int version = c.U8(), flags = c.U8();
        if (version != 1) throw file.Source.Damaged($"a link has version {version}");
        int kind = (flags & 8) != 0 ? c.U8() : 0;
        if ((flags & 4) != 0) c.Skip(8);
        if ((flags & 16) != 0) c.Skip(1);
        string name = Encoding.UTF8.GetString(c.Take(c.UInt(1 << (flags & 3))));
        if (kind == 0) Add(links, name, c.I64());
    }

    private void Add(Dictionary<string, long> links, string name, long address)
    {
        if (!links.TryAdd(name, address)) throw file.Source.Damaged($"a group has the name '{name}' twice");
    }
}
