namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>A dataset of a file: in one piece, inside its header, or in chunks that may be packed.</summary>
/// <remarks>Source: HDF5 file format specification, version 3.0, section IV.A.2.i (layout) and III.A.1 (the tree of chunks).</remarks>
internal sealed class Hdf5StoredDataset : IHdf5Dataset
{
    private const long AlwaysAllowed = 1 << 26;

    private readonly Hdf5File _file;
    private readonly Hdf5Header _header;
    private Dictionary<string, Hdf5Value>? _attributes;

    public Hdf5StoredDataset(Hdf5File file, Hdf5Header header)
    {
        (_file, _header) = (file, header);
        Type = Hdf5Messages.Datatype(header.Find(Hdf5MessageType.Datatype) ?? throw file.Source.Damaged("a dataset has no type"));
        Shape = Hdf5Messages.Dataspace(header.Find(Hdf5MessageType.Dataspace) ?? throw file.Source.Damaged("a dataset has no shape"));
        if (Shape.size > int.MaxValue / Type.Size) throw file.Source.Unsupported($"has a dataset of {Shape.size} elements");
    }

    public IReadOnlyDictionary<string, Hdf5Value> Attributes => _attributes ??= _file.Attributes(_header);

    public Hdf5Type Type { get; }

    public Shape Shape { get; }

    public void CopyTo(Span<byte> destination)
    {
        Hdf5Source source = _file.Source;
        int bytes = (int)Shape.size * Type.Size;
        if (destination.Length != bytes) throw new ArgumentException($"Got room for {destination.Length} bytes; the values take {bytes}.");
        if (bytes == 0) return;
        if (_header.Find(Hdf5MessageType.ExternalFiles) is not null) throw source.Unsupported("keeps values in other files");
        Hdf5Cursor c = _header.Find(Hdf5MessageType.Layout)!;
        int version = c.U8();
        if (version is 1 or 2) CopyOld(c, destination);
        else if (version is 3 or 4) CopyNew(c, version, destination);
        else throw source.Damaged($"a dataset's layout has version {version}");
    }

    private void CopyOld(Hdf5Cursor c, Span<byte> destination)
    {
        int axes = c.U8(), kind = c.U8();
        c.Skip(5);
        long address = kind == 0 ? Hdf5Source.Nowhere : c.I64();
        if (kind == 2)
        {
            CopyChunks(c, axes, address, destination);
            return;
        }
        c.Skip(4L * axes);
        if (kind == 0) CopyCompact(c, c.U32(), destination);
        else CopyContiguous(address, destination);
    }

    private void CopyNew(Hdf5Cursor c, int version, Span<byte> destination)
    {
        int kind = c.U8();
        if (kind == 0) CopyCompact(c, c.U16(), destination);
        else if (kind == 1) CopyContiguous(c.I64(), destination);
        else if (kind == 2 && version == 3)
        {
            int axes = c.U8();
            CopyChunks(c, axes, c.I64(), destination);
        }
        else throw _file.Source.Unsupported(kind == 2 ? "has chunks in one of the newest formats" : $"has a dataset of layout {kind}");
    }

    private void CopyCompact(Hdf5Cursor c, long size, Span<byte> destination)
    {
        if (size < destination.Length) throw _file.Source.Damaged($"a dataset has {size} bytes, its shape {Shape} takes {destination.Length}");
        c.Take(destination.Length).CopyTo(destination);
    }

    private void CopyContiguous(long address, Span<byte> destination)
    {
        // Values that were never written have no place.
        if (address == Hdf5Source.Nowhere) Fill(destination);
        else _file.Source.Read(address, destination, $"the values of a dataset of shape {Shape}");
    }

    private void CopyChunks(Hdf5Cursor c, int axes, long address, Span<byte> destination)
    {
        Hdf5Source source = _file.Source;
        if (axes != Shape.ndim + 1 || axes < 2) throw source.Damaged($"chunks have {axes - 1} axes, their dataset {Shape.ndim}");
        if (destination.Length > AlwaysAllowed && destination.Length / Hdf5Chunks.MostUnpacked > source.Length)
            throw source.Damaged($"a dataset of {destination.Length} bytes cannot come from a file of {source.Length}");
        var chunks = new Hdf5Chunks(source, Shape, Type.Size, c, _header.Find(Hdf5MessageType.Filters));
        Fill(destination);
        if (address != Hdf5Source.Nowhere) chunks.Copy(address, destination);
    }

    /// <summary>Writes what stands for values that were never written: zeros, or what the file says.</summary>
    private void Fill(Span<byte> destination)
    {
        destination.Clear();
        if (_header.Find(Hdf5MessageType.FillValue) is not { } c) return;
        int version = c.U8();
        if (version == 3)
        {
            if ((c.U8() & 0x20) == 0) return;
        }
        else
        {
            c.Skip(2);
            int defined = c.U8();
            if (version == 2 && defined == 0) return;
        }
        long size = c.U32();
        if (size != Type.Size) return;
        ReadOnlySpan<byte> value = c.Take(size);
        for (int i = 0; i < destination.Length; i += Type.Size) value.CopyTo(destination[i..]);
    }
}
