using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>A function of one or two numbers, as a type: the JIT compiles the loop around it anew, with the function inlined.</summary>
/// <remarks>Lanes must not influence each other: an element's bits may depend on nothing but the operands.</remarks>
internal interface IMap
{
    /// <summary>True when the second operand is not used.</summary>
    static virtual bool IsUnary => false;

    /// <summary>Elements of one task: fewer for a function that takes long.</summary>
    static virtual int TaskSize => 32 * 1024;

    /// <summary>The function of <paramref name="a"/> and <paramref name="b"/>, with two constants of the call.</summary>
    static abstract V Of<S, V, T>(V a, V b, V p, V q)
        where S : struct, ISimd<V, T>
        where V : struct
        where T : unmanaged, INumber<T>;
}

/// <summary>Applies a function to every element: the one driver of unary and binary element-wise operations.</summary>
/// <remarks>
/// Floating types run as vectors, integers one by one. Tails are padded vectors and go through the same formula, so an
/// element's bits depend neither on its place nor on the size of the tensor. Large arrays are cut into tasks of fixed size.
/// </remarks>
internal static unsafe class Elementwise<TMap, T>
    where TMap : struct, IMap
    where T : unmanaged, INumber<T>
{
    /// <summary>Rows shorter than this are gathered into longer ones when an operand stretches.</summary>
    private const int ShortRow = 48;

    /// <summary>Elements gathered at a time.</summary>
    private const int Gathered = 256;

    private struct Args
    {
        public T* A, B, Y;

        /// <summary>Elements of the output, and those of this task.</summary>
        public long Total, First, Count;
        public bool ScalarA, ScalarB;
        public T P, Q;

        /// <summary>How operands stretch; null when each is dense or a single number.</summary>
        public BroadcastPlan* Plan;
    }

    /// <summary>y = f(x; p, q) for <paramref name="count"/> elements. y may be x.</summary>
    public static void Unary(T* x, T* y, long count, T p = default, T q = default)
    {
        T unused = default;
        Args args = new() { A = x, B = &unused, Y = y, Total = count, ScalarB = true, P = p, Q = q };
        Start(&args);
    }

    /// <summary>
    /// y = f(a, b; p, q) for dense operands of <paramref name="count"/> elements, either of which may be one number instead. y
    /// may be an operand.
    /// </summary>
    public static void Binary(T* a, bool scalarA, T* b, bool scalarB, T* y, long count, T p = default, T q = default)
    {
        Args args = new() { A = a, B = b, Y = y, Total = count, ScalarA = scalarA, ScalarB = scalarB, P = p, Q = q };
        Start(&args);
    }

    /// <summary>y = f(a, b; p, q) with broadcasting to <paramref name="shape"/>.</summary>
    public static void Broadcast(T* a, Shape shapeA, T* b, Shape shapeB, T* y, Shape shape, T p = default, T q = default)
    {
        long count = shape.size;
        if (count == 0) return;
        Args args = new() { A = a, B = b, Y = y, Total = count, ScalarA = shapeA.size == 1 && count > 1, ScalarB = shapeB.size == 1, P = p, Q = q };
        if ((args.ScalarA || shapeA.size == count) && (args.ScalarB || shapeB.size == count))
        {
            Start(&args);
            return;
        }
        BroadcastPlan plan = BroadcastPlan.Of(shape, shapeA, shapeB, Shape.Scalar);
        args.Plan = &plan;
        Start(&args);
    }

    private static void Start(Args* args)
    {
        if (args->Total <= TMap.TaskSize)
        {
            args->Count = args->Total;
            Dispatch(args);
            return;
        }
        Workers.For((int)((args->Total + TMap.TaskSize - 1) / TMap.TaskSize), &Task, args);
    }

    private static void Task(void* shared, int task)
    {
        Args args = *(Args*)shared;
        args.First = (long)task * TMap.TaskSize;
        args.Count = Math.Min(TMap.TaskSize, args.Total - args.First);
        Dispatch(&args);
    }

    private static void Dispatch(Args* args)
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double)) Simd.Run<Kernel, Args, T>(args);
        else Kernel.Run<SimdNumber<T>, Scalar<T>>(args);
    }

    private readonly struct Kernel : IKernel<Args, T>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            if (!TMap.IsUnary && args->Plan != null) Stretched<S, V>(args);
            else Row<S, V>(args, args->ScalarA ? args->A : args->A + args->First, args->ScalarA, args->ScalarB ? args->B : args->B + args->First, args->ScalarB,
                args->Y + args->First, (nint)args->Count);
        }

        private static void Row<S, V>(Args* args, T* a, bool scalarA, T* b, bool scalarB, T* y, nint count)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V p = S.Broadcast(args->P), q = S.Broadcast(args->Q);
            V va = S.Broadcast(scalarA ? *a : default), vb = S.Broadcast(scalarB ? *b : default);
            nint i = 0, whole = count - count % S.Count;
            if (TMap.IsUnary || (scalarB && !scalarA))
            {
                for (; i < whole; i += S.Count) S.Store(TMap.Of<S, V, T>(S.Load(a + i), vb, p, q), y + i);
            }
            else if (scalarA)
            {
                for (; i < whole; i += S.Count) S.Store(TMap.Of<S, V, T>(va, scalarB ? vb : S.Load(b + i), p, q), y + i);
            }
            else
            {
                for (; i < whole; i += S.Count) S.Store(TMap.Of<S, V, T>(S.Load(a + i), S.Load(b + i), p, q), y + i);
            }
            if (i < count) Tail<S, V>(args, a + (scalarA ? 0 : i), scalarA, b + (scalarB || TMap.IsUnary ? 0 : i), scalarB || TMap.IsUnary, y + i, (int)(count - i));
        }

        /// <summary>
        /// The last elements, in a vector that is not full. By itself, for the calls in it would make the loops spill registers.
        /// </summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Tail<S, V>(Args* args, T* a, bool scalarA, T* b, bool scalarB, T* y, int count)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            V va = scalarA ? S.Broadcast(*a) : S.LoadPartial(a, count), vb = scalarB ? S.Broadcast(*b) : S.LoadPartial(b, count);
            S.StorePartial(TMap.Of<S, V, T>(va, vb, S.Broadcast(args->P), S.Broadcast(args->Q)), y, count);
        }

        /// <summary>The part of the output that belongs to this task, row by row of the merged innermost axis.</summary>
        private static void Stretched<S, V>(Args* args)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BroadcastPlan* plan = args->Plan;
            long inner = plan->Dims[0], left = args->Count;
            T* y = args->Y + args->First;
            long* indices = stackalloc long[BroadcastPlan.MaxRank];
            long* offsets = stackalloc long[BroadcastPlan.Operands];
            plan->Seek(args->First, indices, offsets);
            if (inner < ShortRow)
            {
                Short<S, V>(args, indices, offsets, y);
                return;
            }
            bool scalarA = plan->Strides[0] == 0, scalarB = plan->Strides[1] == 0;
            while (left > 0)
            {
                long steps = Math.Min(inner - indices[0], left);
                Row<S, V>(args, args->A + offsets[0], scalarA, args->B + offsets[1], scalarB, y, (nint)steps);
                plan->Advance(steps, indices, offsets);
                y += steps;
                left -= steps;
            }
        }

        /// <summary>Rows of a few elements: what repeats is copied side by side first, for vectors would be mostly empty.</summary>
        /// <remarks>An operand that repeats row by row is copied once, for whole rows at a time keep it in step.</remarks>
        [SkipLocalsInit]
        private static void Short<S, V>(Args* args, long* indices, long* offsets, T* y)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            BroadcastPlan* plan = args->Plan;
            T* gatheredA = stackalloc T[Gathered];
            T* gatheredB = stackalloc T[Gathered];
            bool denseA = plan->IsDense(0), denseB = plan->IsDense(1);
            bool gatherA = !denseA, gatherB = !denseB;
            int batch = Gathered - Gathered % (int)plan->Dims[0];
            for (long done = 0; done < args->Count;)
            {
                int count = (int)Math.Min(args->Count - done, batch);
                if (gatherA || gatherB)
                {
                    for (int i = 0; i < count;)
                    {
                        int steps = (int)Math.Min(plan->Dims[0] - indices[0], count - i);
                        if (gatherA) Copy(args->A + offsets[0], plan->Strides[0], gatheredA + i, steps);
                        if (gatherB) Copy(args->B + offsets[1], plan->Strides[1], gatheredB + i, steps);
                        plan->Advance(steps, indices, offsets);
                        i += steps;
                    }
                    if (gatherA && plan->RepeatsRow(0)) gatherA = count < batch;
                    if (gatherB && plan->RepeatsRow(1)) gatherB = count < batch;
                }
                long first = args->First + done;
                Row<S, V>(args, denseA ? args->A + first : gatheredA, false, denseB ? args->B + first : gatheredB, false, y + done, count);
                done += count;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Copy(T* from, long step, T* to, int count)
        {
            for (int i = 0; i < count; i++, from += step) to[i] = *from;
        }
    }
}
