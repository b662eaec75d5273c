using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Tests.Training;

/// <summary>Protects the scores of views and rows: the same bits however they are read.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasTransformerTests
{
    private static readonly Lazy<KerasTransformer> Trained = new(() => Tiny.Fit(Tiny.Options(() => Tiny.Convolution(), epochs: 3)));

    [TestMethod]
    public void Its_schema_is_the_one_promised_with_names_of_classes()
    {
        var ml = new MLContext();
        IDataView data = Tiny.Test.AsDataView();
        IDataView scored = Trained.Value.Transform(data);
        CollectionAssert.AreEqual(new[] { "Label", "Pixels", "Id", "Score", "PredictedLabel" }, scored.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 10), scored.Schema["Score"].Type);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 10), scored.Schema["PredictedLabel"].Type);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        CollectionAssert.AreEqual(Tiny.Test.ClassNames.ToArray(), names.DenseValues().Select(n => n.ToString()).ToArray());
        scored.Schema["PredictedLabel"].GetKeyValues(ref names);
        CollectionAssert.AreEqual(Tiny.Test.ClassNames.ToArray(), names.DenseValues().Select(n => n.ToString()).ToArray());

        KerasTrainer trainer = ml.MulticlassClassification.Trainers.Keras(ml, Tiny.Options());
        // A mapping that adds nothing tells what a chain knows of the loaded columns.
        SchemaShape promised = trainer.GetOutputSchema(ml.Transforms.CopyColumns("Id", "Id").GetOutputSchema(Shape(ml, data)));
        SchemaShape actual = Shape(ml, scored);
        CollectionAssert.AreEquivalent(actual.Select(c => (c.Name, c.Kind, c.ItemType, c.IsKey)).ToArray(), promised.Select(c => (c.Name, c.Kind, c.ItemType, c.IsKey)).ToArray());
    }

    [TestMethod]
    public void A_row_has_the_same_bits_in_a_view_alone_and_through_the_prediction_engine()
    {
        var ml = new MLContext();
        IDataView scored = Trained.Value.Transform(Tiny.Test.AsDataView());
        float[][] all = Tiny.Scores(scored), direct = Trained.Value.Predict(Tiny.Test);
        uint[] keys = [.. scored.GetColumn<uint>(scored.Schema["PredictedLabel"])];
        Assert.HasCount(300, all);
        using PredictionEngine<Image, Prediction> engine = ml.Model.CreatePredictionEngine<Image, Prediction>(Trained.Value);
        for (int i = 0; i < all.Length; i++)
        {
            Prediction one = engine.Predict(new Image { Pixels = Tiny.Test.Image(i).ToArray() });
            CollectionAssert.AreEqual(all[i], one.Score);
            CollectionAssert.AreEqual(all[i], direct[i]);
            Assert.AreEqual(keys[i], one.PredictedLabel);
            Assert.AreEqual(Array.IndexOf(all[i], all[i].Max()) + 1, (int)keys[i]);
        }
        float[][] part = Tiny.Scores(Trained.Value.Transform(Tiny.Test.AsDataView().Select([299, 4, 17])));
        CollectionAssert.AreEqual(all[299], part[0]);
        CollectionAssert.AreEqual(all[17], part[2]);
    }

    [TestMethod]
    public void Rows_that_are_passed_over_and_shuffled_rows_keep_their_scores()
    {
        IDataView scored = Trained.Value.Transform(Tiny.Test.AsDataView());
        float[][] all = Tiny.Scores(scored);
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Id"]], new Random(3)))
        {
            ValueGetter<VBuffer<float>> get = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
            ValueGetter<long> getId = cursor.GetGetter<long>(scored.Schema["Id"]);
            VBuffer<float> score = default;
            long id = 0, rows = 0;
            for (; cursor.MoveNext(); rows++)
            {
                if (rows % 3 == 1 || rows is > 100 and < 290) continue;
                getId(ref id);
                get(ref score);
                CollectionAssert.AreEqual(all[id], score.DenseValues().ToArray());
            }
            Assert.AreEqual(300, rows);
        }
    }

    [TestMethod]
    public void Any_choice_of_columns_gives_what_reading_all_gives()
    {
        IDataView scored = Trained.Value.Transform(Tiny.Test.Take(40).AsDataView());
        string[] Read(int chosen)
        {
            DataViewSchema.Column[] columns = [.. scored.Schema.Where(c => (chosen >> c.Index & 1) == 1)];
            using DataViewRowCursor cursor = scored.GetRowCursor(columns);
            Func<string>[] readers = [.. scored.Schema.Select(c => !columns.Contains(c) ? () => "" : c.Name switch
            {
                "Score" => Text<VBuffer<float>>(cursor, c, v => string.Join(',', v.DenseValues())),
                "Pixels" => Text<VBuffer<byte>>(cursor, c, v => Convert.ToHexString(v.DenseValues().ToArray())),
                "Id" => Text<long>(cursor, c, v => $"{v}"),
                _ => Text<uint>(cursor, c, v => $"{v}"),
            })];
            var rows = new List<string>();
            while (cursor.MoveNext()) rows.AddRange(readers.Select(read => read()));
            return [.. rows];
        }
        string[] all = Read(31);
        for (int chosen = 0; chosen < 31; chosen++)
        {
            string[] some = Read(chosen);
            Assert.HasCount(all.Length, some);
            for (int i = 0; i < all.Length; i++) Assert.AreEqual((chosen >> i % 5 & 1) == 1 ? all[i] : "", some[i]);
        }
    }

    private static Func<string> Text<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return text(value);
        };
    }

    [TestMethod]
    public void Without_scores_asked_for_nothing_is_read_but_the_rows()
    {
        IDataView scored = Trained.Value.Transform(Tiny.Test.AsDataView());
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Id"]]);
        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.ThrowsExactly<ArgumentException>(() => cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]));
        Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            using DataViewRowCursor other = scored.GetRowCursor([scored.Schema["Score"]]);
            VBuffer<float> score = default;
            other.GetGetter<VBuffer<float>>(scored.Schema["Score"])(ref score);
        });
    }

    [TestMethod]
    public void Without_the_column_of_images_it_says_so()
    {
        var ml = new MLContext();
        IDataView other = ml.Transforms.DropColumns("Pixels").Fit(Tiny.Test.AsDataView()).Transform(Tiny.Test.AsDataView());
        Assert.Contains("There is no column 'Pixels'", Assert.Throws<ArgumentOutOfRangeException>(() => Trained.Value.Transform(other)).Message);
        Assert.Contains("SaveBundle", Assert.ThrowsExactly<NotSupportedException>(() => Trained.Value.Save(null!)).Message);
    }

    private static SchemaShape Shape(MLContext ml, IDataView view)
    {
        SchemaShape? seen = null;
        var chain = new EstimatorChain<ITransformer>().Append(new Spy(ml, shape => seen = shape));
        chain.Fit(view);
        return seen!;
    }

    /// <summary>A step that does nothing but tell the shape it is given.</summary>
    private sealed class Spy(MLContext ml, Action<SchemaShape> told) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => ml.Transforms.CopyColumns("Id", "Id").Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            told(inputSchema);
            return inputSchema;
        }
    }

    internal sealed class Image
    {
        [VectorType(28, 28)]
        public byte[] Pixels { get; set; } = [];
    }

    internal sealed class Prediction
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    [TestMethod]
    public void Sixteen_threads_that_share_a_model_get_its_answers()
    {
        KerasTransformer trained = Tiny.Fit(Tiny.Options(() => Tiny.Convolution()));
        float[][] expected = trained.Predict(Tiny.Test);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, call =>
        {
            int first = call * 3 % 200, count = 1 + call % 40;
            float[][] scores = trained.Predict(Tiny.Test.Select([.. Enumerable.Range(first, count)]));
            for (int i = 0; i < count; i++) CollectionAssert.AreEqual(expected[first + i], scores[i], $"call {call}, row {i}");
        });
    }
}
