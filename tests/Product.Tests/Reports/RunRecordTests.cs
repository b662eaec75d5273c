using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class RunRecordTests
{
    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<string>().Select(s => s ?? "");

    private static readonly Gen<double[]> Numbers = ArbMap.Default.GeneratorFor<double>().ArrayOf();

    [TestMethod]
    public void Any_record_survives_the_round_trip()
    {
        Gen<RunRecord> records =
            from title in Text
            from settings in Text.ArrayOf()
            from history in Numbers.ArrayOf()
            from metrics in Numbers
            from notes in Text.ArrayOf()
            from labels in ArbMap.Default.GeneratorFor<byte[]>()
            from seed in ArbMap.Default.GeneratorFor<int>()
            from status in Gen.Elements(RunStatus.Completed, RunStatus.Cancelled)
            from commit in Gen.Elements<string?>(null, "abc")
            select Fill(title, settings, history, metrics, notes, labels, seed) with { Status = status, Commit = commit };

        Prop.ForAll(records.ToArbitrary(), record =>
        {
            byte[] json = RunRecordJson.Serialize(record);
            RunRecord read = RunRecordJson.Deserialize(json, "test");
            return RunRecordJson.Serialize(read).AsSpan().SequenceEqual(json)
                && read.Title == WithoutHalves(record.Title)
                && read.Seed == record.Seed && read.Status == record.Status && read.Commit == record.Commit
                && read.Dataset == record.Dataset && read.Versions == record.Versions && read.Processor == record.Processor
                && read.StartedUtc == record.StartedUtc && read.Seconds.Equals(record.Seconds)
                && read.Settings.Keys.SequenceEqual(record.Settings.Keys)
                && read.Settings.Values.SequenceEqual(record.Settings.Values.Select(WithoutHalves))
                && read.History.Keys.SequenceEqual(record.History.Keys)
                && read.History.Values.Zip(record.History.Values).All(pair => pair.First.SequenceEqual(pair.Second))
                && read.Metrics.Values.SequenceEqual(record.Metrics.Values)
                && read.Notes.SequenceEqual(record.Notes.Select(WithoutHalves))
                && read.Predictions!.Predicted.SequenceEqual(record.Predictions!.Predicted)
                && read.ConfusionMatrix!.Zip(record.ConfusionMatrix!).All(rows => rows.First.SequenceEqual(rows.Second));
        }).QuickCheckThrowOnFailure();
    }

    [TestMethod]
    public void NaN_and_the_infinities_survive()
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, double.Epsilon, 0.1];
        RunRecord record = TestRecords.Make() with { History = new() { ["loss"] = values }, Seconds = double.NaN };
        RunRecord read = RunRecordJson.Deserialize(RunRecordJson.Serialize(record), "test");
        CollectionAssert.AreEqual(values.Select(BitConverter.DoubleToInt64Bits).ToArray(), read.History["loss"].Select(BitConverter.DoubleToInt64Bits).ToArray());
        Assert.IsTrue(double.IsNaN(read.Seconds));
    }

    [TestMethod]
    public void The_json_has_the_documented_names()
    {
        using JsonDocument json = JsonDocument.Parse(RunRecordJson.Serialize(TestRecords.Make()));
        JsonElement root = json.RootElement;
        Assert.AreEqual(1, root.GetProperty("schemaVersion").GetInt32());
        Assert.AreEqual("dense", root.GetProperty("experiment").GetString());
        Assert.AreEqual("desk", root.GetProperty("scale").GetString());
        Assert.AreEqual("completed", root.GetProperty("status").GetString());
        Assert.AreEqual("Adam", root.GetProperty("settings").GetProperty("optimizer").GetString());
        Assert.AreEqual(0.95, root.GetProperty("history").GetProperty("accuracy")[1].GetDouble());
        Assert.AreEqual(0.75, root.GetProperty("metrics").GetProperty("test_accuracy").GetDouble());
        Assert.AreEqual(1, root.GetProperty("confusionMatrix")[3][4].GetInt32());
        CollectionAssert.AreEqual(new byte[] { 0, 1, 2, 4 }, Unpacked("predicted"));
        CollectionAssert.AreEqual(new byte[] { 128, 255, 0, 64 }, Unpacked("confidence"));
        Assert.IsFalse(root.TryGetProperty("testAccuracy", out _), "a value that follows from the metrics is not stored twice");

        byte[] Unpacked(string name)
        {
            string text = root.GetProperty("predictions").GetProperty(name).GetString()!;
            Assert.StartsWith("deflate:", text);
            using var deflate = new DeflateStream(new MemoryStream(Convert.FromBase64String(text["deflate:".Length..])), CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            deflate.CopyTo(bytes);
            return bytes.ToArray();
        }
    }

    [TestMethod]
    public void Predictions_bring_matrix_and_accuracy_and_leave_the_old_record_alone()
    {
        RunRecord before = TestRecords.Make() with { Metrics = new() { ["test_loss"] = 1 } };
        RunRecord after = before.WithPredictions([1, 1, 2], [1, 2, 2]);
        Assert.AreEqual(2.0 / 3, after.TestAccuracy);
        Assert.AreEqual(1, after.ConfusionMatrix![1][2]);
        Assert.AreEqual(1.0, after.Metrics["test_loss"]);
        Assert.IsNull(after.Predictions!.Confidence);
        Assert.IsNull(before.TestAccuracy);
        var e = Assert.ThrowsExactly<ArgumentException>(() => before.WithPredictions([1], [1], [0.5f, 0.5f]));
        StringAssert.Contains(e.Message, "2 probabilities for 1 predictions");
    }

    [TestMethod]
    [DataRow("", "is no valid run record")]
    [DataRow("{", "is no valid run record")]
    [DataRow("null", "has no schemaVersion")]
    [DataRow("[1]", "has no schemaVersion")]
    [DataRow("{}", "has no schemaVersion")]
    [DataRow("{\"schemaVersion\": 2}", "schema version 2; this program reads version 1")]
    [DataRow("{\"schemaVersion\": \"1\"}", "schema version \"1\"")]
    [DataRow("{\"schemaVersion\": 1}", "missing required properties")]
    public void What_is_no_record_is_refused_with_name_and_reason(string json, string reason)
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => RunRecordJson.Deserialize(Encoding.UTF8.GetBytes(json), "folder/x.json"));
        StringAssert.Contains(e.Message, "'folder/x.json'");
        StringAssert.Contains(e.Message, reason);
    }

    [TestMethod]
    [DataRow("\"experiment\": \"dense\"", "\"experiment\": null", "experiment")]
    [DataRow("\"scale\": \"desk\"", "\"scale\": \"huge\"", "scale")]
    [DataRow("\"scale\": \"desk\"", "\"scale\": 7", "scale 7 is unknown")]
    [DataRow("\"batch\": \"256\"", "\"batch\": null", "setting 'batch' is null")]
    [DataRow("\"batch\": \"256\"", "\"batch\": \"256\", \"batch\": \"1\"", "Duplicate")]
    [DataRow("\"A note.\"", "null", "note")]
    [DataRow("\"seconds\": 12.5", "\"seconds\": \"much\"", "seconds")]
    [DataRow("\"predicted\": \"AAECBA==\"", "\"predicted\": \"AAEC\"", "4 true and 3 predicted")]
    [DataRow("\"predicted\": \"AAECBA==\"", "\"predicted\": \"?\"", "no base64")]
    public void A_record_that_contradicts_itself_is_refused(string good, string bad, string reason)
    {
        string json = Encoding.UTF8.GetString(RunRecordJson.Serialize(TestRecords.Make()));
        // Plain base64, as older records have it, is read too.
        json = Regex.Replace(json, "\"predicted\": \"deflate:[^\"]*\"", "\"predicted\": \"AAECBA==\"");
        StringAssert.Contains(json, good);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => RunRecordJson.Deserialize(Encoding.UTF8.GetBytes(json.Replace(good, bad)), "x.json"));
        StringAssert.Contains(e.Message, reason);
    }

    [TestMethod]
    public void A_matrix_that_is_not_square_is_refused()
    {
        RunRecord record = TestRecords.Make() with { ConfusionMatrix = [[1, 2], [3]] };
        var e = Assert.ThrowsExactly<InvalidDataException>(() => RunRecordJson.Deserialize(RunRecordJson.Serialize(record), "x.json"));
        StringAssert.Contains(e.Message, "Row 1 of the confusion matrix");
    }

    private static RunRecord Fill(string title, string[] settings, double[][] history, double[] metrics, string[] notes, byte[]? labels, int seed)
    {
        RunRecord record = TestRecords.Make() with { Title = title, Notes = notes, Seed = seed, Settings = [], History = [], Metrics = [] };
        record = record with { Seconds = metrics.FirstOrDefault() };
        for (int i = 0; i < settings.Length; i++) record.Settings[$"setting {settings.Length - i}"] = settings[i];
        for (int i = 0; i < history.Length; i++) record.History[$"metric {history.Length - i}"] = history[i];
        for (int i = 0; i < metrics.Length; i++) record.Metrics[$"metric {i}"] = metrics[i];
        byte[] digits = [.. (labels ?? []).Select(b => (byte)(b % 10))];
        return record.WithPredictions(digits, [.. digits.Reverse()]);
    }

    /// <summary>JSON text is UTF-8, which cannot hold half a surrogate pair.</summary>
    private static string WithoutHalves(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
