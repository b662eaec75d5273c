namespace Tensorflow.Kernels;

/// <summary>How one block of random bits becomes numbers, as a type.</summary>
internal unsafe interface IDistribution<T>
    where T : unmanaged
{
    /// <summary>Elements made of the four words of one block.</summary>
    static abstract int PerBlock { get; }

    /// <summary>Makes the elements of one block. <paramref name="first"/> is the number of the first of them in the sequence.</summary>
    static abstract void Make(uint* words, T p, T q, ulong seed, ulong first, T* y);
}

/// <summary>Fills memory with random numbers; any thread may fill any part.</summary>
internal static unsafe class PhiloxFill<TDistribution, T>
    where TDistribution : struct, IDistribution<T>
    where T : unmanaged
{
    private const int TaskBlocks = 1024;
    private const int Batch = 32;

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

    private static void Task(void* shared, int task)
    {
        Args* args = (Args*)shared;
        int perBlock = TDistribution.PerBlock;
        long block = (long)task * TaskBlocks, end = Math.Min(block + TaskBlocks, (args->Count + perBlock - 1) / perBlock);
        uint* words = stackalloc uint[4 * Batch];
        T* made = stackalloc T[4];
        for (; block < end; block += Batch)
        {
            int blocks = (int)Math.Min(Batch, end - block);
            Philox.Fill(args->Seed, args->Position + 4 * (ulong)block, words, 4 * blocks);
            for (int i = 0; i < blocks; i++)
            {
                long first = (block + i) * perBlock;
                bool whole = first + perBlock <= args->Count;
                TDistribution.Make(words + 4 * i, args->P, args->Q, args->Seed, args->Position + (ulong)first, whole ? args->Y + first : made);
                for (int j = 0; !whole && first + j < args->Count; j++) args->Y[first + j] = made[j];
            }
        }
    }
}
