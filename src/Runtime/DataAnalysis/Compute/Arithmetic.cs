using System.Numerics;

namespace Microsoft.Data.Analysis;

/// <summary>Computes on the values of one type. A column asks the instance of its type; what the type cannot do throws.</summary>
internal abstract class Arithmetic<T> where T : unmanaged
{
    // Null for a type that no column holds: a throw while the class is initialized would reach callers wrapped.
    private static readonly Arithmetic<T> s_instance = (Arithmetic<T>)Make();

    /// <summary>The arithmetic of <typeparamref name="T"/>.</summary>
    public static Arithmetic<T> Instance => s_instance
        ?? throw new NotSupportedException($"A column of {typeof(T)} is not built; columns hold numbers, bool, char or DateTime.");

    public virtual bool IsNumeric => false;

    public virtual void Apply(BinaryOperation operation, ColumnStore<T> x, T? scalar, ColumnStore<T> y, bool reversed) =>
        throw Messages.Operation(operation.ToString(), typeof(T));

    public virtual bool Compare(ComparisonOperation operation, T a, T b) => throw Messages.Operation(operation.ToString(), typeof(T));

    public virtual T? Reduce(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows) => throw Messages.Operation(reduction.ToString(), typeof(T));

    public virtual void Accumulate(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows) =>
        throw Messages.Operation("Cumulative" + reduction, typeof(T));

    public virtual T Abs(T value) => throw Messages.Operation(nameof(Abs), typeof(T));

    public virtual T Round(T value) => throw Messages.Operation(nameof(Round), typeof(T));

    public virtual void ToDouble(ReadOnlySpan<T> from, Span<double> to) => throw Messages.Operation("Arithmetic", typeof(T));

    public virtual void ToDecimal(ReadOnlySpan<T> from, Span<decimal> to) => throw Messages.Operation("Arithmetic", typeof(T));

    private static object Make()
    {
        Type type = typeof(T);
        return type == typeof(float) ? new NumberArithmetic<float>()
            : type == typeof(double) ? new NumberArithmetic<double>()
            : type == typeof(int) ? new NumberArithmetic<int>()
            : type == typeof(long) ? new NumberArithmetic<long>()
            : type == typeof(byte) ? new NumberArithmetic<byte>()
            : type == typeof(sbyte) ? new NumberArithmetic<sbyte>()
            : type == typeof(short) ? new NumberArithmetic<short>()
            : type == typeof(ushort) ? new NumberArithmetic<ushort>()
            : type == typeof(uint) ? new NumberArithmetic<uint>()
            : type == typeof(ulong) ? new NumberArithmetic<ulong>()
            : type == typeof(char) ? new NumberArithmetic<char>()
            : type == typeof(decimal) ? new NumberArithmetic<decimal>()
            : type == typeof(DateTime) ? new OrderedArithmetic<DateTime>()
            : type == typeof(bool) ? new BooleanArithmetic()
            : null;
    }
}

/// <summary>How many values become one.</summary>
internal enum Reduction
{
    Sum,
    Product,
    Max,
    Min,
}

/// <summary>Values that can be compared: also the largest and the smallest.</summary>
internal class OrderedArithmetic<T> : Arithmetic<T> where T : unmanaged, IComparable<T>, IEquatable<T>
{
    public override bool Compare(ComparisonOperation operation, T a, T b) => operation switch
    {
        ComparisonOperation.Equal => a.Equals(b),
        ComparisonOperation.NotEqual => !a.Equals(b),
        ComparisonOperation.GreaterOrEqual => a.CompareTo(b) >= 0,
        ComparisonOperation.LessOrEqual => a.CompareTo(b) <= 0,
        ComparisonOperation.Greater => a.CompareTo(b) > 0,
        _ => a.CompareTo(b) < 0,
    };

    public override T? Reduce(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows) => reduction switch
    {
        Reduction.Max => Fold<MaxOf<T>>(store, rows),
        Reduction.Min => Fold<MinOf<T>>(store, rows),
        _ => base.Reduce(reduction, store, rows),
    };

    public override void Accumulate(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows)
    {
        if (reduction == Reduction.Max) Scan<MaxOf<T>>(store, rows);
        else if (reduction == Reduction.Min) Scan<MinOf<T>>(store, rows);
        else base.Accumulate(reduction, store, rows);
    }

    /// <summary>The fold of the valid cells among <paramref name="rows"/> (of all, where that is null), or null where there is none.</summary>
    protected static T? Fold<TOp>(ColumnStore<T> store, IEnumerable<long> rows) where TOp : struct, IBinary<T>
    {
        T total = default;
        bool any = false;
        if (rows is null && store.NullCount == 0)
        {
            ReadOnlySpan<T> values = store.Values;
            if (values.IsEmpty) return null;
            total = values[0];
            for (int i = 1; i < values.Length; i++) total = TOp.Of(total, values[i]);
            return total;
        }
        foreach (long row in rows ?? AllRows(store))
        {
            if (store[row] is not T value) continue;
            total = any ? TOp.Of(total, value) : value;
            any = true;
        }
        return any ? total : null;
    }

    /// <summary>Writes to each valid cell the fold of the valid cells up to it; nulls stay.</summary>
    protected static void Scan<TOp>(ColumnStore<T> store, IEnumerable<long> rows) where TOp : struct, IBinary<T>
    {
        T? total = null;
        foreach (long row in rows ?? AllRows(store))
        {
            if (store[row] is not T value) continue;
            total = total is T before ? TOp.Of(before, value) : value;
            store[row] = total;
        }
    }

    private static IEnumerable<long> AllRows(ColumnStore<T> store)
    {
        for (int row = 0; row < store.Length; row++) yield return row;
    }
}

/// <summary>bool: equality, and the logical operations.</summary>
internal sealed class BooleanArithmetic : Arithmetic<bool>
{
    public override bool Compare(ComparisonOperation operation, bool a, bool b) => operation switch
    {
        ComparisonOperation.Equal => a == b,
        ComparisonOperation.NotEqual => a != b,
        _ => base.Compare(operation, a, b),
    };

    public override void Apply(BinaryOperation operation, ColumnStore<bool> x, bool? scalar, ColumnStore<bool> y, bool reversed)
    {
        for (int i = 0; i < x.Length; i++)
        {
            bool? b = y is null ? scalar : y[i];
            x[i] = x[i] is bool a && b is bool value ? Of(operation, a, value) : null;
        }
    }

    private bool Of(BinaryOperation operation, bool a, bool b) => operation switch
    {
        BinaryOperation.And => a & b,
        BinaryOperation.Or => a | b,
        BinaryOperation.Xor => a ^ b,
        _ => throw Messages.Operation(operation.ToString(), typeof(bool)),
    };
}

/// <summary>Numbers, and char, which counts as one.</summary>
/// <remarks>Integers wrap around where a result does not fit, as they do in C#; nulls stay null, and divide nothing.</remarks>
internal sealed class NumberArithmetic<T> : OrderedArithmetic<T> where T : unmanaged, INumber<T>
{
    public override bool IsNumeric => typeof(T) != typeof(char);

    // Not by CompareTo, which puts NaN below all numbers where the operators say false.
    public override bool Compare(ComparisonOperation operation, T a, T b) => operation switch
    {
        ComparisonOperation.Equal => a == b,
        ComparisonOperation.NotEqual => a != b,
        ComparisonOperation.GreaterOrEqual => a >= b,
        ComparisonOperation.LessOrEqual => a <= b,
        ComparisonOperation.Greater => a > b,
        _ => a < b,
    };

    public override void Apply(BinaryOperation operation, ColumnStore<T> x, T? scalar, ColumnStore<T> y, bool reversed)
    {
        switch (operation)
        {
            case BinaryOperation.Add: Loop<AddOf<T>>(x, scalar, y, reversed); break;
            case BinaryOperation.Subtract: Loop<SubtractOf<T>>(x, scalar, y, reversed); break;
            case BinaryOperation.Multiply: Loop<MultiplyOf<T>>(x, scalar, y, reversed); break;
            case BinaryOperation.Divide: Loop<DivideOf<T>>(x, scalar, y, reversed); break;
            case BinaryOperation.Modulo: Loop<ModuloOf<T>>(x, scalar, y, reversed); break;
            default: base.Apply(operation, x, scalar, y, reversed); break;
        }
    }

    public override T? Reduce(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows) => reduction switch
    {
        Reduction.Sum => Fold<AddOf<T>>(store, rows) ?? T.Zero,
        Reduction.Product => Fold<MultiplyOf<T>>(store, rows) ?? T.One,
        _ => base.Reduce(reduction, store, rows),
    };

    public override void Accumulate(Reduction reduction, ColumnStore<T> store, IEnumerable<long> rows)
    {
        if (reduction == Reduction.Sum) Scan<AddOf<T>>(store, rows);
        else if (reduction == Reduction.Product) Scan<MultiplyOf<T>>(store, rows);
        else base.Accumulate(reduction, store, rows);
    }

    public override T Abs(T value) => T.Abs(value);

    public override T Round(T value) => value switch
    {
        float f => T.CreateTruncating(MathF.Round(f)),
        double d => T.CreateTruncating(Math.Round(d)),
        decimal m => T.CreateTruncating(Math.Round(m)),
        _ => value,
    };

    public override void ToDouble(ReadOnlySpan<T> from, Span<double> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = double.CreateTruncating(from[i]);
    }

    public override void ToDecimal(ReadOnlySpan<T> from, Span<decimal> to)
    {
        for (int i = 0; i < from.Length; i++) to[i] = decimal.CreateChecked(from[i]);
    }

    // One loop a cell: the second operand is the scalar or the other column's row; reversed swaps the operands.
    private static void Loop<TOp>(ColumnStore<T> x, T? scalar, ColumnStore<T> y, bool reversed) where TOp : struct, IBinary<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] is not T a) continue;
            T? b = y is null ? scalar : y[i];
            x[i] = b is T value ? reversed ? TOp.Of(value, a) : TOp.Of(a, value) : null;
        }
    }
}
