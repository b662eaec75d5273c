using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects chains: what estimators promise is what transformers make, in views and in single rows.</summary>
[TestClass]
public sealed class ChainTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class In
    {
        public float Weight;
    }

    private sealed class Out
    {
        public float Twice;
        [VectorType(2)] public float[] Both = [];
    }

    /// <summary>The steps that random chains are made of; each works wherever it stands.</summary>
    private IEstimator<ITransformer>[] Steps() =>
    [
        _ml.Transforms.CopyColumns("Copy", "Vector"),
        _ml.Transforms.CopyColumns("Weight", "Weight"),
        _ml.Transforms.Concatenate("Features", "Weight", "Vector"),
        _ml.Transforms.Concatenate("Long", "Features0", "Features0", "Weight"),
        _ml.Transforms.Concatenate("Loose", "Weights", "Weight"),
        _ml.Transforms.Conversion.MapValueToKey("Label", "Color"),
        _ml.Transforms.Conversion.MapValueToKey("KeyOfKey", "Number"),
        _ml.Transforms.Conversion.MapValueToKey("KeyWords", "Words", addKeyValueAnnotationsAsText: true),
        _ml.Transforms.Conversion.MapValueToKey("Slots", "Features0", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue),
        _ml.Transforms.Conversion.MapKeyToValue("Name", "Number"),
        _ml.Transforms.Conversion.MapKeyToValue("Number2", "Number"),
        _ml.Transforms.NormalizeMinMax("Vector"),
        _ml.Transforms.NormalizeMinMax("Scaled", "Weight", fixZero: false),
        _ml.Transforms.DropColumns("Day", "Any0"),
        _ml.Transforms.CustomMapping<In, Out>((i, o) => (o.Twice, o.Both) = (2 * i.Weight, [i.Weight, 1]), null),
    ];

    // Every step's columns are made first, under names that no step drops.
    private EstimatorChain<ITransformer> Start() => new EstimatorChain<ITransformer>()
        .Append(_ml.Transforms.Conversion.MapValueToKey("Number", "Color"))
        .Append(_ml.Transforms.Concatenate("Features0", "Weight", "Sparse"))
        .Append(_ml.Transforms.CustomMapping<In, Free>((i, o) => (o.Weights, o.Any0) = ([i.Weight], 1), null))
        .Append((IEstimator<ITransformer>)_ml.Transforms.CopyColumns("Day0", "Day"));

    private sealed class Free
    {
        public float[] Weights = [];
        public int Any0;
    }

    [TestMethod]
    public void What_is_promised_is_made() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            IEstimator<ITransformer>[] steps = Steps();
            EstimatorChain<ITransformer> chain = Start();
            bool dropped = false;
            foreach (byte b in bytes.Take(6))
            {
                int step = b % steps.Length;
                if (step == 13 && dropped) continue;
                dropped |= step == 13;
                chain = chain.Append(steps[step]);
                if (b > 200) chain = chain.AppendCacheCheckpoint(_ml);
            }
            IDataView data = Row.View(_ml, 12);
            string[] promised = Describe(chain.GetOutputSchema(SchemaShape.Create(data.Schema)));
            TransformerChain<ITransformer> model = chain.Fit(data);
            IDataView result = model.Transform(data);
            CollectionAssert.AreEqual(promised, Describe(SchemaShape.Create(result.Schema)));
            CollectionAssert.AreEqual(result.Schema.Select(c => c.ToString()).ToArray(), model.GetOutputSchema(data.Schema).Select(c => c.ToString()).ToArray());
            Assert.AreEqual(12, Reading.All(result).Length);
        }).QuickCheckThrowOnFailure();

    private static string[] Describe(SchemaShape shape) =>
        [.. shape.Select(c => $"{c.Name}:{c.TypeText} {{{string.Join(",", Describe(c.Annotations))}}}").Order()];

    [TestMethod]
    public void Single_rows_give_what_views_give()
    {
        IDataView data = Row.View(_ml, 15);
        EstimatorChain<ITransformer> chain = Start();
        foreach (IEstimator<ITransformer> step in Steps()) chain = chain.Append(step);
        ITransformer model = chain.Fit(data);
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        DataViewSchema.Column[] wanted = [.. mapper.OutputSchema.Where(c => c.Name is "Long" or "Name" or "Twice" or "Vector" or "Slots" && !c.IsHidden)];
        IEnumerable<DataViewSchema.Column> needed = mapper.GetDependencies(wanted);
        Assert.IsFalse(needed.Any(c => c.Name is "Image" or "Words" or "Flag"));
        using DataViewRowCursor cursor = data.GetRowCursor(needed);
        DataViewRow row = mapper.GetRow(cursor, wanted);
        ValueGetter<float> twice = row.GetGetter<float>(mapper.OutputSchema["Twice"]);
        var got = new List<float>();
        while (cursor.MoveNext())
        {
            float value = 0;
            twice(ref value);
            got.Add(value);
        }
        CollectionAssert.AreEqual(model.Transform(data).GetColumn<float>("Twice").ToArray(), got);
        Assert.ThrowsExactly<ArgumentException>(() => row.GetGetter<int>(mapper.OutputSchema["Id"]));
    }

    /// <summary>A step of a user that doubles the rows.</summary>
    private sealed class Doubling(MLContext ml) : IEstimator<Doubling.Transformer>
    {
        public Transformer Fit(IDataView input) => new(ml);
        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;

        public sealed class Transformer(MLContext ml) : ITransformer
        {
            public bool IsRowToRowMapper => false;
            public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
            public IDataView Transform(IDataView input)
            {
                Row[] rows = [.. ml.Data.CreateEnumerable<Row>(input, false, ignoreMissingColumns: true)];
                return ml.Data.LoadFromEnumerable(rows.Concat(rows));
            }

            public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
            public void Save(ModelSaveContext ctx) => throw new NotSupportedException();
        }
    }

    [TestMethod]
    public void Steps_for_training_are_left_out_of_scoring()
    {
        IDataView data = Row.View(_ml, 10);
        ITransformer? seen = null;
        TransformerChain<Microsoft.ML.Transforms.NormalizingTransformer> chain = _ml.Transforms.CopyColumns("Copy", "Weight")
            .Append(new Doubling(_ml), TransformerScope.Training)
            .Append(_ml.Transforms.NormalizeMinMax("Weight").WithOnFitDelegate(t => seen = t)).Fit(data);
        Assert.AreSame(seen, chain.LastTransformer);
        Assert.HasCount(20, Reading.All(chain.Transform(data), "Weight"));
        Assert.IsFalse(((ITransformer)chain).IsRowToRowMapper);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Row, Out>(chain)).Message, "GetModelFor");
        Assert.ThrowsExactly<InvalidOperationException>(() => ((ITransformer)chain).GetRowToRowMapper(data.Schema));
        TransformerChain<ITransformer> scoring = chain.GetModelFor(TransformerScope.Scoring);
        Assert.HasCount(10, Reading.All(scoring.Transform(data), "Weight"));
        Assert.AreEqual(3, chain.Count());
        Assert.AreEqual(0, chain.GetModelFor(TransformerScope.None).Count());
        Assert.AreEqual(4, scoring.Append(chain.LastTransformer).Append(chain.LastTransformer).Count());
        Assert.HasCount(10, Reading.All(((ITransformer)scoring).Append(chain.LastTransformer).Transform(data), "Weight"));
    }

    [TestMethod]
    public void A_chain_finds_a_missing_column_before_it_learns()
    {
        var opened = false;
        IDataView data = _ml.Data.LoadFromEnumerable(Rows());
        IEnumerable<Row> Rows()
        {
            opened = true;
            yield return new Row();
        }
        EstimatorChain<Microsoft.ML.Transforms.ColumnCopyingTransformer> chain =
            _ml.Transforms.Conversion.MapValueToKey("Label", "Color").Append(_ml.Transforms.CopyColumns("Copy", "Mising"));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Fit(data));
        StringAssert.Contains(error.Message, "Could not find input column 'Mising'");
        StringAssert.Contains(error.Message, "'Label'");
        Assert.IsFalse(opened);
    }
}
