using System.Runtime.Intrinsics;
using Tensorflow.Kernels;

namespace Tensorflow;

/// <summary>
/// A sequence of random numbers, given by a seed and a position in it. What is drawn depends on these two only, not on the
/// number of threads; a stream restored with the same two goes on with the same numbers.
/// </summary>
/// <remarks>Philox4x32-10 (Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", SC11).</remarks>
public sealed class RandomStream
{
    private long _position;

    /// <summary>A stream from its beginning.</summary>
    /// <param name="seed">Any number; different seeds give independent streams.</param>
    public RandomStream(long seed) => Seed = seed;

    /// <summary>The stream that operations draw from when given none. Seeded by the clock until <see cref="SetGlobalSeed"/>.</summary>
    public static RandomStream Global { get; } = new(Random.Shared.NextInt64());

    /// <summary>The number that gives the sequence.</summary>
    public long Seed { get; private set; }

    /// <summary>32-bit numbers used so far. Seed and position are the whole state: a checkpoint stores both.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or no multiple of 4.</exception>
    public long Position
    {
        get => Volatile.Read(ref _position);
        set
        {
            if (value < 0 || value % 4 != 0)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"Got the position {value}; takes multiples of 4 from 0 on, as this property gave them.");
            Volatile.Write(ref _position, value);
        }
    }

    /// <summary>Starts the global stream anew. Two programs that do so draw the same numbers.</summary>
    public static void SetGlobalSeed(long seed) => Global.Restore(seed, 0);

    /// <summary>Puts the stream where another one was.</summary>
    /// <param name="seed">The other's <see cref="Seed"/>.</param>
    /// <param name="position">The other's <see cref="Position"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative or no multiple of 4.</exception>
    public void Restore(long seed, long position)
    {
        Position = position;
        Seed = seed;
    }

    /// <summary>A stream of its own, independent of what is drawn from this one afterwards. Moves this one on by one block.</summary>
    public RandomStream Split()
    {
        Vector128<uint> words = Philox.Block((ulong)Seed, (ulong)Take(4) >> 2, 0, Philox.ForSplits);
        return new RandomStream((long)((ulong)words[0] << 32 | words[1]));
    }

    /// <summary>Reserves numbers for a kernel: moves the position on past them, to a multiple of 4, and returns where they begin.</summary>
    /// <param name="count">How many 32-bit numbers are needed, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public long Take(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        long whole = (count + 3) & -4;
        return Interlocked.Add(ref _position, whole) - whole;
    }
}
