using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Numbers the values of columns from 1 on. Learns the values in one pass over the data; missing ones (empty text, NaN) get no number.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly int _maximum;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _asText;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(InputOutputColumnPair[] columns, int maximum, KeyOrdinality ordinality, bool asText, IDataView? keyData)
    {
        Check.That(maximum > 0, nameof(maximum), maximum, "The largest number of keys", "1 or more");
        if (keyData is not null && keyData.Schema.Count(c => !c.IsHidden) != 1)
            throw new ArgumentOutOfRangeException(nameof(keyData), $"The view of values has the columns {keyData.Schema.Names()}; it must have one. Select it with SelectColumns.");
        (_columns, _maximum, _ordinality, _asText, _keyData) = (columns, maximum, ordinality, asText, keyData);
    }

    /// <summary>The order of numbers.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>The first value met is 1.</summary>
        ByOccurrence = 0,

        /// <summary>The least value is 1; text is ordered by its characters.</summary>
        ByValue = 1,
    }

    internal static class Defaults
    {
        public const int MaximumNumberOfKeys = 1000000;
    }

    /// <summary>Learns the values.</summary>
    /// <param name="input">The data; read once, unless the values were given.</param>
    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] sources = [.. _columns.Select(p => Check.Column(input.Schema, p.InputColumnName, "input"))];
        KeyTable[] tables = [.. sources.Select(c => KeyTable.Of(c.Type.ItemType()))];
        DataViewSchema.Column[] read = sources;
        if (_keyData is not null)
        {
            DataViewSchema.Column values = _keyData.Schema.Single(c => !c.IsHidden);
            foreach (DataViewSchema.Column source in sources)
                if (!source.Type.ItemType().Equals(values.Type.ItemType())) throw Check.Mismatch(source.Name, "input", values.Type.ItemType().ToString()!, source.Type.ToString()!);
            read = [.. sources.Select(_ => values)];
        }
        using (DataViewRowCursor cursor = (_keyData ?? input).GetRowCursor(read))
        {
            Action[] learners = [.. tables.Select((t, i) => t.Learner(cursor, read[i], _maximum))];
            while (cursor.MoveNext())
                foreach (Action learn in learners) learn();
        }
        if (_ordinality == KeyOrdinality.ByValue)
            foreach (KeyTable table in tables) table.Sort();
        return new ValueToKeyMappingTransformer(_columns, tables, _asText);
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(pair.InputColumnName, "input");
            var annotations = new List<SchemaShape.Column>();
            if (source.Kind == SchemaShape.Column.VectorKind.Vector && source.Annotations.TryFindColumn(SchemaAnnotationsExtensions.SlotNames, out SchemaShape.Column names))
                annotations.Add(names);
            annotations.Add(_asText || !source.IsKey
                ? SchemaAnnotationsExtensions.ValuesShape(SchemaAnnotationsExtensions.KeyValues, _asText ? TextDataViewType.Instance : source.ItemType)
                : new SchemaShape.Column(SchemaAnnotationsExtensions.KeyValues, SchemaShape.Column.VectorKind.Vector, source.ItemType, true));
            return new SchemaShape.Column(pair.OutputColumnName, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
        }));
    }
}

/// <summary>Numbers the values of columns; values not learned get 0.</summary>
public sealed class ValueToKeyMappingTransformer : RowToRowTransformerBase
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly KeyTable[] _tables;
    private readonly bool _asText;

    internal ValueToKeyMappingTransformer(InputOutputColumnPair[] columns, KeyTable[] tables, bool asText) =>
        (_columns, _tables, _asText) = (columns, tables, asText);

    private protected override RowMapper Map(DataViewSchema input)
    {
        DataViewSchema.Column[] sources = [.. _columns.Select(p => Check.Column(input, p.InputColumnName, "input"))];
        var outputs = new DataViewSchema.DetachedColumn[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            if (sources[i].Type.ItemType().RawType != _tables[i].ItemType.RawType)
                throw Check.Mismatch(sources[i].Name, "input", _tables[i].ItemType.ToString()!, sources[i].Type.ToString()!);
            var key = new KeyDataViewType(typeof(uint), Math.Max(1, _tables[i].Count));
            var builder = new DataViewSchema.Annotations.Builder();
            if (sources[i].HasSlotNames()) builder.Add(sources[i].Annotations, kind => kind == SchemaAnnotationsExtensions.SlotNames);
            if (_tables[i].Count > 0) _tables[i].Annotate(builder, _asText);
            DataViewType type = sources[i].Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key;
            outputs[i] = new DataViewSchema.DetachedColumn(_columns[i].OutputColumnName, type, builder.ToAnnotations());
        }
        return new Mapper(input, sources, _tables, outputs);
    }

    private protected override void Save(ModelSaveContext context) => context.Write("keys", new()
    {
        ["asText"] = _asText,
        ["columns"] = new JsonArray([.. _columns.Zip(_tables, (pair, table) => new JsonObject
        {
            ["output"] = pair.OutputColumnName,
            ["input"] = pair.InputColumnName,
            ["type"] = ModelJson.Type(table.ItemType),
            ["values"] = table.ToJson(),
        })]),
    });

    internal static ITransformer Load(ModelJson json)
    {
        ModelJson[] columns = json.Items("columns");
        return new ValueToKeyMappingTransformer([.. columns.Select(c => new InputOutputColumnPair(c.String("output"), c.String("input")))],
            [.. columns.Select(c =>
            {
                if (c.Get("type").ToType() is not PrimitiveDataViewType type) throw new InvalidDataException("A table of keys holds vectors.");
                KeyTable table = KeyTable.Of(type);
                table.FromJson(c.Strings("values"));
                return table;
            })], json.Flag("asText"));
    }

    private sealed class Mapper(DataViewSchema input, DataViewSchema.Column[] sources, KeyTable[] tables, DataViewSchema.DetachedColumn[] outputs)
        : RowMapper(input, outputs)
    {
        protected override IEnumerable<int> Sources(int computed) => [sources[computed].Index];

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) => tables[computed].Keys(input, sources[computed]);
    }
}
