using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Evaluation;

/// <summary>Tests and intervals against SciPy 1.10.1 and, where it has none, the definitions written out in reference.py.</summary>
[TestClass]
public sealed class ComparisonTests
{
    [TestMethod]
    [DataRow(0, 0, 1.0)]
    [DataRow(0, 5, 0.0625)]
    [DataRow(1, 4, 0.375)]
    [DataRow(12, 30, 0.007915897334896727)]
    [DataRow(33, 20, 0.09837064844049181)]
    [DataRow(1300, 1500, 0.0001684116226437623)]
    [DataRow(40000, 41000, 0.0004478218231375634)]
    public void McNemars_exact_test_is_scipys_binomtest(int first, int second, double expected) =>
        Assert.AreEqual(expected, McNemar.Exact(first, second).PValue, 1e-9 * expected);

    [TestMethod]
    public void McNemars_test_is_symmetric_and_a_probability() =>
        Prop.ForAll<bool[], bool[]>((a, b) =>
        {
            int n = Math.Min(a.Length, b.Length);
            McNemarResult ab = McNemar.Exact(a[..n], b[..n]), ba = McNemar.Exact(b[..n], a[..n]);
            return ab == ba with { OnlyFirst = ba.OnlySecond, OnlySecond = ba.OnlyFirst } && ab.PValue is > 0 and <= 1;
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    [DataRow(0, 0, 1.0)]
    [DataRow(0, 5, 1 / 32.0)]
    [DataRow(5, 0, 1.0)]
    [DataRow(1, 4, 6 / 32.0)]
    [DataRow(4, 1, 31 / 32.0)]
    [DataRow(3, 3, 42 / 64.0)]
    [DataRow(2, 8, 56 / 1024.0)]
    public void McNemars_test_of_the_second_being_better_counts_by_hand(int first, int second, double expected) =>
        Assert.AreEqual(expected, McNemar.Exact(first, second).SecondBetterPValue, 1e-14);

    [TestMethod]
    public void McNemars_one_sided_tests_share_only_the_outcome_itself() =>
        Prop.ForAll(Gen.Choose(0, 30).ToArbitrary(), Gen.Choose(0, 30).ToArbitrary(), (a, b) =>
        {
            McNemarResult ab = McNemar.Exact(a, b), ba = McNemar.Exact(b, a);
            // P(X = a) of a + b throws of a coin.
            double outcome = Math.Pow(0.5, a + b);
            for (int i = 1; i <= a; i++) outcome *= (double)(b + i) / i;
            return Math.Abs(ab.SecondBetterPValue + ba.SecondBetterPValue - 1 - outcome) < 1e-12
                && Math.Abs(Math.Min(1, 2 * Math.Min(ab.SecondBetterPValue, ba.SecondBetterPValue)) - ab.PValue) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Two_views_are_matched_by_id()
    {
        int[] reversed = [.. Enumerable.Range(0, ScoredTable.Rows).Reverse()];
        McNemarResult result = McNemar.Exact(ScoredTable.View(ScoredTable.First), ScoredTable.View(ScoredTable.Second, order: reversed));
        Assert.AreEqual((33L, 20L), (result.OnlyFirst, result.OnlySecond));
        Assert.AreEqual(0.09837064844049181, result.PValue, 1e-12);

        ConfidenceInterval same = Bootstrap.PairedDifference(ScoredTable.View(ScoredTable.First), ScoredTable.View(ScoredTable.First, order: reversed), resamples: 100);
        Assert.AreEqual((0.0, 0.0, 0.0), (same.Estimate, same.Low, same.High));
    }

    [TestMethod]
    public void Views_of_other_rows_are_refused()
    {
        ClassifierEvaluation a = ClassifierEvaluation.FromScores([0, 1], [[0.6f, 0.4f], [0.6f, 0.4f]]);
        Fails(ScoredTable.A, a, "Got 200 rows of the first and 2 of the second");
        Fails(a, ClassifierEvaluation.FromScores([0, 1], [[0.6f, 0.4f], [0.6f, 0.4f]], ids: [0, 5]), "id 1 is in the first, but not (again) in the second");
        Fails(a, ClassifierEvaluation.FromScores([0, 0], [[0.6f, 0.4f], [0.6f, 0.4f]]), "id 1 is of class '1' in the first and '0' in the second");
        Fails(a, ClassifierEvaluation.FromScores([0, 0], [[0.6f, 0.4f], [0.6f, 0.4f]], ids: [4, 4]), "id 4 is there twice");

        static void Fails(ClassifierEvaluation a, ClassifierEvaluation b, string text) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => McNemar.Exact(a, b)).Message, text);
    }

    [TestMethod]
    public void Bootstrap_intervals_are_the_references()
    {
        // The reference draws 500 times from the same SplitMix64 streams and takes NumPy's percentiles.
        IsNear(0.83, 0.92, Bootstrap.Interval(ScoredTable.A, resamples: 500, seed: 5));
        IsNear(-0.005, 0.125, Bootstrap.PairedDifference(ScoredTable.A, ScoredTable.B, resamples: 500, seed: 5));
        ConfidenceInterval macro = Bootstrap.Interval(ScoredTable.A, report => report.MacroAverage.F1, resamples: 500, seed: 5);
        IsNear(0.8012144547288941, 0.9105698198030403, macro);
        Assert.AreEqual(ScoredTable.A.MacroAverage.F1, macro.Estimate);
        Assert.AreEqual("0.8646 [0.8012, 0.9106] (95 %)", macro.ToString());
    }

    [TestMethod]
    public void A_wider_level_holds_a_narrower_one_and_seeds_repeat()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => i * i % 17 * 1.0)];
        ConfidenceInterval wide = Bootstrap.Interval(values, 2000, 0.99, 3), narrow = Bootstrap.Interval(values, 2000, 0.8, 3);
        Assert.IsTrue(wide.Low < narrow.Low && narrow.Low < narrow.Estimate && narrow.Estimate < narrow.High && narrow.High < wide.High);
        Assert.AreEqual(wide, Bootstrap.Interval(values, 2000, 0.99, 3));
        Assert.AreNotEqual(wide, Bootstrap.Interval(values, 2000, 0.99, 4));
        Assert.AreEqual(wide, Bootstrap.PairedDifference([.. values.Select(v => v + 1)], [.. values.Select(_ => 1.0)], 2000, 0.99, 3));
    }

    [TestMethod]
    public void T_intervals_are_scipys()
    {
        IsNear(0.8958109416039554, 0.9475223917293781, TInterval.OfMean([0.91, 0.93, 0.925]));
        IsNear(-0.6706204736174693, 1.8706204736174694, TInterval.OfMean([0.5, 0.7]));
        IsNear(0.9780662932460555, 0.9826003734206112, TInterval.OfMean([0.98, 0.981, 0.979, 0.983, 0.977, 0.982]));
    }

    [TestMethod]
    [DataRow(1, 12.706204736174696, 63.656741162871526)]
    [DataRow(2, 4.302652729749462, 9.92484320091829)]
    [DataRow(3, 3.182446305283708, 5.840909309733356)]
    [DataRow(4, 2.7764451051977934, 4.604094871349992)]
    [DataRow(9, 2.262157162798205, 3.2498355415921263)]
    [DataRow(10, 2.2281388519862744, 3.169272672616951)]
    [DataRow(29, 2.0452296421327034, 2.756385903670604)]
    [DataRow(100, 1.9839715185235556, 2.625890521438018)]
    public void Quantiles_of_students_t_are_scipys(int freedom, double at95, double at99)
    {
        // The interval of two or more values reaches quantile · s / √n to each side.
        double[] values = [.. Enumerable.Range(0, freedom + 1).Select(i => (double)(i % 2))];
        double mean = values.Average(), error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / freedom / values.Length);
        Assert.AreEqual(at95, (TInterval.OfMean(values).High - mean) / error, 1e-12 * at95);
        Assert.AreEqual(at99, (TInterval.OfMean(values, 0.99).High - mean) / error, 1e-12 * at99);
    }

    [TestMethod]
    public void Holms_correction_is_the_references()
    {
        AreNear([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]));
        AreNear([1, 1, 0.06], Holm.Adjust([0.5, 0.9, 0.02]));
        Assert.IsEmpty(Holm.Adjust([]));

        static void AreNear(double[] expected, double[] actual)
        {
            for (int i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-15);
        }
    }

    [TestMethod]
    public void Wrong_input_is_named()
    {
        Fails(() => TInterval.OfMean([0.9]), "Got 1 values; takes two or more");
        Fails(() => TInterval.OfMean([0.9, double.NaN]), "Got the value NaN");
        Fails(() => TInterval.OfMean([0.9, 0.8], 95), "Got the level 95; takes above 0 and below 1");
        Fails(() => Holm.Adjust([0.5, 1.5]), "Test 1 has the p-value 1.5");
        Fails(() => McNemar.Exact([true], [true, false]), "Got 1 and 2 results");
        Fails(() => Bootstrap.Interval(Array.Empty<double>()), "Got 0 rows");
        Fails(() => Bootstrap.Interval([1.0, double.NaN]), "takes a figure that is finite");
        Fails(() => Bootstrap.Interval([1.0], resamples: 1), "Got 1 resamples");

        static void Fails(Action action, string text) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, text);
    }

    private static void IsNear(double low, double high, ConfidenceInterval interval)
    {
        Assert.AreEqual(low, interval.Low, 1e-12);
        Assert.AreEqual(high, interval.High, 1e-12);
    }
}
