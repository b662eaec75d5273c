using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static unsafe partial class MathOps
{
    private static readonly object WhenTrue = true, WhenFalse = false;

    private static readonly Op WhereOp = new("Where", static g =>
    {
        if (g.Needs(1)) AddSummed(g, 1, Masked(g.Input(0), g.OutputGradient, true));
        if (g.Needs(2)) AddSummed(g, 2, Masked(g.Input(0), g.OutputGradient, false));
    });

    private static readonly Op MaskedOp = new("Masked", static g => AddSummed(g, 1, Masked(g.Input(0), g.OutputGradient, g.Attribute<bool>())));

    /// <summary>a where the condition is true, b elsewhere; all three broadcast.</summary>
    /// <param name="condition">Truth values.</param>
    /// <param name="a">Values of any type.</param>
    /// <param name="b">Values of the same type.</param>
    /// <exception cref="ArgumentException">The condition is not bool, the types of a and b differ, or the shapes do not broadcast.</exception>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        CheckBool(condition, "where");
        CheckSameType(a, b, "where");
        Tensor y = Tensor.Empty(Shape.Broadcast(Shape.Broadcast(condition.shape, a.shape), b.shape), a.dtype);
        BroadcastPlan plan = BroadcastPlan.Of(y.shape, condition.shape, a.shape, b.shape);
        Select(condition.Address, a.Address, b.Address, y, &plan);
        return WhereOp.Record(y, condition, a, b);
    }

    /// <summary>x where the condition is what <paramref name="when"/> says, 0 elsewhere.</summary>
    private static Tensor Masked(Tensor condition, Tensor x, bool when)
    {
        Tensor y = Tensor.Empty(Shape.Broadcast(condition.shape, x.shape), x.dtype);
        long zero = 0;
        BroadcastPlan plan = when ? BroadcastPlan.Of(y.shape, condition.shape, x.shape, Shape.Scalar) : BroadcastPlan.Of(y.shape, condition.shape, Shape.Scalar, x.shape);
        if (when) Select(condition.Address, x.Address, (byte*)&zero, y, &plan);
        else Select(condition.Address, (byte*)&zero, x.Address, y, &plan);
        return MaskedOp.Record(y, condition, x, when ? WhenTrue : WhenFalse);
    }

    private static void Select(byte* condition, byte* a, byte* b, Tensor y, BroadcastPlan* plan)
    {
        byte* py = y.Address;
        switch (y.dtype.SizeOf())
        {
            case 1: Mixed<SelectMap<byte>, byte, byte, byte, byte>.Run(condition, a, b, py, y.size, plan); break;
            case 4: Mixed<SelectMap<uint>, byte, uint, uint, uint>.Run(condition, (uint*)a, (uint*)b, (uint*)py, y.size, plan); break;
            default: Mixed<SelectMap<ulong>, byte, ulong, ulong, ulong>.Run(condition, (ulong*)a, (ulong*)b, (ulong*)py, y.size, plan); break;
        }
    }
}
