namespace Tensorflow.Kernels;

/// <summary>How up to three dense operands stretch to one output: merged axes, innermost first, with each operand's strides.</summary>
/// <remarks>
/// Neighbouring axes that behave alike for all operands become one, so most cases end with one or two axes; axes of size 1
/// vanish. A stride of 0 repeats an operand. The innermost stride is always 0 or 1.
/// </remarks>
internal unsafe struct BroadcastPlan
{
    public const int MaxRank = 8;
    public const int Operands = 3;

    public int Rank;
    public fixed long Dims[MaxRank];
    public fixed long Strides[MaxRank * Operands];

    /// <summary>A plan for an output and operands that are known to broadcast to it.</summary>
    /// <exception cref="NotSupportedException">More than eight axes are left after merging.</exception>
    public static BroadcastPlan Of(Shape y, Shape a, Shape b, Shape c)
    {
        BroadcastPlan plan = default;
        ReadOnlySpan<long> dims = y.Span, dimsA = a.Span, dimsB = b.Span, dimsC = c.Span;
        long nextA = 1, nextB = 1, nextC = 1;
        for (int axis = 1; axis <= dims.Length; axis++)
        {
            long n = dims[^axis];
            if (n == 1) continue;
            plan.Append(n, Stride(dimsA, axis, ref nextA), Stride(dimsB, axis, ref nextB), Stride(dimsC, axis, ref nextC), y);
        }
        if (plan.Rank == 0)
        {
            plan.Dims[0] = 1;
            plan.Rank = 1;
        }
        return plan;
    }

    /// <summary>
    /// Where element <paramref name="index"/> of the output lies: fills in the index on each axis and each operand's offset.
    /// </summary>
    public readonly void Seek(long index, long* indices, long* offsets)
    {
        for (int operand = 0; operand < Operands; operand++) offsets[operand] = 0;
        for (int axis = 0; axis < Rank; axis++)
        {
            long i = axis == Rank - 1 ? index : index % Dims[axis];
            index /= Dims[axis];
            indices[axis] = i;
            for (int operand = 0; operand < Operands; operand++) offsets[operand] += i * Strides[axis * Operands + operand];
        }
    }

    /// <summary>Goes on by <paramref name="steps"/> along the innermost axis, at most to its end, and from there to the next row.</summary>
    public readonly void Advance(long steps, long* indices, long* offsets)
    {
        indices[0] += steps;
        for (int operand = 0; operand < Operands; operand++) offsets[operand] += steps * Strides[operand];
        for (int axis = 0; indices[axis] == Dims[axis] && axis < Rank - 1; axis++)
        {
            indices[axis] = 0;
            indices[axis + 1]++;
            for (int operand = 0; operand < Operands; operand++)
                offsets[operand] += Strides[(axis + 1) * Operands + operand] - Dims[axis] * Strides[axis * Operands + operand];
        }
    }

    /// <summary>True when an operand lies in memory as the output does, element for element.</summary>
    public readonly bool IsDense(int operand)
    {
        for (int axis = 0; axis < Rank; axis++)
            if (Strides[axis * Operands + operand] == 0) return false;
        return true;
    }

    /// <summary>True when an operand is the same for every row of the innermost axis.</summary>
    public readonly bool RepeatsRow(int operand)
    {
        for (int axis = 1; axis < Rank; axis++)
            if (Strides[axis * Operands + operand] != 0) return false;
        return true;
    }

    private static long Stride(ReadOnlySpan<long> dims, int axis, ref long next)
    {
        long n = axis <= dims.Length ? dims[^axis] : 1;
        if (n == 1) return 0;
        long stride = next;
        next *= n;
        return stride;
    }

    private void Append(long n, long a, long b, long c, Shape shape)
    {
        int last = Rank - 1;
        if (last >= 0)
        {
            long inner = Dims[last];
            if (a == inner * Strides[last * Operands] && b == inner * Strides[last * Operands + 1] && c == inner * Strides[last * Operands + 2])
            {
                Dims[last] = inner * n;
                return;
            }
        }
        if (Rank == MaxRank)
            throw new NotSupportedException($"Got operands that broadcast to {shape} along more than {MaxRank} separate axes; reshape them to fewer axes first.");
        Dims[Rank] = n;
        (Strides[Rank * Operands], Strides[Rank * Operands + 1], Strides[Rank * Operands + 2]) = (a, b, c);
        Rank++;
    }
}
