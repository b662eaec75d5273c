using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects what holds for every method: a function of seed, number and finished trials; always in the space, whatever the scores.</summary>
[TestClass]
public sealed class SearchMethodTests
{
    /// <summary>Searches with some scores, and returns the points.</summary>
    private static List<FinishedTrial> Run(SearchMethod method, int trials, Func<Point, double?> score)
    {
        var finished = new List<FinishedTrial>();
        for (int number = 0; number < trials; number++)
        {
            Point point = method.Suggest(number, finished);
            finished.Add(new FinishedTrial(number, point, score(point)));
        }
        return finished;
    }

    [TestMethod]
    public void Every_method_stays_in_the_space_and_repeats_whatever_has_finished_or_failed() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            SearchSpace space = Spaces.Any(random);
            var before = new RandomSearch(space, seed);
            FinishedTrial[] finished =
            [
                .. Enumerable.Range(0, random.Next(0, 25)).Where(_ => random.Next(3) > 0).Select(n => new FinishedTrial(n, before.Suggest(n, []), AnyScore(random))),
            ];
            FinishedTrial[] shuffled = [.. finished];
            random.Shuffle(shuffled);
            return SearchMethodList.All.Where(choice => choice.Name != "grid").All(choice =>
            {
                SearchMethod method = choice.Create(space, seed, 20), twin = choice.Create(space, seed, 20);
                int number = random.Next(0, 60);
                Point point = method.Suggest(number, finished);
                return space.Contains(point) && point.Equals(twin.Suggest(number, shuffled)) && point.Equals(method.Suggest(number, finished));
            });
        }));

    private static double? AnyScore(Random random) => random.Next(7) switch
    {
        0 => null,
        1 => double.NaN,
        2 => double.NegativeInfinity,
        3 => 1e308 * (random.NextDouble() - 0.5),
        4 => 0.5,
        _ => random.NextDouble(),
    };

    [TestMethod]
    public void Every_method_survives_scores_that_are_all_equal_or_all_missing()
    {
        foreach (SearchMethodChoice choice in SearchMethodList.All)
            foreach (double? score in (double?[])[null, double.NaN, 0, 0.5, double.MaxValue])
                Assert.IsTrue(Run(choice.Create(Spaces.Mlp, 1, 16), 16, _ => score).All(trial => Spaces.Mlp.Contains(trial.Point)), $"{choice.Name} at {score}");
    }

    [TestMethod]
    public void A_small_space_is_tried_out_without_a_repeat()
    {
        foreach (string name in (string[])["grid", "bayes", "evolution"])
            Assert.AreEqual(18, Run(SearchMethodList.Create(name, Spaces.Small, 1, 18), 18, point => point.Integer("layers")).Select(trial => trial.Point).Distinct().Count(), name);
        foreach (string name in (string[])["bayes", "evolution"])
            Assert.HasCount(25, Run(SearchMethodList.Create(name, Spaces.Small, 1, 25), 25, _ => 1), name);
    }

    [TestMethod]
    public void Searches_begin_at_random_by_their_seed()
    {
        Point[] First(string name, long seed) => [.. Run(SearchMethodList.Create(name, Spaces.Mlp, seed, 20), 5, _ => 0.5).Select(trial => trial.Point)];
        CollectionAssert.AreEqual(First("random", 1), First("bayes", 1));
        CollectionAssert.AreEqual(First("random", 1), First("evolution", 1));
        CollectionAssert.AreNotEqual(First("random", 1), First("random", 2));
    }

    [TestMethod]
    [DataRow("random", 
        """{"learning_rate":0.00040884127026036575,"batch":256,"layers":2,"units":32,"l1":7.978732126805174E-06,"l2":0.004424742721589261,"dropout":0.558397186075595}""")]
    [DataRow("bayes", 
        """{"learning_rate":0.0017818821929586645,"batch":32,"layers":1,"units":103,"l1":0.01,"l2":0.001009035044841447,"dropout":0}""")]
    [DataRow("evolution", 
        """{"learning_rate":0.010036863923433623,"batch":128,"layers":1,"units":36,"l1":4.114157918261274E-06,"l2":1.2564628726654798E-07,"dropout":0.20237550509787963}""")]
    public void Suggestions_are_the_same_bits_on_any_machine(string name, string expected)
    {
        // Written down on an x64 machine with AVX-512; without vector instructions they are the same.
        SearchMethod method = SearchMethodList.Create(name, Spaces.Mlp, 7, 40);
        List<FinishedTrial> finished = Run(method, 30, point => Spaces.Mlp.ToUnit(point) is var u ? -(u[0] - 0.4) * (u[0] - 0.4) - u[3] * u[6] : null);
        Assert.AreEqual(expected, method.Suggest(30, finished).ToJson());
    }

    [TestMethod]
    public void A_grid_counts_through_its_last_dimension_first()
    {
        var grid = new GridSearch(new SearchSpace(new RealDimension("rate", 1e-4, 1e-2, log: true), new ChoiceDimension("optimizer", "adam", "sgd"),
            new IntegerDimension("layers", 1, 2)), 3);
        Assert.AreEqual(12, grid.Count);
        CollectionAssert.AreEqual(new[]
        {
            "rate=0.0001, optimizer=adam, layers=1", "rate=0.0001, optimizer=adam, layers=2", "rate=0.0001, optimizer=sgd, layers=1",
            "rate=0.0001, optimizer=sgd, layers=2", "rate=0.001, optimizer=adam, layers=1",
        }, Enumerable.Range(0, 5).Select(n => grid.Suggest(n, []).ToString()).ToArray());
        Assert.AreEqual("rate=0.01, optimizer=sgd, layers=2", grid.Suggest(11, []).ToString());
        Fails<ArgumentOutOfRangeException>(() => grid.Suggest(12, []), "Got the trial number 12 of a grid of 12 points; takes 0 to 11");
        Assert.AreEqual("dropout=0.3", new GridSearch(new SearchSpace(new RealDimension("dropout", 0, 0.6)), 1).Suggest(0, []).ToString());
    }

    [TestMethod]
    public void A_grid_is_as_fine_as_the_budget_allows()
    {
        SearchSpace plane = new(new RealDimension("x", 0, 1), new RealDimension("y", 0, 1));
        Assert.AreEqual(20, GridSearch.ForBudget(plane, 20).Count); // 5 x 4
        Assert.AreEqual(18, GridSearch.ForBudget(Spaces.Small, 1000).Count);
        Prop.ForAll(Gen.Choose(4, 500).ToArbitrary(), budget => GridSearch.ForBudget(Spaces.Mlp, budget).Count is var count && count <= budget && count > budget / 4).QuickCheckThrowOnFailure();
        Fails<ArgumentException>(() => GridSearch.ForBudget(Spaces.Small, 2), "Got a budget of 2 trials for a grid of 3 points or more");
        Fails<ArgumentException>(() => new GridSearch(Spaces.Mlp, 1000), "Got a grid of more than 2147483647 points");
        Fails<ArgumentOutOfRangeException>(() => new GridSearch(plane, 0), "Got 0 points for the grid of dimension 'x'");
    }

    [TestMethod]
    public void Bayesian_and_evolutionary_search_learn_from_scores()
    {
        // The worst of five seeds of Bayesian search, and the mean of evolution's, beat random search's mean.
        double[] Best(string name) =>
            [.. Enumerable.Range(0, 5).Select(seed => Run(SearchMethodList.Create(name, Spaces.Mlp, seed, 30), 30, Score).Max(trial => trial.Score!.Value))];
        double random = Best("random").Average();
        Assert.IsGreaterThan(random, Best("bayes").Min());
        Assert.IsGreaterThan(random, Best("evolution").Average());

        static double? Score(Point point) =>
            -Math.Abs(Math.Log10(point.Number("learning_rate")) + 2.5) - Math.Abs(point.Number("dropout") - 0.2) - (point.Integer("batch") == 64 ? 0 : 0.5);
    }

    [TestMethod]
    public void A_point_is_suggested_within_a_second_of_a_hundred_trials()
    {
        // Some 0.06 s on a quiet machine; the least of five, as machines are not.
        List<FinishedTrial> finished = Run(new RandomSearch(Spaces.Mlp, 1), 100, point => -Math.Pow(point.Number("dropout") - 0.2, 2) + point.Number("learning_rate"));
        var method = new BayesianSearch(Spaces.Mlp, 1);
        double least = Enumerable.Range(100, 5).Min(number =>
        {
            long start = Stopwatch.GetTimestamp();
            method.Suggest(number, finished);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        Assert.IsLessThan(1, least);
    }

    [TestMethod]
    public void Names_are_listed_and_wrong_input_is_named()
    {
        Assert.AreEqual("grid, random, bayes, evolution", string.Join(", ", SearchMethodList.All.Select(method => method.Name)));
        Fails<ArgumentException>(() => SearchMethodList.Create("hyperband", Spaces.Small, 1, 9), "'hyperband' is no search method. Methods: grid, random, bayes, evolution.");
        Fails<ArgumentOutOfRangeException>(() => SearchMethodList.Create("random", Spaces.Small, 1, 0), "Got a budget of 0 trials");
        Fails<ArgumentOutOfRangeException>(() => new BayesianSearch(Spaces.Small, 1, 0), "Got 0 initial trials");
        Fails<ArgumentOutOfRangeException>(() => new EvolutionarySearch(Spaces.Small, 1, 1), "Got a population of 1");
        Fails<ArgumentOutOfRangeException>(() => new RandomSearch(Spaces.Small, 1).Suggest(-1, []), "Got the trial number -1");
        Fails<ArgumentException>(() => new BayesianSearch(Spaces.Small, 1).Suggest(9, [new FinishedTrial(0, new Point(("layers", 1)), 1)]), "Use points of this space");
    }

    private static void Fails<T>(Action action, string text) where T : Exception => StringAssert.Contains(Assert.ThrowsExactly<T>(action).Message, text);
}
