using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.Training;

/// <summary>Protects bundles: what comes back is what was saved, and a damaged or hostile file gets an error.</summary>
[TestClass]
[DoNotParallelize]
public sealed class BundleTests
{
    private static readonly Lazy<KerasTransformer> Trained = new(() => Tiny.Fit(Tiny.Options()));
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    private string File_ => _folder["model.mlp"];

    [TestCleanup]
    public void Clean() => _folder.Dispose();

    [TestMethod]
    public void A_loaded_pipeline_scores_to_the_same_bits_and_tells_where_it_comes_from()
    {
        IDataView data = Tiny.Test.AsDataView();
        _ml.Model.SaveBundle(Trained.Value, File_, new BundleInfo { Model = "linear", Seed = 1, Data = "strokes", Metrics = { ["test_accuracy"] = 0.5 } }, data.Schema);
        Bundle bundle = _ml.Model.LoadBundle(File_);
        float[][] expected = Tiny.Scores(Trained.Value.Transform(data)), actual = Tiny.Scores(bundle.Transformer.Transform(data));
        for (int i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
        using PredictionEngine<KerasTransformerTests.Image, KerasTransformerTests.Prediction> engine =
            _ml.Model.CreatePredictionEngine<KerasTransformerTests.Image, KerasTransformerTests.Prediction>(bundle.Transformer);
        CollectionAssert.AreEqual(expected[7], engine.Predict(new KerasTransformerTests.Image { Pixels = Tiny.Test.Image(7).ToArray() }).Score);
        Assert.AreEqual(new ImageShape(28, 28), bundle.Classifier.InputShape);
        CollectionAssert.AreEqual(Trained.Value.ClassNames.ToArray(), bundle.Classifier.ClassNames.ToArray());
        CollectionAssert.AreEqual(data.Schema.Select(c => c.Name).ToArray(), bundle.Schema!.Select(c => c.Name).ToArray());
        Assert.AreEqual(("linear", 1, "strokes", 0.5), (bundle.Info.Model, bundle.Info.Seed, bundle.Info.Data, bundle.Info.Metrics["test_accuracy"]));
        Assert.AreNotEqual("", bundle.Info.MlPipelines);
        CollectionAssert.AreEqual(new[] { File_ }, Directory.GetFileSystemEntries(_folder.Path), "no temporary file is left");
    }

    [TestMethod]
    [DataRow("vit")]
    [DataRow("cnn-bilstm-attention")]
    public void Models_with_layers_of_the_project_and_without_order_come_back(string name)
    {
        KerasTrainer.Options options = ModelList.Find(name).Options();
        (options.Epochs, options.Verbose, options.Seed) = (1, false, 1);
        KerasTransformer trained = Tiny.Fit(options, Tiny.Train.Take(32).AsDataView());
        _ml.Model.SaveBundle(trained, File_);
        IDataView data = Tiny.Test.Take(20).AsDataView();
        float[][] expected = Tiny.Scores(trained.Transform(data)), actual = Tiny.Scores(_ml.Model.LoadBundle(File_).Transformer.Transform(data));
        for (int i = 0; i < expected.Length; i++) CollectionAssert.AreEqual(expected[i], actual[i]);
    }

    [TestMethod]
    public void A_chain_is_kept_with_the_steps_that_score_and_without_those_for_training()
    {
        IDataView data = Tiny.Train.AsDataView();
        var chain = new EstimatorChain<ITransformer>()
            .Append(_ml.Transforms.AugmentImages(_ml, copies: 1), TransformerScope.Training)
            .Append(_ml.Transforms.CopyColumns("Number", "Id"))
            .Append(_ml.MulticlassClassification.Trainers.Keras(_ml, Tiny.Options()))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"))
            .Fit(data);
        _ml.Model.SaveBundle(chain, File_);
        IDataView scored = _ml.Model.LoadBundle(File_).Transformer.Transform(Tiny.Test.AsDataView());
        Assert.HasCount(300, Tiny.Scores(scored));
        string name = scored.GetColumn<ReadOnlyMemory<char>>(scored.Schema["Name"]).First().ToString();
        Assert.AreEqual(1, name.Length);
        Assert.IsNotNull(scored.Schema.GetColumnOrNull("Number"));
    }

    [TestMethod]
    public void A_step_that_cannot_be_kept_is_named_and_the_old_file_stays()
    {
        File.WriteAllText(File_, "old");
        ITransformer custom = _ml.Transforms.CustomMapping<Row, Row>((_, _) => { }, null).Fit(Tiny.Train.AsDataView());
        var chain = new TransformerChain<ITransformer>(custom, Trained.Value);
        Assert.Contains("CustomMapping", Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.SaveBundle(chain, File_)).Message);
        Assert.Contains("a bundle holds one", Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.SaveBundle(custom, File_)).Message);
        Assert.AreEqual("old", File.ReadAllText(File_));
        CollectionAssert.AreEqual(new[] { File_ }, Directory.GetFileSystemEntries(_folder.Path));
    }

    [TestMethod]
    public void Damage_of_any_byte_and_cut_files_are_found()
    {
        _ml.Model.SaveBundle(Trained.Value, File_);
        byte[] whole = File.ReadAllBytes(File_);
        var random = new Random(1);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = i % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 3 != 0) damaged[i % 3 == 1 ? random.Next(2000) : random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(File_, damaged);
            try
            {
                // Bytes that say nothing, such as a time in the zip, may change.
                Tiny.SameWeights(Trained.Value.Model, _ml.Model.LoadBundle(File_).Classifier.Model);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                Assert.Contains(File_, e.Message);
            }
        }
    }

    [TestMethod]
    public void Hostile_and_foreign_files_are_refused_with_the_reason()
    {
        Assert.Contains("There is no file", Assert.ThrowsExactly<FileNotFoundException>(() => _ml.Model.LoadBundle(_folder["none.mlp"])).Message);
        File.WriteAllText(File_, "no zip");
        Refused("it is no bundle");
        Rewrite(zip => zip.CreateEntry("../../evil.txt"));
        Refused("it has the entry '../../evil.txt', which its manifest.json does not list");
        Rewrite(zip => { for (int i = 0; i < 10; i++) zip.CreateEntry($"{i}"); });
        Refused("12 entries, expected at most 4");
        Rewrite(zip => zip.GetEntry("model.keras")!.Delete());
        Refused("1 entries; its manifest.json lists 1 beside itself");
        Rewrite(zip => Replace(zip, "model.keras", bytes => { bytes[^100] ^= 1; return bytes; }));
        Refused("its entry model.keras is damaged: SHA-256");
        Rewrite(zip => Replace(zip, "model.keras", bytes => [.. bytes, 0]));
        Refused("its entry model.keras unpacks to");
        Rewrite(zip => Replace(zip, "model.keras", _ => new byte[1 << 27]));
        Refused("its entry model.keras unpacks to 134217728 bytes");
        Rewrite(zip => Text(zip, json => json.Replace("\"entries\"", "\"entrees\"")));
        Refused("its manifest.json is no valid one");
        Rewrite(zip => Text(zip, json => json.Replace("\"model.keras\"", "\"/etc/passwd\"")));
        Refused("lists the entries /etc/passwd; expected model.keras");
        Rewrite(zip => Text(zip, json => json.Replace("\"formatVersion\": 1", "\"formatVersion\": 2")));
        Assert.Contains("it has the format version 2; this program reads up to 1. Use the version of the program",
            Assert.ThrowsExactly<NotSupportedException>(() => _ml.Model.LoadBundle(File_)).Message);
    }

    private void Refused(string reason)
    {
        string message = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadBundle(File_)).Message;
        Assert.Contains(reason, message);
        Assert.Contains(File_, message);
    }

    private void Rewrite(Action<ZipArchive> change)
    {
        _ml.Model.SaveBundle(Trained.Value, File_);
        using ZipArchive zip = ZipFile.Open(File_, ZipArchiveMode.Update);
        change(zip);
    }

    private static void Text(ZipArchive zip, Func<string, string> change) =>
        Replace(zip, "manifest.json", bytes => Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes))));

    private static void Replace(ZipArchive zip, string name, Func<byte[], byte[]> change)
    {
        byte[] bytes;
        using (Stream old = zip.GetEntry(name)!.Open())
        using (var copy = new MemoryStream())
        {
            old.CopyTo(copy);
            bytes = copy.ToArray();
        }
        zip.GetEntry(name)!.Delete();
        using Stream content = zip.CreateEntry(name).Open();
        content.Write(change(bytes));
    }

    private sealed class Row
    {
        public long Id { get; set; }
    }
}
