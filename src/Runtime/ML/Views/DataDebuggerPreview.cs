using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML
{
    /// <summary>Shows the first rows of data, for debugging.</summary>
    public static class DebuggerExtensions
    {
        /// <summary>The first rows of data.</summary>
        /// <param name="data">The data.</param>
        /// <param name="maxRows">How many rows to read at most.</param>
        public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100)
        {
            ArgumentNullException.ThrowIfNull(data);
            return new DataDebuggerPreview(data, maxRows);
        }

        /// <summary>The first rows that a transformer makes of data.</summary>
        /// <param name="transformer">The transformer.</param>
        /// <param name="data">The data.</param>
        /// <param name="maxRows">How many rows to read at most.</param>
        public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100)
        {
            ArgumentNullException.ThrowIfNull(transformer);
            return new DataDebuggerPreview(transformer.Transform(data), maxRows);
        }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>The first rows of data, all columns read and held as objects.</summary>
    public sealed class DataDebuggerPreview
    {
        internal DataDebuggerPreview(IDataView data, int maxRows)
        {
            Check.That(maxRows >= 0, nameof(maxRows), maxRows, "The number of rows", "0 or more");
            Schema = data.Schema;
            List<object>[] values = [.. Schema.Select(_ => new List<object>())];
            var rows = new List<RowInfo>();
            using (DataViewRowCursor cursor = data.GetRowCursor(Schema))
            {
                Func<object>[] getters = [.. Schema.Select(c => RawTypes.Call(c.Type.RawType, new Boxed(cursor, c)))];
                while (rows.Count < maxRows && cursor.MoveNext())
                {
                    rows.Add(new RowInfo([.. getters.Select((get, i) => new KeyValuePair<string, object>(Schema[i].Name, get()))]));
                    for (int i = 0; i < getters.Length; i++) values[i].Add(rows[^1].Values[i].Value);
                }
            }
            RowView = [.. rows];
            ColumnView = [.. Schema.Select((column, i) => new ColumnInfo(column, [.. values[i]]))];
        }

        private sealed class Boxed(DataViewRow row, DataViewSchema.Column column) : IOver<Func<object>>
        {
            public Func<object> Of<T>() where T : notnull
            {
                ValueGetter<T> get = row.GetGetter<T>(column);
                return () =>
                {
                    T value = default!;
                    get(ref value);
                    return value!;
                };
            }
        }

        /// <summary>The columns.</summary>
        public DataViewSchema Schema { get; }

        /// <summary>The values, column by column.</summary>
        public ImmutableArray<ColumnInfo> ColumnView { get; }

        /// <summary>The values, row by row.</summary>
        public ImmutableArray<RowInfo> RowView { get; }

        /// <summary>The numbers of columns and rows.</summary>
        public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

        /// <summary>A row.</summary>
        public sealed class RowInfo
        {
            internal RowInfo(KeyValuePair<string, object>[] values) => Values = values;

            /// <summary>Names of columns and values.</summary>
            public KeyValuePair<string, object>[] Values { get; }
        }

        /// <summary>A column.</summary>
        public sealed class ColumnInfo
        {
            internal ColumnInfo(DataViewSchema.Column column, object[] values) => (Column, Values) = (column, values);

            /// <summary>Name, type and annotations.</summary>
            public DataViewSchema.Column Column { get; }

            /// <summary>The values, one a row.</summary>
            public object[] Values { get; }
        }
    }
}
