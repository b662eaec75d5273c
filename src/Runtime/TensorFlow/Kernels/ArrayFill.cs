namespace Tensorflow.Kernels;

/// <summary>Writes one value, or an arithmetic sequence, over an array.</summary>
internal static unsafe class ArrayFill
{
    private const long TaskElements = 64 << 10;

    private struct Args<T>
        where T : unmanaged
    {
        public T* To;
        public long Count;
        public T Value;
    }

    public static void Run<T>(T* to, long count, T value)
        where T : unmanaged
    {
        var args = new Args<T> { To = to, Count = count, Value = value };
        Workers.For((int)((count + TaskElements - 1) / TaskElements), &RunTask<T>, &args);
    }

    private static void RunTask<T>(void* p, int task)
        where T : unmanaged
    {
        ref Args<T> args = ref *(Args<T>*)p;
        long start = task * TaskElements;
        new Span<T>(args.To + start, (int)Math.Min(TaskElements, args.Count - start)).Fill(args.Value);
    }
}
