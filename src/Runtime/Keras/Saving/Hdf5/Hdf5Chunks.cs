using System.IO.Compression;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>A dataset's pieces, all of one shape, found through a tree; each may be shuffled and deflated.</summary>
internal sealed class Hdf5Chunks
{
    /// <summary>No deflated bytes become more than this many times as many.</summary>
    public const long MostUnpacked = 1040;

    private const int Deflate = 1, Shuffle = 2;

    private readonly Hdf5Source _source;
    private readonly Shape _shape;
    private readonly int _elementSize, _bytes;
    private readonly long[] _chunk;
    private readonly List<int> _filters = [];
    private readonly HashSet<long> _seen = [];

    /// <param name="source">The file.</param>
    /// <param name="shape">The dataset's shape.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="sizes">A chunk's sizes along the axes, and the element's.</param>
    /// <param name="filters">What was done to the chunks; null for nothing.</param>
    public Hdf5Chunks(Hdf5Source source, Shape shape, int elementSize, Hdf5Cursor sizes, Hdf5Cursor? filters)
    {
        (_source, _shape, _elementSize) = (source, shape, elementSize);
        _chunk = new long[shape.ndim];
        long bytes = elementSize;
        for (int i = 0; i < _chunk.Length; i++)
        {
            _chunk[i] = sizes.U32();
            bytes *= _chunk[i];
            if (_chunk[i] == 0 || bytes > int.MaxValue) throw source.Damaged("chunks have impossible sizes");
        }
        if (sizes.U32() != elementSize) throw source.Damaged("chunks have elements of another size than their dataset");
        _bytes = (int)bytes;
        if (filters is not null) ReadFilters(filters);
    }

    /// <summary>Copies all chunks below a node of the tree to their places.</summary>
    public void Copy(long address, Span<byte> destination) => Copy(address, null, destination);

    private void Copy(long address, int? expectedLevel, Span<byte> destination)
    {
        Hdf5Cursor head = _source.Read(address, 24, "a tree of chunks");
        head.Expect("TREE"u8);
        int type = head.U8(), level = head.U8(), count = head.U16();
        if (type != 1 || (expectedLevel ?? level) != level) throw _source.Damaged($"a tree of chunks has a node of type {type}, level {level}");
        int keySize = 8 + 8 * (_chunk.Length + 1);
        Hdf5Cursor c = _source.Read(address + 24, (long)count * (keySize + 8), "a tree of chunks");
        Span<long> origin = stackalloc long[_chunk.Length];
        for (int i = 0; i < count; i++)
        {
            long size = c.U32(), mask = c.U32();
            for (int axis = 0; axis < origin.Length; axis++) origin[axis] = c.I64();
            c.Skip(8);
            long child = c.I64();
            if (level > 0) Copy(child, level - 1, destination);
            else Place(Unpack(child, size, mask), origin, destination);
        }
    }

    private void ReadFilters(Hdf5Cursor c)
    {
        int version = c.U8(), count = c.U8();
        if (version is not (1 or 2)) throw _source.Damaged($"a list of filters has version {version}");
        if (version == 1) c.Skip(6);
        for (int i = 0; i < count; i++)
        {
            int id = c.U16(), nameLength = version == 1 || id >= 256 ? c.U16() : 0;
            c.Skip(2);
            int values = c.U16();
            c.Skip(nameLength);
            c.Skip(4L * values + (version == 1 && values % 2 == 1 ? 4 : 0));
            if (id is not (Deflate or Shuffle))
                throw _source.Unsupported($"has chunks packed by filter {id}, not by gzip or shuffle");
            _filters.Add(id);
        }
    }

    private byte[] Unpack(long address, long size, long mask)
    {
        int length = _source.Check(address, size, "a chunk");
        bool deflated = false;
        for (int i = 0; i < _filters.Count; i++) deflated |= _filters[i] == Deflate && (mask >> i & 1) == 0;
        // Before memory is taken for what comes out of it.
        if (deflated ? _bytes / MostUnpacked > size : size != _bytes)
            throw _source.Damaged($"a chunk of {size} bytes cannot hold {_bytes}");
        byte[] bytes = new byte[length];
        _source.Read(address, bytes, "a chunk");
        for (int i = _filters.Count - 1; i >= 0; i--)
        {
            if ((mask >> i & 1) != 0) continue;
            bytes = _filters[i] == Deflate ? Inflate(bytes) : Unshuffle(bytes);
        }
        if (bytes.Length != _bytes) throw _source.Damaged($"a chunk unpacks to {bytes.Length} bytes, expected {_bytes}");
        return bytes;
    }

    private byte[] Inflate(byte[] packed)
    {
        byte[] bytes = new byte[_bytes];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new InvalidDataException(_source.Damaged($"a chunk cannot be unpacked ({e.Message})").Message, e);
        }
        return bytes;
    }

    /// <summary>Puts bytes back that were sorted by their place in the element.</summary>
    private byte[] Unshuffle(byte[] sorted)
    {
        if (_elementSize == 1) return sorted;
        byte[] bytes = new byte[sorted.Length];
        int elements = sorted.Length / _elementSize;
        for (int b = 0; b < _elementSize; b++)
            for (int i = 0; i < elements; i++) bytes[i * _elementSize + b] = sorted[b * elements + i];
        for (int i = elements * _elementSize; i < bytes.Length; i++) bytes[i] = sorted[i];
        return bytes;
    }

    private void Place(byte[] chunk, ReadOnlySpan<long> origin, Span<byte> destination)
    {
        int axes = _chunk.Length;
        long number = 0;
        for (int axis = 0; axis < axes; axis++)
        {
            if (origin[axis] < 0 || origin[axis] >= _shape[axis] || origin[axis] % _chunk[axis] != 0)
                throw _source.Damaged($"a chunk begins at {origin[axis]} along axis {axis}, which has {_shape[axis]}");
            number = number * ((_shape[axis] + _chunk[axis] - 1) / _chunk[axis]) + origin[axis] / _chunk[axis];
        }
        if (!_seen.Add(number)) throw _source.Damaged("a chunk is there twice");
        Span<long> at = stackalloc long[axes];
        at.Clear();
        int run = (int)Math.Min(_chunk[^1], _shape[-1] - origin[^1]) * _elementSize;
        while (true)
        {
            long from = 0, to = 0;
            for (int axis = 0; axis < axes; axis++)
            {
                from = from * _chunk[axis] + at[axis];
                to = to * _shape[axis] + origin[axis] + at[axis];
            }
            chunk.AsSpan((int)(from * _elementSize), run).CopyTo(destination[(int)(to * _elementSize)..]);
            int last = axes - 2;
            while (last >= 0 && ++at[last] >= Math.Min(_chunk[last], _shape[last] - origin[last])) at[last--] = 0;
            if (last < 0) return;
        }
    }
}
