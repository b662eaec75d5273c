using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>Normalizations whose samples stand alone: layer, group and instance normalization, and their gradients.</summary>
/// <remarks>
/// A sample is worked on by one thread, in three passes on the way forward (mean, deviation, result) and two on the way back (sums,
/// result), of which only the first finds it outside of the cache. So its bits are the same in any batch.
/// </remarks>
internal static unsafe class Norm<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int TaskElements = 1 << 12, MostTasks = 16;

    private struct Part
    {
        public NormArgs<T>* Args;
        public T* Partial;
        public long From, To;
        public bool Back;
    }

    /// <summary>Writes y and the statistics.</summary>
    public static void Forward(NormArgs<T> args)
    {
        if (args.Shape.Size > 0) Workers.For(Tasks(args.Shape), &ForwardTask, &args);
    }

    /// <summary>Writes dx and the gradients of scale and offset.</summary>
    public static void Backward(NormArgs<T> args)
    {
        int columns = args.Shape.Columns, tasks = Tasks(args.Shape);
        new Span<T>(args.GammaGradient, columns).Clear();
        new Span<T>(args.BetaGradient, columns).Clear();
        if (args.Shape.Size == 0) return;
        using Workspace workspace = Workspace.Rent(Workspace.Bytes<T>((nint)tasks * 2 * columns));
        var part = new Part { Args = &args, Partial = workspace.Take<T>((nint)tasks * 2 * columns) };
        Workers.For(tasks, &BackwardTask, &part);
        for (int task = 0; task < tasks; task++)
        {
            T* gamma = part.Partial + (nint)task * 2 * columns, beta = gamma + columns;
            for (int c = 0; c < columns; c++)
            {
                args.GammaGradient[c] += gamma[c];
                args.BetaGradient[c] += beta[c];
            }
        }
    }

    private static int Tasks(in NormShape s) => (int)Math.Clamp(s.Size / TaskElements, 1, Math.Min(MostTasks, s.Outer));

    private static void ForwardTask(void* args, int task)
    {
        var part = new Part { Args = (NormArgs<T>*)args };
        Run(ref part, task);
    }

    private static void BackwardTask(void* shared, int task)
    {
        Part part = *(Part*)shared;
        part.Back = true;
        int columns = part.Args->Shape.Columns;
        part.Partial += (nint)task * 2 * columns;
        new Span<T>(part.Partial, 2 * columns).Clear();
        Run(ref part, task);
    }

    private static void Run(ref Part part, int task)
    {
        NormShape s = part.Args->Shape;
        int tasks = Tasks(s);
        (part.From, part.To) = (s.Outer * task / tasks, s.Outer * (task + 1) / tasks);
        fixed (Part* p = &part)
            switch (part.Args->Activation)
            {
                case NormActivation.Relu: Simd.Run<Kernel<NormRelu>, Part, T>(p); break;
                case NormActivation.LeakyRelu: Simd.Run<Kernel<NormLeakyRelu>, Part, T>(p); break;
                default: Simd.Run<Kernel<NoNormActivation>, Part, T>(p); break;
            }
    }

    private readonly struct Kernel<F> : IKernel<Part, T>
        where F : struct, INormActivation
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Run<S, V>(Part* part)
            where S : struct, ISimd<V, T>
            where V : struct
        {
            NormArgs<T> a = *part->Args;
            int columns = a.Shape.Columns, groups = a.Shape.Groups, joined = NormUnit<T>.Joined(a.Shape.Rows, columns), wide = joined * columns;
            Workspace workspace = Workspace.Rent(NormUnit<T>.ScratchBytes(wide));
            var unit = new NormUnit<T>
            {
                Groups = groups, GroupWidth = a.Shape.Width, Count = T.CreateTruncating(a.Shape.Count), Epsilon = a.Epsilon, Gamma = a.Gamma,
                Beta = a.Beta, GammaGradient = part->Partial, BetaGradient = part->Partial + columns, Fixed = a.Fixed,
            };
            unit.SetRows(a.Shape.Rows, columns, joined, columns);
            unit.TakeScratch(ref workspace, wide);
            unit.Block.Slope = a.Slope;
            for (long outer = part->From; outer < part->To; outer++)
            {
                nint first = (nint)(outer * a.Shape.Rows * columns), group = (nint)outer * groups;
                unit.Mean = a.Mean + group;
                unit.Inverse = a.Inverse + group;
                unit.Block.X = a.X + first;
                if (part->Back)
                {
                    unit.Block.Dy = a.Dy + first;
                    unit.Block.Y = a.Dx + first;
                    unit.Backward<F, S, V>();
                }
                else
                {
                    unit.Block.Y = a.Y + first;
                    unit.Forward<F, S, V>();
                }
            }
            workspace.Dispose();
        }
    }
}
