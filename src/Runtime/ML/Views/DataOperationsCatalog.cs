using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Loading, splitting, filtering and caching of data. Nothing is computed before it is read.</summary>
public sealed class DataOperationsCatalog
{
    private readonly MLContext _context;

    internal DataOperationsCatalog(MLContext context) => _context = context;

    /// <summary>Objects as rows: their public fields and properties are the columns. The objects are read each time a cursor passes.</summary>
    /// <typeparam name="TRow">The class.</typeparam>
    /// <param name="data">The objects; must be the same at each enumeration.</param>
    /// <param name="schemaDefinition">Sizes and annotations of columns that the class does not state.</param>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read));
    }

    /// <summary>Objects as rows, with types and annotations of columns taken from a schema.</summary>
    /// <typeparam name="TRow">The class.</typeparam>
    /// <param name="data">The objects; must be the same at each enumeration.</param>
    /// <param name="schema">Columns by the names of those of the class.</param>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema) where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        return new EnumerableView<TRow>(data, TypedDefinition.Create(typeof(TRow), schema));
    }

    /// <summary>Rows as objects, made as they are asked for.</summary>
    /// <typeparam name="TRow">The class: its public fields and properties name the columns to read.</typeparam>
    /// <param name="data">The rows.</param>
    /// <param name="reuseRowObject">Whether one object is filled again and again.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column keep their first value; an error otherwise.</param>
    /// <param name="schemaDefinition">Which members take which columns, where the class does not state it.</param>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false,
        SchemaDefinition? schemaDefinition = null) where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        var columns = new TypedColumns<TRow>(schemaDefinition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write));
        DataViewSchema.Column[] needed = [.. columns.Bound(data.Schema, ignoreMissingColumns).Select(b => b.Column)];
        return Rows();

        IEnumerable<TRow> Rows()
        {
            using DataViewRowCursor cursor = data.GetRowCursor(needed);
            Action<TRow> fill = columns.Filler(cursor, ignoreMissingColumns);
            TRow? row = null;
            while (cursor.MoveNext())
            {
                if (row is null || !reuseRowObject) row = new TRow();
                fill(row);
                yield return row;
            }
        }
    }

    /// <summary>A view that keeps in memory the columns that were read.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columnsToPrefetch">Columns to be read whenever any is.</param>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new CacheView(input, [.. (columnsToPrefetch ?? []).Select(n => Check.Column(input.Schema, n, "prefetch", nameof(columnsToPrefetch)).Index)]);
    }

    /// <summary>The rows whose value lies from a lower to below an upper bound.</summary>
    /// <param name="input">The data.</param>
    /// <param name="columnName">A column of Single or Double.</param>
    /// <param name="lowerBound">The least value kept.</param>
    /// <param name="upperBound">The least value above those kept.</param>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity,
        double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!(lowerBound <= upperBound))
            throw new ArgumentOutOfRangeException(nameof(upperBound), $"The bounds were {lowerBound} to {upperBound}; the upper one must be no less than the lower one.");
        DataViewSchema.Column column = Check.Column(input.Schema, columnName, "filter", nameof(columnName));
        // With no upper bound infinity passes too.
        bool Keeps(double value) => value >= lowerBound && (value < upperBound || double.IsPositiveInfinity(upperBound));
        if (column.Type == NumberDataViewType.Single)
        {
            return SubsetView.Where(input, [column], row =>
            {
                ValueGetter<float> get = row.GetGetter<float>(column);
                float value = 0;
                return () =>
                {
                    get(ref value);
                    return Keeps(value);
                };
            });
        }
        if (column.Type != NumberDataViewType.Double)
            throw Check.Mismatch(columnName, "filter", "Single or Double", column.Type.ToString()!, nameof(columnName));
        return SubsetView.Where(input, [column], row =>
        {
            ValueGetter<double> get = row.GetGetter<double>(column);
            double value = 0;
            return () =>
            {
                get(ref value);
                return Keeps(value);
            };
        });
    }

    /// <summary>The rows in a random order, the same one for every cursor that brings no generator.</summary>
    /// <param name="input">The data.</param>
    /// <param name="seed">Decides the order; null takes it from the context.</param>
    /// <param name="shufflePoolSize">The number of rows held in memory, which the next row is drawn from.</param>
    /// <param name="shuffleSource">Whether the input too is read in a random order, where it can be.</param>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check.That(shufflePoolSize > 0, nameof(shufflePoolSize), shufflePoolSize, "The number of rows to draw from", "1 or more");
        return new ShuffleView(input, seed ?? _context.NextSeed(), shufflePoolSize, shuffleSource);
    }

    /// <summary>All but the first rows.</summary>
    /// <param name="input">The data.</param>
    /// <param name="count">The number of rows to leave out, 1 or more.</param>
    public IDataView SkipRows(IDataView input, long count)
    {
        CheckCount(input, count);
        return SubsetView.Skip(input, count);
    }

    /// <summary>The first rows.</summary>
    /// <param name="input">The data.</param>
    /// <param name="count">The number of rows, 1 or more.</param>
    public IDataView TakeRows(IDataView input, long count)
    {
        CheckCount(input, count);
        return SubsetView.Take(input, count);
    }

    /// <summary>Two parts: each row is drawn into one of them.</summary>
    /// <param name="data">The data.</param>
    /// <param name="testFraction">The part of the test set, above 0 and below 1; the parts of small data differ from it by chance.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay together.</param>
    /// <param name="seed">Decides the draw; null takes it from the context.</param>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), $"The test set's part was {testFraction}; it must be above 0 and below 1.");
        return Part(data, samplingKeyColumnName, seed ?? _context.NextSeed(), 0, testFraction);
    }

    /// <summary>Folds: each row is drawn into the test set of one and the train sets of the others.</summary>
    /// <param name="data">The data.</param>
    /// <param name="numberOfFolds">The number of folds, 2 or more.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay together.</param>
    /// <param name="seed">Decides the draw; null takes it from the context.</param>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check.That(numberOfFolds > 1, nameof(numberOfFolds), numberOfFolds, "The number of folds", "2 or more");
        int drawn = seed ?? _context.NextSeed();
        return [.. Enumerable.Range(0, numberOfFolds).Select(k =>
            Part(data, samplingKeyColumnName, drawn, (double)k / numberOfFolds, (double)(k + 1) / numberOfFolds))];
    }

    private static TrainTestData Part(IDataView data, string? keyColumn, int seed, double low, double high) =>
        new(Draw.Rows(data, keyColumn, seed, low, high, complement: true), Draw.Rows(data, keyColumn, seed, low, high, complement: false));

    private static void CheckCount(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (count <= 0) throw new ArgumentOutOfRangeException(nameof(count), $"The number of rows was {count}; it must be 1 or more.");
    }

    /// <summary>A split of data.</summary>
    public readonly struct TrainTestData
    {
        /// <summary>The rows to learn from.</summary>
        public readonly IDataView TrainSet;

        /// <summary>The rows to test with.</summary>
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView train, IDataView test) => (TrainSet, TestSet) = (train, test);
    }
}
