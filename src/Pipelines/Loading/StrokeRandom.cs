namespace MlPipelines.Pipelines.Loading;

/// <summary>
/// Random numbers for one picture (SplitMix64, Steele et al. 2014), given by a seed and the picture's number alone, so that pictures
/// can be drawn in any order. Integer arithmetic and exact scaling only: the same numbers on every machine.
/// </summary>
internal struct StrokeRandom(ulong seed, ulong stream)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = Mix(seed + Step * (stream + 1));

    /// <summary>Even over [0, 1), in steps of 2^-53.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Even over [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * Uniform();

    /// <summary>
    /// Bell-shaped with mean 0 and standard deviation 1, within -3.5 and 3.5: a sum of twelve even numbers, which needs no logarithm.
    /// </summary>
    public double Bell()
    {
        double sum = -6;
        for (int i = 0; i < 12; i++) sum += Uniform();
        return Math.Clamp(sum, -3.5, 3.5);
    }

    /// <summary>Even over 0 .. n - 1.</summary>
    public int Below(int n) => (int)((UInt128)Next() * (uint)n >> 64);

    private ulong Next() => Mix(_state += Step);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
