using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>Where the largest (or smallest) element of the middle axis of [outer, length, columns] stands.</summary>
internal static unsafe class ReduceArg<T>
    where T : unmanaged, INumber<T>
{
    private const int TaskSize = 32 * 1024;

    private struct Args
    {
        public T* X;
        public long* Y;
        public long Outer, Length, Columns, TaskOuter;
        public bool Smallest;
    }

    /// <summary>y[o, c]: the first of equal ones; the first NaN where there is one.</summary>
    public static void Run(T* x, long outer, long length, long columns, bool smallest, long* y)
    {
        Args args = new() { X = x, Y = y, Outer = outer, Length = length, Columns = columns, Smallest = smallest };
        args.TaskOuter = Math.Max(1, TaskSize / Math.Max(1, length * columns));
        Workers.For((int)((outer + args.TaskOuter - 1) / args.TaskOuter), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        Args* args = (Args*)shared;
        long last = Math.Min((task + 1) * args->TaskOuter, args->Outer);
        for (long o = task * args->TaskOuter; o < last; o++)
            for (long c = 0; c < args->Columns; c++)
                args->Y[o * args->Columns + c] = One(args->X + o * args->Length * args->Columns + c, args->Length, args->Columns, args->Smallest);
    }

    private static long One(T* x, long length, long step, bool smallest)
    {
        T best = *x;
        long at = 0;
        if (T.IsNaN(best)) return 0;
        for (long i = 1; i < length; i++)
        {
            T value = x[i * step];
            if (smallest ? value < best : value > best)
            {
                best = value;
                at = i;
            }
            else if (T.IsNaN(value))
            {
                return i;
            }
        }
        return at;
    }
}
