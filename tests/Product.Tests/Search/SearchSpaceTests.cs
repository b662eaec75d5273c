using FsCheck;
using FsCheck.Fluent;
using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Protects the mapping between points and the unit cube, and that a wrong or hostile space is refused with the dimension's name.</summary>
[TestClass]
public sealed class SearchSpaceTests
{
    [TestMethod]
    public void Points_come_back_from_the_unit_cube() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            SearchSpace space = Spaces.Any(random);
            double[] place = Spaces.Place(space, random);
            Point point = space.FromUnit(place), again = space.FromUnit(space.ToUnit(point));
            return space.Contains(point) && space.ToUnit(point).All(u => u is >= 0 and <= 1)
                && space.Dimensions.Select((dimension, i) => dimension is RealDimension real
                    ? Math.Abs(dimension.ToUnit(point[dimension.Name]) - place[i]) < 1e-9
                        && Math.Abs(again.Number(real.Name) - point.Number(real.Name)) <= 1e-9 * Math.Max(Math.Abs(real.Low), Math.Abs(real.High))
                    : again[dimension.Name] == point[dimension.Name]).All(same => same);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void Spaces_and_points_come_back_from_json() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            SearchSpace space = Spaces.Any(random), again = SearchSpace.Parse(space.ToJson());
            Point point = space.FromUnit(Spaces.Place(space, random));
            return again.ToJson() == space.ToJson() && again.Contains(point) && Point.Parse(point.ToJson()).Equals(point);
        }).QuickCheckThrowOnFailure();

    [TestMethod]
    public void The_ends_of_ranges_are_exact_and_logarithms_are_the_librarys()
    {
        var rate = new RealDimension("rate", 1e-4, 1e-1, log: true);
        Assert.AreEqual((1e-4, 1e-1), (rate.FromUnit(0).Number, rate.FromUnit(1).Number));
        Assert.AreEqual((1e-4, 1e-1), (rate.FromUnit(double.NaN).Number, rate.FromUnit(2).Number));
        Assert.AreEqual(Math.Pow(10, -2.5), rate.FromUnit(0.5).Number, 1e-15);
        var wide = new RealDimension("wide", 1e-300, 1e300, log: true);
        for (int i = 1; i < 1000; i++)
        {
            double expected = Math.Pow(10, -300 + 0.6 * i), given = wide.FromUnit(i / 1000.0).Number;
            Assert.AreEqual(1, given / expected, 1e-12);
            Assert.AreEqual((Math.Log10(given) + 300) / 600, wide.ToUnit(given), 1e-15);
        }
    }

    [TestMethod]
    public void Whole_numbers_and_choices_have_equal_parts_of_the_interval()
    {
        var layers = new IntegerDimension("layers", 1, 4);
        var optimizer = new ChoiceDimension("optimizer", "adam", "sgd");
        CollectionAssert.AreEqual(new double[] { 1, 1, 2, 2, 3, 3, 4, 4 },
            Enumerable.Range(0, 8).Select(i => layers.FromUnit((i + 0.5) / 8).Number).ToArray());
        Assert.AreEqual((0.125, 0.875), (layers.ToUnit(1), layers.ToUnit(4)));
        Assert.AreEqual(("adam", "sgd", "sgd"), (optimizer.FromUnit(0.499).Text, optimizer.FromUnit(0.5).Text, optimizer.FromUnit(1).Text));
        Assert.AreEqual(127, new IntegerDimension("units", 32, 512, log: true).FromUnit(0.5).Number); // √(31.5 x 512.5) = 127.06
        Assert.AreEqual(18, Spaces.Small.Count);
        Assert.IsNull(Spaces.Mlp.Count);
    }

    [TestMethod]
    public void The_documented_space_is_read()
    {
        SearchSpace space = SearchSpace.Parse("""
            {"learning_rate": {"real": [1e-4, 1e-1], "log": true}, "units": {"integer": [32, 512], "log": true},
             "optimizer": {"choice": ["adam", "sgd"]}, "batch": {"choice": [32, 64]}}
            """);
        Assert.AreEqual("learning_rate=0.0001, units=127, optimizer=sgd, batch=32", space.FromUnit([0, 0.5, 0.9, 0]).ToString());
    }

    [TestMethod]
    [DataRow("[]", "a JSON Array; expected an object")]
    [DataRow("{}", "0 dimensions; takes 1 to 64")]
    [DataRow("{", "no valid JSON")]
    [DataRow("""{"a": {"real": [0, 1]}, "a": {"real": [0, 1]}}""", "'a'")]
    [DataRow("""{"a": 3}""", "Dimension 'a': got 3; expected {\"real\"")]
    [DataRow("""{"a": {}}""", "Dimension 'a': got no values; expected")]
    [DataRow("""{"a": {"real": [0, 1], "integer": [0, 1]}}""", "Dimension 'a': got both \"real\" and \"integer\"")]
    [DataRow("""{"a": {"reel": [0, 1]}}""", "Dimension 'a': got \"reel\"; expected")]
    [DataRow("""{"a": {"real": [0, 1, 2]}}""", "Dimension 'a': got a range of 3 elements; expected two numbers")]
    [DataRow("""{"a": {"real": [0, "1"]}}""", "Dimension 'a': got \"1\"; expected a finite number")]
    [DataRow("""{"a": {"real": [0, 1e999]}}""", "Dimension 'a': got 1e999; expected a finite number")]
    [DataRow("""{"a": {"real": [1, 0]}}""", "Dimension 'a' got the range 1 to 0; takes two finite numbers, the lower one first.")]
    [DataRow("""{"a": {"real": [0, 1], "log": true}}""", "'a' got the range 0 to 1 with a log scale; takes numbers above 0")]
    [DataRow("""{"a": {"real": [0, 1], "log": 1}}""", "Dimension 'a': got \"log\": 1; expected true or false")]
    [DataRow("""{"a": {"integer": [0, 1.5]}}""", "Dimension 'a': got 1.5; expected a whole number")]
    [DataRow("""{"a": {"integer": [0, 3000000000]}}""", "Dimension 'a': got 3000000000; expected a whole number of 32 bits")]
    [DataRow("""{"a": {"integer": [0, 8], "log": true}}""", "takes whole numbers from 1 on")]
    [DataRow("""{"a": {"choice": []}}""", "Dimension 'a': got 0 choices; expected 1 to 1000")]
    [DataRow("""{"a": {"choice": ["x", "x"]}}""", "Dimension 'a' got the choice x twice")]
    [DataRow("""{"a": {"choice": [true]}}""", "Dimension 'a': got true; expected")]
    [DataRow("""{"a": {"choice": ["x"], "log": true}}""", "Dimension 'a': got \"log\" with a \"choice\"")]
    [DataRow("""{"": {"choice": ["x"]}}""", "a dimension's name of 0 characters")]
    public void A_wrong_space_is_named(string json, string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SearchSpace.Parse(json)).Message, text);

    [TestMethod]
    public void A_hostile_space_is_refused_by_its_size()
    {
        Fails($"{{{string.Join(",", Enumerable.Range(0, 65).Select(i => $"\"d{i}\": {{\"real\": [0, 1]}}"))}}}", "65 dimensions; takes 1 to 64");
        Fails($"{{\"a\": {{\"choice\": [{string.Join(",", Enumerable.Range(0, 1001))}]}}}}", "Dimension 'a': got 1001 choices");
        Fails(new string('[', 100_000), "no valid JSON");
        Fails(new string(' ', 1_000_001), "1000001 characters; takes up to 1000000");

        static void Fails(string json, string text) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => SearchSpace.Parse(json)).Message, text);
    }

    [TestMethod]
    public void Points_of_another_space_are_refused()
    {
        Fails(new Point(("layers", 7), ("units", 30), ("optimizer", "adam")), "Dimension 'layers' got 7; takes whole numbers 1 to 3");
        Fails(new Point(("layers", 1.5), ("units", 30), ("optimizer", "adam")), "Dimension 'layers' got 1.5");
        Fails(new Point(("layers", 1), ("units", 30), ("optimizer", "lion")), "Dimension 'optimizer' got lion; takes one of adam, sgd, rmsprop");
        Fails(new Point(("layers", 1), ("units", 30)), "Got a point of layers, units; takes layers, units, optimizer");

        static void Fails(Point point, string text)
        {
            Assert.IsFalse(Spaces.Small.Contains(point));
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Spaces.Small.ToUnit(point)).Message, text);
        }
    }
}
