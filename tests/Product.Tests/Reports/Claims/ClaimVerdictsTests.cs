using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports.Claims;

/// <summary>Verdicts from made-up measurements.</summary>
[TestClass]
public sealed class ClaimVerdictsTests
{
    [TestMethod]
    // Three seeds at 0.97, 0.98, 0.99: mean 0.98, t-interval 0.98 -+ 0.0248.
    [DataRow("96", VerdictKind.Reproduced)]
    [DataRow("95.0", VerdictKind.Better)]
    [DataRow("100.0", VerdictKind.Reproduced)]
    public void Several_seeds_give_a_t_interval(string claimed, VerdictKind expected)
    {
        ClaimVerdict verdict = Judge(Claim(claimed, "%"), Run(1, 0.97), Run(2, 0.98), Run(3, 0.99));
        Assert.AreEqual(expected, verdict.Verdict.Kind);
        Assert.AreEqual(0.98, verdict.Measured!.Value, 1e-12);
        Assert.AreEqual(4.302652729749464 * 0.01 / Math.Sqrt(3), verdict.Measured.High - 0.98, 1e-9);
        Assert.HasCount(3, verdict.Records);
    }

    [TestMethod]
    [DataRow("98.3", VerdictKind.Reproduced, "within 0.3 points")]
    [DataRow("97.7", VerdictKind.Reproduced, "within 0.3 points")]
    [DataRow("98.5", VerdictKind.Worse, "outside both")]
    [DataRow("97.5", VerdictKind.Better, "outside both")]
    public void One_seed_gives_a_wilson_interval(string claimed, VerdictKind expected, string why)
    {
        ClaimVerdict verdict = Judge(Claim(claimed, "%"), Run(1, 0.98));
        Assert.AreEqual(expected, verdict.Verdict.Kind, why);
        // Wilson's interval of 9,800 of 10,000, computed apart from the formula.
        Assert.AreEqual(0.9770661, verdict.Measured!.Low, 1e-7);
        Assert.AreEqual(0.9825653, verdict.Measured.High, 1e-7);
    }

    [TestMethod]
    public void A_small_test_set_leaves_more_open() =>
        Assert.AreEqual(VerdictKind.Reproduced, Judge(Claim("98.5", "%"), Run(1, 0.98, testCount: 500)).Verdict.Kind);

    [TestMethod]
    public void A_lower_loss_is_better_and_one_run_of_it_says_nothing()
    {
        Claim loss = Claim("0.105", "loss") with { Quantity = "loss" };
        Assert.AreEqual(VerdictKind.NotComparable, Judge(loss, Run(1, 0.98, loss: 0.07)).Verdict.Kind);
        Assert.AreEqual(VerdictKind.Reproduced, Judge(loss, Run(1, 0.98, loss: 0.1052)).Verdict.Kind);
        Assert.AreEqual(VerdictKind.Better, Judge(loss, Run(1, 0.98, loss: 0.070), Run(2, 0.98, loss: 0.071)).Verdict.Kind);
        Assert.AreEqual(VerdictKind.Worse, Judge(loss, Run(1, 0.98, loss: 0.170), Run(2, 0.98, loss: 0.171)).Verdict.Kind);
    }

    [TestMethod]
    public void What_cannot_be_compared_says_why()
    {
        Why("synthetic strokes", Judge(Claim("98.0", "%"), Run(1,
            0.98) with { Dataset = new("synthetic strokes", "", true, 60000, 0, 10000) }));
        Why("setting", Judge(Claim("32", "images") with { Kind = ClaimKind.Setting }, Run(1, 0.98)));
        Why("machine", Judge(Claim("41", "s"), Run(1, 0.98)));
        Why("2 epochs", Judge(Claim("98.0", "%") with { Quantity = "epoch7" }, Run(1, 0.98)));

        static void Why(string why, ClaimVerdict verdict)
        {
            Assert.AreEqual(VerdictKind.NotComparable, verdict.Verdict.Kind);
            StringAssert.Contains(verdict.Verdict.Why, why);
        }
    }

    [TestMethod]
    public void Only_fitting_completed_runs_of_the_largest_scale_count()
    {
        Claim claim = Claim("98.0", "%");
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(claim).Verdict.Kind);
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(claim, Run(1, 0.98) with { Status = RunStatus.Cancelled }).Verdict.Kind);
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(claim, Run(1, 0.98) with { Model = "other" }).Verdict.Kind);
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(claim, Run(1, 0.98) with { Settings = new() { ["augmentation"] = "gan+32" } })
            .Verdict.Kind);
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(claim with { Quantity = "unknown" }, Run(1, 0.98)).Verdict.Kind);
        ClaimVerdict verdict = Judge(claim, Run(1, 0.5) with { Scale = Scale.Quick }, Run(1, 0.6),
            Run(1, 0.98) with { StartedUtc = DateTimeOffset.MaxValue });
        Assert.AreEqual(VerdictKind.Reproduced, verdict.Verdict.Kind);
        Assert.HasCount(1, verdict.Records);
    }

    [TestMethod]
    public void Two_seeds_are_pooled_so_that_their_spread_does_not_make_everything_reproduced()
    {
        // Student's t over 0.970 and 0.990 would reach from 0.853 to 1.107.
        Assert.AreEqual(VerdictKind.Better, Judge(Claim("92.0", "%"), Run(1, 0.970), Run(2, 0.990)).Verdict.Kind);
        Assert.AreEqual(VerdictKind.Reproduced, Judge(Claim("98.0", "%"), Run(1, 0.970), Run(2, 0.990)).Verdict.Kind);
    }

    [TestMethod]
    public void An_order_is_reproduced_beyond_chance_only()
    {
        var order = new Claim { Id = "o", Paper = "p", Place = "Abstract", Quote = "a beats b", Kind = ClaimKind.Order,
            Order = ["accuracy", "other"] };
        RunRecord[] runs = [Run(1, 0.98), Run(2, 0.981), Run(3, 0.982)];
        Assert.AreEqual(VerdictKind.Reproduced, Order(0.97, 0.971, 0.972).Kind);
        Assert.AreEqual(VerdictKind.Worse, Order(0.99, 0.991, 0.992).Kind);
        Assert.AreEqual(VerdictKind.NotComparable, Order(0.97, 0.981, 0.99).Kind);
        Assert.AreEqual(VerdictKind.Reproduced, Judge(order, runs[0], Other(1, 0.97)).Verdict.Kind, "one seed, 10,000 images");
        StringAssert.Contains(Judge(order, runs[0], Other(1, 0.979)).Verdict.Why, "chance");
        Assert.AreEqual(VerdictKind.NotMeasured, Judge(order, runs).Verdict.Kind);
        StringAssert.Contains(Judge(order, runs[0], Other(1, 0.97) with { Scale = Scale.Paper }).Verdict.Why, "desk and at paper scale");

        Verdict Order(params double[] others) => Judge(order, [.. runs, .. others.Select((o, i) => Other(i + 1, o))]).Verdict;

        static RunRecord Other(int seed, double accuracy) => Run(seed, accuracy) with { Model = "other" };
    }

    [TestMethod]
    public void A_contradiction_comes_before_the_measurement_which_is_kept()
    {
        Claim a = Claim("98.0", "%"), b = a with { Id = "b", Place = "Table I", Printed = "92.8" };
        IReadOnlyList<ClaimVerdict> verdicts = ClaimVerdicts.Judge(Book(a, b), [Run(1, 0.98)]);
        Assert.IsTrue(verdicts.All(v => v.Verdict.Kind == VerdictKind.Inconsistent && v.Findings.Count == 1));
        StringAssert.Contains(verdicts[0].Verdict.Why, "92.8% (Table I)");
        Assert.AreEqual(VerdictKind.Reproduced, verdicts[0].Against.Kind);
        Assert.AreEqual(VerdictKind.Better, verdicts[1].Against.Kind);
    }

    [TestMethod]
    public void The_five_papers_are_judged_by_runs_that_exist_today()
    {
        RunRecord run = TestRecords.Make("mlp") with { Dataset = new("mnist", "", false, 60000, 0, 10000) };
        run.Metrics[RunRecord.TestAccuracyMetric] = 0.9712;
        IReadOnlyList<ClaimVerdict> verdicts = ClaimVerdicts.Judge(ClaimBook.FivePapers, [run]);
        Assert.HasCount(ClaimBook.FivePapers.Claims.Count, verdicts);
        Assert.AreEqual(VerdictKind.Reproduced, verdicts.Single(v => v.Claim.Id == "mlp.test").Verdict.Kind);
        Assert.AreEqual(VerdictKind.NotMeasured, verdicts.Single(v => v.Claim.Id == "mlp.train").Verdict.Kind);
        Assert.AreEqual(VerdictKind.Inconsistent, verdicts.Single(v => v.Claim.Id == "mlp.models.said").Verdict.Kind);
        Assert.IsTrue(verdicts.Where(v => v.Verdict.Kind is VerdictKind.Inconsistent or VerdictKind.NotComparable).All(v =>
            v.Verdict.Why != ""));
    }

    [TestMethod]
    public void Metrics_are_read_from_records()
    {
        RunRecord record = TestRecords.Make();
        Read(0.0625, "test_loss");
        Read(12.5, "seconds");
        Read(0.95, "history:accuracy@2");
        Read(0.2, "history:val_loss@last");
        Read(1, "recall:1");
        Read(0, "recall:3");
        Read(1, "hits:2");
        Read(1, "confusion:3:4");
        Read(0.75, "weighted:recall");
        Read(0, "f1:lowest");
        Read(1, "precision:highest");
        Assert.IsNull(Measurement.Read(record, "train_accuracy"));
        Assert.IsNull(Measurement.Read(record, "history:accuracy@4"));
        Assert.IsNull(Measurement.Read(record, "recall:10"));
        Assert.IsNull(Measurement.Read(record with { ConfusionMatrix = null }, "recall:1"));
        Assert.ThrowsExactly<ArgumentException>(() => Measurement.Read(record, "colour:1:2:3"));

        void Read(double expected, string metric) =>
            Assert.AreEqual(expected, Measurement.Read(record, metric)!.Value.Value, 1e-12, metric);
    }

    private static ClaimVerdict Judge(Claim claim, params RunRecord[] records) => ClaimVerdicts.Judge(Book(claim), records).Single();

    private static ClaimBook Book(params Claim[] claims)
    {
        var none = new Dictionary<string, string> { ["augmentation"] = "none" };
        return new ClaimBook(claims, [], new Dictionary<string, Measure>
        {
            ["accuracy"] = new("x", "x", "test_accuracy", none),
            ["other"] = new("x", "other", "test_accuracy", none),
            ["loss"] = new("x", "x", "test_loss", none),
            ["epoch*"] = new("x", "x", "history:val_accuracy@*", none),
        });
    }

    private static Claim Claim(string printed, string unit) =>
        new() { Id = "c", Paper = "p", Place = "Abstract", Quote = printed, Quantity = "accuracy", Printed = printed, Unit = unit };

    private static RunRecord Run(int seed, double accuracy, int testCount = 10000, double loss = 0.1) => TestRecords.Make("x", seed) with
    {
        Dataset = new("mnist", "", false, 60000, 0, testCount),
        Metrics = new() { ["test_accuracy"] = accuracy, ["test_loss"] = loss },
        History = new() { ["val_accuracy"] = [0.9, accuracy] },
        ConfusionMatrix = null,
        Predictions = null,
    };
}
