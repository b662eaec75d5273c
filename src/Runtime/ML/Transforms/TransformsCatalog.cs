using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Steps of pipelines; the steps themselves are extension methods.</summary>
public sealed class TransformsCatalog
{
    internal TransformsCatalog(MLContext context) => (Context, Conversion) = (context, new ConversionTransforms(this));

    internal MLContext Context { get; }

    /// <summary>Steps between types: keys and values.</summary>
    public ConversionTransforms Conversion { get; }

    /// <summary>Steps between types; the steps themselves are extension methods.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(TransformsCatalog owner) => Owner = owner;

        internal TransformsCatalog Owner { get; }
    }
}

/// <summary>The name of a column made and that of the column it is made of.</summary>
public sealed class InputOutputColumnPair
{
    /// <summary>A pair.</summary>
    /// <param name="outputColumnName">The column made.</param>
    /// <param name="inputColumnName">The column it is made of; null for the one of the same name.</param>
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        (OutputColumnName, InputColumnName) = (outputColumnName, inputColumnName ?? outputColumnName);
    }

    /// <summary>The column it is made of.</summary>
    public string InputColumnName { get; }

    /// <summary>The column made.</summary>
    public string OutputColumnName { get; }

    internal static InputOutputColumnPair[] Checked(InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentOutOfRangeException(nameof(columns), "No columns were named; name at least one pair.");
        return columns;
    }
}

/// <summary>Steps that join, copy, keep and drop columns.</summary>
public static class TransformExtensionsCatalog
{
    /// <summary>Joins columns of one type into a vector.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The vector.</param>
    /// <param name="inputColumnNames">Values and vectors in their order; none for the column named as the output.</param>
    public static ColumnConcatenatingEstimator Concatenate(this TransformsCatalog catalog, string outputColumnName, params string[] inputColumnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnConcatenatingEstimator(outputColumnName, inputColumnNames);
    }

    /// <summary>Copies a column under another name.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The copy.</param>
    /// <param name="inputColumnName">The column to copy.</param>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, string outputColumnName, string inputColumnName) =>
        CopyColumns(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <summary>Copies columns under other names.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Copies and originals.</param>
    public static ColumnCopyingEstimator CopyColumns(this TransformsCatalog catalog, params InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnCopyingEstimator(InputOutputColumnPair.Checked(columns));
    }

    /// <summary>Leaves columns out.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns to leave out.</param>
    public static ColumnSelectingEstimator DropColumns(this TransformsCatalog catalog, params string[] columnNames)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnSelectingEstimator(columnNames, drops: true, keepHidden: false);
    }

    /// <summary>Keeps some columns, in the order named.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns to keep.</param>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, params string[] columnNames) =>
        SelectColumns(catalog, columnNames, keepHidden: false);

    /// <summary>Keeps some columns, in the order named.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columnNames">The columns to keep.</param>
    /// <param name="keepHidden">Whether hidden columns of these names are kept too.</param>
    public static ColumnSelectingEstimator SelectColumns(this TransformsCatalog catalog, string[] columnNames, bool keepHidden)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ColumnSelectingEstimator(columnNames, drops: false, keepHidden);
    }
}

/// <summary>Steps between keys and what they stand for.</summary>
public static class ConversionsExtensionsCatalog
{
    /// <summary>Numbers the values of a column from 1 on; values not seen while learning get 0.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The keys.</param>
    /// <param name="inputColumnName">The values; null for the column named as the output.</param>
    /// <param name="maximumNumberOfKeys">How many values are numbered at most.</param>
    /// <param name="keyOrdinality">The order of numbers.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether the values are kept as text in the KeyValues annotation.</param>
    /// <param name="keyData">A view of one column with the values to number, instead of those of the data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null, int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null) =>
        MapValueToKey(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);

    /// <summary>Numbers the values of columns from 1 on; values not seen while learning get 0.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Columns of keys and of values.</param>
    /// <param name="maximumNumberOfKeys">How many values are numbered at most, in each column.</param>
    /// <param name="keyOrdinality">The order of numbers.</param>
    /// <param name="addKeyValueAnnotationsAsText">Whether the values are kept as text in the KeyValues annotation.</param>
    /// <param name="keyData">A view of one column with the values to number, instead of those of the data.</param>
    public static ValueToKeyMappingEstimator MapValueToKey(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns,
        int maximumNumberOfKeys = ValueToKeyMappingEstimator.Defaults.MaximumNumberOfKeys,
        ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality = ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence,
        bool addKeyValueAnnotationsAsText = false, IDataView? keyData = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ValueToKeyMappingEstimator(InputOutputColumnPair.Checked(columns), maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText, keyData);
    }

    /// <summary>Turns keys into what they stand for, after the KeyValues annotation.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The values.</param>
    /// <param name="inputColumnName">The keys; null for the column named as the output.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, string outputColumnName,
        string? inputColumnName = null) =>
        MapKeyToValue(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    /// <summary>Turns keys into what they stand for, after the KeyValues annotation.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Columns of values and of keys.</param>
    public static KeyToValueMappingEstimator MapKeyToValue(this TransformsCatalog.ConversionTransforms catalog, InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new KeyToValueMappingEstimator(InputOutputColumnPair.Checked(columns));
    }
}

/// <summary>Steps that scale numbers.</summary>
public static class NormalizationCatalog
{
    /// <summary>Scales each slot by the smallest and largest value seen while learning.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="outputColumnName">The scaled column.</param>
    /// <param name="inputColumnName">Single, Double, or vectors of these of known size; null for the column named as the output.</param>
    /// <param name="maximumExampleCount">How many rows are learned from at most.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that values come to -1...1; otherwise they come to 0...1.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount, bool fixZero = true) =>
        NormalizeMinMax(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero);

    /// <summary>Scales each slot by the smallest and largest value seen while learning.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="columns">Columns scaled and to scale.</param>
    /// <param name="maximumExampleCount">How many rows are learned from at most.</param>
    /// <param name="fixZero">Whether 0 stays 0, so that values come to -1...1; otherwise they come to 0...1.</param>
    public static NormalizingEstimator NormalizeMinMax(this TransformsCatalog catalog, InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount, bool fixZero = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NormalizingEstimator(InputOutputColumnPair.Checked(columns), maximumExampleCount, fixZero);
    }
}

/// <summary>Steps written as a function over objects.</summary>
public static class CustomMappingCatalog
{
    /// <summary>Adds the columns of <typeparamref name="TDst"/>, which a function makes of those of <typeparamref name="TSrc"/>.</summary>
    /// <typeparam name="TSrc">The columns read.</typeparam>
    /// <typeparam name="TDst">The columns made.</typeparam>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mapAction">Fills its second argument; called once a row from several threads, with objects used again.</param>
    /// <param name="contractName">The name under which a saved model finds the function; null where the model is not saved.</param>
    /// <param name="inputSchemaDefinition">Types of columns read that the class does not state.</param>
    /// <param name="outputSchemaDefinition">Types and annotations of columns made that the class does not state.</param>
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(this TransformsCatalog catalog, Action<TSrc, TDst> mapAction,
        string? contractName, SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new()
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new CustomMappingEstimator<TSrc, TDst>(mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);
    }
}
