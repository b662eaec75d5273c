using System.Numerics;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>
/// Groups and objects of the newer format that have many links or attributes keep them in a heap, found through a tree.
/// </summary>
/// <remarks>Source: HDF5 file format specification, version 3.0, sections III.A.2 (version 2 B-trees) and III.G (fractal heap).</remarks>
internal static class Hdf5Dense
{
    /// <summary>All messages in a heap, in the order of a tree.</summary>
    /// <param name="source">The file.</param>
    /// <param name="heap">The heap's address.</param>
    /// <param name="tree">Address of the tree whose records tell where in the heap the messages are.</param>
    /// <param name="idOffset">Where in a record that is.</param>
    public static IEnumerable<Hdf5Cursor> Objects(Hdf5Source source, long heap, long tree, int idOffset)
    {
        var place = new Heap(source, heap);
        foreach (byte[] record in Records(source, tree))
        {
            if (record.Length < idOffset + place.IdLength) throw source.Damaged("a tree's record is too short");
            yield return place.Get(record.AsSpan(idOffset, place.IdLength));
        }
    }

    private static List<byte[]> Records(Hdf5Source source, long address)
    {
        Hdf5Cursor c = source.Read(address, 38, "a tree");
        c.Expect("BTHD"u8);
        c.Skip(2);
        long nodeSize = c.U32();
        int recordSize = c.U16(), depth = c.U16();
        c.Skip(2);
        long root = c.I64();
        int count = c.U16();
        var records = new List<byte[]>();
        if (recordSize == 0 || nodeSize < 10 + recordSize || depth > 16) throw source.Damaged("a tree has impossible sizes");
        if (root == Hdf5Source.Nowhere || count == 0) return records;
        // Sizes of the numbers in the nodes follow from how many records a node, and all nodes below it, can hold.
        var levels = new (int CountSize, int TotalSize)[depth + 1];
        long most = (nodeSize - 10) / recordSize, total = most;
        levels[0] = (SizeOf(most), 0);
        for (int level = 1; level <= depth; level++)
        {
            int pointer = 8 + levels[level - 1].CountSize + levels[level - 1].TotalSize;
            long here = Math.Max(0, (nodeSize - 10 - pointer) / (recordSize + pointer));
            total = Math.Min((here + 1) * total + here, int.MaxValue);
            levels[level] = (levels[0].CountSize, SizeOf(total));
        }
        Read(root, count, depth);
        return records;

        void Read(long node, long entries, int level)
        {
            Hdf5Cursor part = source.Read(node, Math.Min(nodeSize, source.Length - source.Base - node), "a tree's node");
            part.Expect(level == 0 ? "BTLF"u8 : "BTIN"u8);
            part.Skip(2);
            for (long i = 0; i < entries; i++) records.Add(part.Take(recordSize).ToArray());
            if (level == 0) return;
            for (long i = 0; i <= entries; i++)
            {
                long child = part.I64(), childEntries = part.UInt(levels[level - 1].CountSize);
                part.Skip(levels[level - 1].TotalSize);
                Read(child, childEntries, level - 1);
            }
        }
    }

    /// <summary>Bytes that numbers up to a limit take.</summary>
    private static int SizeOf(long most) => BitOperations.Log2((ulong)Math.Max(1, most)) / 8 + 1;

    /// <summary>A heap whose objects lie in blocks; the blocks' sizes double from row to row of a table.</summary>
    private sealed class Heap
    {
        private readonly Hdf5Source _source;
        private readonly int _offsetSize, _lengthSize, _width, _rootRows;
        private readonly long _firstBlock, _largestDirect, _root;

        public Heap(Hdf5Source source, long address)
        {
            _source = source;
            Hdf5Cursor c = source.Read(address, 142, "a heap");
            c.Expect("FRHP"u8);
            c.Skip(1);
            IdLength = c.U16();
            int filters = c.U16();
            c.Skip(1);
            long mostManaged = c.U32();
            c.Skip(96);
            _width = c.U16();
            _firstBlock = c.I64();
            _largestDirect = c.I64();
            int bits = c.U16();
            c.Skip(2);
            _root = c.I64();
            _rootRows = c.U16();
            if (filters != 0) throw source.Unsupported("keeps names compressed");
            if (_width == 0 || bits is 0 or > 64 || !IsPowerOf2(_firstBlock) || !IsPowerOf2(_largestDirect) || _largestDirect < _firstBlock
                || _largestDirect > int.MaxValue || mostManaged == 0)
                throw source.Damaged("a heap has impossible sizes");
            _offsetSize = (bits + 7) / 8;
            _lengthSize = Math.Min((BitOperations.Log2((ulong)_largestDirect) + 7) / 8, SizeOf(mostManaged));
            if (IdLength < 1 + _offsetSize + _lengthSize) throw source.Damaged("a heap has impossible sizes");
        }

        public int IdLength { get; }

        public Hdf5Cursor Get(ReadOnlySpan<byte> id)
        {
            var c = new Hdf5Cursor(_source, id.ToArray(), "a place in a heap");
            int kind = (c.U8() >> 4) & 3;
            if (kind == 2) return c.Part((id[0] & 15) + 1, "an object in a heap");
            if (kind != 0) throw _source.Unsupported("keeps very large names or attributes apart");
            long offset = c.UInt(_offsetSize), length = c.UInt(_lengthSize);
            if (offset < 0) throw _source.Damaged("a place in a heap is impossible");
            return _source.Read(_rootRows == 0 ? _root + offset : Find(_root, offset, _rootRows), length, "an object in a heap");
        }

        /// <summary>The address of a place in the space that an indirect block and those below it span.</summary>
        private long Find(long block, long offset, int rows)
        {
            for (int depth = 0; depth < 64; depth++)
            {
                long rowStart = 0, size = _firstBlock;
                int row = 0, directRows = 0;
                for (; row < rows && offset >= rowStart + size * _width; row++)
                {
                    rowStart += size * _width;
                    if (row > 0) size *= 2;
                    if (size > 1L << 46) throw _source.Damaged("a place in a heap is impossible");
                }
                if (row == rows) throw _source.Damaged("a place in a heap is beyond its blocks");
                for (long s = _firstBlock; s <= _largestDirect; s *= 2) directRows++;
                long column = (offset - rowStart) / size;
                Hdf5Cursor child = _source.Read(block + 13 + _offsetSize + (row * (long)_width + column) * 8, 8, "a heap's table");
                long address = child.I64(), inside = offset - rowStart - column * size;
                if (address == Hdf5Source.Nowhere) throw _source.Damaged("a place in a heap is in no block");
                // The first two rows have blocks of the same size.
                if (row <= directRows) return address + inside;
                (block, offset) = (address, inside);
                rows = BitOperations.Log2((ulong)(size / _firstBlock)) - BitOperations.Log2((uint)_width) + 1;
            }
            throw _source.Damaged("a heap's tables lead to each other");
        }

        private static bool IsPowerOf2(long value) => value > 0 && BitOperations.IsPow2(value);
    }
}
