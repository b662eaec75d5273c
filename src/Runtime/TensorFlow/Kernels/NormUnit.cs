using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// One block whose statistics nothing else shares: an image of an instance normalization, some columns of a batch normalization. The
/// numbers that belong to columns lie in scratch memory.
/// </summary>
internal unsafe struct NormUnit<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows this narrow are joined, so that vectors have something to hold.</summary>
    private const int Narrow = 64, WidestJoined = 512;

    public NormBlock<T> Block;
    public int Columns, Groups, GroupWidth;
    public T Count, Epsilon;
    public bool Fixed;

    /// <summary>[columns], or null.</summary>
    public T* Gamma, Beta, GammaGradient, BetaGradient;

    /// <summary>[groups].</summary>
    public T* Mean, Inverse, Variance;

    private T* _totals, _totals2;

    /// <summary>Rows that count as one wide row.</summary>
    public static int Joined(long rows, int columns)
    {
        if (columns >= WidestJoined) return 1;
        int joined = 1;
        while (joined * columns < Narrow || joined * columns % 16 != 0) joined++;
        return (int)Math.Min(joined, Math.Max(1, rows));
    }

    /// <summary>Bytes of scratch for a unit of so many columns, joined ones included.</summary>
    public static nint ScratchBytes(int wide) => 10 * Workspace.Bytes<T>(wide);

    public void TakeScratch(ref Workspace workspace, int wide)
    {
        Block.Sum = workspace.Take<T>(wide);
        Block.Sum2 = workspace.Take<T>(wide);
        Block.Mean = workspace.Take<T>(wide);
        Block.Gain = workspace.Take<T>(wide);
        Block.Shift = workspace.Take<T>(wide);
        Block.A = workspace.Take<T>(wide);
        Block.B = workspace.Take<T>(wide);
        Block.C = workspace.Take<T>(wide);
        _totals = workspace.Take<T>(wide);
        _totals2 = workspace.Take<T>(wide);
    }

    /// <summary>Says how the block's rows lie.</summary>
    public void SetRows(long rows, int columns, int joined, nint step)
    {
        Columns = columns;
        Block.Width = joined * columns;
        Block.Step = joined == 1 ? step : Block.Width;
        Block.Rows = (nint)(rows / joined);
        Block.Tail = (int)(rows % joined) * columns;
    }

    /// <summary>Mean and inverse deviation of the block, then y = activation of (x - mean) inverse gamma + beta.</summary>
    public void Forward<F, S, V>()
        where F : struct, INormActivation
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Total<S, V>();
        ReadOnlySpan<T> sums = Grouped<S, V>(Block.Sum, _totals);
        for (int g = 0; g < Groups; g++) Mean[g] = sums[g] / Count;
        SpreadMean<S, V>();
        Deviation<S, V>();
        sums = Grouped<S, V>(Block.Sum, _totals);
        for (int g = 0; g < Groups; g++)
        {
            T variance = sums[g] / Count;
            if (Variance != null) Variance[g] = variance;
            Inverse[g] = T.One / T.Sqrt(variance + Epsilon);
        }
        ForwardNumbers<S, V>();
        Run<NormPass<T>.Normalize<F>, S, V>();
    }

    /// <summary>Adds to the gradients of gamma and beta, then writes the gradient of x.</summary>
    public void Backward<F, S, V>()
        where F : struct, INormActivation
        where S : struct, ISimd<V, T>
        where V : struct
    {
        GradientTotals<F, S, V>();
        AddParameterGradients();
        BackwardNumbers<S, V>();
        Run<NormPass<T>.Gradient<F>, S, V>();
    }

    /// <summary>Sum = the columns' sums.</summary>
    public void Total<S, V>()
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Clear(Block.Sum);
        Run<NormPass<T>.Total, S, V>();
        FoldJoined(Block.Sum);
    }

    /// <summary>Sum = the columns' squared deviations from the means that were spread.</summary>
    public void Deviation<S, V>()
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Clear(Block.Sum);
        Run<NormPass<T>.Deviation, S, V>();
        FoldJoined(Block.Sum);
    }

    /// <summary>Sum and Sum2 = the columns' sums of dy and of dy (x - mean), where dy is the gradient behind the activation.</summary>
    public void GradientTotals<F, S, V>()
        where F : struct, INormActivation
        where S : struct, ISimd<V, T>
        where V : struct
    {
        SpreadMean<S, V>();
        if (!F.IsNone) ForwardNumbers<S, V>();
        Clear(Block.Sum);
        Clear(Block.Sum2);
        Run<NormPass<T>.GradientTotals<F>, S, V>();
        FoldJoined(Block.Sum);
        FoldJoined(Block.Sum2);
    }

    public void Run<P, S, V>()
        where P : struct, INormPass<T>
        where S : struct, ISimd<V, T>
        where V : struct
    {
        fixed (NormBlock<T>* block = &Block) NormPass<T>.Run<P, S, V>(block);
    }

    /// <summary>Gives every column its group's mean.</summary>
    public void SpreadMean<S, V>()
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Spread(Mean, Block.Mean);
        Repeat(Block.Mean);
    }

    /// <summary>The numbers of <see cref="NormPass{T}.Normalize{F}"/>.</summary>
    public void ForwardNumbers<S, V>()
        where S : struct, ISimd<V, T>
        where V : struct
    {
        var shift = new Span<T>(Block.Shift, Columns);
        Spread(Inverse, Block.Gain);
        if (Gamma != null) Multiply<S, V>(Block.Gain, Gamma, Block.Gain);
        if (Beta != null) new ReadOnlySpan<T>(Beta, Columns).CopyTo(shift);
        else shift.Clear();
        Repeat(Block.Gain);
        Repeat(Block.Shift);
    }

    /// <summary>The numbers of <see cref="NormPass{T}.Gradient{F}"/>, from the columns' sums, which are used up.</summary>
    /// <remarks>dx = inverse (gamma dy - mean(gamma dy) - x^ mean(gamma dy x^)), where x^ = (x - mean) inverse.</remarks>
    public void BackwardNumbers<S, V>()
        where S : struct, ISimd<V, T>
        where V : struct
    {
        Spread(Inverse, Block.A);
        if (Gamma != null)
        {
            Multiply<S, V>(Block.A, Gamma, Block.A);
            Multiply<S, V>(Block.Sum, Gamma, Block.Sum);
            Multiply<S, V>(Block.Sum2, Gamma, Block.Sum2);
        }
        if (Fixed)
        {
            Clear(Block.B);
            Clear(Block.C);
        }
        else
        {
            ReadOnlySpan<T> sums = Grouped<S, V>(Block.Sum, _totals), products = Grouped<S, V>(Block.Sum2, _totals2);
            for (int g = 0; g < Groups; g++)
            {
                T inverse = Inverse[g], share = -inverse / Count;
                _totals2[g] = share * inverse * inverse * products[g];
                _totals[g] = share * sums[g];
            }
            Spread(_totals2, Block.B);
            Spread(_totals, Block.C);
            Repeat(Block.B);
            Repeat(Block.C);
        }
        Repeat(Block.A);
    }

    public void AddParameterGradients()
    {
        for (int g = 0, c = 0; g < Groups; g++)
        {
            T inverse = Inverse[g];
            for (int end = c + GroupWidth; c < end; c++)
            {
                GammaGradient[c] += Block.Sum2[c] * inverse;
                BetaGradient[c] += Block.Sum[c];
            }
        }
    }

    /// <summary>One number a group: its columns' sum. Where groups are columns, the sums themselves.</summary>
    private readonly ReadOnlySpan<T> Grouped<S, V>(T* sums, T* totals)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        if (GroupWidth == 1) return new(sums, Groups);
        for (int g = 0; g < Groups; g++) totals[g] = SumOf<S, V>(sums + (nint)g * GroupWidth, GroupWidth);
        return new(totals, Groups);
    }

    private static T SumOf<S, V>(T* p, int n)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int i = 0;
        V sum = S.Broadcast(T.Zero);
        for (; i <= n - S.Count; i += S.Count) sum = S.Add(sum, S.Load(p + i));
        T total = S.Sum(sum);
        for (; i < n; i++) total += p[i];
        return total;
    }

    private readonly void Multiply<S, V>(T* a, T* b, T* product)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int i = 0;
        for (; i <= Columns - S.Count; i += S.Count) S.Store(S.Multiply(S.Load(a + i), S.Load(b + i)), product + i);
        for (; i < Columns; i++) product[i] = a[i] * b[i];
    }

    private readonly void Spread(T* groups, T* columns)
    {
        if (GroupWidth == 1) new ReadOnlySpan<T>(groups, Groups).CopyTo(new Span<T>(columns, Groups));
        else
            for (int g = 0; g < Groups; g++) new Span<T>(columns + (nint)g * GroupWidth, GroupWidth).Fill(groups[g]);
    }

    private readonly void Clear(T* columns) => new Span<T>(columns, Block.Width).Clear();

    /// <summary>Adds up what belongs to one column of rows that were joined.</summary>
    private readonly void FoldJoined(T* wide)
    {
        for (int c = Columns; c < Block.Width; c++) wide[c % Columns] += wide[c];
    }

    private readonly void Repeat(T* columns)
    {
        for (int c = Columns; c < Block.Width; c++) columns[c] = columns[c - Columns];
    }
}
