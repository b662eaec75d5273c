namespace Microsoft.Data.Analysis;

// Each computation is one call of Reduce, Accumulate or Map, which the kinds of columns override. A column that is no primitive one throws
// NotImplementedException, a primitive one whose type cannot do it NotSupportedException.
public abstract partial class DataFrameColumn
{
    /// <summary>Absolute values.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn Abs(bool inPlace = false) => Map(absolute: true, inPlace);

    /// <summary>Values rounded to whole numbers, halves to the even one.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn Round(bool inPlace = false) => Map(absolute: false, inPlace);

    /// <summary>Whether every value of a column of bool is true; nulls count as false.</summary>
    public virtual bool All() => throw new NotImplementedException();

    /// <summary>Whether a value of a column of bool is true.</summary>
    public virtual bool Any() => throw new NotImplementedException();

    /// <summary>The largest of the values up to each row; nulls stay.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeMax(bool inPlace = false) => Accumulate(Reduction.Max, null, inPlace);

    /// <summary>The largest of the values up to each row, among some rows only; nulls stay.</summary>
    /// <param name="rowIndices">The rows, in the order in which they are gone through.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeMax(IEnumerable<long> rowIndices, bool inPlace = false) => Accumulate(Reduction.Max, rowIndices, inPlace);

    /// <summary>The smallest of the values up to each row; nulls stay.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeMin(bool inPlace = false) => Accumulate(Reduction.Min, null, inPlace);

    /// <summary>The smallest of the values up to each row, among some rows only; nulls stay.</summary>
    /// <param name="rowIndices">The rows, in the order in which they are gone through.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeMin(IEnumerable<long> rowIndices, bool inPlace = false) => Accumulate(Reduction.Min, rowIndices, inPlace);

    /// <summary>The product of the values up to each row; nulls stay.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeProduct(bool inPlace = false) => Accumulate(Reduction.Product, null, inPlace);

    /// <summary>The product of the values up to each row, among some rows only; nulls stay.</summary>
    /// <param name="rowIndices">The rows, in the order in which they are gone through.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeProduct(IEnumerable<long> rowIndices, bool inPlace = false) =>
        Accumulate(Reduction.Product, rowIndices, inPlace);

    /// <summary>The sum of the values up to each row; nulls stay.</summary>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeSum(bool inPlace = false) => Accumulate(Reduction.Sum, null, inPlace);

    /// <summary>The sum of the values up to each row, among some rows only; nulls stay.</summary>
    /// <param name="rowIndices">The rows, in the order in which they are gone through.</param>
    /// <param name="inPlace">Whether this column changes; otherwise a copy does.</param>
    public DataFrameColumn CumulativeSum(IEnumerable<long> rowIndices, bool inPlace = false) => Accumulate(Reduction.Sum, rowIndices, inPlace);

    /// <summary>The largest value, or null where there is none; of the column's type.</summary>
    public object Max() => Reduce(Reduction.Max, null);

    /// <summary>The largest value in some rows, or null where there is none.</summary>
    /// <param name="rowIndices">The rows.</param>
    public object Max(IEnumerable<long> rowIndices) => Reduce(Reduction.Max, rowIndices);

    /// <summary>The smallest value, or null where there is none; of the column's type.</summary>
    public object Min() => Reduce(Reduction.Min, null);

    /// <summary>The smallest value in some rows, or null where there is none.</summary>
    /// <param name="rowIndices">The rows.</param>
    public object Min(IEnumerable<long> rowIndices) => Reduce(Reduction.Min, rowIndices);

    /// <summary>The product of the values, of the column's type: integers wrap around. 1 where there is none.</summary>
    public object Product() => Reduce(Reduction.Product, null);

    /// <summary>The product of the values in some rows.</summary>
    /// <param name="rowIndices">The rows.</param>
    public object Product(IEnumerable<long> rowIndices) => Reduce(Reduction.Product, rowIndices);

    /// <summary>The sum of the values, of the column's type: integers wrap around. 0 where there is none.</summary>
    public object Sum() => Reduce(Reduction.Sum, null);

    /// <summary>The sum of the values in some rows.</summary>
    /// <param name="rowIndices">The rows.</param>
    public object Sum(IEnumerable<long> rowIndices) => Reduce(Reduction.Sum, rowIndices);

    internal virtual object Reduce(Reduction reduction, IEnumerable<long> rows) => throw new NotImplementedException();

    internal virtual DataFrameColumn Accumulate(Reduction reduction, IEnumerable<long> rows, bool inPlace) =>
        throw new NotImplementedException();

    internal virtual DataFrameColumn Map(bool absolute, bool inPlace) => throw new NotImplementedException();
}
