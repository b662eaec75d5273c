using System.Runtime.InteropServices;

namespace Tensorflow.Memory;

/// <summary>Keeps native blocks for reuse, so that a training step in steady state asks the system for no memory.</summary>
/// <remarks>
/// Blocks come in size classes, four to each power of two, so at most a fifth of a block is unused. Tensors that nobody
/// disposes come back through the garbage collector, which does not see native memory: when much has been handed out since
/// the last time, the pool asks for a collection itself.
/// </remarks>
internal static unsafe class MemoryPool
{
    /// <summary>Bytes to which every block is aligned: one cache line, one AVX-512 register.</summary>
    public const int Alignment = 64;

    private const int Classes = 4 * 48;
    private const long FirstCollection = 256L << 20;

    private static readonly Lock Gate = new();
    private static readonly Stack<Storage>[] Free = new Stack<Storage>[Classes];
    private static long _rented, _kept, _collectAt = FirstCollection;

    /// <summary>For tests: the byte every block is filled with before it is handed out, or -1 to leave it as it was.</summary>
    internal static int Fill { get; set; } = -1;

    /// <summary>Bytes in blocks that are in use.</summary>
    public static long RentedBytes => Volatile.Read(ref _rented);

    /// <summary>Bytes in blocks that wait for reuse.</summary>
    public static long KeptBytes => Volatile.Read(ref _kept);

    /// <summary>A block of at least <paramref name="bytes"/> bytes, its contents undefined.</summary>
    /// <exception cref="OutOfMemoryException">The system has no more memory.</exception>
    public static Storage Rent(long bytes)
    {
        int sizeClass = ClassOf(bytes, out long capacity);
        Storage? storage = Take(sizeClass);
        if (storage is null && Volatile.Read(ref _rented) + capacity > Volatile.Read(ref _collectAt))
        {
            Collect();
            storage = Take(sizeClass);
        }
        storage ??= Allocate(capacity);
        Interlocked.Add(ref _rented, storage.Capacity);
        if (Fill >= 0) NativeMemory.Fill(storage.Pointer, (nuint)storage.Capacity, (byte)Fill);
        return storage;
    }

    /// <summary>Takes a block back.</summary>
    public static void Return(Storage storage)
    {
        storage.Reset();
        int sizeClass = ClassOf(storage.Capacity, out _);
        Interlocked.Add(ref _rented, -storage.Capacity);
        lock (Gate)
        {
            (Free[sizeClass] ??= new Stack<Storage>()).Push(storage);
            _kept += storage.Capacity;
        }
    }

    /// <summary>Gives every block that waits for reuse back to the system.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            foreach (Stack<Storage>? stack in Free)
            {
                while (stack is { Count: > 0 }) stack.Pop().Dispose();
            }
            _kept = 0;
        }
    }

    private static Storage? Take(int sizeClass)
    {
        lock (Gate)
        {
            if (Free[sizeClass] is not { Count: > 0 } stack) return null;
            Storage storage = stack.Pop();
            _kept -= storage.Capacity;
            return storage;
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Volatile.Write(ref _collectAt, Math.Max(FirstCollection, Volatile.Read(ref _rented) * 2));
    }

    private static Storage Allocate(long capacity)
    {
        try
        {
            return new Storage((byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment), capacity);
        }
        catch (OutOfMemoryException)
        {
            Collect();
            Trim();
            return new Storage((byte*)NativeMemory.AlignedAlloc((nuint)capacity, Alignment), capacity);
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
