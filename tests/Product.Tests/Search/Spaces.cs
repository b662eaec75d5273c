using MlPipelines.Pipelines.Search;

namespace MlPipelines.Tests.Search;

/// <summary>Spaces that the tests search.</summary>
internal static class Spaces
{
    /// <summary>Paper 4's settings.</summary>
    public static SearchSpace Mlp { get; } = new(
        new RealDimension("learning_rate", 1e-4, 1e-1, log: true), new ChoiceDimension("batch", 32, 64, 128, 256), new IntegerDimension("layers", 1, 4),
        new IntegerDimension("units", 32, 512, log: true), new RealDimension("l1", 1e-7, 1e-2, log: true), new RealDimension("l2", 1e-7, 1e-2, log: true),
        new RealDimension("dropout", 0, 0.6));

    /// <summary>Eighteen points.</summary>
    public static SearchSpace Small { get; } =
        new(new IntegerDimension("layers", 1, 3), new IntegerDimension("units", 30, 31), new ChoiceDimension("optimizer", "adam", "sgd", "rmsprop"));

    /// <summary>One to five dimensions of any kind and range.</summary>
    public static SearchSpace Any(Random random) => new([.. Enumerable.Range(0, random.Next(1, 6)).Select(i => AnyDimension($"d{i}", random))]);

    private static Dimension AnyDimension(string name, Random random)
    {
        bool log = random.Next(2) == 0;
        double low = log ? Math.Pow(10, random.Next(-12, 3)) : 1000 * (random.NextDouble() - 0.5);
        int least = log ? random.Next(1, 100) : random.Next(-1000, 1000);
        return random.Next(3) switch
        {
            0 => new RealDimension(name, low, low + Math.Pow(10, random.Next(-3, 6)), log),
            1 => new IntegerDimension(name, least, least + random.Next(0, random.Next(2) == 0 ? 4 : 2000), log),
            _ => new ChoiceDimension(name, [.. Enumerable.Range(0, random.Next(1, 8)).Select(i => i % 2 == 0 ? (PointValue)$"choice {i}" : i)]),
        };
    }

    /// <summary>A place in the unit cube.</summary>
    public static double[] Place(SearchSpace space, Random random) => [.. space.Dimensions.Select(_ => random.NextDouble())];
}
