namespace Microsoft.Data.Analysis;

// The operators are the methods of the same meaning. Scalars of the types that literals have; for others, such as byte, use the method.
public abstract partial class DataFrameColumn
{
    /// <summary>Sum of each row's two values, as <see cref="Add(DataFrameColumn, bool)"/>.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn left, DataFrameColumn right) => left.Add(right);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn column, int value) => column.Add(value);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator +(int value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn column, long value) => column.Add(value);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator +(long value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn column, float value) => column.Add(value);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator +(float value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn column, double value) => column.Add(value);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator +(double value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator +(DataFrameColumn column, decimal value) => column.Add(value);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator +(decimal value, DataFrameColumn column) => column.ReverseAdd(value);

    /// <summary>Difference of each row's two values, as <see cref="Subtract(DataFrameColumn, bool)"/>.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn left, DataFrameColumn right) => left.Subtract(right);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn column, int value) => column.Subtract(value);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator -(int value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn column, long value) => column.Subtract(value);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator -(long value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn column, float value) => column.Subtract(value);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator -(float value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn column, double value) => column.Subtract(value);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator -(double value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator -(DataFrameColumn column, decimal value) => column.Subtract(value);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator -(decimal value, DataFrameColumn column) => column.ReverseSubtract(value);

    /// <summary>Product of each row's two values, as <see cref="Multiply(DataFrameColumn, bool)"/>.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn left, DataFrameColumn right) => left.Multiply(right);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn column, int value) => column.Multiply(value);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator *(int value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn column, long value) => column.Multiply(value);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator *(long value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn column, float value) => column.Multiply(value);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator *(float value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn column, double value) => column.Multiply(value);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator *(double value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator *(DataFrameColumn column, decimal value) => column.Multiply(value);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator *(decimal value, DataFrameColumn column) => column.ReverseMultiply(value);

    /// <summary>Quotient of each row's two values, as <see cref="Divide(DataFrameColumn, bool)"/>.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn left, DataFrameColumn right) => left.Divide(right);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn column, int value) => column.Divide(value);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator /(int value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn column, long value) => column.Divide(value);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator /(long value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn column, float value) => column.Divide(value);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator /(float value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn column, double value) => column.Divide(value);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator /(double value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator /(DataFrameColumn column, decimal value) => column.Divide(value);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator /(decimal value, DataFrameColumn column) => column.ReverseDivide(value);

    /// <summary>Remainder of each row's two values, as <see cref="Modulo(DataFrameColumn, bool)"/>.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn left, DataFrameColumn right) => left.Modulo(right);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn column, int value) => column.Modulo(value);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator %(int value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn column, long value) => column.Modulo(value);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator %(long value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn column, float value) => column.Modulo(value);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator %(float value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn column, double value) => column.Modulo(value);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator %(double value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <param name="column">The left side.</param>
    /// <param name="value">The right side.</param>
    public static DataFrameColumn operator %(DataFrameColumn column, decimal value) => column.Modulo(value);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <param name="value">The left side.</param>
    /// <param name="column">The right side.</param>
    public static DataFrameColumn operator %(decimal value, DataFrameColumn column) => column.ReverseModulo(value);

    /// <summary>Logical `and` of each row's two values of bool.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator &(DataFrameColumn left, DataFrameColumn right) => left.And(right);

    /// <summary>Logical `or` of each row's two values of bool.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator |(DataFrameColumn left, DataFrameColumn right) => left.Or(right);

    /// <summary>Logical `xor` of each row's two values of bool.</summary>
    /// <param name="left">The left side.</param>
    /// <param name="right">The right side.</param>
    public static DataFrameColumn operator ^(DataFrameColumn left, DataFrameColumn right) => left.Xor(right);
}
