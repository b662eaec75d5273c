using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Sweeps;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Protects the specification of a sweep: what it takes, and that anything else is refused by name before a trial is trained.</summary>
[TestClass]
public sealed class SweepSpecTests
{
    private const string Space = """{"units": {"integer": [16, 64]}}""";

    [TestMethod]
    public void All_properties_are_read_and_written_back()
    {
        SweepSpec spec = SweepSpec.Parse("""
            {"model": "MLP", "space": {"units": {"integer": [16, 64], "log": true}, "optimizer": {"choice": ["adam", "sgd"]}}, "search": "Bayes", "budget": 24,
             "seeds": [3, 1], "epochs": 5, "images": 6000, "validation": 20, "patience": 2}
            """);
        Assert.AreEqual(("mlp", "bayes", 24, 5, 6000, 20, 2), (spec.Model.Name, spec.Search, spec.Budget, spec.Epochs, spec.Images, spec.Validation, spec.Patience));
        CollectionAssert.AreEqual(new[] { 3, 1 }, spec.Seeds.ToArray());
        Assert.AreEqual(24, spec.Trials);
        Assert.IsInstanceOfType<BayesianSearch>(spec.Method());
        string json = spec.ToJson();
        Assert.Contains("    \"units\": {\"integer\":[16,64],\"log\":true},\n", json);
        Assert.AreEqual(json, SweepSpec.Parse(json).ToJson());
    }

    [TestMethod]
    public void What_is_not_given_is_the_default_and_is_not_written()
    {
        SweepSpec spec = SweepSpec.Parse($$"""{"model": "mlp", "space": {{Space}}, "search": "random", "budget": 3}""");
        CollectionAssert.AreEqual(new[] { 1 }, spec.Seeds.ToArray());
        Assert.AreEqual((null, null, null, null), (spec.Epochs, spec.Images, spec.Validation, spec.Patience));
        Assert.DoesNotContain("epochs", spec.ToJson());
    }

    [TestMethod]
    public void A_grid_may_have_fewer_trials_than_the_budget() =>
        Assert.AreEqual(6, SweepSpec.Parse("""
            {"model": "mlp", "space": {"units": {"integer": [1, 3]}, "optimizer": {"choice": ["adam", "sgd"]}}, "search": "grid", "budget": 7}
            """).Trials);

    [TestMethod]
    [DataRow("[]", "a JSON Array; expected an object with model, space, search, budget, seeds, epochs, images, validation, patience.")]
    [DataRow("{", "no valid JSON")]
    [DataRow("{}", "The specification has no \"model\".")]
    [DataRow("""{"model": "mlp", "model": "svm"}""", "no valid JSON")]
    [DataRow("""{"model": "mlp", "halving": {"factor": 3}}""", "Got the property 'halving'; takes model, space, search, budget,")]
    [DataRow("""{"model": "lstm", SPACE, "search": "random", "budget": 1}""", "'lstm' is no model.")]
    [DataRow("""{"model": 3, SPACE, "search": "random", "budget": 1}""", "Got \"model\": 3; expected a text.")]
    [DataRow("""{"model": "mlp", "space": [], "search": "random", "budget": 1}""", "Got a search space that is a JSON Array")]
    [DataRow("""{"model": "mlp", "space": {"units": {"integer": [16]}}, "search": "random", "budget": 1}""", "Dimension 'units'")]
    [DataRow("""{"model": "mlp", "space": {"units": {"integer": [16, 9999]}}, "search": "random", "budget": 1}""", "Got the units 9999; takes whole numbers from 1 to 4096.")]
    [DataRow("""{"model": "cnn", SPACE, "search": "random", "budget": 1}""", "The model 'cnn' has no setting 'units'")]
    [DataRow("""{"model": "mlp", SPACE, "search": "annealing", "budget": 1}""", "'annealing' is no search method. Methods: grid, random, bayes, evolution.")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random"}""", "has no \"budget\"")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 0}""", "Got \"budget\": 0; expected a whole number from 1 to 9999.")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 10000}""", "from 1 to 9999")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 2.5}""", "Got \"budget\": 2.5")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "seeds": 1}""", "Got \"seeds\": 1; expected a list of whole numbers, such as [1, 2, 3].")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "seeds": []}""", "Got 0 \"seeds\"; takes 1 to 100.")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "seeds": [1, 1]}""", "Got the seed 1 twice")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "seeds": [-1]}""", "from 0 to 2147483647")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "epochs": "5"}""", "Got \"epochs\": \"5\"; expected a whole number from 1 to 10000.")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "images": 1}""", "Got \"images\": 1; expected a whole number from 2")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "validation": 91}""", "from 1 to 90")]
    [DataRow("""{"model": "mlp", SPACE, "search": "random", "budget": 1, "patience": 0}""", "Got \"patience\": 0")]
    [DataRow("""{"model": "mlp", "space": {"epochs": {"integer": [1, 3]}}, "search": "random", "budget": 1, "epochs": 2}""", "give one of the two")]
    [DataRow("""{"model": "mlp", "space": {"optimizer": {"choice": ["adam", "sgd"]}}, "search": "grid", "budget": 1}""", "Got a budget of 1 trials for a grid of 2 points or more")]
    public void What_cannot_be_is_refused_with_what_is_expected(string json, string message) =>
        Assert.Contains(message, Assert.ThrowsExactly<InvalidDataException>(() => SweepSpec.Parse(json.Replace("SPACE", $"\"space\": {Space}"))).Message);

    [TestMethod]
    public void The_example_of_the_documentation_is_a_specification()
    {
        string[] parts = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sweeps.md")).Split("```");
        Assert.AreEqual(24, SweepSpec.Parse(parts.Single(part => part.StartsWith("json", StringComparison.Ordinal))[4..]).Trials);
    }

    [TestMethod]
    public void Too_long_or_too_deep_texts_are_refused()
    {
        Assert.ThrowsExactly<InvalidDataException>(() => SweepSpec.Parse(new string(' ', 2_000_001)));
        Assert.ThrowsExactly<InvalidDataException>(() => SweepSpec.Parse(new string('[', 100_000)));
    }
}
