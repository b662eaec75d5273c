using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>How blocks of random bits become numbers, as a type.</summary>
internal unsafe interface IDistribution<T>
    where T : unmanaged
{
    /// <summary>Elements made of the four words of one block.</summary>
    static abstract int PerBlock { get; }

    /// <summary>
    /// Makes the elements of some blocks, at most <see cref="PhiloxFill.Batch"/>. An element depends on its own block's words
    /// alone.
    /// </summary>
    /// <param name="words">Four for each block.</param>
    /// <param name="blocks">Their number.</param>
    /// <param name="p">First constant of the draw.</param>
    /// <param name="q">Second constant of the draw.</param>
    /// <param name="seed">The stream's seed.</param>
    /// <param name="first">A number that the first element has to itself in the stream; the following ones have the following.</param>
    /// <param name="y">Where the elements go: as many as the blocks make.</param>
    static abstract void Make(uint* words, int blocks, T p, T q, ulong seed, ulong first, T* y);
}

internal static class PhiloxFill
{
    /// <summary>Blocks made into numbers at a time: their bits stay in the nearest cache.</summary>
    public const int Batch = 64;
}

/// <summary>Fills memory with random numbers; any thread may fill any part.</summary>
internal static unsafe class PhiloxFill<TDistribution, T>
    where TDistribution : struct, IDistribution<T>
    where T : unmanaged
{
    private const int TaskBlocks = 1024;

    private struct Args
    {
        public ulong Seed, Position;
        public T* Y;
        public long Count;
        public T P, Q;
    }

    /// <summary>Fills y from <paramref name="position"/>, a multiple of 4, of the sequence of a seed.</summary>
    public static void Run(ulong seed, ulong position, T p, T q, T* y, long count)
    {
        Args args = new() { Seed = seed, Position = position, Y = y, Count = count, P = p, Q = q };
        long perTask = TaskBlocks * TDistribution.PerBlock;
        Workers.For((int)((count + perTask - 1) / perTask), &Task, &args);
    }

    [SkipLocalsInit]
    private static void Task(void* shared, int task)
    {
        Args* args = (Args*)shared;
        int perBlock = TDistribution.PerBlock;
        long block = (long)task * TaskBlocks, end = Math.Min(block + TaskBlocks, (args->Count + perBlock - 1) / perBlock);
        uint* words = stackalloc uint[4 * PhiloxFill.Batch];
        T* made = stackalloc T[4 * PhiloxFill.Batch];
        for (; block < end; block += PhiloxFill.Batch)
        {
            int blocks = (int)Math.Min(PhiloxFill.Batch, end - block);
            long first = block * perBlock, count = Math.Min((long)blocks * perBlock, args->Count - first);
            bool whole = count == (long)blocks * perBlock;
            Philox.Fill(args->Seed, args->Position + 4 * (ulong)block, words, 4 * blocks);
            TDistribution.Make(words, blocks, args->P, args->Q, args->Seed, args->Position + (ulong)first, whole ? args->Y + first : made);
            if (!whole) Buffer.MemoryCopy(made, args->Y + first, count * sizeof(T), count * sizeof(T));
        }
    }
}
