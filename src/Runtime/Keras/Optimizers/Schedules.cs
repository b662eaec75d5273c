using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Keras.Utils;

namespace Tensorflow.Keras.Optimizers;

/// <summary>A learning rate that depends on the number of updates done.</summary>
public abstract class LearningRateSchedule
{
    private static readonly NameTable<Func<ConfigReader, LearningRateSchedule>> Table = new("learning-rate schedule")
    {
        { "CosineDecay", c => new CosineDecay(First(c), Steps(c), c.Number("alpha", 0), c.Number("warmup_target"), c.Number("warmup_steps", 0)) },
        { "ExponentialDecay", c => new ExponentialDecay(First(c), Steps(c), Need(c, "decay_rate"), c.Flag("staircase", false)) },
        { "InverseTimeDecay", c => new InverseTimeDecay(First(c), Steps(c), Need(c, "decay_rate"), c.Flag("staircase", false)) },
        { "PiecewiseConstantDecay", c => new PiecewiseConstantDecay(c.Numbers("boundaries"), c.Numbers("values")) },
        { "PolynomialDecay", c => new PolynomialDecay(First(c), Steps(c), c.Number("end_learning_rate", 0.0001), c.Number("power", 1), c.Flag("cycle", false)) },
    };

    /// <summary>Class name in Keras.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>The learning rate after a number of updates.</summary>
    public abstract double At(long step);

    /// <summary>Settings in Keras' names.</summary>
    public abstract JsonObject get_config();

    /// <summary>A schedule of a class with these settings.</summary>
    /// <exception cref="ArgumentException">The class is unknown; the text lists the known ones.</exception>
    public static LearningRateSchedule Create(string className, JsonObject config) => Table.Get(className)(new ConfigReader(className, config));

    private protected static double Steps(string owner, double steps) => steps > 0
        ? steps
        : throw new ArgumentException($"{owner} got decay_steps {steps}; it takes a number above 0.");

    private static double First(ConfigReader config) => Need(config, "initial_learning_rate");

    private static double Steps(ConfigReader config) => Need(config, "decay_steps");

    private static double Need(ConfigReader config, string key) => config.Number(key)
        ?? throw new InvalidDataException($"A learning-rate schedule lacks '{key}', a number.");
}

/// <summary>rate · decay_rate ^ (step / decay_steps).</summary>
/// <param name="initial_learning_rate">Rate of the first step.</param>
/// <param name="decay_steps">Steps in which the rate is multiplied by decay_rate, above 0.</param>
/// <param name="decay_rate">Factor.</param>
/// <param name="staircase">True to change only every decay_steps steps.</param>
public sealed class ExponentialDecay(double initial_learning_rate, double decay_steps, double decay_rate, bool staircase = false)
    : LearningRateSchedule
{
    private readonly double _steps = Steps(nameof(ExponentialDecay), decay_steps);

    /// <inheritdoc/>
    public override double At(long step) => initial_learning_rate * Math.Pow(decay_rate, staircase ? Math.Floor(step / _steps) : step / _steps);

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["initial_learning_rate"] = initial_learning_rate, ["decay_steps"] = _steps, ["decay_rate"] = decay_rate, ["staircase"] = staircase,
    };
}

/// <summary>rate / (1 + decay_rate · step / decay_steps).</summary>
/// <param name="initial_learning_rate">Rate of the first step.</param>
/// <param name="decay_steps">Unit in which steps are counted, above 0.</param>
/// <param name="decay_rate">How fast the rate falls.</param>
/// <param name="staircase">True to change only every decay_steps steps.</param>
public sealed class InverseTimeDecay(double initial_learning_rate, double decay_steps, double decay_rate, bool staircase = false)
    : LearningRateSchedule
{
    private readonly double _steps = Steps(nameof(InverseTimeDecay), decay_steps);

    /// <inheritdoc/>
    public override double At(long step) => initial_learning_rate / (1 + decay_rate * (staircase ? Math.Floor(step / _steps) : step / _steps));

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["initial_learning_rate"] = initial_learning_rate, ["decay_steps"] = _steps, ["decay_rate"] = decay_rate, ["staircase"] = staircase,
    };
}

/// <summary>One rate up to and including each boundary, then the next.</summary>
public sealed class PiecewiseConstantDecay : LearningRateSchedule
{
    private readonly double[] _boundaries, _values;

    /// <summary>A schedule.</summary>
    /// <param name="boundaries">Steps after which the rate changes, rising.</param>
    /// <param name="values">Rates, one more than boundaries.</param>
    /// <exception cref="ArgumentException">The numbers of values and boundaries do not fit, or boundaries do not rise.</exception>
    public PiecewiseConstantDecay(double[] boundaries, double[] values)
    {
        ArgumentNullException.ThrowIfNull(boundaries);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != boundaries.Length + 1)
            throw new ArgumentException($"PiecewiseConstantDecay got {boundaries.Length} boundaries and {values.Length} values; "
                + "it takes one value more.");
        for (int i = 1; i < boundaries.Length; i++)
            if (boundaries[i] <= boundaries[i - 1])
                throw new ArgumentException($"PiecewiseConstantDecay got boundaries [{string.Join(", ", boundaries)}]; they must rise.");
        (_boundaries, _values) = (boundaries, values);
    }

    /// <inheritdoc/>
    public override double At(long step)
    {
        int i = 0;
        while (i < _boundaries.Length && step > _boundaries[i]) i++;
        return _values[i];
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["boundaries"] = new JsonArray([.. _boundaries.Select(b => (JsonNode)b)]), ["values"] = new JsonArray([.. _values.Select(v => (JsonNode)v)]),
    };
}

/// <summary>Falls from the first rate to end_learning_rate in decay_steps, as (1 - step / decay_steps) ^ power.</summary>
/// <param name="initial_learning_rate">Rate of the first step.</param>
/// <param name="decay_steps">Steps until the end is reached, above 0.</param>
/// <param name="end_learning_rate">Rate from then on.</param>
/// <param name="power">1 for a straight line.</param>
/// <param name="cycle">True to begin anew, over a longer time, whenever the end is reached.</param>
public sealed class PolynomialDecay(double initial_learning_rate, double decay_steps, double end_learning_rate = 0.0001, double power = 1,
    bool cycle = false) : LearningRateSchedule
{
    private readonly double _steps = Steps(nameof(PolynomialDecay), decay_steps);

    /// <inheritdoc/>
    public override double At(long step)
    {
        double steps = cycle ? _steps * Math.Max(1, Math.Ceiling(step / _steps)) : _steps;
        double share = Math.Min(step, steps) / steps;
        return (initial_learning_rate - end_learning_rate) * Math.Pow(1 - share, power) + end_learning_rate;
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["initial_learning_rate"] = initial_learning_rate, ["decay_steps"] = _steps, ["end_learning_rate"] = end_learning_rate, ["power"] = power,
            ["cycle"] = cycle,
    };
}

/// <summary>Falls from the first rate to alpha times it along half a cosine wave, after an optional straight rise.</summary>
/// <param name="initial_learning_rate">Rate of the first step.</param>
/// <param name="decay_steps">Steps of the fall, above 0.</param>
/// <param name="alpha">Share of the highest rate that remains.</param>
/// <param name="warmup_target">Rate to rise to first; null for no rise.</param>
/// <param name="warmup_steps">Steps of the rise.</param>
/// <remarks>Source: Loshchilov and Hutter, 2016.</remarks>
public sealed class CosineDecay(double initial_learning_rate, double decay_steps, double alpha = 0, double? warmup_target = null,
    double warmup_steps = 0) : LearningRateSchedule
{
    private readonly double _steps = Steps(nameof(CosineDecay), decay_steps);

    /// <inheritdoc/>
    public override double At(long step)
    {
        double top = initial_learning_rate, since = step;
        if (warmup_target is { } target)
        {
            if (step < warmup_steps) return initial_learning_rate + (target - initial_learning_rate) * step / warmup_steps;
            (top, since) = (target, step - warmup_steps);
        }
        double wave = 0.5 * (1 + Math.Cos(Math.PI * Math.Min(since, _steps) / _steps));
        return top * ((1 - alpha) * wave + alpha);
    }

    /// <inheritdoc/>
    public override JsonObject get_config() => new()
    {
        ["initial_learning_rate"] = initial_learning_rate, ["decay_steps"] = _steps, ["alpha"] = alpha, ["warmup_target"] = warmup_target,
            ["warmup_steps"] = warmup_steps,
    };
}
