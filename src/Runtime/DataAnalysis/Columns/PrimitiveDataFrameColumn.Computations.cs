using System.Globalization;

namespace Microsoft.Data.Analysis;

// What the columns compute, on top of Arithmetic<T>.
public partial class PrimitiveDataFrameColumn<T>
{
    /// <inheritdoc/>
    public override double Mean() => Length == NullCount ? 0 : ToDouble(Sum()) / (Length - NullCount);

    /// <inheritdoc/>
    public override double Median()
    {
        int[] order = SortedRows(true, true);
        int count = (int)(Length - NullCount);
        if (count == 0) return 0;
        double At(int i) => ToDouble(_store.Values[order[i]]);
        return count % 2 == 1 ? At(count / 2) : (At(count / 2 - 1) + At(count / 2)) / 2;
    }

    /// <inheritdoc/>
    /// <remarks>The mean here divides by all rows, nulls among them, as in the original library; <see cref="Mean"/> leaves them out.</remarks>
    public override DataFrameColumn Description()
    {
        float? Cell(Func<object> compute)
        {
            // A DateTime has a largest value, yet no number for it, and no sum.
            return IsNumericColumn() && compute() is object value ? (float)ToDouble(value) : null;
        }
        return new SingleDataFrameColumn(Name, new float?[] { Length - NullCount, Cell(Max), Cell(Min), Cell(Sum) / Length });
    }

    /// <inheritdoc/>
    public override bool All() => Booleans(nameof(All)).All(value => value == true);

    /// <inheritdoc/>
    public override bool Any() => Booleans(nameof(Any)).Any(value => value == true);

    internal override object Reduce(Reduction reduction, IEnumerable<long> rows) => Arithmetic<T>.Instance.Reduce(reduction, _store, rows);

    internal override DataFrameColumn Accumulate(Reduction reduction, IEnumerable<long> rows, bool inPlace)
    {
        PrimitiveDataFrameColumn<T> column = inPlace ? this : Clone();
        Arithmetic<T>.Instance.Accumulate(reduction, column._store, rows);
        return column;
    }

    internal override DataFrameColumn Map(bool absolute, bool inPlace)
    {
        PrimitiveDataFrameColumn<T> column = inPlace ? this : Clone();
        Arithmetic<T> numbers = Arithmetic<T>.Instance;
        column.ApplyElementwise((cell, _) => cell is T value ? absolute ? numbers.Abs(value) : numbers.Round(value) : null);
        return column;
    }

    internal override DataFrameColumn Operate(BinaryOperation operation, DataFrameColumn column, bool inPlace)
    {
        CheckLength(column);
        if (column is PrimitiveDataFrameColumn<T> same)
        {
            PrimitiveDataFrameColumn<T> result = inPlace ? this : Clone();
            // In place on itself, the right side must not change while it is read.
            Arithmetic<T>.Instance.Apply(operation, result._store, null, ReferenceEquals(result, same) ? same._store.Clone() : same._store, false);
            return result;
        }
        if (inPlace) throw Messages.InPlaceType(DataType, column.DataType, nameof(inPlace));
        return DataType == typeof(decimal) || column.DataType == typeof(decimal)
            ? AsDecimal().Operate(operation, column.AsDecimal(), true)
            : AsDouble().Operate(operation, column.AsDouble(), true);
    }

    internal override DataFrameColumn Operate<U>(BinaryOperation operation, U value, bool inPlace, bool reversed)
    {
        switch (value)
        {
            case DataFrameColumn column:
                return reversed ? column.Operate(operation, this, inPlace) : Operate(operation, column, inPlace);
            case T same:
                PrimitiveDataFrameColumn<T> result = inPlace ? this : Clone();
                Arithmetic<T>.Instance.Apply(operation, result._store, same, null, reversed);
                return result;
        }
        if (inPlace) throw Messages.InPlaceType(DataType, typeof(U), nameof(inPlace));
        CheckNumber(operation.ToString(), value);
        return DataType == typeof(decimal) || value is decimal
            ? AsDecimal().Operate(operation, ToDecimal(value), true, reversed)
            : AsDouble().Operate(operation, ToDouble(value), true, reversed);
    }

    internal override PrimitiveDataFrameColumn<bool> Compare(ComparisonOperation operation, DataFrameColumn column)
    {
        CheckLength(column);
        if (column is PrimitiveDataFrameColumn<T> same)
        {
            Arithmetic<T> values = Arithmetic<T>.Instance;
            return Flags(row => this[row] is T a && same[row] is T b ? values.Compare(operation, a, b) : NullCompare(operation, IsValid(row), same.IsValid(row)));
        }
        return DataType == typeof(decimal) || column.DataType == typeof(decimal)
            ? AsDecimal().Compare(operation, column.AsDecimal())
            : AsDouble().Compare(operation, column.AsDouble());
    }

    internal override PrimitiveDataFrameColumn<bool> Compare<U>(ComparisonOperation operation, U value)
    {
        switch (value)
        {
            case DataFrameColumn column: return Compare(operation, column);
            case null: return Flags(row => NullCompare(operation, IsValid(row), false));
            case T same:
                Arithmetic<T> values = Arithmetic<T>.Instance;
                return Flags(row => this[row] is T a ? values.Compare(operation, a, same) : NullCompare(operation, false, true));
        }
        CheckNumber(operation.ToString(), value);
        return DataType == typeof(decimal) || value is decimal
            ? AsDecimal().Compare(operation, ToDecimal(value))
            : AsDouble().Compare(operation, ToDouble(value));
    }

    internal override DoubleDataFrameColumn AsDouble()
    {
        var column = new DoubleDataFrameColumn(Name);
        ((PrimitiveDataFrameColumn<double>)column)._store = _store.Convert<double>(Arithmetic<T>.Instance.ToDouble);
        column.Length = Length;
        return column;
    }

    internal override DecimalDataFrameColumn AsDecimal()
    {
        var column = new DecimalDataFrameColumn(Name);
        ((PrimitiveDataFrameColumn<decimal>)column)._store = _store.Convert<decimal>(Arithmetic<T>.Instance.ToDecimal);
        column.Length = Length;
        return column;
    }

    private static bool NullCompare(ComparisonOperation operation, bool leftValid, bool rightValid) => operation switch
    {
        ComparisonOperation.Equal => leftValid == rightValid,
        ComparisonOperation.NotEqual => leftValid != rightValid,
        _ => false,
    };

    private static double ToDouble(object value) => value is char c ? c : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static decimal ToDecimal(object value) => value is char c ? c : Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    private static void CheckNumber(string operation, object value)
    {
        // Convert would take a bool as 0 or 1, and a text that spells a number.
        if (value is null or bool or string or DateTime) throw Messages.Operation(operation, value?.GetType());
    }

    private void CheckLength(DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Length != Length) throw Messages.LengthsDiffer(nameof(column), column.Length, Length);
    }

    private IEnumerable<bool?> Booleans(string operation) => this as PrimitiveDataFrameColumn<bool> ?? throw Messages.Operation(operation, typeof(T));
}
