using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Scales numbers by the smallest and largest value of each slot. Learns them in one pass over the data; NaN is passed over.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly long _maximum;
    private readonly bool _fixZero;

    internal NormalizingEstimator(InputOutputColumnPair[] columns, long maximum, bool fixZero)
    {
        if (maximum <= 1) throw new ArgumentOutOfRangeException(nameof(maximum), $"The number of rows to learn from was {maximum}; it must be 2 or more.");
        (_columns, _maximum, _fixZero) = (columns, maximum, fixZero);
    }

    internal static class Defaults
    {
        public const long MaximumExampleCount = 1000000000;
    }

    /// <summary>Learns the smallest and largest values.</summary>
    /// <param name="input">The data; read once.</param>
    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] sources = [.. _columns.Select(p => NormalizingTransformer.Source(input.Schema, p))];
        MinMax[] ranges = [.. sources.Select(c => new MinMax((c.Type as VectorDataViewType)?.Size ?? 1))];
        using (DataViewRowCursor cursor = input.GetRowCursor(sources))
        {
            Action[] learners = [.. sources.Select((c, i) => c.Type.ItemType() == NumberDataViewType.Single ? ranges[i].Learner<float>(cursor, c) : ranges[i].Learner<double>(cursor, c))];
            for (long row = 0; row < _maximum && cursor.MoveNext(); row++)
                foreach (Action learn in learners) learn();
        }
        return new NormalizingTransformer(_columns, [.. ranges.Select(r => r.Scale(_fixZero))]);
    }

    /// <summary>The columns after the step.</summary>
    /// <param name="inputSchema">The columns before the step.</param>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With(_columns.Select(pair =>
        {
            SchemaShape.Column source = inputSchema.Find(pair.InputColumnName, "input");
            if (source.IsKey || source.Kind == SchemaShape.Column.VectorKind.VariableVector
                || (source.ItemType != NumberDataViewType.Single && source.ItemType != NumberDataViewType.Double))
                throw Check.Mismatch(source.Name, "input", NormalizingTransformer.Expected, source.TypeText);
            var annotations = new List<SchemaShape.Column> { SchemaAnnotationsExtensions.NormalizedShape };
            if (source.Annotations.TryFindColumn(SchemaAnnotationsExtensions.SlotNames, out SchemaShape.Column names)) annotations.Add(names);
            return new SchemaShape.Column(pair.OutputColumnName, source.Kind, source.ItemType, false, new SchemaShape(annotations));
        }));
    }

    /// <summary>The smallest and largest value of each slot.</summary>
    private sealed class MinMax(int size)
    {
        private readonly double[] _min = Filled(size, double.PositiveInfinity), _max = Filled(size, double.NegativeInfinity);

        private static double[] Filled(int size, double value)
        {
            var values = new double[size];
            Array.Fill(values, value);
            return values;
        }

        public Action Learner<T>(DataViewRow row, DataViewSchema.Column column) where T : IFloatingPointIeee754<T>
        {
            if (column.Type is not VectorDataViewType)
            {
                ValueGetter<T> get = row.GetGetter<T>(column);
                T value = T.Zero;
                return () =>
                {
                    get(ref value);
                    Take(0, double.CreateChecked(value));
                };
            }
            ValueGetter<VBuffer<T>> getAll = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            var values = new T[_min.Length];
            return () =>
            {
                getAll(ref vector);
                vector.CopyTo(values);
                for (int i = 0; i < values.Length; i++) Take(i, double.CreateChecked(values[i]));
            };
        }

        private void Take(int slot, double value)
        {
            if (double.IsNaN(value)) return;
            if (value < _min[slot]) _min[slot] = value;
            if (value > _max[slot]) _max[slot] = value;
        }

        // A slot of one value only, or none, comes to 0.
        public Affine Scale(bool fixZero)
        {
            var scale = new double[_min.Length];
            var offset = new double[_min.Length];
            for (int i = 0; i < scale.Length; i++)
            {
                double range = fixZero ? Math.Max(Math.Abs(_min[i]), Math.Abs(_max[i])) : _max[i] - _min[i];
                scale[i] = range > 0 && double.IsFinite(range) ? 1 / range : 0;
                offset[i] = fixZero || scale[i] == 0 ? 0 : _min[i];
            }
            return new Affine(scale, offset);
        }
    }
}

/// <summary>(value - offset) * scale for each slot.</summary>
internal sealed record Affine(double[] Scale, double[] Offset);

/// <summary>Scales numbers as learned; values beyond those seen come out beyond the range.</summary>
public sealed class NormalizingTransformer : RowToRowTransformerBase
{
    internal const string Expected = "Single, Double, or a vector of these of known size";
    private readonly InputOutputColumnPair[] _columns;
    private readonly Affine[] _affine;

    internal NormalizingTransformer(InputOutputColumnPair[] columns, Affine[] affine) => (_columns, _affine) = (columns, affine);

    internal static DataViewSchema.Column Source(DataViewSchema input, InputOutputColumnPair pair)
    {
        DataViewSchema.Column column = Check.Column(input, pair.InputColumnName, "input");
        PrimitiveDataViewType item = column.Type.ItemType();
        bool fits = (item == NumberDataViewType.Single || item == NumberDataViewType.Double) && column.Type is not VectorDataViewType { IsKnownSize: false };
        return fits ? column : throw Check.Mismatch(column.Name, "input", Expected, column.Type.ToString()!);
    }

    private protected override RowMapper Map(DataViewSchema input)
    {
        DataViewSchema.Column[] sources = [.. _columns.Select(p => Source(input, p))];
        var outputs = new DataViewSchema.DetachedColumn[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            int size = (sources[i].Type as VectorDataViewType)?.Size ?? 1;
            if (size != _affine[i].Scale.Length)
                throw Check.Mismatch(sources[i].Name, "input", $"{_affine[i].Scale.Length} slots, as learned", $"{size} slots");
            var builder = new DataViewSchema.Annotations.Builder();
            if (sources[i].HasSlotNames()) builder.Add(sources[i].Annotations, kind => kind == SchemaAnnotationsExtensions.SlotNames);
            builder.AddPrimitiveValue(SchemaAnnotationsExtensions.Normalized, BooleanDataViewType.Instance, true);
            outputs[i] = new DataViewSchema.DetachedColumn(_columns[i].OutputColumnName, sources[i].Type, builder.ToAnnotations());
        }
        return new Mapper(input, sources, _affine, outputs);
    }

    private protected override void Save(ModelSaveContext context) => context.Write("scale", new()
    {
        ["columns"] = new JsonArray([.. _columns.Zip(_affine, (pair, affine) => new JsonObject
        {
            ["output"] = pair.OutputColumnName,
            ["input"] = pair.InputColumnName,
            ["scale"] = ModelJson.Numbers(affine.Scale),
            ["offset"] = ModelJson.Numbers(affine.Offset),
        })]),
    });

    internal static ITransformer Load(ModelJson json)
    {
        ModelJson[] columns = json.Items("columns");
        Affine[] affine = [.. columns.Select(c => new Affine(c.Numbers("scale"), c.Numbers("offset")))];
        if (affine.Any(a => a.Scale.Length != a.Offset.Length)) throw new InvalidDataException("A scaled column has not as many offsets as scales.");
        return new NormalizingTransformer([.. columns.Select(c => new InputOutputColumnPair(c.String("output"), c.String("input")))], affine);
    }

    private sealed class Mapper(DataViewSchema input, DataViewSchema.Column[] sources, Affine[] affine, DataViewSchema.DetachedColumn[] outputs)
        : RowMapper(input, outputs)
    {
        protected override IEnumerable<int> Sources(int computed) => [sources[computed].Index];

        protected override Delegate Getter(DataViewRow input, int computed, object? shared) =>
            sources[computed].Type.ItemType() == NumberDataViewType.Single
                ? Scaled<float>(input, sources[computed], affine[computed])
                : Scaled<double>(input, sources[computed], affine[computed]);

        private static Delegate Scaled<T>(DataViewRow input, DataViewSchema.Column source, Affine affine) where T : IFloatingPointIeee754<T>
        {
            T[] scale = [.. affine.Scale.Select(T.CreateChecked)], offset = [.. affine.Offset.Select(T.CreateChecked)];
            if (source.Type is not VectorDataViewType)
            {
                ValueGetter<T> get = input.GetGetter<T>(source);
                return new ValueGetter<T>((ref T value) =>
                {
                    get(ref value);
                    value = (value - offset[0]) * scale[0];
                });
            }
            ValueGetter<VBuffer<T>> getAll = input.GetGetter<VBuffer<T>>(source);
            bool keepsZero = offset.All(T.IsZero);
            VBuffer<T> vector = default;
            return new ValueGetter<VBuffer<T>>((ref VBuffer<T> value) =>
            {
                getAll(ref vector);
                if (keepsZero && !vector.IsDense)
                {
                    vector.CopyTo(ref value);
                    VBufferEditor<T> named = VBufferEditor.CreateFromBuffer(ref value);
                    for (int i = 0; i < named.Values.Length; i++) named.Values[i] *= scale[named.Indices[i]];
                    return;
                }
                VBufferEditor<T> editor = VBufferEditor.Create(ref value, vector.Length);
                vector.CopyTo(editor.Values);
                for (int i = 0; i < editor.Values.Length; i++) editor.Values[i] = (editor.Values[i] - offset[i]) * scale[i];
                value = editor.Commit();
            });
        }
    }
}
