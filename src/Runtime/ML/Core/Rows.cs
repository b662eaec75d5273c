namespace Microsoft.ML.Data;

/// <summary>Getters of rows by types known at run time.</summary>
internal static class Rows
{
    /// <summary>The getter of a column.</summary>
    public static Delegate Getter<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
