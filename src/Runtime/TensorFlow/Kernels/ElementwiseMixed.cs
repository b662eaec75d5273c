namespace Tensorflow.Kernels;

/// <summary>A function of up to three elements of different types: comparisons, selection, conversion.</summary>
internal interface IMixedMap<TA, TB, TC, TY>
{
    static abstract TY Of(TA a, TB b, TC c);
}

/// <summary>Applies a function of elements of different types to every element, with broadcasting, one element at a time.</summary>
internal static unsafe class Mixed<TMap, TA, TB, TC, TY>
    where TMap : struct, IMixedMap<TA, TB, TC, TY>
    where TA : unmanaged
    where TB : unmanaged
    where TC : unmanaged
    where TY : unmanaged
{
    private const int TaskSize = 16 * 1024;

    private struct Args
    {
        public TA* A;
        public TB* B;
        public TC* C;
        public TY* Y;
        public long Total;
        public BroadcastPlan* Plan;
    }

    /// <summary>y = f(a, b, c) for <paramref name="count"/> elements, the operands stretched by the plan.</summary>
    public static void Run(TA* a, TB* b, TC* c, TY* y, long count, BroadcastPlan* plan)
    {
        if (count == 0) return;
        Args args = new() { A = a, B = b, C = c, Y = y, Total = count, Plan = plan };
        Workers.For((int)((count + TaskSize - 1) / TaskSize), &Task, &args);
    }

    private static void Task(void* shared, int task)
    {
        Args* args = (Args*)shared;
        BroadcastPlan* plan = args->Plan;
        long first = (long)task * TaskSize, left = Math.Min(TaskSize, args->Total - first);
        long* indices = stackalloc long[BroadcastPlan.MaxRank];
        long* offsets = stackalloc long[BroadcastPlan.Operands];
        plan->Seek(first, indices, offsets);
        long stepA = plan->Strides[0], stepB = plan->Strides[1], stepC = plan->Strides[2];
        for (TY* y = args->Y + first; left > 0;)
        {
            long steps = Math.Min(plan->Dims[0] - indices[0], left);
            TA* a = args->A + offsets[0];
            TB* b = args->B + offsets[1];
            TC* c = args->C + offsets[2];
            Row(a, stepA, b, stepB, c, stepC, y, steps);
            y += steps;
            plan->Advance(steps, indices, offsets);
            left -= steps;
        }
    }

    private static void Row(TA* a, long stepA, TB* b, long stepB, TC* c, long stepC, TY* y, long count)
    {
        if (stepA == 1 && stepB == 1)
        {
            for (nint i = 0; i < count; i++) y[i] = TMap.Of(a[i], b[i], c[i * (nint)stepC]);
        }
        else
        {
            for (TY* end = y + count; y < end; y++, a += stepA, b += stepB, c += stepC) *y = TMap.Of(*a, *b, *c);
        }
    }
}
