using Tensorflow.Keras.Metrics;

namespace Tensorflow.Keras.Engine;

/// <summary>The loss and the metrics of a run over some batches, in the order in which Keras prints them: by name.</summary>
internal sealed class Figures
{
    private readonly IMetricFunc[] _metrics;
    private readonly int[] _outputOf;
    private readonly List<(string Name, double Value)> _extra = [];
    private readonly string[] _names;
    private readonly int[] _order;
    private readonly double[] _lossSums;
    private double _lossWeight;
    private double[]? _frozen;

    /// <summary>No figures at all, for work that has a progress line only.</summary>
    public static readonly Figures None = new();

    private Figures() => (_metrics, _outputOf, _names, _order, _lossSums) = ([], [], [], [], []);

    /// <summary>The figures of a model's outputs. With several, the loss of each, and each metric, has its output's name before its
    /// own.</summary>
    public Figures(Model.Targets targets)
    {
        int outputs = targets.Names.Length;
        _metrics = [.. targets.MetricsOf.SelectMany(m => m)];
        _outputOf = [.. targets.MetricsOf.SelectMany((m, output) => m.Select(_ => output))];
        _lossSums = new double[targets.Losses.Length];
        string[] names = ["loss", .. outputs > 1 ? targets.Names.Select(n => $"{n}_loss") : [],
            .. _metrics.Select((m, i) => outputs > 1 ? $"{targets.Names[_outputOf[i]]}_{m.Name}" : m.Name)];
        IEnumerable<int> shown = Enumerable.Range(0, names.Length).Where(i => i == 0 || i >= _lossSums.Length
            || targets.LossOf[i - 1] is not null);
        _order = [.. shown.OrderBy(i => names[i], StringComparer.Ordinal)];
        _names = [.. _order.Select(i => names[i])];
    }

    public int Count => _names.Length + _extra.Count;

    public string Name(int i) => i < _names.Length ? _names[i] : _extra[i - _names.Length].Name;

    public double Value(int i)
    {
        if (i >= _names.Length) return _extra[i - _names.Length].Value;
        if (_frozen is not null) return _frozen[i];
        int source = _order[i];
        return source < _lossSums.Length ? _lossSums[source] / _lossWeight : _metrics[source - _lossSums.Length].Value;
    }

    public void Reset()
    {
        Array.Clear(_lossSums);
        _lossWeight = 0;
        _extra.Clear();
        _frozen = null;
        foreach (IMetricFunc metric in _metrics) metric.reset_states();
    }

    /// <summary>Takes a batch into account. The loss of an epoch is the mean over its samples.</summary>
    /// <param name="losses">The batch's loss; behind it, for several outputs, that of each.</param>
    /// <param name="batch">Targets.</param>
    /// <param name="predictions">The outputs.</param>
    public void Add(ReadOnlySpan<double> losses, Batch batch, Tensor[] predictions)
    {
        long samples = batch.Samples;
        for (int i = 0; i < losses.Length; i++) _lossSums[i] += losses[i] * samples;
        _lossWeight += samples;
        for (int i = 0; i < _metrics.Length; i++)
        {
            int output = _outputOf[i];
            // As in Keras, weights of samples are for the loss.
            _metrics[i].update_state(batch.Y[output], predictions[output]);
        }
    }

    /// <summary>Keeps the present values, as validation is about to use the same metrics.</summary>
    public void Freeze() => _frozen = [.. Enumerable.Range(0, _names.Length).Select(Value)];

    /// <summary>Puts the figures of validation behind, prefixed.</summary>
    public void Append(string prefix, IEnumerable<KeyValuePair<string, float>> figures)
    {
        foreach ((string name, float value) in figures) _extra.Add((prefix + name, value));
    }

    public Dictionary<string, float> ToDictionary()
    {
        var logs = new Dictionary<string, float>();
        Fill(logs);
        return logs;
    }

    /// <summary>Writes the figures into a dictionary that is used again and again.</summary>
    public void Fill(Dictionary<string, float> logs)
    {
        for (int i = 0; i < Count; i++) logs[Name(i)] = (float)Value(i);
    }
}
