namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>Kinds of messages in an object's header.</summary>
internal enum Hdf5MessageType
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    GroupInfo = 0x0A,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>What a file says of one object: a list of messages.</summary>
/// <remarks>Both versions of headers, with continuations. Source: HDF5 file format specification, version 3.0, section IV.A.</remarks>
internal sealed class Hdf5Header
{
    private const int SharedFlag = 0x02;

    private readonly Hdf5Source _source;
    private readonly List<(Hdf5MessageType Type, bool Shared, Hdf5Cursor Body)> _messages = [];
    private readonly Queue<(long Address, long Length)> _further = new();

    private Hdf5Header(Hdf5Source source) => _source = source;

    public static Hdf5Header Read(Hdf5Source source, long address)
    {
        var header = new Hdf5Header(source);
        Hdf5Cursor start = source.Read(address, 16, "an object's header");
        int version = start.U8();
        if (version == 1)
        {
            start.Skip(7);
            header.ReadOld(source.Read(address + 16, start.U32(), "an object's header"));
        }
        else if (version == 'O')
        {
            header.ReadNew(address);
        }
        else
        {
            throw source.Damaged($"an object's header at {address} has version {version}");
        }
        return header;
    }

    /// <summary>The first message of a type, from its beginning; null when there is none.</summary>
    public Hdf5Cursor? Find(Hdf5MessageType type)
    {
        foreach (var message in _messages)
            if (message.Type == type) return Open(message);
        return null;
    }

    /// <summary>All messages of a type.</summary>
    public IEnumerable<Hdf5Cursor> All(Hdf5MessageType type) => _messages.Where(m => m.Type == type).Select(Open);

    /// <summary>What a shared message stands for: the message of this type in another object's header.</summary>
    public static Hdf5Cursor Shared(Hdf5Cursor pointer, Hdf5MessageType type)
    {
        Hdf5Source source = pointer.Source;
        int version = pointer.U8(), kind = pointer.U8();
        if (version == 1) pointer.Skip(6);
        else if (version is not (2 or 3)) throw source.Damaged($"a shared message has version {version}");
        if (version == 3 && kind == 1) throw source.Unsupported("keeps messages in a shared table");
        foreach (var message in Read(source, pointer.I64())._messages)
            if (message.Type == type && !message.Shared) return message.Body.Rest("a shared message");
        throw source.Damaged("a shared message leads to nothing");
    }

    /// <summary>A cursor of its own, as messages are read more than once.</summary>
    private Hdf5Cursor Open((Hdf5MessageType Type, bool Shared, Hdf5Cursor Body) message)
    {
        Hdf5Cursor body = message.Body.Copy();
        return message.Shared ? Shared(body, message.Type) : body;
    }

    private void ReadOld(Hdf5Cursor block)
    {
        while (true)
        {
            while (block.Left >= 8)
            {
                int type = block.U16(), size = block.U16(), flags = block.U8();
                block.Skip(3);
                Add(type, flags, block.Part(size, "an object's header"));
            }
            if (!_further.TryDequeue(out var next)) return;
            block = _source.Read(next.Address, next.Length, "a part of an object's header");
        }
    }

    private void ReadNew(long address)
    {
        Hdf5Cursor start = _source.Read(address, Math.Min(34, _source.Length - _source.Base - address), "an object's header");
        start.Expect("OHDR"u8);
        if (start.U8() != 2) throw _source.Damaged($"an object's header at {address} has an unknown version");
        int flags = start.U8();
        if ((flags & 0x20) != 0) start.Skip(16);
        if ((flags & 0x10) != 0) start.Skip(4);
        long size = start.UInt(1 << (flags & 3));
        Hdf5Cursor block = _source.Read(address + start.Position, size, "an object's header");
        int ordered = (flags & 0x04) != 0 ? 2 : 0;
        while (true)
        {
            while (block.Left >= 4 + ordered)
            {
                int type = block.U8(), length = block.U16(), messageFlags = block.U8();
                block.Skip(ordered);
                Add(type, messageFlags, block.Part(length, "an object's header"));
            }
            if (!_further.TryDequeue(out var next)) return;
            Hdf5Cursor part = _source.Read(next.Address, next.Length, "a part of an object's header");
            part.Expect("OCHK"u8);
            block = part.Part(part.Left - 4, "a part of an object's header");
        }
    }

    private void Add(int type, int flags, Hdf5Cursor body)
    {
        // Blocks that lead to each other in a circle end at the source's limit.
        if (type == (int)Hdf5MessageType.Continuation) _further.Enqueue((body.I64(), body.I64()));
        else if (type != 0) _messages.Add(((Hdf5MessageType)type, (flags & SharedFlag) != 0, body));
    }
}
