using System.Collections;
using System.Runtime.CompilerServices;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;

namespace Tensorflow.Keras.Engine;

/// <summary>The loss of a model as <c>compile</c> takes it: one for all outputs, a list with one for each, or one by each output's
/// name.</summary>
/// <example><code>
/// model.compile("adam", "mse");
/// model.compile("adam", ["mse", keras.losses.Huber()]);
/// model.compile("adam", new Dictionary&lt;string, string&gt; { ["digit"] = "sparse_categorical_crossentropy", ["slant"] = "mse" });
/// </code></example>
[CollectionBuilder(typeof(LossesArgument), nameof(Create))]
public readonly struct LossesArgument : IEnumerable<LossArgument>
{
    private readonly LossArgument[]? _list;
    private readonly Dictionary<string, LossArgument>? _byName;

    private LossesArgument(LossArgument one)
    {
        One = one.Value;
        _list = null;
        _byName = null;
    }

    private LossesArgument(LossArgument[]? list, Dictionary<string, LossArgument>? byName)
    {
        One = null;
        _list = list;
        _byName = byName;
    }

    /// <summary>The loss that holds for all outputs; null where there is none, or several.</summary>
    public ILossFunc? One { get; }

    /// <summary>True where no loss was given.</summary>
    internal bool IsEmpty => One is null && _list is null && _byName is null;

    /// <summary>The loss of each output; null for one that has none.</summary>
    /// <exception cref="ArgumentException">Number or names do not fit the outputs.</exception>
    internal ILossFunc?[] For(string[] outputs)
    {
        if (One is { } one) return [.. outputs.Select(_ => one)];
        if (_list is { } list)
            return list.Length == outputs.Length ? [.. list.Select(l => l.Value)]
                : throw new ArgumentException($"compile got {list.Length} losses; the model has {outputs.Length} outputs: "
                    + $"{string.Join(", ", outputs)}.");
        Dictionary<string, LossArgument> byName = _byName!;
        if (byName.Keys.FirstOrDefault(name => !outputs.Contains(name)) is { } unknown)
            throw new ArgumentException($"compile got a loss for '{unknown}'; the model's outputs are {string.Join(", ", outputs)}.");
        return [.. outputs.Select(name => byName.TryGetValue(name, out LossArgument loss) ? loss.Value : null)];
    }

    /// <summary>One for each output, in order.</summary>
    public static LossesArgument Create(ReadOnlySpan<LossArgument> losses) => new(losses.ToArray(), null);

    /// <summary>Any implementation of the interface, for all outputs.</summary>
    public static LossesArgument Of(ILossFunc loss) => new(LossArgument.Of(loss));

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static implicit operator LossesArgument(string? name) => new((LossArgument)name);

    /// <summary>As an object.</summary>
    public static implicit operator LossesArgument(Loss? loss) => new((LossArgument)loss);

    /// <summary>As a function of targets and predictions that gives one number a sample.</summary>
    public static implicit operator LossesArgument(Func<Tensor, Tensor, Tensor>? function) => new((LossArgument)function);

    /// <summary>By name, as an object or function.</summary>
    public static implicit operator LossesArgument(LossArgument loss) => new(loss);

    /// <summary>One for each output, in order.</summary>
    public static implicit operator LossesArgument(LossArgument[] losses) => new(losses, null);

    /// <summary>One name for each output, in order.</summary>
    public static implicit operator LossesArgument(string[] names) => new([.. names.Select(n => (LossArgument)n)], null);

    /// <summary>One for each output, in order.</summary>
    public static implicit operator LossesArgument(ILossFunc[] losses) => new([.. losses.Select(LossArgument.Of)], null);

    /// <summary>One for each output's name; an output that is not named has none.</summary>
    public static implicit operator LossesArgument(Dictionary<string, LossArgument> losses) => new(null, losses);

    /// <summary>One for each output's name; an output that is not named has none.</summary>
    public static implicit operator LossesArgument(Dictionary<string, string> names) => new(null,
        names.ToDictionary(p => p.Key, p => (LossArgument)p.Value));

    /// <summary>One for each output's name; an output that is not named has none.</summary>
    public static implicit operator LossesArgument(Dictionary<string, Loss> losses) => new(null,
        losses.ToDictionary(p => p.Key, p => (LossArgument)p.Value));

    /// <inheritdoc/>
    public IEnumerator<LossArgument> GetEnumerator() =>
        ((IEnumerable<LossArgument>?)_list ?? _byName?.Values ?? (One is { } one ? [LossArgument.Of(one)]
            : (IEnumerable<LossArgument>)[])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>How much each output's loss counts in the sum: a list in the outputs' order, or a number by output name. 1 unless
/// given.</summary>
[CollectionBuilder(typeof(LossWeights), nameof(Create))]
public readonly struct LossWeights : IEnumerable<double>
{
    private readonly double[]? _list;
    private readonly Dictionary<string, double>? _byName;

    private LossWeights(double[]? list, Dictionary<string, double>? byName) => (_list, _byName) = (list, byName);

    internal double[] For(string[] outputs)
    {
        if (_list is { } list)
            return list.Length == outputs.Length ? list
                : throw new ArgumentException($"compile got {list.Length} loss_weights; the model has {outputs.Length} outputs: "
                    + $"{string.Join(", ", outputs)}.");
        Dictionary<string, double> byName = _byName ?? [];
        if (byName.Keys.FirstOrDefault(name => !outputs.Contains(name)) is { } unknown)
            throw new ArgumentException($"compile got a loss weight for '{unknown}'; the model's outputs are "
                + $"{string.Join(", ", outputs)}.");
        return [.. outputs.Select(name => byName.GetValueOrDefault(name, 1))];
    }

    /// <summary>One for each output, in order.</summary>
    public static LossWeights Create(ReadOnlySpan<double> weights) => new(weights.ToArray(), null);

    /// <summary>One for each output, in order; null for 1.</summary>
    public static implicit operator LossWeights(double[]? weights) => new(weights, null);

    /// <summary>One for each output, in order; null for 1.</summary>
    public static implicit operator LossWeights(float[]? weights) => new(weights is null ? null : Array.ConvertAll(weights, w =>
        (double)w), null);

    /// <summary>By output name; null for 1.</summary>
    public static implicit operator LossWeights(Dictionary<string, double>? weights) => new(null, weights);

    /// <inheritdoc/>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)(_list ?? [.. _byName?.Values
        ?? (IEnumerable<double>)[]])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Metrics of each output by itself: a list of lists in the outputs' order, or by output name.</summary>
public readonly struct OutputMetrics
{
    private readonly MetricsArgument[]? _list;
    private readonly Dictionary<string, MetricsArgument>? _byName;

    private OutputMetrics(MetricsArgument[]? list, Dictionary<string, MetricsArgument>? byName) => (_list, _byName) = (list, byName);

    /// <summary>The same metrics for all outputs.</summary>
    internal static OutputMetrics Same(MetricsArgument metrics) => new(null, new() { [""] = metrics });

    /// <summary>The metrics of all outputs.</summary>
    internal IEnumerable<MetricArgument> All => (_list ?? [.. _byName?.Values ?? (IEnumerable<MetricsArgument>)[]]).SelectMany(m =>
        m.Values);

    internal IReadOnlyList<MetricArgument>[] For(string[] outputs)
    {
        if (_list is { } list)
            return list.Length == outputs.Length ? [.. list.Select(m => m.Values)]
                : throw new ArgumentException($"compile got {list.Length} lists of metrics; the model has {outputs.Length} outputs: "
                    + $"{string.Join(", ", outputs)}.");
        Dictionary<string, MetricsArgument> byName = _byName ?? [];
        if (byName.TryGetValue("", out MetricsArgument same)) return [.. outputs.Select(_ => same.Values)];
        if (byName.Keys.FirstOrDefault(name => !outputs.Contains(name)) is { } unknown)
            throw new ArgumentException($"compile got metrics for '{unknown}'; the model's outputs are {string.Join(", ", outputs)}.");
        return [.. outputs.Select(name => byName.GetValueOrDefault(name).Values)];
    }

    /// <summary>By output name.</summary>
    public static implicit operator OutputMetrics(Dictionary<string, MetricsArgument> metrics) => new(null, metrics);

    /// <summary>One name by output name.</summary>
    public static implicit operator OutputMetrics(Dictionary<string, string> metrics) => new(null,
        metrics.ToDictionary(p => p.Key, p => (MetricsArgument)p.Value));

    /// <summary>Names by output name.</summary>
    public static implicit operator OutputMetrics(Dictionary<string, string[]> metrics) => new(null,
        metrics.ToDictionary(p => p.Key, p => (MetricsArgument)p.Value));

    /// <summary>Names for each output, in order.</summary>
    public static implicit operator OutputMetrics(string[][] metrics) => new([.. metrics.Select(m => (MetricsArgument)m)], null);

    /// <summary>For each output, in order.</summary>
    public static implicit operator OutputMetrics(MetricsArgument[] metrics) => new(metrics, null);
}
