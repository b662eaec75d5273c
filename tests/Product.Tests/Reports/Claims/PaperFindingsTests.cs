using MlPipelines.Reports.Claims;

namespace MlPipelines.Tests.Reports.Claims;

/// <summary>What the checker finds in the five papers by itself.</summary>
[TestClass]
public sealed class PaperFindingsTests
{
    private static readonly IReadOnlyList<Finding> s_findings = ClaimChecker.Check(ClaimBook.FivePapers);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    // 1: an F1 above precision and recall; the tables' order against the logs; accuracies of one quantity.
    [DataRow("f1", "92.1% (Table I)", "84.6% (Table I)", "86.5% (Table I)")]
    [DataRow("f1", "96.9% (Table I)", "93.8% (Table I)", "89.1% (Table I)")]
    [DataRow("order", "gan.cnn_bilstm.augmented.test_accuracy above gan.cnn.augmented.test_accuracy", "96.6% against 92.8% (Section III.5.c, Section III.5.d, Table I)", "0.9887 (Section III.5.b, log)", "0.9921 (Fig. 11, log)")]
    [DataRow("agreement", "gan.cnn.augmented.test_accuracy", "92.8% (Section III.5.c", "98.5% (Abstract", "0.9921 (Fig. 11, log)")]
    [DataRow("time", "1876 steps", "41 s (epoch 2, 6, 8, 10)", "11 ms a step", "19.7 to 21.57 s", "26 s (epoch 1)")]
    [DataRow("time", "1876 steps", "10 s (epoch 3, 5, 7, 8)", "3 ms a step")]
    [DataRow("steps", "1876 steps (Fig. 11, log)", "32 images (Fig. 8, implied)", "60,001 to 60,032", "60000 images", "1 to 32 more")]
    [DataRow("steps", "1876 steps", "256 images (Section III.3)", "480,256")]
    [DataRow("agreement", "gan.classifier.batch", "32 images (Fig. 8, implied)", "256 images (Section III.3)")]
    [DataRow("agreement", "gan.classifier.learning_rate", "0.001 (Fig. 8, implied)", "1e-4 (Section III.3)")]
    [DataRow("agreement", "gan.cnn_bilstm.conv3.filters", "128 filters (Section II)", "64 filters (Fig. 6)")]
    [DataRow("split", "10% (Section II, validation)", "70000 images", "10000 images")]
    // 2: the abstract's order and figures against the reports, the test images, class 7, two reports.
    [DataRow("order", "cyclegan.cnn_bilstm.augmented.test_accuracy above cyclegan.cnn.augmented.test_accuracy", "99.22% against 99.01% (Abstract, Intisari, Conclusion)", "0.9895 (Fig. 11)", "99.14% (Fig. 10, text)")]
    [DataRow("order", "Fig. 7, text", "Abstract", "the other way round")]
    [DataRow("agreement", "cyclegan.cnn.augmented.test_accuracy", "99.01% (Abstract", "99.14% (Fig. 10, text)")]
    [DataRow("agreement", "cyclegan.cnn_bilstm.augmented.test_accuracy", "99.22% (Abstract", "0.9895 (Fig. 11)")]
    [DataRow("split", "20% (Section 5, Split data)", "70000 images", "14,000 or 21,000", "10000 images (Fig. 11)")]
    [DataRow("agreement", "cyclegan.test.class7.support", "1021 images (Fig. 8)", "1028 images (Fig. 10")]
    [DataRow("agreement", "cyclegan.cnn.augmented.class1.recall", "0.99 (Fig. 10, first report)", "1.0000 (Fig. 10, second report)")]
    // 3: no share, recall and accuracy, best classes, definitions.
    [DataRow("share", "9.35 (Section 3.4)", "between 0 and 1")]
    [DataRow("recall_is_accuracy", "9.35 (Section 3.4)", "0.9133 (Section 3.4)", "0.935")]
    [DataRow("best_class", "97 images (Section 3.1)", "970 of 2964 images", "32.7%", "0.4312 (Section 3.1)")]
    [DataRow("best_class", "139 images (Section 3.2)", "46.9%", "0.6585 (Section 3.2)")]
    [DataRow("definition", "Section 2.5", "FP as predicted negative and in truth positive")]
    [DataRow("definition", "Section 2.5", "FN as predicted positive and in truth negative")]
    // 4: the number of models, and comparisons without figures.
    [DataRow("agreement", "mlp.models.compared", "2 models (Section VI)", "3 models (Section VI, implied)")]
    [DataRow("unsupported", "mlp.svm.train_accuracy above mlp.mlp.train_accuracy", "98.9% (Section V)", "no figure for mlp.svm.train_accuracy")]
    [DataRow("unsupported", "mlp.cnn.test_accuracy above mlp.mlp.test_accuracy", "97.1% (Section V)")]
    [DataRow("unsupported", "mlp.mlp.seconds above mlp.svm.seconds")]
    // 5: recalls and accuracy, connections, the range of precision, epochs, what is printed as loss.
    [DataRow("report", "an accuracy of", "0.9729", "0.976 (Section 6)")]
    [DataRow("agreement", "dense.dense.test_accuracy", "0.976 (Abstract", "0.97 (Fig. 11")]
    [DataRow("product", "784 x 128", "100,352", "784x784")]
    [DataRow("range", "0.94 (Section 6)", "precision", "0.96 (Fig. 11)")]
    [DataRow("agreement", "dense.epochs", "20 epochs", "10 epochs (Fig. 8, implied)")]
    [DataRow("agreement", "dense.printed.loss", "sum over the batches (Fig. 8)", "mean (Section 5.2)")]
    public void Is_found_with_both_places_and_numbers(string rule, params string[] parts) =>
        Assert.IsTrue(
            s_findings.Any(f => f.Rule == rule && parts.All(f.Text.Contains)),
            $"No finding of rule {rule} holds {string.Join(" | ", parts)}; those of the rule are:\n"
                + string.Join('\n', s_findings.Where(f => f.Rule == rule).Select(f => f.Text)));

    [TestMethod]
    public void Every_finding_names_its_claims_and_a_place()
    {
        foreach (Finding finding in s_findings)
        {
            TestContext.WriteLine($"{finding.Paper} {finding.Rule}: {finding.Text}");
            Assert.IsNotEmpty(finding.Claims);
            Claim[] claims = [.. finding.Claims.Select(id => ClaimBook.FivePapers[id])];
            Assert.IsTrue(claims.All(c => c.Paper == finding.Paper), finding.Text);
            Assert.IsTrue(claims.Any(c => finding.Text.Contains(c.Place)), finding.Text);
        }
    }

    [TestMethod]
    [DataRow("gan")]
    [DataRow("cyclegan")]
    [DataRow("depth")]
    [DataRow("mlp")]
    [DataRow("dense")]
    public void What_is_sound_is_left_alone(string paper)
    {
        // Statements that fit together must not turn up: these are the parts of each paper that were recomputed by hand.
        string[] sound = paper switch
        {
            "gan" => ["gan.text.units", "gan.evaluate.cnn.seconds", "gan.fig3.dense", "gan.log.cnn.4.seconds", "gan.results.cnn.before"],
            "cyclegan" => ["cyclegan.fig11.1.recall", "cyclegan.fig9.1.hits", "cyclegan.fig9.5as3", "cyclegan.fig11.avg.macro.f1",
                "cyclegan.fig10b.3.recall"],
            "depth" => ["depth.data2.total", "depth.definition.TP", "depth.conv3.val", "depth.abstract.accuracy"],
            "mlp" => ["mlp.train", "mlp.test", "mlp.input"],
            _ => ["dense.connections2", "dense.fig11.8.f1", "dense.discussion.train", "dense.discussion.recall.low", "dense.abstract.loss"],
        };
        foreach (string id in sound)
            Assert.IsFalse(s_findings.Any(f => f.Claims.Contains(ClaimBook.FivePapers[id].Id)),
                $"{id}: {s_findings.FirstOrDefault(f => f.Claims.Contains(id))?.Text}");
    }
}
