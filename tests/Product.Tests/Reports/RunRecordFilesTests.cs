using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class RunRecordFilesTests
{
    [TestMethod]
    [DataRow("dense", "dense", "dense-seed1.json")]
    [DataRow("gan", "cnn", "gan-cnn-seed1.json")]
    [DataRow("gan", "CNN-BiLSTM (+32)", "gan-cnn-bilstm-32-seed1.json")]
    [DataRow("../x", "..\\con:", "x-con-seed1.json")]
    [DataRow("é", "", "run-seed1.json")]
    public void File_names_begin_with_the_experiment_and_hold_nothing_odd(string experiment, string model, string expected) =>
        Assert.AreEqual(expected, RunRecordFiles.Name(TestRecords.Make(experiment, model: model)));

    [TestMethod]
    public void A_variant_is_part_of_the_name() =>
        Assert.AreEqual("gan-cnn-gan-32-seed1.json", RunRecordFiles.Name(TestRecords.Make("gan", model: "cnn") with { Variant = "gan+32" }));

    [TestMethod]
    public void A_written_record_reads_back_and_no_temporary_file_stays()
    {
        using var folder = TestRecords.Folder();
        string path = RunRecordFiles.Write(TestRecords.Make(), folder.Path);
        Assert.AreEqual(folder["dense-seed1.json"], path);
        Assert.AreEqual(0.75, RunRecordFiles.Read(path).TestAccuracy);
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void An_older_record_is_never_replaced()
    {
        using var folder = TestRecords.Folder();
        RunRecordFiles.Write(TestRecords.Make() with { Seconds = 1 }, folder.Path);
        string second = RunRecordFiles.Write(TestRecords.Make() with { Seconds = 2 }, folder.Path);
        Assert.AreEqual(folder["dense-seed1-2.json"], second);
        CollectionAssert.AreEqual(new[] { 2.0, 1.0 }, RunRecordFiles.ReadAll(folder.Path).Select(r => r.Seconds).ToArray());
    }

    [TestMethod]
    public void Records_come_in_the_order_of_experiment_model_and_seed()
    {
        using var folder = TestRecords.Folder();
        RunRecord[] records = [TestRecords.Make("mlp", 1), TestRecords.Make("dense", 10), TestRecords.Make("dense", 2), TestRecords.Make("gan", 1, "cnn")];
        foreach (RunRecord record in records) RunRecordFiles.Write(record, folder.Path);
        File.WriteAllText(folder["notes.txt"], "not a record");
        CollectionAssert.AreEqual(
            new[] { "dense 2", "dense 10", "gan 1", "mlp 1" },
            RunRecordFiles.ReadAll(folder.Path).Select(r => $"{r.Experiment} {r.Seed}").ToArray());
    }

    [TestMethod]
    public void A_file_too_large_is_refused_before_it_is_read()
    {
        using var folder = TestRecords.Folder();
        using (var stream = File.Create(folder["big.json"])) stream.SetLength(RunRecordFiles.MaximumBytes + 1);
        var e = Assert.ThrowsExactly<InvalidDataException>(() => RunRecordFiles.Read(folder["big.json"]));
        StringAssert.Contains(e.Message, "big.json");
        StringAssert.Contains(e.Message, "at most 67,108,864");
    }

    [TestMethod]
    public void A_truncated_file_is_refused_by_name()
    {
        using var folder = TestRecords.Folder();
        string path = RunRecordFiles.Write(TestRecords.Make(), folder.Path);
        byte[] json = File.ReadAllBytes(path);
        foreach (int length in new[] { 0, 1, json.Length / 2, json.Length - 3 })
        {
            File.WriteAllBytes(path, json[..length]);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => RunRecordFiles.ReadAll(folder.Path)).Message, "dense-seed1.json");
        }
    }

    [TestMethod]
    public void A_folder_that_does_not_exist_gets_no_record()
    {
        using var folder = TestRecords.Folder();
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => RunRecordFiles.Write(TestRecords.Make(), folder["missing"]));
    }
}
