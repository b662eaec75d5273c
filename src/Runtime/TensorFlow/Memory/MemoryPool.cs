using System.Runtime.InteropServices;

namespace Tensorflow.Memory;

/// <summary>Keeps native blocks for reuse, so that a training step in steady state asks the system for no memory.</summary>
/// <remarks>
/// Small blocks come in size classes, four to each power of two, so at most a fifth of a block is unused; large ones are cut to size
/// from <see cref="Regions"/>. Tensors that nobody disposes come back through the garbage collector, which does not see native memory:
/// when much has been handed out since the last time, the pool asks for a collection itself.
/// </remarks>
internal static unsafe class MemoryPool
{
    /// <summary>Bytes to which every block is aligned: one cache line, one AVX-512 register.</summary>
    public const int Alignment = 64;

    /// <summary>The largest block that comes in a size class.</summary>
    private const long LargestSmall = 256 << 10;

    private const int Classes = 4 * 48;
    private const long FirstCollection = 256L << 20;

    private static readonly Lock Gate = new();
    private static readonly Stack<Storage>[] Free = new Stack<Storage>[Classes];
    private static readonly Stack<Storage> Empty = new();
    private static long _rented, _small, _collectAt = FirstCollection;

    /// <summary>For tests: the byte every block is filled with before it is handed out, or -1 to leave it as it was.</summary>
    internal static int Fill { get; set; } = -1;

    /// <summary>Bytes in blocks that are in use.</summary>
    public static long RentedBytes => Volatile.Read(ref _rented);

    /// <summary>Bytes taken from the system, in use or waiting for reuse.</summary>
    public static long HeldBytes
    {
        get
        {
            lock (Gate) return _small + Regions.Touched;
        }
    }

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its contents undefined.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more memory.</exception>
    public static Storage Rent(long bytes)
    {
        Storage? storage = Take(bytes, grow: false);
        if (storage is null)
        {
            if (Volatile.Read(ref _rented) + bytes > Volatile.Read(ref _collectAt))
            {
                Collect();
                storage = Take(bytes, grow: false);
            }
            storage ??= Grow(bytes);
        }
        Interlocked.Add(ref _rented, storage.Capacity);
        if (Fill >= 0) NativeMemory.Fill(storage.Pointer, (nuint)storage.Capacity, (byte)Fill);
        return storage;
    }

    /// <summary>Takes a block back.</summary>
    public static void Return(Storage storage)
    {
        Interlocked.Add(ref _rented, -storage.Capacity);
        lock (Gate)
        {
            if (storage.Block is { } block)
            {
                storage.Hold(null, 0, null);
                Regions.Return(block);
                Empty.Push(storage);
                return;
            }
            storage.Hold(storage.Pointer, storage.Capacity, null);
            (Free[ClassOf(storage.Capacity, out _)] ??= new Stack<Storage>()).Push(storage);
        }
    }

    /// <summary>Gives what waits for reuse back to the system; of the large blocks, regions that nobody uses.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            foreach (Stack<Storage>? stack in Free)
            {
                while (stack is { Count: > 0 })
                {
                    Storage storage = stack.Pop();
                    NativeMemory.AlignedFree(storage.Pointer);
                    _small -= storage.Capacity;
                    storage.Hold(null, 0, null);
                    Empty.Push(storage);
                }
            }
            Regions.Trim();
        }
    }

    private static Storage? Take(long bytes, bool grow)
    {
        lock (Gate)
        {
            if (bytes > LargestSmall)
            {
                if (Regions.Take(bytes, grow) is not { } block) return null;
                Storage large = Object();
                large.Hold(block.Start, block.Size, block);
                return large;
            }
            if (Free[ClassOf(bytes, out long capacity)] is { Count: > 0 } stack) return stack.Pop();
            if (!grow) return null;
            Storage storage = Object();
            storage.Hold((byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment), capacity, null);
            _small += capacity;
            return storage;
        }
    }

    private static Storage Object() => Empty.TryPop(out Storage? storage) ? storage : new Storage();

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Volatile.Write(ref _collectAt, Math.Max(FirstCollection, Volatile.Read(ref _rented) * 2));
    }

    private static Storage Grow(long bytes)
    {
        try
        {
            return Take(bytes, grow: true)!;
        }
        catch (OutOfMemoryException)
        {
            Collect();
            Trim();
            return Take(bytes, grow: true)!;
        }
    }

    /// <summary>The size class of a request: 64 bytes, then 1, 1 1/4, 1 1/2 and 1 3/4 times each power of two.</summary>
    private static int ClassOf(long bytes, out long capacity)
    {
        if (bytes <= Alignment * 4)
        {
            capacity = Math.Max(1, (bytes + Alignment - 1) / Alignment) * Alignment;
            return (int)(capacity / Alignment) - 1;
        }
        int exponent = 63 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(bytes - 1));
        long step = 1L << (exponent - 2);
        capacity = (bytes + step - 1) / step * step;
        int quarter = (int)((capacity - (1L << exponent)) / step);
        return 4 * (exponent - 8) + quarter + 3;
    }
}
