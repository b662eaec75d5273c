using Microsoft.ML;
using Microsoft.ML.Data;

namespace Microsoft.Data.Analysis;

// How a column of values is read by, and filled from, data views. A null is NaN where the type has one, and the default where it has none.
public partial class PrimitiveDataFrameColumn<T>
{
    internal override DataViewType ViewType => ViewTypes.Of(typeof(T));

    internal override Delegate ViewGetter(DataViewRowCursor cursor) => this switch
    {
        PrimitiveDataFrameColumn<float> column => (ValueGetter<float>)((ref float value) => value = column[cursor.Position] ?? float.NaN),
        PrimitiveDataFrameColumn<double> column => (ValueGetter<double>)((ref double value) => value = column[cursor.Position] ?? double.NaN),
        // Views know neither char nor decimal.
        PrimitiveDataFrameColumn<char> column => (ValueGetter<ushort>)((ref ushort value) => value = column[cursor.Position].GetValueOrDefault()),
        PrimitiveDataFrameColumn<decimal> column => (ValueGetter<double>)((ref double value) => value = (double?)column[cursor.Position] ?? double.NaN),
        _ => (ValueGetter<T>)((ref T value) => value = this[cursor.Position].GetValueOrDefault()),
    };

    internal override Action Appender(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            Append(value);
        };
    }
}
