using System.Text.Json.Nodes;
using Tensorflow;

namespace MlPipelines.Tests.Keras;

/// <summary>One folder of tests/Golden, read.</summary>
internal sealed class GoldenCase
{
    private const double Absolute = 1e-5, Relative = 1e-4;

    private readonly JsonObject _root;

    public GoldenCase(string folder)
    {
        Folder = folder;
        _root = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "case.json")))!.AsObject();
    }

    public string Folder { get; }
    public string Loss => _root["loss"]!.GetValue<string>();
    public string OptimizerClass => _root["optimizer"]!["class_name"]!.GetValue<string>();
    public JsonObject OptimizerConfig => _root["optimizer"]!["config"]!.AsObject();
    public float[] TrainLosses => [.. _root["train_losses"]!.AsArray().Select(l => l!.GetValue<float>())];
    public Tensor Targets => Read(_root["targets"]!);
    public Tensor Output => Read(_root["output"]!);
    public Tensor OutputAfter => Read(_root["output_after"]!);

    /// <summary>The input; cases have one.</summary>
    public Tensor Input => Read(_root["inputs"]!.AsArray().Single()!);

    public IEnumerable<(string Name, Tensor Value)> WeightsAfter =>
        _root["weights_after"]!.AsArray().Select(w => (w!["name"]!.GetValue<string>(), Read(w)));

    /// <summary>Folders of the cases, here or where MLPIPELINES_GOLDEN says.</summary>
    public static IEnumerable<string> Folders()
    {
        string? named = Environment.GetEnvironmentVariable("MLPIPELINES_GOLDEN");
        string root = string.IsNullOrEmpty(named) ? Path.Combine(Repository.Root, "tests", "Golden") : named;
        return Directory.GetDirectories(root).Where(f => File.Exists(Path.Combine(f, "case.json"))).Order(StringComparer.Ordinal);
    }

    /// <summary>Fails unless both are equal, but for rounding.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.AreEqual(expected.shape, actual.shape, what);
        float[] want = expected.ToArray<float>(), got = actual.ToArray<float>();
        for (int i = 0; i < want.Length; i++) AssertClose(want[i], got[i], $"{what}, element {i}");
    }

    public static void AssertClose(double expected, double actual, string what)
    {
        if (!(Math.Abs(actual - expected) <= Math.Max(Absolute, Relative * Math.Abs(expected))))
            Assert.Fail($"{what}: expected {expected:R}, got {actual:R}.");
    }

    private static Tensor Read(JsonNode node)
    {
        float[] data = [.. node["data"]!.AsArray().Select(v => v!.GetValue<float>())];
        return Tensor.From<float>(data, Shape.Of([.. node["shape"]!.AsArray().Select(d => d!.GetValue<long>())]));
    }
}
