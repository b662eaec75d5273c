using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlPipelines.ML.Tests;

/// <summary>Protects model files: what is saved loads and does the same; what is damaged is refused.</summary>
[TestClass]
public sealed class ModelFileTests
{
    private readonly MLContext _ml = new(seed: 1);

    private sealed class Answer
    {
        public string Name = "";
        public float[] Features = [];
    }

    private TransformerChain<ITransformer> Model(IDataView data) => new EstimatorChain<ITransformer>()
        .Append(_ml.Transforms.NormalizeMinMax([new InputOutputColumnPair("Vector"), new InputOutputColumnPair("Scaled", "Weight")], fixZero: false))
        .Append(_ml.Transforms.Concatenate("Features", "Scaled", "Vector"))
        .Append(_ml.Transforms.Conversion.MapValueToKey([new InputOutputColumnPair("Label", "Color"), new InputOutputColumnPair("DayKey", "Day"), new InputOutputColumnPair("WordKeys", "Words")]), TransformerScope.TrainTest)
        .Append(_ml.Transforms.Conversion.MapKeyToValue("Name", "Label"))
        .Append(_ml.Transforms.CopyColumns("Copy", "Features"))
        .Append((IEstimator<ITransformer>)_ml.Transforms.DropColumns("Flag")).Fit(data);

    private byte[] Saved(IDataView data)
    {
        var stream = new MemoryStream();
        _ml.Model.Save(Model(data), data.Schema, stream);
        return stream.ToArray();
    }

    [TestMethod]
    public void A_loaded_model_does_what_the_saved_one_did()
    {
        IDataView data = Row.View(_ml, 25);
        string path = Path.Combine(Directory.CreateTempSubdirectory("mlmodel-").FullName, "model.zip");
        try
        {
            TransformerChain<ITransformer> model = Model(data);
            _ml.Model.Save(model, data.Schema, path);
            ITransformer copy = new MLContext().Model.Load(path, out DataViewSchema schema);
            CollectionAssert.AreEqual(data.Schema.Select(c => c.ToString()).ToArray(), schema.Select(c => c.ToString()).ToArray());
            CollectionAssert.AreEqual(Reading.All(model.Transform(data)), Reading.All(copy.Transform(data)));
            CollectionAssert.AreEqual(model.GetOutputSchema(data.Schema).Select(c => c.ToString()).ToArray(), copy.GetOutputSchema(schema).Select(c => c.ToString()).ToArray());
            Assert.AreEqual(5, ((TransformerChain<ITransformer>)copy).GetModelFor(TransformerScope.Scoring).Count());
            using PredictionEngine<Row, Answer> engine = _ml.Model.CreatePredictionEngine<Row, Answer>(copy, schema);
            Assert.AreEqual("green", engine.Predict(new Row { Color = "green", Vector = [1, 2, 3], Sparse = new VBuffer<float>(4, new float[4]), Image = new byte[4] }).Name);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [TestMethod]
    public void Steps_of_others_cannot_be_saved()
    {
        IDataView data = Row.View(_ml, 3);
        ITransformer custom = _ml.Transforms.CustomMapping<Answer, Answer>((_, _) => { }, null).Fit(_ml.Data.LoadFromEnumerable([new Answer()]));
        var stream = new MemoryStream();
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.Save(custom, data.Schema, stream)).Message, ".mlp");
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.Save(new TransformerChain<ITransformer>(new Foreign()), null, stream)).Message, "Foreign");
        Assert.AreEqual(0, stream.Length);
        _ml.Model.Save(new TransformerChain<ITransformer>(), null, stream);
        stream.Position = 0;
        _ml.Model.Load(stream, out DataViewSchema schema);
        Assert.IsNull(schema);
    }

    private sealed class Foreign : ITransformer
    {
        public bool IsRowToRowMapper => false;
        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;
        public IDataView Transform(IDataView input) => input;
        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();
        public void Save(ModelSaveContext ctx)
        {
        }
    }

    private static byte[] Zip(string entry, string json)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry(entry).Open())) writer.Write(json);
        return stream.ToArray();
    }

    private string Refused(byte[] file) =>
        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.Load(new MemoryStream(file), out _)).Message;

    private const string Head = "\"format\":\"MlPipelines.ML\",\"version\":1";

    [TestMethod]
    [DataRow("[]", "format")]
    [DataRow("{\"format\":\"x\"}", "format is 'x'")]
    [DataRow("{\"format\":\"MlPipelines.ML\",\"version\":2}", "version is 2")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"exec\"}}", "'exec'")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"chain\",\"steps\":[3]}}", "steps[0]")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"copy\",\"columns\":[]}}", "empty")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"copy\",\"columns\":[{\"output\":\"\",\"input\":\"a\"}]}}", "outputColumnName")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"scale\",\"columns\":[{\"output\":\"a\",\"input\":\"a\",\"scale\":[1,2],\"offset\":[1]}]}}", "offsets")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"scale\",\"columns\":[{\"output\":\"a\",\"input\":\"a\",\"scale\":[1e999],\"offset\":[1]}]}}", "finite")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"keys\",\"asText\":false,\"columns\":[{\"output\":\"a\",\"input\":\"a\",\"type\":{\"raw\":\"Int32\"},\"values\":[\"7\",\"7\"]}]}}", "double")]
    [DataRow("{" + Head + ",\"model\":{\"kind\":\"keys\",\"asText\":false,\"columns\":[{\"output\":\"a\",\"input\":\"a\",\"type\":{\"raw\":\"Int32\"},\"values\":[\"seven\"]}]}}", "seven")]
    [DataRow("{" + Head + ",\"schema\":[{\"name\":\"a\",\"type\":{\"raw\":\"Single\",\"dimensions\":[2000000000,2000000000]},\"texts\":[],\"normalized\":false}]}", "dimensions")]
    [DataRow("{" + Head + ",\"schema\":[{\"name\":\"a\",\"type\":{\"raw\":\"Single\",\"keys\":\"3\"},\"texts\":[],\"normalized\":false}]}", "no key")]
    public void What_is_wrong_in_a_file_is_named(string json, string named) => StringAssert.Contains(Refused(Zip("model.json", json)), named);

    [TestMethod]
    public void Files_that_are_none_are_refused()
    {
        Refused([]);
        Refused([1, 2, 3]);
        StringAssert.Contains(Refused(Zip("other", "{}")), "model.json");
        Refused(Zip("model.json", string.Concat(Enumerable.Repeat("[", 100_000))));
        byte[] file = Saved(Row.View(_ml, 5));
        for (int length = 0; length < file.Length; length += 97) Refused(file[..length]);
    }

    [TestMethod]
    public void Damaged_files_load_or_are_refused_and_nothing_else()
    {
        byte[] file = Saved(Row.View(_ml, 5));
        Prop.ForAll<ushort, byte>((at, value) =>
        {
            byte[] damaged = [.. file];
            damaged[at % file.Length] = value;
            try
            {
                _ml.Model.Load(new MemoryStream(damaged), out _);
            }
            catch (InvalidDataException)
            {
            }
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void An_engine_uses_arrays_again_and_ends()
    {
        IDataView data = Row.View(_ml, 5);
        PredictionEngine<Row, Answer> engine = _ml.Model.CreatePredictionEngine<Row, Answer>(Model(data), new PredictionEngineOptions { OwnsTransformer = false });
        var row = new Row { Vector = [0, 0, 0], Color = "blue" };
        Answer answer = engine.Predict(row);
        float[] features = answer.Features;
        row.Weight = 3;
        float before = features[0];
        engine.Predict(row, ref answer);
        Assert.AreSame(features, answer.Features);
        Assert.AreNotEqual(before, features[0]);
        Assert.IsNotNull(engine.OutputSchema.GetColumnOrNull("Name"));
        engine.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Predict(row));
    }
}
