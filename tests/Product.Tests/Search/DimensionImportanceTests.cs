using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects that importance goes to the dimensions that scores depend on, and to no others.</summary>
[TestClass]
public sealed class DimensionImportanceTests
{
    private static OrderedDictionary<string, double> Of(Func<Point, double?> score, int trials = 60)
    {
        var method = new RandomSearch(Spaces.Mlp, 1);
        FinishedTrial[] finished = [.. Enumerable.Range(0, trials).Select(n => method.Suggest(n, []) is var point ? new FinishedTrial(n, point, score(point)) : null!)];
        OrderedDictionary<string, double> shares = DimensionImportance.Of(Spaces.Mlp, finished);
        CollectionAssert.AreEqual(shares.ToArray(), DimensionImportance.Of(Spaces.Mlp, [.. finished.Reverse()]).ToArray());
        CollectionAssert.AreEqual(Spaces.Mlp.Dimensions.Select(dimension => dimension.Name).ToArray(), shares.Keys.ToArray());
        return shares;
    }

    [TestMethod]
    public void One_dimension_alone_has_all()
    {
        OrderedDictionary<string, double> rate = Of(point => -Math.Pow(Math.Log10(point.Number("learning_rate")) + 2.5, 2));
        Assert.IsGreaterThan(0.98, rate["learning_rate"]);
        Assert.AreEqual(1, rate.Values.Sum(), 1e-12);
        Assert.IsGreaterThan(0.9, Of(point => point.Integer("batch") == 128 ? 1 : 0)["batch"]);
    }

    [TestMethod]
    public void Shares_follow_the_variances()
    {
        // Even over 0 .. 1, a x has the variance a² / 12: shares 0.8 and 0.2.
        OrderedDictionary<string, double> shares = Of(point => 2 * point.Number("dropout") / 0.6 + (Math.Log10(point.Number("l1")) + 7) / 5);
        Assert.AreEqual(0.8, shares["dropout"], 0.05);
        Assert.AreEqual(0.2, shares["l1"], 0.05);
    }

    [TestMethod]
    public void Failed_trials_are_left_out_and_constant_scores_have_no_shares()
    {
        Assert.IsGreaterThan(0.9, Of(point => point.Integer("layers") == 1 ? double.NaN : point.Number("dropout"))["dropout"]);
        Assert.AreEqual(0, Of(_ => 0.9, 10).Values.Sum());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Of(_ => null, 5)).Message, "Got 0 trials that succeeded; takes two or more");
    }
}
