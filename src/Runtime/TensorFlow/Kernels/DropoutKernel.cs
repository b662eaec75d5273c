using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

internal unsafe struct DropoutArgs
{
    public void* X, Y;
    public long Count;
    public ulong Seed, Position;

    /// <summary>An element is kept when its random number is at least this.</summary>
    public uint Threshold;
    public double Scale;
}

/// <summary>Keeps elements at random and scales them. Which ones follows from seed and position alone, so the way back makes the same mask again.</summary>
internal static unsafe class Dropout<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TaskSize = 1 << 13, Batch = 512;

    /// <summary>y = x scale where number position + i of the seed's sequence is at least rate 2^32, else 0.</summary>
    public static void Run(T* x, T* y, long count, double rate, long seed, long position)
    {
        var args = new DropoutArgs
        {
            X = x, Y = y, Count = count, Seed = (ulong)seed, Position = (ulong)position,
            Threshold = (uint)Math.Min(uint.MaxValue, Math.Round(rate * 4294967296.0)), Scale = 1 / (1 - rate),
        };
        Workers.For((int)((count + TaskSize - 1) / TaskSize), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        var args = (DropoutArgs*)shared;
        long from = (long)task * TaskSize, to = Math.Min(from + TaskSize, args->Count);
        uint* numbers = stackalloc uint[Batch];
        for (; from < to; from += Batch)
        {
            int count = (int)Math.Min(Batch, to - from);
            Philox.Fill(args->Seed, args->Position + (ulong)from, numbers, count);
            Keep((T*)args->X + from, (T*)args->Y + from, numbers, count, args->Threshold, T.CreateTruncating(args->Scale));
        }
    }

    private static void Keep(T* x, T* y, uint* numbers, int count, uint threshold, T scale)
    {
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            // Numbers and elements have as many bits, so the mask of one is the mask of the other.
            var least = new Vector<uint>(threshold);
            var factor = new Vector<float>(float.CreateTruncating(scale));
            for (; i <= count - Vector<uint>.Count; i += Vector<uint>.Count)
            {
                Vector<uint> mask = Vector.GreaterThanOrEqual(Unsafe.ReadUnaligned<Vector<uint>>(numbers + i), least);
                Vector<float> value = Unsafe.ReadUnaligned<Vector<float>>(x + i) * factor;
                Unsafe.WriteUnaligned(y + i, Vector.AsVectorUInt32(value) & mask);
            }
        }
        for (; i < count; i++) y[i] = numbers[i] >= threshold ? x[i] * scale : T.Zero;
    }
}
