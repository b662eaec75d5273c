using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects who goes on in successive halving, and what the plan costs.</summary>
[TestClass]
public sealed class SuccessiveHalvingTests
{
    private static FinishedTrial Trial(int number, double? score) => new(number, new Point(("n", number)), score);

    [TestMethod]
    public void Rungs_have_a_third_of_the_trials_and_thrice_the_budget_each()
    {
        var plan = new SuccessiveHalving(27, 3);
        CollectionAssert.AreEqual(new HalvingRung[] { new(0, 1.0 / 27, 27), new(1, 1.0 / 9, 9), new(2, 1.0 / 3, 3), new(3, 1, 1) }, plan.Rungs.ToArray());
        Assert.AreEqual(1 + 3 * (2.0 / 3), plan.Cost, 1e-14); // 27/27, then 9 x 2/27, 3 x 2/9, 1 x 2/3
        CollectionAssert.AreEqual(new[] { 20, 10, 5, 2, 1 }, new SuccessiveHalving(20, 2).Rungs.Select(rung => rung.Trials).ToArray());
        CollectionAssert.AreEqual(new HalvingRung[] { new(0, 1, 1) }, new SuccessiveHalving(1).Rungs.ToArray());
    }

    [TestMethod]
    public void No_rung_falls_short_of_the_least_fraction()
    {
        CollectionAssert.AreEqual(new HalvingRung[] { new(0, 1.0 / 9, 100), new(1, 1.0 / 3, 33), new(2, 1, 11) },
            new SuccessiveHalving(100, 3, leastFraction: 1.0 / 9).Rungs.ToArray());
        Assert.HasCount(1, new SuccessiveHalving(100, 3, leastFraction: 0.5).Rungs);
    }

    [TestMethod]
    public void The_best_go_on_failed_ones_never_and_of_equals_the_first()
    {
        var plan = new SuccessiveHalving(9, 3);
        FinishedTrial[] rung = [Trial(8, 0.9), Trial(0, 0.5), Trial(1, double.NaN), Trial(2, 0.9), Trial(3, null), Trial(4, 0.9), Trial(5, 0.95), Trial(6, 0.1)];
        CollectionAssert.AreEqual(new[] { 2, 4, 5 }, plan.Survivors(0, rung).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 4, 5 }, plan.Survivors(0, [.. rung.Reverse()]).ToArray());
        CollectionAssert.AreEqual(new[] { 5 }, plan.Survivors(0, [Trial(5, 0.3), Trial(6, double.NegativeInfinity)]).ToArray());
        Assert.IsEmpty(plan.Survivors(0, []));
        Assert.IsEmpty(plan.Survivors(2, [Trial(5, 1)]));
    }

    [TestMethod]
    public void Wrong_input_is_named()
    {
        var plan = new SuccessiveHalving(9, 3);
        Fails(() => new SuccessiveHalving(0), "Got 0 trials");
        Fails(() => new SuccessiveHalving(9, 1), "Got the factor 1");
        Fails(() => new SuccessiveHalving(9, 3, 0), "Got the least fraction 0");
        Fails(() => plan.Survivors(3, []), "Got the rung 3; takes 0 to 2");
        Fails(() => plan.Survivors(0, [Trial(1, 1), Trial(1, 2)]), "each number once");
        Fails(() => plan.Survivors(2, [Trial(1, 1), Trial(2, 2)]), "Got 2 trials at the end of rung 2; takes 1 or fewer");

        static void Fails(Action action, string text) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, text);
    }
}
