using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>
/// Writes files in the oldest form of the format, which every reader knows and h5py writes too: superblock 0, groups as symbol tables,
/// datasets in one piece, texts of any length in global heaps.
/// </summary>
/// <remarks>
/// Source: HDF5 file format specification, version 3.0. All addresses are given out first, so the stream is written once, in order.
/// </remarks>
internal sealed class Hdf5Writer
{
    private const int SuperblockSize = 96, LeafK = 4, TreeK = 16, HeapSize = 4096;

    private readonly List<Action<Stream>> _pieces = [];
    private readonly List<Heap> _heaps = [];
    private long _end = SuperblockSize;

    public static void Write(Stream stream, IHdf5Group root)
    {
        var writer = new Hdf5Writer();
        (long header, long tree, long names) = writer.Group(root);
        // Heaps are filled while the tree is gone through; their sizes are known, and so their places, once they are begun.
        var superblock = new Block();
        superblock.Bytes([0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]);
        superblock.Bytes([0, 0, 0, 0, 0, 8, 8, 0]);
        superblock.U16(LeafK).U16(TreeK).U32(0);
        superblock.I64(0).I64(Hdf5Source.Nowhere).I64(writer._end).I64(Hdf5Source.Nowhere);
        superblock.I64(0).I64(header).U32(1).U32(0).I64(tree).I64(names);
        stream.Write(superblock.Span);
        foreach (Action<Stream> piece in writer._pieces) piece(stream);
    }

    private (long Header, long Tree, long Names) Group(IHdf5Group group)
    {
        // Names in the order of their bytes, as the tree is searched by it.
        (byte[] Name, long Address)[] links = [.. group.Names.Select(name => (Encoding.UTF8.GetBytes(name), Node(group.Child(name)!)))];
        Array.Sort(links, static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));

        var names = new Block();
        names.I64(0);
        long[] nameAt = new long[links.Length];
        for (int i = 0; i < links.Length; i++)
        {
            nameAt[i] = names.Length;
            names.Bytes(links[i].Name).Bytes([0]).Align();
        }
        long heap = Place(32 + names.Length), namesAt = heap + 32, size = names.Length;
        var heapHead = new Block();
        heapHead.Bytes("HEAP"u8).U32(0).I64(size).I64(1).I64(namesAt);
        Add(heapHead, names);

        // Leaves: lists of 8 links. Above them levels of nodes of up to 32, until there is one.
        var level = new List<(long Address, long LastName)>();
        for (int from = 0; from < links.Length; from += 2 * LeafK)
        {
            int count = Math.Min(2 * LeafK, links.Length - from);
            var list = new Block();
            list.Bytes("SNOD"u8).Bytes([1, 0]).U16(count);
            for (int i = from; i < from + count; i++) list.I64(nameAt[i]).I64(links[i].Address).U32(0).U32(0).I64(0).I64(0);
            level.Add((Add(list.Fill(8 + 2 * LeafK * 40)), nameAt[from + count - 1]));
        }
        int depth = 0;
        do level = Nodes(level, depth++);
        while (level.Count > 1);

        var messages = new Block();
        Message(messages, Hdf5MessageType.SymbolTable, new Block().I64(level[0].Address).I64(heap));
        return (Object(group, messages, 1), level[0].Address, heap);
    }

    /// <summary>One level of a group's tree over the level, or the lists, below it.</summary>
    private List<(long Address, long LastName)> Nodes(List<(long Address, long LastName)> children, int depth)
    {
        const int Size = 24 + 2 * TreeK * 8 + (2 * TreeK + 1) * 8;
        int nodes = Math.Max(1, (children.Count + 2 * TreeK - 1) / (2 * TreeK));
        var result = new List<(long, long)>();
        long first = _end, name = 0;
        for (int n = 0; n < nodes; n++)
        {
            int from = n * 2 * TreeK, count = Math.Min(2 * TreeK, children.Count - from);
            var node = new Block();
            node.Bytes("TREE"u8).Bytes([0, (byte)depth]).U16(count);
            node.I64(n == 0 ? Hdf5Source.Nowhere : first + (n - 1) * (long)Size);
            node.I64(n == nodes - 1 ? Hdf5Source.Nowhere : first + (n + 1) * (long)Size);
            node.I64(name);
            for (int i = from; i < from + count; i++) node.I64(children[i].Address).I64(name = children[i].LastName);
            result.Add((Add(node.Fill(Size)), name));
        }
        return result;
    }

    private long Node(IHdf5Node node) => node is IHdf5Dataset dataset ? Dataset(dataset) : Group((IHdf5Group)node).Header;

    private long Dataset(IHdf5Dataset dataset)
    {
        int bytes = checked((int)(dataset.Shape.size * dataset.Type.Size));
        long values = bytes == 0 ? Hdf5Source.Nowhere : Place(bytes);
        if (bytes > 0)
        {
            _pieces.Add(stream =>
            {
                byte[] buffer = new byte[Aligned(bytes)];
                dataset.CopyTo(buffer.AsSpan(0, bytes));
                stream.Write(buffer);
            });
        }
        var messages = new Block();
        Message(messages, Hdf5MessageType.Dataspace, Dataspace(dataset.Shape));
        Message(messages, Hdf5MessageType.Datatype, Datatype(dataset.Type));
        // Space is taken late, nothing is written in advance, and what was not written is zero.
        Message(messages, Hdf5MessageType.FillValue, new Block().Bytes([2, 2, 2, 1]).U32(0));
        Message(messages, Hdf5MessageType.Layout, new Block().Bytes([3, 1]).I64(values).I64(bytes));
        return Object(dataset, messages, 4);
    }

    /// <summary>An object's header: its messages and attributes.</summary>
    private long Object(IHdf5Node node, Block messages, int count)
    {
        foreach ((string name, Hdf5Value value) in node.Attributes)
        {
            Block type = Datatype(value.Type), shape = Dataspace(value.Shape), body = new();
            byte[] nameBytes = [.. Encoding.UTF8.GetBytes(name), 0];
            body.Bytes([1, 0]).U16(nameBytes.Length).U16(type.Length).U16(shape.Length);
            body.Bytes(nameBytes).Align().Bytes(type.Span).Align().Bytes(shape.Span).Align();
            if (value.Type.Class == Hdf5Class.Text) foreach (string text in value.Texts!) Reference(body, Encoding.UTF8.GetBytes(text));
            else body.Bytes(value.Bytes);
            if (body.Length > ushort.MaxValue - 8)
                throw new ArgumentException($"Got an attribute '{name}' of {body.Length} bytes; HDF5 takes less than 64 KB. Split it.");
            Message(messages, Hdf5MessageType.Attribute, body);
            count++;
        }
        if (count > ushort.MaxValue) throw new ArgumentException($"Got an object with {count} attributes; HDF5 takes up to {ushort.MaxValue}.");
        var header = new Block();
        header.Bytes([1, 0]).U16(count).U32(1).U32(messages.Length).U32(0);
        header.Bytes(messages.Span);
        return Add(header);
    }

    /// <summary>Puts a text into a heap and writes where it is.</summary>
    private void Reference(Block body, byte[] text)
    {
        if (text.Length == 0)
        {
            body.U32(0).I64(0).U32(0);
            return;
        }
        Heap? heap = _heaps.Count > 0 ? _heaps[^1] : null;
        if (heap is null || !heap.Takes(text.Length))
        {
            int size = Math.Max(HeapSize, Aligned(16 + 16 + text.Length));
            Heap made = new(Place(size), size);
            _pieces.Add(stream => stream.Write(made.Finish()));
            _heaps.Add(heap = made);
        }
        body.U32(text.Length).I64(heap.Address).U32(heap.Add(text));
    }

    private static Block Dataspace(Shape shape)
    {
        var block = new Block();
        // Version 1, with the largest sizes too, as h5py writes them.
        block.Bytes([1, (byte)shape.ndim, (byte)(shape.ndim > 0 ? 1 : 0), 0]).U32(0);
        for (int twice = 0; twice < 2; twice++)
            foreach (long size in shape) block.I64(size);
        return block;
    }

    private static Block Datatype(Hdf5Type type)
    {
        var block = new Block();
        switch (type.Class)
        {
            case Hdf5Class.Integer:
                return block.Bytes([0x10, (byte)(type.Signed ? 8 : 0), 0, 0]).U32(type.Size).U16(0).U16(8 * type.Size);
            case Hdf5Class.Float:
                (int exponent, int mantissa) = type.Size switch { 2 => (5, 10), 4 => (8, 23), _ => (11, 52) };
                block.Bytes([0x11, 0x20, (byte)(8 * type.Size - 1), 0]).U32(type.Size).U16(0).U16(8 * type.Size);
                return block.Bytes([(byte)mantissa, (byte)exponent, 0, (byte)mantissa]).U32((1 << (exponent - 1)) - 1);
            case Hdf5Class.FixedText:
                return block.Bytes([0x13, 1, 0, 0]).U32(type.Size);
            case Hdf5Class.Text:
                // A list of bytes without end: a text in UTF-8.
                return block.Bytes([0x19, 1, 1, 0]).U32(type.Size).Bytes(Datatype(new Hdf5Type(Hdf5Class.Integer, 1, Signed: false)).Span);
            default:
                throw new ArgumentException("Got values of a type that is not written.");
        }
    }

    private static void Message(Block messages, Hdf5MessageType type, Block body) =>
        messages.U16((int)type).U16(Aligned(body.Length)).U32(0).Bytes(body.Span).Align();

    private static int Aligned(int size) => (size + 7) & ~7;

    private long Place(int size)
    {
        long address = _end;
        _end += Aligned(size);
        return address;
    }

    private long Add(Block block)
    {
        long address = Place(block.Length);
        Write(block);
        return address;
    }

    private void Add(Block first, Block second)
    {
        Write(first);
        Write(second);
    }

    private void Write(Block block) => _pieces.Add(stream => stream.Write(block.Align().Span));

    /// <summary>A place for texts.</summary>
    private sealed class Heap(long address, int size)
    {
        private readonly Block _block = new Block().Bytes("GCOL"u8).Bytes([1, 0, 0, 0]).I64(size);
        private int _count;

        public long Address => address;

        /// <summary>True when there is room. What is left over must be nothing, or enough to say so.</summary>
        public bool Takes(int length)
        {
            int left = size - _block.Length - 16 - Aligned(length);
            return (left == 0 || left >= 16) && _count < ushort.MaxValue;
        }

        public int Add(byte[] text)
        {
            _block.U16(++_count).U16(0).U32(0).I64(text.Length).Bytes(text).Align();
            return _count;
        }

        public ReadOnlySpan<byte> Finish()
        {
            int left = size - _block.Length;
            if (left >= 16) _block.I64(0).I64(left);
            return _block.Fill(size).Span;
        }
    }

    /// <summary>Bytes that are put together, numbers least byte first.</summary>
    private sealed class Block
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public int Length => _bytes.WrittenCount;

        public ReadOnlySpan<byte> Span => _bytes.WrittenSpan;

        public Block Bytes(ReadOnlySpan<byte> bytes)
        {
            _bytes.Write(bytes);
            return this;
        }

        public Block U16(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
            return Bytes(bytes);
        }

        public Block U32(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return Bytes(bytes);
        }

        public Block I64(long value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            return Bytes(bytes);
        }

        public Block Align() => Fill(Aligned(Length));

        public Block Fill(int length)
        {
            int missing = length - Length;
            if (missing <= 0) return this;
            _bytes.GetSpan(missing)[..missing].Clear();
            _bytes.Advance(missing);
            return this;
        }
    }
}

/// <summary>This library's own HDF5.</summary>
internal sealed class OwnHdf5 : IHdf5Library
{
    private OwnHdf5()
    {
    }

    /// <summary>The one there is.</summary>
    public static IHdf5Library Library { get; } = new OwnHdf5();

    public IHdf5Group Open(Stream stream, string name) => Hdf5File.Open(stream, name);

    public void Write(Stream stream, IHdf5Group root) => Hdf5Writer.Write(stream, root);
}
