using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>What a sweep is to try: a model, its settings' space, a search method and how each trial is trained.</summary>
/// <example><code>
/// SweepSpec spec = SweepSpec.Parse("""
///     {"model": "mlp", "space": {"learning_rate": {"real": [1e-4, 1e-1], "log": true}, "units": {"integer": [32, 512], "log": true}},
///      "search": "bayes", "budget": 24, "epochs": 5}
///     """);
/// Point first = spec.Method().Suggest(0, []);
/// </code></example>
public sealed record SweepSpec
{
    /// <summary>Greatest number of trials.</summary>
    public const int MostTrials = 9_999;

    /// <summary>Greatest number of seeds.</summary>
    public const int MostSeeds = 100;

    /// <summary>Greatest share of the images that is held out, in percent.</summary>
    public const int MostValidation = 90;

    /// <summary>The model that is trained.</summary>
    public required ModelChoice Model { get; init; }

    /// <summary>The settings that are tried: <see cref="TrialSettings"/> takes all of its points.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>Name of the search method, see <see cref="SearchMethodList"/>.</summary>
    public required string Search { get; init; }

    /// <summary>Trials at most, 1 to <see cref="MostTrials"/>; a grid may have fewer points.</summary>
    public required int Budget { get; init; }

    /// <summary>Each trial is trained once with each of these seeds, and its score is the mean. The first one gives the search's draws too.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Passes over the images, 1 to 10,000; null for the model's own number, or where the space has "epochs".</summary>
    public int? Epochs { get; init; }

    /// <summary>Training images used, those for validation among them, classes in proportion; null for all.</summary>
    public int? Images { get; init; }

    /// <summary>Share of the used images that trials are scored on instead of trained on, 1 to <see cref="MostValidation"/> percent; null for a sixth.</summary>
    public int? Validation { get; init; }

    /// <summary>Epochs without a better validation accuracy after which a training ends, 1 to 10,000; null to train all epochs.</summary>
    public int? Patience { get; init; }

    /// <summary>How many trials there are: the budget, or the points of the finest grid within it.</summary>
    public int Trials => Method() is GridSearch grid ? Math.Min(grid.Count, Budget) : Budget;

    /// <summary>The search method.</summary>
    public SearchMethod Method() => SearchMethodList.Create(Search, Space, Seeds[0], Budget);

    /// <summary>Reads a specification from JSON and checks that every trial it may lead to can be trained.</summary>
    /// <param name="json">See the example above; at most 2,000,000 characters.</param>
    /// <exception cref="InvalidDataException">The text is no JSON or no specification; the message names the property and what was expected.</exception>
    public static SweepSpec Parse(string json) => SweepSpecJson.Read(json);

    /// <summary>Reads a specification from a file.</summary>
    /// <param name="path">A JSON file.</param>
    /// <exception cref="InvalidDataException">It holds no specification; the message names the file too.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SweepSpec Read(string path)
    {
        string json = SweepFiles.ReadText(path, "a sweep's specification");
        try
        {
            return Parse(json);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>The specification as indented JSON; equal ones give equal texts.</summary>
    public string ToJson() => SweepSpecJson.Write(this);
}
