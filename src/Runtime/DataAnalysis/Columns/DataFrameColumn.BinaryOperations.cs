namespace Microsoft.Data.Analysis;

// Each method is one call of Operate or Compare, which the kinds of columns override. Two columns of one type give that type; of different
// types, decimal where one is decimal and double otherwise. A null on either side gives a null; a comparison never does.
public abstract partial class DataFrameColumn
{
    /// <summary>Sum of each row's two values.</summary>
    /// <param name="column">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a column of its type; otherwise a new one is made.</param>
    public DataFrameColumn Add(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Add, column, inPlace);

    /// <summary>Each value plus <paramref name="value"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn Add<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Add, value, inPlace, reversed: false);

    /// <summary><paramref name="value"/> plus each value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The left side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn ReverseAdd<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Add, value, inPlace, reversed: true);

    /// <summary>Difference of each row's two values.</summary>
    /// <param name="column">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a column of its type; otherwise a new one is made.</param>
    public DataFrameColumn Subtract(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Subtract, column, inPlace);

    /// <summary>Each value minus <paramref name="value"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn Subtract<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Subtract, value, inPlace, reversed: false);

    /// <summary><paramref name="value"/> minus each value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The left side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn ReverseSubtract<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Subtract, value, inPlace, reversed: true);

    /// <summary>Product of each row's two values.</summary>
    /// <param name="column">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a column of its type; otherwise a new one is made.</param>
    public DataFrameColumn Multiply(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Multiply, column, inPlace);

    /// <summary>Each value times <paramref name="value"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn Multiply<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Multiply, value, inPlace, reversed: false);

    /// <summary><paramref name="value"/> times each value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The left side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn ReverseMultiply<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Multiply, value, inPlace, reversed: true);

    /// <summary>Quotient of each row's two values.</summary>
    /// <param name="column">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a column of its type; otherwise a new one is made.</param>
    public DataFrameColumn Divide(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Divide, column, inPlace);

    /// <summary>Each value divided by <paramref name="value"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn Divide<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Divide, value, inPlace, reversed: false);

    /// <summary><paramref name="value"/> divided by each value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The left side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn ReverseDivide<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Divide, value, inPlace, reversed: true);

    /// <summary>Remainder of each row's two values.</summary>
    /// <param name="column">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a column of its type; otherwise a new one is made.</param>
    public DataFrameColumn Modulo(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Modulo, column, inPlace);

    /// <summary>Each value modulo <paramref name="value"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn Modulo<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Modulo, value, inPlace, reversed: false);

    /// <summary><paramref name="value"/> modulo each value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The left side.</param>
    /// <param name="inPlace">Whether this column changes, which needs a value of its type; otherwise a new one is made.</param>
    public DataFrameColumn ReverseModulo<T>(T value, bool inPlace = false) => Operate(BinaryOperation.Modulo, value, inPlace, reversed: true);

    /// <summary>Logical `and` of each row's two values of bool.</summary>
    /// <param name="column">The right side, a column of bool.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public DataFrameColumn And(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.And, column, inPlace);

    /// <summary>Logical `and` of each value and <paramref name="value"/>.</summary>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public PrimitiveDataFrameColumn<bool> And(bool value, bool inPlace = false) =>
        (PrimitiveDataFrameColumn<bool>)Operate(BinaryOperation.And, value, inPlace, reversed: false);

    /// <summary>Logical `or` of each row's two values of bool.</summary>
    /// <param name="column">The right side, a column of bool.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public DataFrameColumn Or(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Or, column, inPlace);

    /// <summary>Logical `or` of each value and <paramref name="value"/>.</summary>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public PrimitiveDataFrameColumn<bool> Or(bool value, bool inPlace = false) =>
        (PrimitiveDataFrameColumn<bool>)Operate(BinaryOperation.Or, value, inPlace, reversed: false);

    /// <summary>Logical `xor` of each row's two values of bool.</summary>
    /// <param name="column">The right side, a column of bool.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public DataFrameColumn Xor(DataFrameColumn column, bool inPlace = false) => Operate(BinaryOperation.Xor, column, inPlace);

    /// <summary>Logical `xor` of each value and <paramref name="value"/>.</summary>
    /// <param name="value">The right side.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a new one is made.</param>
    public PrimitiveDataFrameColumn<bool> Xor(bool value, bool inPlace = false) =>
        (PrimitiveDataFrameColumn<bool>)Operate(BinaryOperation.Xor, value, inPlace, reversed: false);

    /// <summary>Whether each value equals the other column's; two nulls are equal.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Compare(ComparisonOperation.Equal, column);

    /// <summary>Whether each value equals <paramref name="value"/>; two nulls are equal.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => Compare(ComparisonOperation.Equal, value);

    /// <summary>Whether each value differs from the other column's; two nulls do not differ, a null and a value do.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Compare(ComparisonOperation.NotEqual, column);

    /// <summary>Whether each value differs from <paramref name="value"/>; two nulls do not differ, a null and a value do.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => Compare(ComparisonOperation.NotEqual, value);

    /// <summary>Whether each value is at least the other column's; false where one is null.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) => Compare(ComparisonOperation.GreaterOrEqual, column);

    /// <summary>Whether each value is at least <paramref name="value"/>; false where one is null.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) => Compare(ComparisonOperation.GreaterOrEqual, value);

    /// <summary>Whether each value is at most the other column's; false where one is null.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) => Compare(ComparisonOperation.LessOrEqual, column);

    /// <summary>Whether each value is at most <paramref name="value"/>; false where one is null.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) => Compare(ComparisonOperation.LessOrEqual, value);

    /// <summary>Whether each value is more than the other column's; false where one is null.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => Compare(ComparisonOperation.Greater, column);

    /// <summary>Whether each value is more than <paramref name="value"/>; false where one is null.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) => Compare(ComparisonOperation.Greater, value);

    /// <summary>Whether each value is less than the other column's; false where one is null.</summary>
    /// <param name="column">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => Compare(ComparisonOperation.Less, column);

    /// <summary>Whether each value is less than <paramref name="value"/>; false where one is null.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The right side.</param>
    public PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => Compare(ComparisonOperation.Less, value);

    /// <summary>Whether each row holds null.</summary>
    public PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => Flags(row => !IsValid(row));

    /// <summary>Whether each row holds a value.</summary>
    public PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => Flags(IsValid);

    internal virtual DataFrameColumn Operate(BinaryOperation operation, DataFrameColumn column, bool inPlace) =>
        throw new NotImplementedException();

    internal virtual DataFrameColumn Operate<T>(BinaryOperation operation, T value, bool inPlace, bool reversed) =>
        throw new NotImplementedException();

    internal virtual PrimitiveDataFrameColumn<bool> Compare(ComparisonOperation operation, DataFrameColumn column) =>
        throw new NotImplementedException();

    internal virtual PrimitiveDataFrameColumn<bool> Compare<T>(ComparisonOperation operation, T value) =>
        throw new NotImplementedException();

    /// <summary>The column as one of double, for arithmetic across types.</summary>
    internal virtual DoubleDataFrameColumn AsDouble() => throw Messages.Operation("Arithmetic", DataType);

    /// <summary>The column as one of decimal, for arithmetic across types.</summary>
    internal virtual DecimalDataFrameColumn AsDecimal() => throw Messages.Operation("Arithmetic", DataType);

    /// <summary>A column of bool of this column's name and length.</summary>
    private protected BooleanDataFrameColumn Flags(Func<long, bool> of)
    {
        var flags = new BooleanDataFrameColumn(Name);
        for (long row = 0; row < Length; row++) flags.Append(of(row));
        return flags;
    }
}
