using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>The sum of the squares of an array, for weight penalties and gradient norms.</summary>
/// <remarks>Slices of fixed size, each summed in vectors, then added up in order in float64: the same bits on any number of threads.</remarks>
internal static unsafe class SquareSum<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int SliceSize = 1 << 14;

    public static double Of(T* x, long count)
    {
        var args = new Args { X = x, Count = (nint)count };
        if (count <= SliceSize)
        {
            double only = 0;
            args.Sums = &only;
            Task(&args, 0);
            return only;
        }
        int slices = (int)((count + SliceSize - 1) / SliceSize);
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<double>(slices));
        args.Sums = workspace.Take<double>(slices);
        Workers.For(slices, &Task, &args);
        double sum = 0;
        for (int i = 0; i < slices; i++) sum += args.Sums[i];
        return sum;
    }

    private static void Task(void* args, int task)
    {
        Args part = *(Args*)args;
        nint from = (nint)task * SliceSize;
        part.X += from;
        part.Sums += task;
        part.Count = Math.Min(SliceSize, part.Count - from);
        Simd.Run<Kernel, Args, T>(&part);
    }

    private struct Args
    {
        public T* X;
        public double* Sums;
        public nint Count;
    }

    private readonly struct Kernel : IKernel<Args, T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = args->X;
            nint i = 0, count = args->Count;
            V s0 = S.Broadcast(T.Zero), s1 = s0, s2 = s0, s3 = s0;
            for (; i <= count - 4 * S.Count; i += 4 * S.Count)
            {
                V v0 = S.Load(x + i), v1 = S.Load(x + i + S.Count), v2 = S.Load(x + i + 2 * S.Count), v3 = S.Load(x + i + 3 * S.Count);
                s0 = S.Fma(v0, v0, s0);
                s1 = S.Fma(v1, v1, s1);
                s2 = S.Fma(v2, v2, s2);
                s3 = S.Fma(v3, v3, s3);
            }
            for (; i <= count - S.Count; i += S.Count)
            {
                V v = S.Load(x + i);
                s0 = S.Fma(v, v, s0);
            }
            if (i < count)
            {
                V v = S.LoadPartial(x + i, (int)(count - i));
                s1 = S.Fma(v, v, s1);
            }
            *args->Sums = double.CreateTruncating(S.Sum(S.Add(S.Add(s0, s1), S.Add(s2, s3))));
        }
    }
}
