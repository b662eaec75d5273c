using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>What the last pass over a result adds to it, after the bias.</summary>
internal enum FusedActivation
{
    None,
    Relu,
}

/// <summary>A stretch of the inner dimension whose elements lie evenly spaced in A and in B.</summary>
internal struct Segment
{
    /// <summary>Distance from each row's pointer into A, in elements.</summary>
    public nint A;

    /// <summary>First row of B.</summary>
    public nint B;

    /// <summary>Inner steps.</summary>
    public nint Length;
}

/// <summary>One call of the micro-kernel: six rows of A, one panel of B, six rows of C.</summary>
/// <remarks>The pointers may be anything readable (A) and writable (C): spare rows repeat a row of A and write to scratch.</remarks>
internal unsafe struct Tile<T>
    where T : unmanaged
{
    public T* A0, A1, A2, A3, A4, A5;
    public T* C0, C1, C2, C3, C4, C5;

    /// <summary>The panel: row r starts at <c>B + r * BStep</c> and is <see cref="MicroKernel{T}.PanelWidth"/> wide.</summary>
    public T* B;

    /// <summary>Elements from a row of B to the next.</summary>
    public nint BStep;

    /// <summary>Elements of A from an inner step to the next: 1 along a row, a row's length down a column.</summary>
    public nint AStep;

    public Segment* Segments;
    public nint SegmentCount;

    /// <summary>Start from what C holds instead of from zero.</summary>
    public bool Load;

    /// <summary><see cref="MicroKernel{T}.PanelWidth"/> values to add to every row at the end, or null.</summary>
    public T* Bias;

    public FusedActivation Activation;
}

/// <summary>
/// The innermost loop of every matrix product and convolution: a tile of C, 6 rows by 2 vectors, stays in 12 registers while
/// the inner dimension passes by. Each step loads 2 vectors of B and broadcasts one element from each of the 6 rows of A.
/// </summary>
/// <remarks>
/// <code>
///            B row r:  [ lanes | lanes ]
/// A0[k] ->   C0:       [  c00  |  c01  ]     12 multiply-adds for 8 loads: the multipliers are the limit,
///   ...                                      and 12 chains hide the latency of a multiply-add.
/// A5[k] ->   C5:       [  c50  |  c51  ]
/// </code>
/// Forward, input gradient and filter gradient differ only in what the six pointers, the step and the segments say: along a
/// row of A (step 1) it is a product, down a column it is a product with A transposed, and with segments for the lines of a
/// filter it is a convolution. Every element of C is one chain of multiply-adds in segment order, so its bits do not depend
/// on the rows around it, nor on where the chain is cut and taken up again with <see cref="Tile{T}.Load"/>.
/// </remarks>
internal static unsafe class MicroKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public const int Rows = 6;

    /// <summary>Columns of a tile: two registers.</summary>
    public static int PanelWidth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Math.Max(1, Simd.Bits / 8 / sizeof(T));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<S, V>(Tile<T>* tile)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        if (tile->Load)
        {
            c00 = S.Load(tile->C0); c01 = S.Load(tile->C0 + S.Count);
            c10 = S.Load(tile->C1); c11 = S.Load(tile->C1 + S.Count);
            c20 = S.Load(tile->C2); c21 = S.Load(tile->C2 + S.Count);
            c30 = S.Load(tile->C3); c31 = S.Load(tile->C3 + S.Count);
            c40 = S.Load(tile->C4); c41 = S.Load(tile->C4 + S.Count);
            c50 = S.Load(tile->C5); c51 = S.Load(tile->C5 + S.Count);
        }
        else
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = S.Broadcast(T.Zero);
        }

        T* a0 = tile->A0, a1 = tile->A1, a2 = tile->A2, a3 = tile->A3, a4 = tile->A4, a5 = tile->A5;
        nint aStep = tile->AStep, bStep = tile->BStep;
        Segment* segment = tile->Segments, end = segment + tile->SegmentCount;
        for (; segment < end; segment++)
        {
            T* b = tile->B + segment->B * bStep;
            nint k = segment->A;
            for (nint left = segment->Length; left > 0; left--)
            {
                V b0 = S.Load(b), b1 = S.Load(b + S.Count);
                b += bStep;
                V a = S.Broadcast(a0[k]); c00 = S.Fma(a, b0, c00); c01 = S.Fma(a, b1, c01);
                a = S.Broadcast(a1[k]); c10 = S.Fma(a, b0, c10); c11 = S.Fma(a, b1, c11);
                a = S.Broadcast(a2[k]); c20 = S.Fma(a, b0, c20); c21 = S.Fma(a, b1, c21);
                a = S.Broadcast(a3[k]); c30 = S.Fma(a, b0, c30); c31 = S.Fma(a, b1, c31);
                a = S.Broadcast(a4[k]); c40 = S.Fma(a, b0, c40); c41 = S.Fma(a, b1, c41);
                a = S.Broadcast(a5[k]); c50 = S.Fma(a, b0, c50); c51 = S.Fma(a, b1, c51);
                k += aStep;
            }
        }

        if (tile->Bias != null)
        {
            V b0 = S.Load(tile->Bias), b1 = S.Load(tile->Bias + S.Count);
            c00 = S.Add(c00, b0); c01 = S.Add(c01, b1); c10 = S.Add(c10, b0); c11 = S.Add(c11, b1);
            c20 = S.Add(c20, b0); c21 = S.Add(c21, b1); c30 = S.Add(c30, b0); c31 = S.Add(c31, b1);
            c40 = S.Add(c40, b0); c41 = S.Add(c41, b1); c50 = S.Add(c50, b0); c51 = S.Add(c51, b1);
        }
        if (tile->Activation == FusedActivation.Relu)
        {
            c00 = Relu<S, V>(c00); c01 = Relu<S, V>(c01); c10 = Relu<S, V>(c10); c11 = Relu<S, V>(c11);
            c20 = Relu<S, V>(c20); c21 = Relu<S, V>(c21); c30 = Relu<S, V>(c30); c31 = Relu<S, V>(c31);
            c40 = Relu<S, V>(c40); c41 = Relu<S, V>(c41); c50 = Relu<S, V>(c50); c51 = Relu<S, V>(c51);
        }

        S.Store(c00, tile->C0); S.Store(c01, tile->C0 + S.Count);
        S.Store(c10, tile->C1); S.Store(c11, tile->C1 + S.Count);
        S.Store(c20, tile->C2); S.Store(c21, tile->C2 + S.Count);
        S.Store(c30, tile->C3); S.Store(c31, tile->C3 + S.Count);
        S.Store(c40, tile->C4); S.Store(c41, tile->C4 + S.Count);
        S.Store(c50, tile->C5); S.Store(c51, tile->C5 + S.Count);
    }

    /// <summary>max(v, 0); a NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu<S, V>(V v)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        V zero = S.Broadcast(T.Zero);
        return S.Select(S.Greater(zero, v), zero, v);
    }
}
