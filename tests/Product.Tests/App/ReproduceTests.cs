using MlPipelines.App;
using MlPipelines.Pipelines.Experiments;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.App;

[TestClass]
public sealed class ReproduceTests
{
    [TestMethod]
    public void All_experiments_run_leave_records_and_a_report_and_say_where()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("reproduce", "--out", app.Results), app.Error);
        CollectionAssert.AreEqual(new[] { "dense-seed1.json", "gan-seed1.json", "index.html", "mlp-seed1.json" }, app.Files(app.Results));
        Assert.AreEqual($"report: {Path.Combine(app.Results, "index.html")}", app.Out.TrimEnd().Split('\n')[^1]);
        Assert.MatchesRegex(@"\ndense: model of dense +1 +0\.7500 +1\.5 +completed\n", app.Out);
        Assert.Contains("Results at quick scale on mnist (not the original files):", app.Out);
        Assert.Contains("0.7500", File.ReadAllText(Path.Combine(app.Results, "index.html")));
        Assert.AreEqual("", app.Error);
    }

    [TestMethod]
    public void The_data_come_first_then_each_experiment_in_turn()
    {
        using var app = new AppRun();
        app.Run("reproduce", "--out", app.Results);
        string[] lines = app.Out.Split('\n');
        Assert.StartsWith("data: mnist", lines[0]);
        Assert.Contains("6 training and 6 test images of 4 x 4", lines[0]);
        Assert.StartsWith("scale: quick, seed 1,", lines[1]);
        string[] wanted = ["== dense: The dense experiment (Paper 5, quick scale) ==", "== mlp: ", "== gan: "];
        int[] headlines = Array.ConvertAll(wanted, h => Array.FindIndex(lines, l => l.StartsWith(h, StringComparison.Ordinal)));
        Assert.IsTrue(headlines[0] > 1 && headlines[1] > headlines[0] && headlines[2] > headlines[1], app.Out);
    }

    [TestMethod]
    public void Only_the_named_experiments_run_each_once_with_the_scale_seeds_and_threads_asked_for()
    {
        int threads = Workers.Threads;
        try
        {
            using var app = new AppRun();
            int code = app.Run("reproduce", "GAN", "dense", "gan", "--scale", "Desk", "--seeds", "2", "--threads", "1", "--out", app.Results);
            Assert.AreEqual(ExitCode.Done, code, app.Error);
            CollectionAssert.AreEqual(new[] { "dense-seed1.json", "dense-seed2.json", "gan-seed1.json", "gan-seed2.json", "index.html" }, app.Files(app.Results));
            RunRecord record = RunRecordFiles.Read(Path.Combine(app.Results, "gan-seed2.json"));
            Assert.AreEqual(Scale.Desk, record.Scale);
            Assert.AreEqual(1, record.Threads);
            Assert.AreEqual(6, record.Dataset.TrainCount);
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [TestMethod]
    [DataRow("quick", 1)]
    [DataRow("desk", 3)]
    [DataRow("paper", 5)]
    public void Each_scale_has_its_number_of_seeds(string scale, int seeds)
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        app.Run("reproduce", "--scale", scale, "--out", app.Results);
        CollectionAssert.AreEqual(Enumerable.Range(1, seeds).ToArray(), dense.Seen!.Seeds.ToArray());
    }

    [TestMethod]
    public void Seeds_begin_at_the_one_asked_for()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        app.Run("reproduce", "--seed", "7", "--seeds", "2", "--out", app.Results);
        CollectionAssert.AreEqual(new[] { 7, 8 }, dense.Seen!.Seeds.ToArray());
    }

    [TestMethod]
    public void Cancelling_keeps_what_was_measured_and_gives_130()
    {
        AppRun app = null!;
        var dense = new FakeExperiment("dense", (self, context) => Train(self, context));
        var mlp = new FakeExperiment("mlp");
        using (app = new AppRun(dense, mlp))
        {
            Assert.AreEqual(ExitCode.Cancelled, app.Run("reproduce", "--seeds", "3", "--out", app.Results));
            CollectionAssert.AreEqual(new[] { "dense-seed1.json", "dense-seed2.json", "index.html" }, app.Files(app.Results));
            Assert.AreEqual(RunStatus.Completed, RunRecordFiles.Read(Path.Combine(app.Results, "dense-seed1.json")).Status);
            Assert.AreEqual(RunStatus.Cancelled, RunRecordFiles.Read(Path.Combine(app.Results, "dense-seed2.json")).Status);
            Assert.Contains("Stopped early.", File.ReadAllText(Path.Combine(app.Results, "index.html")));
            Assert.Contains("report: ", app.Out);
            Assert.Contains("stopped; 2 runs were kept. The same command with --resume goes on.", app.Error);
            Assert.IsNull(mlp.Seen, "no experiment starts after the stop");
        }

        IEnumerable<RunRecord> Train(FakeExperiment self, ExperimentContext context)
        {
            yield return self.Record(context, 1);
            app.Stop.Cancel();
            yield return self.Record(context, 2, RunStatus.Cancelled);
            Assert.Fail("asked for a third record after the stop");
        }
    }

    [TestMethod]
    public void An_experiment_that_throws_on_cancelling_ends_the_same_way()
    {
        AppRun app = null!;
        using (app = new AppRun(new FakeExperiment("dense", (self, context) => Train(self, context))))
        {
            Assert.AreEqual(ExitCode.Cancelled, app.Run("reproduce", "--out", app.Results));
            CollectionAssert.AreEqual(new[] { "dense-seed1.json", "index.html" }, app.Files(app.Results));
        }

        IEnumerable<RunRecord> Train(FakeExperiment self, ExperimentContext context)
        {
            yield return self.Record(context, 1);
            app.Stop.Cancel();
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    [TestMethod]
    public void Cancelled_before_anything_was_measured_leaves_no_folder()
    {
        using var app = new AppRun();
        app.Stop.Cancel();
        Assert.AreEqual(ExitCode.Cancelled, app.Run("reproduce", "--out", app.Results));
        Assert.IsFalse(Directory.Exists(app.Results));
        Assert.DoesNotContain("report:", app.Out);
        Assert.Contains("stopped", app.Error);
    }

    [TestMethod]
    public void A_failure_gives_1_and_one_line_and_keeps_earlier_records()
    {
        var mlp = new FakeExperiment("mlp", (_, _) => throw new InvalidOperationException("two\nlines"));
        using var app = new AppRun(new FakeExperiment("dense"), mlp);
        Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--out", app.Results));
        Assert.AreEqual("error: InvalidOperationException: two lines (MLPIPELINES_TRACE=1 shows where)\n", app.Error);
        CollectionAssert.AreEqual(new[] { "dense-seed1.json", "index.html" }, app.Files(app.Results));
    }

    [TestMethod]
    public void The_trace_variable_adds_the_stack_trace()
    {
        using var app = new AppRun(new FakeExperiment("mlp", (_, _) => throw new ArgumentException("bad")));
        app.Run("reproduce", "--out", app.Results);
        Assert.AreEqual("error: bad\n", app.Error);
        Environment.SetEnvironmentVariable(MlPipelinesApp.TraceVariable, "1");
        try
        {
            app.Run("reproduce", "--out", app.Results);
            Assert.Contains("   at ", app.Error);
        }
        finally
        {
            Environment.SetEnvironmentVariable(MlPipelinesApp.TraceVariable, null);
        }
    }

    [TestMethod]
    public void An_output_folder_that_cannot_be_one_is_refused_before_training()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        string file = Path.Combine(app.Folder, "file");
        File.WriteAllText(file, "");
        foreach (string path in new[] { file, Path.Combine(file, "below") })
        {
            Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--out", path));
            Assert.Contains($"--out '{path}'", app.Error);
            Assert.HasCount(1, app.Error.TrimEnd().Split('\n'));
        }
        Assert.IsNull(dense.Seen);
    }

    [TestMethod]
    public void A_folder_with_a_foreign_json_file_is_refused_before_training()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        Directory.CreateDirectory(app.Results);
        File.WriteAllText(Path.Combine(app.Results, "package.json"), "{}");
        Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--out", app.Results));
        Assert.Contains("package.json", app.Error);
        Assert.IsNull(dense.Seen);
    }

    [TestMethod]
    public void A_second_run_into_the_same_folder_adds_to_it()
    {
        using var app = new AppRun(new FakeExperiment("dense"));
        app.Run("reproduce", "--out", app.Results);
        app.Run("reproduce", "--out", app.Results);
        CollectionAssert.AreEqual(new[] { "dense-seed1-2.json", "dense-seed1.json", "index.html" }, app.Files(app.Results));
        Assert.Contains("2 runs of dense", File.ReadAllText(Path.Combine(app.Results, "index.html")));
    }

    [TestMethod]
    public void Without_out_the_folder_is_named_after_experiments_and_time()
    {
        using var app = new AppRun(new FakeExperiment("dense"), new FakeExperiment("mlp"));
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = app.Folder;
        try
        {
            Assert.AreEqual(ExitCode.Done, app.Run("reproduce"), app.Error);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
        string made = Directory.GetDirectories(Path.Combine(app.Folder, "runs")).Single();
        Assert.MatchesRegex(@"^dense-mlp-\d{8}-\d{6}$", Path.GetFileName(made));
        Assert.Contains($"report: {Path.Combine(made, "index.html")}", app.Out);
    }

    [TestMethod]
    public void Missing_data_are_an_error_before_training_and_leave_no_folder()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--data", Path.Combine(app.Folder, "nowhere"), "--out", app.Results));
        Assert.Contains("nowhere", app.Error);
        Assert.IsNull(dense.Seen);
        Assert.IsFalse(Directory.Exists(app.Results));
    }

    [TestMethod]
    public void Resuming_hands_over_what_was_measured_and_a_folder_for_checkpoints()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense);
        app.Run("reproduce", "--out", app.Results);
        Assert.IsEmpty(dense.Seen!.Earlier);
        string work = dense.Seen.WorkFolder!;
        Assert.AreEqual(Path.Combine(app.Results, "work", "quick"), work);

        Assert.AreEqual(ExitCode.Done, app.Run("reproduce", "--out", app.Results, "--resume"), app.Error);
        Assert.IsTrue(dense.Seen.IsDone(dense, "dense", "", 1));
        Assert.IsFalse(dense.Seen.IsDone(dense, "dense", "", 2) || dense.Seen.IsDone(dense, "dense", "gan", 1) || dense.Seen.IsDone(dense, "dense", "", 1, "usps"));
        Assert.Contains($"going on in {app.Results}: 1 run is measured.", app.Out);
        app.Run("reproduce", "--out", app.Results, "--resume", "--scale", "desk");
        Assert.IsFalse(dense.Seen.IsDone(dense, "dense", "", 1), "Another scale is another run.");

        // Checkpoints that are there are neither taken up nor thrown away unasked.
        Directory.CreateDirectory(work);
        Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--out", app.Results));
        Assert.Contains("--resume", app.Error);
        Assert.IsTrue(Directory.Exists(work));
    }

    [TestMethod]
    public void Resuming_without_a_folder_takes_the_newest_of_the_same_experiments()
    {
        var dense = new FakeExperiment("dense");
        using var app = new AppRun(dense, new FakeExperiment("mlp"));
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = app.Folder;
        try
        {
            Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "dense", "--resume"));
            Assert.Contains("There is no run to go on with", app.Error);
            foreach (string name in new[] { "dense-20260101-000000", "dense-20260102-000000", "dense-mlp-20260103-000000" })
                Directory.CreateDirectory(Path.Combine("runs", name));
            Assert.AreEqual(ExitCode.Done, app.Run("reproduce", "dense", "--resume"), app.Error);
            Assert.Contains(Path.Combine("runs", "dense-20260102-000000"), app.Out);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
        Assert.AreEqual(ExitCode.Failed, app.Run("reproduce", "--resume", "--out", Path.Combine(app.Folder, "nowhere")));
        Assert.Contains("nowhere", app.Error);
    }
}
