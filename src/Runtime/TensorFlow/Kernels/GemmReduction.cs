using System.Numerics;

namespace Tensorflow.Kernels;

/// <summary>The partial results of slices, summed in slice order, with the epilogue that the slices left out.</summary>
internal unsafe struct GemmReduction<T> : IKernel<GemmReduction<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Elements of C in a task.</summary>
    private const int TaskSize = 1 << 13;

    private T* _partials, _c, _bias;
    private int _slices, _rows, _columns, _taskRows, _first, _last;
    private nint _cStep;
    private bool _accumulate;
    private FusedActivation _activation;

    /// <summary>
    /// C = activation(C, if accumulated, + the slices + bias). Slices are [rows, columns], dense; C's rows lie
    /// <paramref name="cStep"/> apart.
    /// </summary>
    public static void Run(
        T* partials, int slices, T* c, int rows, int columns, nint cStep, bool accumulate, T* bias, FusedActivation activation)
    {
        var job = new GemmReduction<T>
        {
            _partials = partials, _slices = slices, _c = c, _cStep = cStep, _rows = rows, _columns = columns, _accumulate = accumulate,
            _bias = bias, _activation = activation, _taskRows = Math.Max(1, TaskSize / columns),
        };
        Workers.For((rows + job._taskRows - 1) / job._taskRows, &Task, &job);
    }

    private static void Task(void* args, int task)
    {
        GemmReduction<T> job = *(GemmReduction<T>*)args;
        job._first = task * job._taskRows;
        job._last = Math.Min(job._first + job._taskRows, job._rows);
        Simd.Run<GemmReduction<T>, GemmReduction<T>, T>(&job);
    }

    public static void Run<S, V>(GemmReduction<T>* job)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int columns = job->_columns;
        for (int row = job->_first; row < job->_last; row++)
        {
            int i = 0;
            for (; i <= columns - S.Count; i += S.Count) S.Store(Sum<S, V>(job, row, i, S.Count), job->_c + row * job->_cStep + i);
            if (i < columns) S.StorePartial(Sum<S, V>(job, row, i, columns - i), job->_c + row * job->_cStep + i, columns - i);
        }
    }

    private static V Sum<S, V>(GemmReduction<T>* job, int row, int column, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        nint at = (nint)row * job->_columns + column, step = (nint)job->_rows * job->_columns;
        V sum = Load<S, V>(job->_partials + at, n);
        for (int slice = 1; slice < job->_slices; slice++) sum = S.Add(sum, Load<S, V>(job->_partials + slice * step + at, n));
        if (job->_accumulate) sum = S.Add(Load<S, V>(job->_c + row * job->_cStep + column, n), sum);
        if (job->_bias != null) sum = S.Add(sum, Load<S, V>(job->_bias + column, n));
        return job->_activation == FusedActivation.Relu ? MicroKernel<T>.Relu<S, V>(sum) : sum;
    }

    private static V Load<S, V>(T* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct => n == S.Count ? S.Load(p) : S.LoadPartial(p, n);
}
