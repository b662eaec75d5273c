using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys into what they stand for, after the KeyValues annotation. Learns nothing from data.</summary>
public sealed class KeyToValueMappingEstimator : IEstimator<KeyToValueMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingEstimator(InputOutputColumnPair[] columns) => _columns = columns;

    /// <summary>The step; the data are not read.</summary>
    /// <param name="input">Data with the columns of keys.</param>
    public KeyToValueMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new KeyToValueMappingTransformer(_columns);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(pair.InputColumnName, "input");
            if (!source.IsKey) throw Check.Mismatch(source.Name, "input", "a key", source.TypeText);
            if (!source.Annotations.TryFindColumn(SchemaAnnotationsExtensions.KeyValues, out SchemaShape.Column values))
                throw Check.Mismatch(source.Name, "input", "a key with the annotation KeyValues", $"{source.TypeText} without it");
            SchemaShape.Column[] names = source.Kind == SchemaShape.Column.VectorKind.Vector
                && source.Annotations.TryFindColumn(SchemaAnnotationsExtensions.SlotNames, out SchemaShape.Column slots) ? [slots] : [];
            return new SchemaShape.Column(pair.OutputColumnName, source.Kind, values.ItemType, values.IsKey, new SchemaShape(names));
        }));
    }
}

/// <summary>Turns keys into what they stand for; missing keys into empty text, NaN, or the type's default.</summary>
public sealed class KeyToValueMappingTransformer : RowToRowTransformerBase
{
    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingTransformer(InputOutputColumnPair[] columns) => _columns = columns;

    private protected override RowMapper Map(DataViewSchema input)
    {
        DataViewSchema.Column[] sources = [.. _columns.Select(p => Check.Column(input, p.InputColumnName, "input"))];
        var outputs = new DataViewSchema.DetachedColumn[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            DataViewSchema.Column source = sources[i];
            if (source.Type.ItemType() is not KeyDataViewType key) throw Check.Mismatch(source.Name, "input", "a key", source.Type.ToString()!);
            if (source.Annotations.Schema.GetColumnOrNull(SchemaAnnotationsExtensions.KeyValues)?.Type is not VectorDataViewType values || (ulong)values.Size != key.Count)
                throw Check.Mismatch(source.Name, "input", "a key with the annotation KeyValues", $"{source.Type} without it");
            var builder = new DataViewSchema.Annotations.Builder();
            if (source.HasSlotNames()) builder.Add(source.Annotations, kind => kind == SchemaAnnotationsExtensions.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(values.ItemType, vector.Dimensions) : values.ItemType;
            outputs[i] = new DataViewSchema.DetachedColumn(_columns[i].OutputColumnName, type, builder.ToAnnotations());
        }
        return new Mapper(input, sources, outputs);
    }

    private protected override void Save(ModelSaveContext context) => context.Write("values", ModelJson.Pairs(_columns));

    internal static ITransformer Load(ModelJson json) => new KeyToValueMappingTransformer(json.Pairs());

    private sealed class Mapper(DataViewSchema input, DataViewSchema.Column[] sources, DataViewSchema.DetachedColumn[] outputs) : RowMapper(input, outputs)
    {
        protected override IEnumerable<int> Sources(int computed) => [sources[computed].Index];

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) =>
            RawTypes.CallKey(sources[computed].Type.ItemType().RawType, new ByKey(input, sources[computed], outputs[computed].Type.ItemType().RawType));
    }

    private sealed class ByKey(DataViewRow input, DataViewSchema.Column source, Type value) : IOverKey<Delegate>
    {
        public Delegate Of<TKey>() where TKey : IBinaryInteger<TKey> => RawTypes.Call(value, new Values<TKey>(input, source));
    }

    private sealed class Values<TKey>(DataViewRow input, DataViewSchema.Column source) : IOver<Delegate>
        where TKey : IBinaryInteger<TKey>
    {
        public Delegate Of<TValue>() where TValue : notnull
        {
            VBuffer<TValue> annotation = default;
            source.GetKeyValues(ref annotation);
            // By key: the first one stands for missing.
            var values = new TValue[annotation.Length + 1];
            annotation.CopyTo(values, 1);
            values[0] = typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN : default!;
            TValue ValueOf(TKey key)
            {
                ulong index = ulong.CreateTruncating(key);
                return values[index < (ulong)values.Length ? (int)index : 0];
            }
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<TKey> get = input.GetGetter<TKey>(source);
                TKey key = default!;
                return new ValueGetter<TValue>((ref TValue value) =>
                {
                    get(ref key);
                    value = ValueOf(key);
                });
            }
            ValueGetter<VBuffer<TKey>> getAll = input.GetGetter<VBuffer<TKey>>(source);
            VBuffer<TKey> keys = default;
            return new ValueGetter<VBuffer<TValue>>((ref VBuffer<TValue> value) =>
            {
                getAll(ref keys);
                VBufferEditor<TValue> editor = VBufferEditor.Create(ref value, keys.Length);
                int at = 0;
                foreach (TKey key in keys.DenseValues()) editor.Values[at++] = ValueOf(key);
                value = editor.Commit();
            });
        }
    }
}
