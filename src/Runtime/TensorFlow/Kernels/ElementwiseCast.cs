using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tensorflow.Kernels;

/// <summary>Converts dense arrays, one element at a time, but bytes to float32, as images are fed to models, sixteen at a time.</summary>
internal static unsafe class ElementwiseCast<TMap, TFrom, TTo>
    where TMap : struct, IMixedMap<TFrom, byte, byte, TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    private const int TaskSize = 32 * 1024;

    private struct Args
    {
        public TFrom* X;
        public TTo* Y;
        public long Count;
    }

    public static void Run(TFrom* x, TTo* y, long count)
    {
        Args args = new() { X = x, Y = y, Count = count };
        Workers.For((int)((count + TaskSize - 1) / TaskSize), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        Args* args = (Args*)shared;
        nint i = 0, count = (nint)Math.Min(TaskSize, args->Count - (long)task * TaskSize);
        TFrom* x = args->X + (long)task * TaskSize;
        TTo* y = args->Y + (long)task * TaskSize;
        if (typeof(TFrom) == typeof(byte) && typeof(TTo) == typeof(float))
        {
            for (; i <= count - 16; i += 16) Sixteen((byte*)x + i, (float*)y + i);
        }
        for (; i < count; i++) y[i] = TMap.Of(x[i], 0, 0);
    }

    /// <summary>Exact, so the same as one at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sixteen(byte* x, float* y)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(x));
        (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
        (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
        Vector128.ConvertToSingle(a.AsInt32()).Store(y);
        Vector128.ConvertToSingle(b.AsInt32()).Store(y + 4);
        Vector128.ConvertToSingle(c.AsInt32()).Store(y + 8);
        Vector128.ConvertToSingle(d.AsInt32()).Store(y + 12);
    }
}
