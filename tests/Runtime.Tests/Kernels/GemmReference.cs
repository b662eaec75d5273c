using System.Numerics;

namespace MlPipelines.Tests.Kernels;

/// <summary>The definition of a matrix product, element by element.</summary>
internal static unsafe class GemmReference<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static void MatMul(
        T* a, T* b, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate, T* bias, bool relu)
    {
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
            {
                T sum = accumulate ? c[i * n + j] : T.Zero;
                for (int p = 0; p < k; p++)
                    sum += (transposeA ? a[p * m + i] : a[i * k + p]) * (transposeB ? b[j * k + p] : b[p * n + j]);
                if (bias != null) sum += bias[j];
                c[i * n + j] = relu ? T.Max(sum, T.Zero) : sum;
            }
    }
}
