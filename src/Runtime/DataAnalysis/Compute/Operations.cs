using System.Numerics;

namespace Microsoft.Data.Analysis;

/// <summary>What an element-wise operation computes.</summary>
internal enum BinaryOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    And,
    Or,
    Xor,
}

/// <summary>What an element-wise comparison asks.</summary>
internal enum ComparisonOperation
{
    Equal,
    NotEqual,
    GreaterOrEqual,
    LessOrEqual,
    Greater,
    Less,
}

/// <summary>One operation on two values; a struct, so that each loop is compiled for its operation.</summary>
internal interface IBinary<T>
{
    static abstract T Of(T a, T b);
}

internal readonly struct AddOf<T> : IBinary<T> where T : INumber<T>
{
    public static T Of(T a, T b) => a + b;
}

internal readonly struct SubtractOf<T> : IBinary<T> where T : INumber<T>
{
    public static T Of(T a, T b) => a - b;
}

internal readonly struct MultiplyOf<T> : IBinary<T> where T : INumber<T>
{
    public static T Of(T a, T b) => a * b;
}

internal readonly struct DivideOf<T> : IBinary<T> where T : INumber<T>
{
    public static T Of(T a, T b) => a / b;
}

internal readonly struct ModuloOf<T> : IBinary<T> where T : INumber<T>
{
    public static T Of(T a, T b) => a % b;
}

internal readonly struct MaxOf<T> : IBinary<T> where T : IComparable<T>
{
    // As INumber.Max for numbers: a NaN wins.
    public static T Of(T a, T b) => IsNaN(a) || (!IsNaN(b) && a.CompareTo(b) >= 0) ? a : b;

    private static bool IsNaN(T value) => value is float.NaN or double.NaN;
}

internal readonly struct MinOf<T> : IBinary<T> where T : IComparable<T>
{
    // A NaN compares below every number, so it wins here as well.
    public static T Of(T a, T b) => a.CompareTo(b) <= 0 ? a : b;
}
