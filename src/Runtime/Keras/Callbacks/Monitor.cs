namespace Tensorflow.Keras.Callbacks;

/// <summary>A figure that a callback watches: its name, and which way is better.</summary>
internal sealed class Monitor
{
    private readonly Callback _owner;
    private readonly bool _upwards;
    private bool _warned;

    /// <summary>A figure to watch.</summary>
    /// <param name="owner">The callback.</param>
    /// <param name="name">Name of the figure, for example <c>val_loss</c>.</param>
    /// <param name="mode">auto, min or max.</param>
    /// <exception cref="ArgumentException">The mode is another word.</exception>
    public Monitor(Callback owner, string name, string mode)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        (_owner, Name) = (owner, name);
        _upwards = mode switch
        {
            "min" => false,
            "max" => true, "auto" => GrowsWhenBetter(name),
            _ => throw new ArgumentException($"{owner.GetType().Name} got mode '{mode}'; it takes \"auto\", \"min\" (lower is better) or "
                + "\"max\" (higher is better)."),
        };
    }

    public string Name { get; }

    /// <summary>What every value is better than.</summary>
    public double Worst => _upwards ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>True when a value is better than another by more than a margin. NaN is never better.</summary>
    public bool Better(double value, double than, double margin = 0) => _upwards ? value > than + margin : value < than - margin;

    /// <summary>The figure of an epoch; null where there is none, of which the first time is told on the error output.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="logs">All figures of the epoch.</param>
    /// <param name="consequence">What the callback does without, for the warning.</param>
    public double? Value(int epoch, Dictionary<string, float> logs, string consequence)
    {
        if (logs.TryGetValue(Name, out float value)) return value;
        if (_warned || (Name.StartsWith("val_", StringComparison.Ordinal) && _owner.parameters.SkipsValidation(epoch))) return null;
        _warned = true;
        Console.Error.WriteLine($"WARNING: {_owner.GetType().Name} watches '{Name}', which is not among the figures "
            + $"{string.Join(", ", logs.Keys.Order(StringComparer.Ordinal))}; {consequence}.");
        return null;
    }

    /// <summary>Begins anew, as a callback may serve several trainings.</summary>
    public void Reset() => _warned = false;

    /// <summary>Keras goes by 'acc' and 'auc' in the name; names of its other metrics that grow are known too.</summary>
    private static bool GrowsWhenBetter(string name)
    {
        string plain = name.StartsWith("val_", StringComparison.Ordinal) ? name[4..] : name;
        if (plain.Contains("acc", StringComparison.Ordinal) || plain.EndsWith("auc", StringComparison.Ordinal)) return true;
        foreach (string stem in (ReadOnlySpan<string>)["fmeasure", "precision", "recall", "f1_score", "fbeta_score"])
            if (plain.StartsWith(stem, StringComparison.Ordinal)) return true;
        return false;
    }
}
