using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

internal unsafe struct SoftmaxArgs<T>
    where T : unmanaged
{
    /// <summary>Logits, or the gradient of the output, [rows, columns].</summary>
    public T* X;

    /// <summary>Softmax or its logarithm, [rows, columns], or dense labels; null for sparse labels.</summary>
    public T* Y;

    /// <summary>The result, [rows, columns], or [rows] for losses.</summary>
    public T* Z;

    /// <summary>The gradient of the losses, [rows].</summary>
    public T* Dy;

    /// <summary>Sparse labels, [rows], each below <see cref="Columns"/>.</summary>
    public Labels Labels;

    public long Rows;
    public int Columns, TaskRows;
}

/// <summary>Class numbers as they come: int32, int64 or uint8.</summary>
internal readonly unsafe struct Labels(void* first, TF_DataType dtype)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long At(long i) => dtype switch
    {
        TF_DataType.TF_INT32 => ((int*)first)[i],
        TF_DataType.TF_INT64 => ((long*)first)[i],
        _ => ((byte*)first)[i],
    };
}

/// <summary>What is done to one row of a softmax or of a crossentropy.</summary>
internal unsafe interface IRowFunction<T>
    where T : unmanaged
{
    static abstract void Run<S, V>(SoftmaxArgs<T>* args, long row)
        where S : struct, ISimd<V, T>
        where V : struct;
}

/// <summary>Softmax, its logarithm, the crossentropies from logits and their gradients, row by row.</summary>
/// <remarks>
/// A row is worked on by itself, its columns along the vector, so it has the same bits in any batch. The columns behind the
/// last full vector sit in a vector of their own, filled up with values that change no maximum and no sum.
/// </remarks>
internal static unsafe class Softmax<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TaskElements = 1 << 11;

    public static void Run<F>(SoftmaxArgs<T> args)
        where F : struct, IRowFunction<T>
    {
        if (args.Columns == 0) return;
        args.TaskRows = Math.Max(1, TaskElements / args.Columns);
        Workers.For((int)((args.Rows + args.TaskRows - 1) / args.TaskRows), &Task<F>, &args);
    }

    private static void Task<F>(void* args, int task)
        where F : struct, IRowFunction<T>
    {
        SoftmaxArgs<T> part = *(SoftmaxArgs<T>*)args;
        long from = (long)task * part.TaskRows;
        var rows = new Rows { Args = &part, From = from, To = Math.Min(from + part.TaskRows, part.Rows) };
        Simd.Run<Kernel<F>, Rows, T>(&rows);
    }

    private struct Rows
    {
        public SoftmaxArgs<T>* Args;
        public long From, To;
    }

    private readonly struct Kernel<F> : IKernel<Rows, T>
        where F : struct, IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Rows* rows)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            for (long row = rows->From; row < rows->To; row++) F.Run<S, V>(rows->Args, row);
        }
    }

    /// <summary>y = exp(x - max) / sum.</summary>
    public readonly struct Forward : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* z = args->Z + row * columns;
            T sum = Exponentials<S, V>(args->X + row * columns, z, columns, out _);
            V scale = S.Broadcast(T.One / sum);
            for (; c <= columns - S.Count; c += S.Count) S.Store(S.Multiply(S.Load(z + c), scale), z + c);
            if (c < columns) S.StorePartial(S.Multiply(S.LoadPartial(z + c, columns - c), scale), z + c, columns - c);
        }
    }

    /// <summary>y = x - max - log(sum of exp(x - max)).</summary>
    public readonly struct LogForward : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* x = args->X + row * columns, z = args->Z + row * columns;
            T sum = Exponentials<S, V>(x, null, columns, out T max);
            V top = S.Broadcast(max), log = S.Broadcast(T.Log(sum));
            for (; c <= columns - S.Count; c += S.Count) S.Store(S.Subtract(S.Subtract(S.Load(x + c), top), log), z + c);
            if (c < columns) S.StorePartial(S.Subtract(S.Subtract(S.LoadPartial(x + c, columns - c), top), log), z + c, columns - c);
        }
    }

    /// <summary>dx = (dy - sum(dy y)) y, with dy in X and the softmax in Y.</summary>
    public readonly struct Gradient : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* dy = args->X + row * columns, y = args->Y + row * columns, z = args->Z + row * columns;
            V dot = S.Broadcast(Dot<S, V>(dy, y, columns));
            for (; c <= columns - S.Count; c += S.Count) S.Store(S.Multiply(S.Subtract(S.Load(dy + c), dot), S.Load(y + c)), z + c);
            int rest = columns - c;
            if (rest > 0) S.StorePartial(S.Multiply(S.Subtract(S.LoadPartial(dy + c, rest), dot), S.LoadPartial(y + c, rest)), z + c, rest);
        }
    }

    /// <summary>dx = dy - exp(y) sum(dy), with dy in X and the softmax' logarithm in Y.</summary>
    public readonly struct LogGradient : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* dy = args->X + row * columns, y = args->Y + row * columns, z = args->Z + row * columns;
            V sum = S.Broadcast(Sum<S, V>(dy, columns));
            for (; c <= columns - S.Count; c += S.Count) S.Store(S.Subtract(S.Load(dy + c), S.Multiply(S.Exp(S.Load(y + c)), sum)), z + c);
            int rest = columns - c;
            if (rest > 0) S.StorePartial(S.Subtract(S.LoadPartial(dy + c, rest), S.Multiply(S.Exp(S.LoadPartial(y + c, rest)), sum)), z + c, rest);
        }
    }

    /// <summary>loss = log(sum of exp(x - max)) - (x[label] - max).</summary>
    public readonly struct SparseLoss : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            T* x = args->X + row * args->Columns;
            T sum = Exponentials<S, V>(x, null, args->Columns, out T max);
            args->Z[row] = T.Log(sum) - (x[args->Labels.At(row)] - max);
        }
    }

    /// <summary>dx = (p - [column is label]) dy, with the logits in X.</summary>
    public readonly struct SparseLossGradient : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* z = args->Z + row * columns;
            T sum = Exponentials<S, V>(args->X + row * columns, z, columns, out _), dy = args->Dy[row];
            V scale = S.Broadcast(T.One / sum), factor = S.Broadcast(dy);
            long label = args->Labels.At(row);
            T atLabel = (z[label] * (T.One / sum) - T.One) * dy;
            for (; c <= columns - S.Count; c += S.Count) S.Store(S.Multiply(S.Multiply(S.Load(z + c), scale), factor), z + c);
            int rest = columns - c;
            if (rest > 0) S.StorePartial(S.Multiply(S.Multiply(S.LoadPartial(z + c, rest), scale), factor), z + c, rest);
            z[label] = atLabel;
        }
    }

    /// <summary>loss = sum(labels) log(sum of exp(x - max)) - sum(labels (x - max)), with the labels in Y.</summary>
    public readonly struct DenseLoss : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* x = args->X + row * columns, labels = args->Y + row * columns;
            T sum = Exponentials<S, V>(x, null, columns, out T max);
            V top = S.Broadcast(max), dot = S.Broadcast(T.Zero);
            for (; c <= columns - S.Count; c += S.Count) dot = S.Fma(S.Subtract(S.Load(x + c), top), S.Load(labels + c), dot);
            int rest = columns - c;
            if (rest > 0) dot = S.Fma(S.Subtract(S.LoadPartial(x + c, rest), top), S.LoadPartial(labels + c, rest), dot);
            args->Z[row] = Sum<S, V>(labels, columns) * T.Log(sum) - S.Sum(dot);
        }
    }

    /// <summary>dx = (sum(labels) p - labels) dy, with the logits in X and the labels in Y.</summary>
    public readonly struct DenseLossGradient : IRowFunction<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Run<S, V>(SoftmaxArgs<T>* args, long row)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            int columns = args->Columns, c = 0;
            T* labels = args->Y + row * columns, z = args->Z + row * columns;
            T sum = Exponentials<S, V>(args->X + row * columns, z, columns, out _);
            V scale = S.Broadcast(Sum<S, V>(labels, columns) / sum), factor = S.Broadcast(args->Dy[row]);
            for (; c <= columns - S.Count; c += S.Count)
                S.Store(S.Multiply(S.Subtract(S.Multiply(S.Load(z + c), scale), S.Load(labels + c)), factor), z + c);
            int rest = columns - c;
            if (rest > 0)
                S.StorePartial(S.Multiply(S.Subtract(S.Multiply(S.LoadPartial(z + c, rest), scale), S.LoadPartial(labels + c, rest)), factor), z + c, rest);
        }
    }

    /// <summary>The sum of exp(x - max) over a row, and the terms themselves into <paramref name="terms"/>, unless that is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Exponentials<S, V>(T* x, T* terms, int columns, out T max)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int c = 0, rest = columns % S.Count;
        V tail = rest > 0 ? Tail<S, V>(x + (columns - rest), rest, T.NegativeInfinity) : S.Broadcast(T.NegativeInfinity), largest = tail;
        for (; c <= columns - S.Count; c += S.Count) largest = S.Max(largest, S.Load(x + c));
        max = LargestLane<S, V>(largest);
        V top = S.Broadcast(max), sum = S.Broadcast(T.Zero);
        for (c = 0; c <= columns - S.Count; c += S.Count)
        {
            V term = S.Exp(S.Subtract(S.Load(x + c), top));
            if (terms != null) S.Store(term, terms + c);
            sum = S.Add(sum, term);
        }
        if (rest > 0)
        {
            V term = S.Exp(S.Subtract(tail, top));
            if (terms != null) S.StorePartial(term, terms + c, rest);
            sum = S.Add(sum, term);
        }
        return S.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Dot<S, V>(T* a, T* b, int columns)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int c = 0;
        V sum = S.Broadcast(T.Zero);
        for (; c <= columns - S.Count; c += S.Count) sum = S.Fma(S.Load(a + c), S.Load(b + c), sum);
        if (c < columns) sum = S.Fma(S.LoadPartial(a + c, columns - c), S.LoadPartial(b + c, columns - c), sum);
        return S.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Sum<S, V>(T* a, int columns)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int c = 0;
        V sum = S.Broadcast(T.Zero);
        for (; c <= columns - S.Count; c += S.Count) sum = S.Add(sum, S.Load(a + c));
        if (c < columns) sum = S.Add(sum, S.LoadPartial(a + c, columns - c));
        return S.Sum(sum);
    }

    /// <summary>The last columns of a row, filled up with <paramref name="fill"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tail<S, V>(T* x, int n, T fill)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V v = S.Broadcast(fill);
        T* lanes = (T*)Unsafe.AsPointer(ref v);
        for (int i = 0; i < n; i++) lanes[i] = x[i];
        return v;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LargestLane<S, V>(V v)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        T* lanes = (T*)Unsafe.AsPointer(ref v);
        T max = lanes[0];
        for (int i = 1; i < S.Count; i++) max = lanes[i] > max ? lanes[i] : max;
        return max;
    }
}
