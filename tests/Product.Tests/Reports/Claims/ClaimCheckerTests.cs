using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports.Claims;

/// <summary>The checker against papers that never were, and against our own records.</summary>
[TestClass]
public sealed class ClaimCheckerTests
{
    /// <summary>
    /// Claims of a made-up paper whose number arithmetic ties down, and by how much it is moved: more than rounding leaves open.
    /// </summary>
    private static readonly (string Id, double Move)[] s_tied =
    [
        ("a.accuracy", 0.01), ("a.accuracy", -0.01), ("b.accuracy", 0.002), ("abstract.a", 2), ("abstract.b", -2),
        ("a.3.precision", 0.01), ("a.3.recall", -0.01), ("b.7.f1", 0.01), ("b.7.f1", -0.01), ("a.5.f1", 0.5),
        ("a.2.support", 1), ("b.2.support", -1), ("a.total", 1), ("data.test", -1), ("data.total", 1), ("data.train", 1),
        ("a.avg.macro.precision", 0.001), ("a.avg.macro.recall", -0.001), ("b.avg.macro.f1", 0.001),
        ("b.avg.weighted.precision", -0.001), ("a.avg.weighted.recall", 0.001), ("b.avg.weighted.f1", -0.001),
        ("a.low", -0.01), ("a.low", 0.01), ("a.high", 0.01), ("b.high", -0.01),
        ("steps", 1), ("steps", -1), ("log.3.seconds", 500), ("log.2.step", 500), ("split", 5), ("split", -5),
        ("weights", 1), ("inputs", 1), ("hits", 1), ("hits", -1), ("hidden", 600), ("a.0.precision", 2), ("b.avg.macro.recall", 1.5),
    ];

    [TestMethod]
    public void Nothing_is_found_in_a_paper_that_agrees_with_itself() =>
        Prop.ForAll(Seeds(), seed =>
        {
            IReadOnlyList<Finding> findings = ClaimChecker.Check(new MadeUpPaper(seed).Book);
            return (findings.Count == 0).Label(string.Join('\n', findings.Select(f => f.Text)));
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void One_number_moved_beyond_rounding_is_found() =>
        Prop.ForAll(Seeds(), Gen.Choose(0, s_tied.Length - 1).ToArbitrary(), (seed, which) =>
        {
            var paper = new MadeUpPaper(seed);
            (string id, double move) = s_tied[which];
            string printed = Moved(paper[id], move);
            IReadOnlyList<Finding> findings = ClaimChecker.Check(paper.With(id, printed));
            return findings.Any(f =>
                f.Claims.Contains(id)).Label($"{id}: {paper[id].Printed} printed as {printed}, found {findings.Count}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [TestMethod]
    public void Each_tied_number_is_found_in_one_paper()
    {
        var paper = new MadeUpPaper(1);
        foreach ((string id, double move) in s_tied)
            Assert.IsTrue(ClaimChecker.Check(paper.With(id, Moved(paper[id], move))).Any(f => f.Claims.Contains(id)),
                $"{id} moved by {move}");
    }

    [TestMethod]
    public void A_finding_names_both_places_with_their_numbers()
    {
        var paper = new MadeUpPaper(3);
        Finding finding = ClaimChecker.Check(paper.With("abstract.a", "12.3")).First(f => f.Rule == "agreement");
        StringAssert.Contains(finding.Text, "12.3% (Abstract)");
        StringAssert.Contains(finding.Text, $"{paper["a.accuracy"].Printed} (Fig. 1)");
    }

    [TestMethod]
    public void A_swapped_order_and_swapped_definitions_are_found()
    {
        var paper = new MadeUpPaper(4);
        Claim order = paper["abstract.order"];
        Assert.IsTrue(ClaimChecker.Check(paper.With(order with { Order = [.. order.Order.Reverse()] })).Any(f =>
            f.Rule == "order" && f.Claims.Contains(order.Id)));
        foreach (string term in new[] { "FP", "FN" })
        {
            Claim right = paper["definition." + term];
            Claim wrong = right with { Definition = (term, right.Definition.Actual, right.Definition.Predicted) };
            Assert.AreEqual("definition", ClaimChecker.Check(paper.With(wrong)).Single().Rule);
        }
    }

    [TestMethod]
    public void An_order_without_figures_is_unsupported_and_no_contradiction()
    {
        var book = new ClaimBook([new Claim { Id = "o", Paper = "p", Place = "Section 1", Quote = "x beats y", Kind = ClaimKind.Order,
            Order = ["x", "y"] }], []);
        Finding finding = ClaimChecker.Check(book).Single();
        Assert.AreEqual(FindingKind.Unsupported, finding.Kind);
        StringAssert.Contains(finding.Text, "Section 1 puts x above y (\"x beats y\")");
    }

    [TestMethod]
    public void Rounding_is_no_contradiction()
    {
        Assert.IsEmpty(Agree(("0.98", "share"), ("97.5", "%"), ("0.9751", "share")));
        Assert.HasCount(1, Agree(("0.97", "share"), ("0.976", "share")));
        Assert.HasCount(1, Agree(("99.01", "%"), ("99.14", "%")));

        static IReadOnlyList<Finding> Agree(params (string Printed, string Unit)[] all) => ClaimChecker.Check(new ClaimBook(
            all.Select((a, i) => new Claim { Id = $"c{i}", Paper = "p", Place = $"place {i}", Quote = "", Quantity = "q",
                Printed = a.Printed, Unit = a.Unit }), []));
    }

    [TestMethod]
    // Each: the rule, what agrees, and what does not: role, number, unit.
    [DataRow("equal", "values 784 pixels; values 28x28 pixels", "values 784 pixels; values 27x28 pixels")]
    [DataRow("above", "value 0.9901 share; limit 0.99 share", "value 0.8901 share; limit 0.99 share")]
    [DataRow("hits", "wrong 9 images; support 892 images; recall 0.9877 share", "wrong 12 images; support 892 images; recall 0.9877 share")]
    [DataRow("hits", "hits 1018 images; support 1028 images", "hits 1029 images; support 1028 images")]
    [DataRow("recall_is_accuracy", "recall 93.5 %; accuracy 0.935 share", "recall 93.5 %; accuracy 0.9133 share")]
    [DataRow("f1", "precision 0.97 share; recall 0.94 share; f1 0.96 share", "precision 0.97 share; recall 0.94 share; f1 0.94 share")]
    [DataRow("split", "total 70000 images; part 14000 images; shares 20 %; shares 30 %", "total 70000 images; part 10000 images; shares 20 %; shares 30 %")]
    [DataRow("among", "value 32 images; options 32 images; options 64 images", "value 256 images; options 32 images; options 64 images")]
    [DataRow("steps", "steps 313 steps; batch 32 images; images 10000 images", "steps 314 steps; batch 32 images; images 10000 images")]
    public void A_rule_tells_sound_numbers_from_others(string rule, string sound, string other)
    {
        Assert.IsEmpty(ClaimChecker.Check(Linked(sound)));
        Finding finding = ClaimChecker.Check(Linked(other)).Single();
        Assert.AreEqual(rule, finding.Rule);
        StringAssert.Contains(finding.Text, "(place 0)");
        StringAssert.Contains(finding.Text, "(place 1)");

        ClaimBook Linked(string text)
        {
            Claim[] claims = [.. text.Split("; ").Select((part, i) => part.Split(' ') is [_, var printed, var unit]
                ? new Claim
                {
                    Id = $"c{i}", Paper = "p", Place = $"place {i}", Quote = printed, Quantity = $"q{i}", Printed = printed, Unit = unit,
                    Kind = unit is "%" or "share" ? ClaimKind.Value : ClaimKind.Count,
                }
                : throw new ArgumentException(part))];
            var roles = text.Split("; ").Select((part, i) => (Role: part.Split(' ')[0], Id: $"c{i}")).GroupBy(r => r.Role)
                .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(r => r.Id)]);
            return new ClaimBook(claims, [new ClaimCheck(rule, "p", roles, new HashSet<string>())]);
        }
    }

    [TestMethod]
    public void A_sound_record_passes_and_each_slip_is_found()
    {
        RunRecord record = TestRecords.Make();
        Assert.IsEmpty(ClaimChecker.CheckRecord(record));
        Found("test_accuracy", record with { Metrics = new(record.Metrics) { [RunRecord.TestAccuracyMetric] = 0.7501 } });
        Found("test_accuracy", record with { Metrics = new(record.Metrics) { [RunRecord.TestAccuracyMetric] = double.NaN } });
        Found("test images", record with { Dataset = record.Dataset with { TestCount = 5 } });
        Found("test images", record with { Predictions = new RunPredictions([0, 1, 2], [0, 1, 2]) });
        Found("images of class 3", record with { Predictions = new RunPredictions([0, 1, 2, 2], [0, 1, 2, 4]) });
        Found("more than 12.4 s", record with { Seconds = 12.4 });
        Found("epochs with a measurement", record with { History = new(record.History) { ["val_loss"] = [0.4, 0.3] } });
        Found("share", record with { Metrics = new(record.Metrics) { ["train_accuracy"] = 98.9 } });
        Found("macro_f1", record with { Metrics = new(record.Metrics) { ["macro_f1"] = 0.99 } });

        static void Found(string text, RunRecord wrong) =>
            Assert.IsTrue(ClaimChecker.CheckRecord(wrong).Any(f => f.Text.Contains(text)),
                $"{text}: {string.Join('\n', ClaimChecker.CheckRecord(wrong).Select(f => f.Text))}");
    }

    [TestMethod]
    public void A_record_of_anything_is_checked_without_failing()
    {
        RunRecord record = TestRecords.Make();
        foreach (double odd in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, 1e300, double.Epsilon })
        {
            ClaimChecker.CheckRecord(record with { Seconds = odd,
                Metrics = new(record.Metrics) { ["test_loss"] = odd, ["train_accuracy"] = odd } });
            ClaimChecker.CheckRecord(record with { SecondsPerEpoch = [odd], ConfusionMatrix = null, Predictions = null, History = [] });
        }
        ClaimChecker.CheckRecord(record with { Predictions = new RunPredictions([], []) });
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static string Moved(Claim claim, double move)
    {
        int decimals = claim.Printed.Contains('.') ? claim.Printed.Length - claim.Printed.IndexOf('.') - 1 : 0;
        return (double.Parse(claim.Printed, CultureInfo.InvariantCulture) + move).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }
}
