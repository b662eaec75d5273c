using System.Diagnostics;
using System.Runtime.InteropServices;
using Tensorflow.Kernels;

namespace MlPipelines.Bench;

/// <summary>The limit to hold every figure against: a matrix-product tile on panels that stay in the first cache.</summary>
internal static unsafe class Peak
{
    private const int K = 256;

    public static int VectorBits => Simd.Bits;

    /// <summary>Billions of floating-point operations a second on some threads, the best of five tries.</summary>
    public static double Measure(int threads)
    {
        Workers.Threads = threads;
        const int calls = 200_000;
        double best = 0;
        for (int repeat = 0; repeat < 5; repeat++)
        {
            var watch = Stopwatch.StartNew();
            Workers.For(threads, &Run, (void*)calls);
            best = Math.Max(best, (double)threads * calls * 2 * K * 6 * 2 * Math.Max(1, Simd.Bits / 32) / watch.Elapsed.TotalSeconds / 1e9);
        }
        return best;
    }

    private static void Run(void* calls, int task)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc(K * (6 + 32) * sizeof(float), 64);
        new Span<float>(memory, K * (6 + 32)).Fill(1);
        var args = new Args { A = memory, B = memory + K * 6, Calls = (int)calls };
        Simd.Run<Tile, Args, float>(&args);
        NativeMemory.AlignedFree(memory);
    }

    private struct Args
    {
        public float* A, B;
        public int Calls;
    }

    /// <summary>Six rows by two vectors: twelve sums stay in registers; a step loads two vectors of B and broadcasts six numbers of A.</summary>
    private readonly struct Tile : IKernel<Args, float>
    {
        public static void Run<S, V>(Args* args)
            where S : struct, ISimd<V, float>
            where V : struct
        {
            V zero = S.Broadcast(0);
            for (int call = 0; call < args->Calls; call++)
            {
                float* a = args->A, b = args->B;
                V c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
                for (int k = 0; k < K; k++)
                {
                    V b0 = S.Load(b), b1 = S.Load(b + S.Count);
                    V x = S.Broadcast(a[0]);
                    (c00, c01) = (S.Fma(x, b0, c00), S.Fma(x, b1, c01));
                    x = S.Broadcast(a[1]);
                    (c10, c11) = (S.Fma(x, b0, c10), S.Fma(x, b1, c11));
                    x = S.Broadcast(a[2]);
                    (c20, c21) = (S.Fma(x, b0, c20), S.Fma(x, b1, c21));
                    x = S.Broadcast(a[3]);
                    (c30, c31) = (S.Fma(x, b0, c30), S.Fma(x, b1, c31));
                    x = S.Broadcast(a[4]);
                    (c40, c41) = (S.Fma(x, b0, c40), S.Fma(x, b1, c41));
                    x = S.Broadcast(a[5]);
                    (c50, c51) = (S.Fma(x, b0, c50), S.Fma(x, b1, c51));
                    a += 6;
                    b += 2 * S.Count;
                }
                V sum = S.Add(S.Add(S.Add(c00, c01), S.Add(c10, c11)), S.Add(S.Add(c20, c21), S.Add(c30, c31)));
                *args->A = 1 + 0 * S.Sum(S.Add(sum, S.Add(S.Add(c40, c41), S.Add(c50, c51))));
            }
        }
    }
}
