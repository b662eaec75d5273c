using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>The range a random layer draws from: one number f for -f to f, or a pair (lower, upper). Converts from both.</summary>
public readonly record struct FactorRange
{
    /// <summary>A range.</summary>
    /// <param name="lower">Smallest value.</param>
    /// <param name="upper">Largest value, not below the smallest.</param>
    /// <exception cref="ArgumentException">They are in the wrong order, or not finite.</exception>
    public FactorRange(double lower, double upper)
    {
        if (!(lower <= upper) || !double.IsFinite(lower) || !double.IsFinite(upper))
            throw new ArgumentException($"Got the factors ({lower}, {upper}); they take a pair (lower, upper) of finite numbers, or one "
                + "number for both sides of 0.");
        (Lower, Upper) = (lower, upper);
    }

    /// <summary>Smallest value.</summary>
    public double Lower { get; }

    /// <summary>Largest value.</summary>
    public double Upper { get; }

    /// <summary>From -factor to factor.</summary>
    /// <exception cref="ArgumentException">The factor is negative.</exception>
    public static implicit operator FactorRange(double factor) => new(-factor, factor);

    /// <summary>From the first number to the second.</summary>
    public static implicit operator FactorRange((double Lower, double Upper) pair) => new(pair.Lower, pair.Upper);

    /// <summary>The number of the range at a share of the way, 0 to 1.</summary>
    internal double At(double share) => Lower + (Upper - Lower) * share;

    /// <summary>The same range, checked to lie within bounds.</summary>
    /// <exception cref="ArgumentException">It does not.</exception>
    internal FactorRange Within(string owner, double least, double most) => Lower >= least && Upper <= most ? this
        : throw new ArgumentException($"{owner} got the factors ({Lower}, {Upper}); it takes {least} to {most}.");

    internal JsonArray Serialize() => new(Lower, Upper);

    /// <summary>What a configuration says: a number or a list of two; null where it says nothing.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    internal static FactorRange? Read(ConfigReader config, string key)
    {
        if (config.Config[key] is not JsonArray) return config.Number(key) is { } number ? number : null;
        double[] pair = config.Numbers(key);
        return pair.Length == 2 ? (pair[0], pair[1])
            : throw new InvalidDataException($"'{key}' has {pair.Length} numbers; it takes one, or a lower and an upper one.");
    }
}
