using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Evaluation;
using static MlPipelines.Pipelines.sklearn;

namespace MlPipelines.Tests.Evaluation;

/// <summary>The functions with scikit-learn's names against scikit-learn 1.2.1 (reference.py), texts to the letter.</summary>
[TestClass]
public sealed class SklearnTests
{
    private static readonly int[] True = ScoredTable.Labels, Predicted = ScoredTable.Predicted(ScoredTable.First);

    [TestMethod]
    public void The_report_is_scikit_learns_with_2_digits()
    {
        const string Expected = """
                          precision    recall  f1-score   support

                       0       1.00      1.00      1.00         6
                       1       0.44      0.80      0.57         5
                       2       0.89      1.00      0.94         8
                       3       0.89      0.89      0.89        18
                       4       1.00      0.68      0.81        19
                       5       0.94      0.77      0.85        22
                       6       0.93      0.90      0.91        29
                       7       0.91      0.97      0.94        30
                       8       0.75      0.91      0.82        33
                       9       0.96      0.87      0.91        30

                accuracy                           0.88       200
               macro avg       0.87      0.88      0.86       200
            weighted avg       0.89      0.88      0.88       200

            """;
        IsText(Expected, classification_report(True, Predicted));
        IsText(Expected, ScoredTable.A.Report());
    }

    [TestMethod]
    public void The_report_is_scikit_learns_with_4_digits()
    {
        const string Expected = """
                          precision    recall  f1-score   support

                       0     1.0000    1.0000    1.0000         6
                       1     0.4444    0.8000    0.5714         5
                       2     0.8889    1.0000    0.9412         8
                       3     0.8889    0.8889    0.8889        18
                       4     1.0000    0.6842    0.8125        19
                       5     0.9444    0.7727    0.8500        22
                       6     0.9286    0.8966    0.9123        29
                       7     0.9062    0.9667    0.9355        30
                       8     0.7500    0.9091    0.8219        33
                       9     0.9630    0.8667    0.9123        30

                accuracy                         0.8750       200
               macro avg     0.8714    0.8785    0.8646       200
            weighted avg     0.8943    0.8750    0.8777       200

            """;
        IsText(Expected, classification_report(True, Predicted, digits: 4));
        IsText(Expected, ScoredTable.A.Report(4));
    }

    [TestMethod]
    public void Texts_as_labels_are_sorted_as_scikit_learn_sorts_them()
    {
        const string Expected = """
                          precision    recall  f1-score   support

                   eight       0.75      0.91      0.82        33
                    five       0.94      0.77      0.85        22
                    four       1.00      0.68      0.81        19
                    nine       0.96      0.87      0.91        30
                     one       0.44      0.80      0.57         5
                   seven       0.91      0.97      0.94        30
                     six       0.93      0.90      0.91        29
                   three       0.89      0.89      0.89        18
                     two       0.89      1.00      0.94         8
                    zero       1.00      1.00      1.00         6

                accuracy                           0.88       200
               macro avg       0.87      0.88      0.86       200
            weighted avg       0.89      0.88      0.88       200

            """;
        string[] words = ScoredTable.Words;
        IsText(Expected, classification_report(True.Select(c => words[c]).ToArray(), Predicted.Select(c => words[c]).ToArray()));
    }

    [TestMethod]
    public void A_subset_of_labels_gets_the_micro_average()
    {
        const string Expected = """
                          precision    recall  f1-score   support

                       7       0.91      0.97      0.94        30
                       8       0.75      0.91      0.82        33
                       1       0.44      0.80      0.57         5

               micro avg       0.78      0.93      0.85        68
               macro avg       0.70      0.89      0.78        68
            weighted avg       0.80      0.93      0.85        68

            """;
        IsText(Expected, classification_report(True, Predicted, labels: [7, 8, 1]));
    }

    [TestMethod]
    public void Labels_that_do_not_occur_are_reported_when_asked_for()
    {
        // The example of scikit-learn's documentation.
        const string Expected = """
                          precision    recall  f1-score   support

                       1       1.00      0.67      0.80         3
                       2       0.00      0.00      0.00         0
                       3       0.00      0.00      0.00         0

               micro avg       1.00      0.67      0.80         3
               macro avg       0.33      0.22      0.27         3
            weighted avg       1.00      0.67      0.80         3

            """;
        IsText(Expected, classification_report([1, 1, 1], [1, 1, 0], labels: [1, 2, 3]));
    }

    [TestMethod]
    public void A_division_by_zero_counts_as_told()
    {
        const string Expected = """
                          precision    recall  f1-score   support

                       0     0.5000    1.0000    0.6667         1
                       1     1.0000    0.5000    0.6667         2
                       2     0.0000    1.0000    0.0000         0
                       3     1.0000    0.0000    0.0000         1

                accuracy                         0.5000         4
               macro avg     0.6250    0.6250    0.3333         4
            weighted avg     0.8750    0.5000    0.5000         4

            """;
        IsText(Expected, classification_report([0, 1, 1, 3], [0, 1, 0, 2], digits: 4, zero_division: 1));
    }

    [TestMethod]
    public void Figures_are_scikit_learns()
    {
        Assert.AreEqual(0.875, accuracy_score(True, Predicted));
        Assert.AreEqual(175, accuracy_score(True, Predicted, normalize: false));
        Assert.AreEqual(1.2039712351930418, log_loss(True, ScoredTable.First), 1e-12);
        Assert.AreEqual(1.2039712351930418, log_loss(True, ScoredTable.First.Select(row => row.Select(x => (double)x).ToArray()).ToArray()), 1e-12);
        Assert.AreEqual(0.895, top_k_accuracy_score(True, ScoredTable.First));
        Assert.AreEqual(0.98, top_k_accuracy_score(True, ScoredTable.First, k: 5));
        (double precision, double recall, double fscore, long[]? support) = precision_recall_fscore_support(True, Predicted, average: "weighted");
        Assert.AreEqual(0.8943303571428571, precision, 1e-12);
        Assert.AreEqual(0.875, recall, 1e-12);
        Assert.AreEqual(0.8776820991281133, fscore, 1e-12);
        Assert.IsNull(support);
        Assert.AreEqual(0.4444444444444444, precision_recall_fscore_support(True, Predicted, labels: [1]).precision[0], 1e-12);
        int[,] matrix = confusion_matrix(["cat", "ant", "cat", "cat", "ant", "bird"], ["ant", "ant", "cat", "cat", "ant", "cat"], labels: ["ant", "bird", "cat"]);
        CollectionAssert.AreEqual(new[,] { { 2, 0, 0 }, { 0, 0, 1 }, { 1, 0, 2 } }, matrix);
        // Of two equal scores the last class comes first; a probability of 0 counts as the precision of its type.
        Assert.AreEqual(0.5, top_k_accuracy_score([0, 1], new double[][] { [0.5, 0.5], [0.5, 0.5] }, k: 1));
        Assert.AreEqual((36.04365338911715 + 2.220446049250313e-16) / 2, log_loss([0, 1], new double[][] { [0, 1], [0, 1] }), 1e-12);
    }

    [TestMethod]
    public void One_class_alone_has_its_accuracy_as_macro_recall_and_counts_sum_up() =>
        Prop.ForAll<bool[]>(right =>
        {
            if (right.Length == 0) return true;
            int[] zeros = new int[right.Length], predicted = [.. right.Select(r => r ? 0 : 1)];
            var one = precision_recall_fscore_support(zeros, predicted, "macro", labels: [0]);
            return Math.Abs(one.recall - accuracy_score(zeros, predicted)) < 1e-15 && one.precision == (right.Contains(true) ? 1 : 0)
                && confusion_matrix(zeros, predicted).Cast<int>().Sum() == right.Length
                && classification_report(zeros, predicted) == classification_report(zeros.Reverse().ToArray(), predicted.Reverse().ToArray());
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Folds_in_order_are_scikit_learns()
    {
        int[] y = [2, 0, 1, 1, 2, 0, 2, 2, 1, 0, 0, 2, 1, 2, 2, 1, 0, 2, 2, 1, 0, 2, 2];
        string tests = string.Join("; ", new StratifiedKFold(4).split(y).Select(fold => string.Join(' ', fold.test)));
        Assert.AreEqual("0 1 2 4 5 6; 3 7 8 9 11 13; 10 12 14 15 17 18; 16 19 20 21 22", tests);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Folds_partition_the_rows_and_share_each_class_out_to_a_row(bool shuffle) =>
        Prop.ForAll<byte[], byte>((bytes, n) =>
        {
            int[] y = [.. bytes.Select(b => b % 3), .. Enumerable.Repeat(7, 6)];
            int folds = 2 + n % 5;
            var splits = new StratifiedKFold(folds, shuffle, shuffle ? 1 : null).split(y);
            return splits.Count == folds
                && splits.SelectMany(s => s.test).Order().SequenceEqual(Enumerable.Range(0, y.Length))
                && splits.All(s => s.train.Concat(s.test).Order().SequenceEqual(Enumerable.Range(0, y.Length)))
                && Spread(splits.Select(s => s.test.Length)) <= 1
                && y.Distinct().All(c => Spread(splits.Select(s => s.test.Count(i => y[i] == c))) <= 1);

            static int Spread(IEnumerable<int> counts) => counts.Max() - counts.Min();
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void A_split_partitions_the_rows_repeats_by_seed_and_keeps_pairs()
    {
        int[] x = [.. Enumerable.Range(0, 101)];
        string[] y = [.. x.Select(i => i % 4 == 0 ? "rare" : "often")];
        var (xTrain, xTest, yTrain, yTest) = train_test_split(x, y, test_size: 0.2, random_state: 42, stratify: y);

        Assert.HasCount(21, xTest); // rounded up, as scikit-learn does
        CollectionAssert.AreEquivalent(x, xTrain.Concat(xTest).ToArray());
        CollectionAssert.AreEqual(yTrain, xTrain.Select(i => y[i]).ToArray());
        Assert.AreEqual(5, yTest.Count(label => label == "rare")); // 26 of 101
        CollectionAssert.AreNotEqual(xTest.Order().ToArray(), xTest);
        CollectionAssert.AreEqual(xTest, train_test_split(x, test_size: 0.2, random_state: 42, stratify: y).test);
        CollectionAssert.AreNotEqual(xTest, train_test_split(x, test_size: 0.2, random_state: 43, stratify: y).test);

        var (train, test) = train_test_split(x, test_size: 10, train_size: 30, random_state: 1);
        Assert.AreEqual((30, 10, 40), (train.Length, test.Length, train.Union(test).Count()));
        (train, test) = train_test_split(x, shuffle: false);
        CollectionAssert.AreEqual(x, train.Concat(test).ToArray());
        Assert.HasCount(26, test);
    }

    [TestMethod]
    public void Wrong_input_is_named()
    {
        Fails(() => accuracy_score([1, 2], [1]), "Got 2 true and 1 predicted labels");
        Fails(() => classification_report(Array.Empty<int>(), []), "at least one row");
        Fails(() => classification_report([0, 1], [0, 1], target_names: ["a"]), "Got 1 target_names for 2 labels");
        Fails(() => classification_report([0, 1], [0, 1], labels: [0, 0]), "Got a label twice");
        Fails(() => classification_report([0, 1], [0, 1], zero_division: 2), "takes 0 or 1");
        Fails(() => precision_recall_fscore_support([0], [0], "samples"), "Got the average 'samples'; takes micro, macro or weighted");
        Fails(() => log_loss([0, 0], new double[][] { [1, 0], [1, 0] }), "Got 1 label; takes two or more");
        Fails(() => log_loss([0, 1], new double[][] { [1, 0], [1, 0, 0] }), "Row 1 of y_pred has 3 columns for 2 labels");
        Fails(() => log_loss([0, 1], new double[][] { [2, -1], [1, 0] }), "Row 0 of y_pred has 2 in column 0; takes probabilities");
        Fails(() => log_loss([0, 5], new double[][] { [1, 0], [1, 0] }, labels: [0, 1]), "Row 1 of y_true is 5, which is not among the labels 0, 1");
        Fails(() => top_k_accuracy_score([0, 1], new double[][] { [double.NaN, 0], [1, 0] }), "NaN in column 0; takes finite numbers");
        Fails(() => top_k_accuracy_score([0, 1], new double[][] { [1, 0], [1, 0] }, labels: [1, 0]), "out of order");
        Fails(() => new StratifiedKFold(1), "Got 1 folds");
        Fails(() => new StratifiedKFold(3, random_state: 1), "without shuffle");
        Fails(() => new StratifiedKFold(3).split([1, 2, 1, 2]), "Got 3 folds for classes of 2 rows or fewer");
        Fails(() => train_test_split([1, 2, 3], [1, 2]), "Got 3 examples and 2 labels");
        Fails(() => train_test_split([1, 2, 3], test_size: 1.5), "Got test_size 1.5");
        Fails(() => train_test_split([1], test_size: 0.5), "takes one or more in each part");
        Fails(() => train_test_split([1, 2, 3], stratify: new[] { 0, 0, 1 }), "a class with one row");
        Fails(() => train_test_split([1, 2, 3, 4], test_size: 1, stratify: new[] { 0, 0, 1, 1 }), "for 2 classes");

        static void Fails(Action action, string text) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, text);
    }

    private static void IsText(string expected, string actual) => Assert.AreEqual(expected.ReplaceLineEndings("\n"), actual);
}
