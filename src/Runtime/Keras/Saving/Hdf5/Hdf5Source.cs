using System.Buffers.Binary;

namespace Tensorflow.Keras.Saving.Hdf5;

/// <summary>
/// The bytes of a file that may be damaged or made to do harm. Nothing outside the file is read, no more memory is taken than the
/// file has bytes, and what is read in all is limited: parts that refer to each other in a circle come to an end.
/// </summary>
internal sealed class Hdf5Source
{
    /// <summary>Where an address says that there is nothing.</summary>
    public const long Nowhere = -1;

    private const int WorkPerByte = 16, CostOfAnyRead = 64;

    private readonly Stream _stream;
    private long _left;

    public Hdf5Source(Stream stream, string name)
    {
        _stream = stream;
        Name = name;
        Length = stream.Length;
        _left = WorkPerByte * Length + (1 << 20);
    }

    /// <summary>The file's name, for errors.</summary>
    public string Name { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>What addresses count from.</summary>
    public long Base { get; set; }

    /// <summary>Reads a part.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="what">What it is, for errors.</param>
    public Hdf5Cursor Read(long address, long length, string what)
    {
        byte[] bytes = new byte[Check(address, length, what)];
        Charge(length);
        Fill(address, bytes);
        return new Hdf5Cursor(this, bytes, what);
    }

    /// <summary>Reads a part into memory that is there.</summary>
    public void Read(long address, Span<byte> destination, string what)
    {
        Check(address, destination.Length, what);
        Charge(destination.Length);
        Fill(address, destination);
    }

    /// <summary>Counts work against the limit.</summary>
    public void Charge(long bytes)
    {
        _left -= bytes + CostOfAnyRead;
        if (_left < 0) throw Damaged("its parts refer to each other again and again, which would never end");
    }

    /// <summary>The error of a damaged file.</summary>
    public InvalidDataException Damaged(string reason) => new($"{Name} is a damaged HDF5 file: {reason}.");

    /// <summary>The error of a file that uses what is not built.</summary>
    public NotSupportedException Unsupported(string what) =>
        new($"{Name} {what}, which is not read here. Save it again with Keras' or h5py's default settings.");

    /// <summary>Refuses a part that is not in the file; returns its length.</summary>
    public int Check(long address, long length, string what)
    {
        if (address < 0 || length < 0 || address > Length - Base - length)
            throw Damaged($"{what} at {address}, {length} bytes, is beyond the file's end at {Length - Base}");
        if (length > Array.MaxLength) throw Unsupported($"has a part of {length} bytes ({what})");
        return (int)length;
    }

    private void Fill(long address, Span<byte> destination)
    {
        _stream.Position = Base + address;
        try
        {
            _stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"{Name} became shorter while it was read.", e);
        }
    }
}

/// <summary>Reads a part of a file from its beginning to its end, never beyond.</summary>
internal sealed class Hdf5Cursor(Hdf5Source source, byte[] bytes, string what)
{
    public int Position { get; private set; }

    public int Left => bytes.Length - Position;

    public Hdf5Source Source => source;

    public byte U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public long U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>A length or an address; <see cref="Hdf5Source.Nowhere"/> for the address of nothing.</summary>
    public long I64()
    {
        long value = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
        return value >= Hdf5Source.Nowhere ? value : throw source.Damaged($"{what} has the size or address {(ulong)value}");
    }

    /// <summary>A number of 1 to 8 bytes.</summary>
    public long UInt(int size)
    {
        if (size == 8) return I64();
        ReadOnlySpan<byte> part = Take(size);
        long value = 0;
        for (int i = 0; i < size; i++) value |= (long)part[i] << (8 * i);
        return value;
    }

    public void Skip(long count) => Take(count);

    /// <summary>Skips to a multiple of a number of bytes from the part's beginning.</summary>
    public void Align(int size) => Skip((size - Position % size) % size);

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left) throw source.Damaged($"{what} ends too early: {count} bytes expected, {Left} left");
        ReadOnlySpan<byte> part = bytes.AsSpan(Position, (int)count);
        Position += (int)count;
        return part;
    }

    /// <summary>A part of this part.</summary>
    public Hdf5Cursor Part(long count, string name) => new(source, Take(count).ToArray(), name);

    public Hdf5Cursor Rest(string name) => Part(Left, name);

    /// <summary>A cursor over the same bytes that begins anew.</summary>
    public Hdf5Cursor Copy() => new(source, bytes, what);

    /// <summary>Refuses other letters than those that begin such a part.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
            throw source.Damaged($"{what} does not begin with the letters {System.Text.Encoding.ASCII.GetString(signature)}");
    }
}
