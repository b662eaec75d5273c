using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Optimizers;

/// <summary>A step size: a number, or a schedule that changes it as training goes on. Converts from either.</summary>
public readonly struct LearningRate
{
    private readonly double _number;
    private readonly LearningRateSchedule? _schedule;

    private LearningRate(double number)
    {
        if (!(number >= 0) || !double.IsFinite(number))
            throw new ArgumentException($"Got learning rate {number}; it takes a finite number of 0 or more.");
        _number = number;
    }

    private LearningRate(LearningRateSchedule schedule) => _schedule = schedule;

    /// <summary>The step size after a number of updates.</summary>
    public double At(long iterations) => _schedule?.At(iterations) ?? _number;

    /// <summary>A fixed step size.</summary>
    /// <exception cref="ArgumentException">The number is negative or not finite.</exception>
    public static implicit operator LearningRate(double number) => new(number);

    /// <summary>A step size that changes.</summary>
    public static implicit operator LearningRate(LearningRateSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new LearningRate(schedule);
    }

    internal JsonNode Serialize() =>
        _schedule is null ? _number : new JsonObject { ["class_name"] = _schedule.ClassName, ["config"] = _schedule.get_config() };

    /// <summary>What a configuration says: a number, or a schedule's class name and settings; null where it says nothing.</summary>
    internal static LearningRate? Read(ConfigReader config)
    {
        if (config.Config["learning_rate"] is JsonObject node)
        {
            (string name, JsonObject settings) = ClassConfig.Read(node);
            return LearningRateSchedule.Create(name, settings);
        }
        return (config.Number("learning_rate") ?? config.Number("lr")) is { } number ? number : null;
    }
}
