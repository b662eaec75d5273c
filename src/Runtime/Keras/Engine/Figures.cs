using Tensorflow.Keras.Metrics;

namespace Tensorflow.Keras.Engine;

/// <summary>The loss and the metrics of a run over some batches, in the order in which Keras prints them: by name.</summary>
internal sealed class Figures
{
    private readonly IMetricFunc[] _metrics;
    private readonly List<(string Name, double Value)> _extra = [];
    private readonly string[] _names;
    private readonly int[] _order;
    private double _lossSum, _lossWeight;
    private double[]? _frozen;

    /// <summary>No figures at all, for work that has a progress line only.</summary>
    public static readonly Figures None = new();

    private Figures() => (_metrics, _names, _order) = ([], [], []);

    public Figures(IReadOnlyList<IMetricFunc> metrics)
    {
        _metrics = [.. metrics];
        string[] names = ["loss", .. _metrics.Select(m => m.Name)];
        _order = [.. Enumerable.Range(0, names.Length).OrderBy(i => names[i], StringComparer.Ordinal)];
        _names = [.. _order.Select(i => names[i])];
    }

    public int Count => _names.Length + _extra.Count;

    public string Name(int i) => i < _names.Length ? _names[i] : _extra[i - _names.Length].Name;

    public double Value(int i)
    {
        if (i >= _names.Length) return _extra[i - _names.Length].Value;
        if (_frozen is not null) return _frozen[i];
        int source = _order[i];
        return source == 0 ? _lossSum / _lossWeight : _metrics[source - 1].Value;
    }

    public void Reset()
    {
        _lossSum = _lossWeight = 0;
        _extra.Clear();
        _frozen = null;
        foreach (IMetricFunc metric in _metrics) metric.reset_states();
    }

    /// <summary>Takes a batch into account. The loss of an epoch is the mean over its samples.</summary>
    public void Add(double loss, long samples, Tensor y, Tensor prediction, Tensor? weights)
    {
        _lossSum += loss * samples;
        _lossWeight += samples;
        foreach (IMetricFunc metric in _metrics) metric.update_state(y, prediction, weights);
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
