using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Losses;

namespace Tensorflow.Keras.Metrics;

/// <summary>Base of the metrics: a mean over samples, weighted if weights are given.</summary>
/// <param name="name">Name in logs.</param>
public abstract class Metric(string name) : IMetricFunc
{
    private double _sum, _weight;

    /// <inheritdoc/>
    public string Name { get; internal set; } = name;

    /// <summary>Class name in Keras.</summary>
    public virtual string ClassName => GetType().Name;

    /// <inheritdoc/>
    public virtual double Value => _weight == 0 ? 0 : _sum / _weight;

    /// <inheritdoc/>
    public abstract void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null);

    /// <inheritdoc/>
    public virtual Tensor result() => Tensor.From<float>([(float)Value], Shape.Scalar);

    /// <inheritdoc/>
    public virtual void reset_states() => _sum = _weight = 0;

    /// <summary>Forgets all batches; Keras' present name.</summary>
    public void reset_state() => reset_states();

    /// <summary>Settings in Keras' names.</summary>
    public virtual JsonObject get_config() => new() { ["name"] = Name };

    /// <summary>Takes a value into account.</summary>
    protected void Add(double value, double weight = 1)
    {
        _sum += value * weight;
        _weight += weight;
    }
}

/// <summary>Base of the metrics that give a number to each row of predictions, computed straight from memory.</summary>
/// <param name="name">Name in logs.</param>
public abstract class RowMetric(string name) : Metric(name)
{
    /// <summary>True when targets are one class number a row; false when they are as many numbers as predictions.</summary>
    private protected virtual bool Sparse => false;

    /// <summary>The figure of one row.</summary>
    /// <param name="y">Targets.</param>
    /// <param name="start">Where the row's targets start.</param>
    /// <param name="p">Predictions.</param>
    /// <param name="pStart">Where the row's predictions start.</param>
    /// <param name="columns">Predictions a row.</param>
    private protected abstract double Row(in Elements y, int start, in Elements p, int pStart, int columns);

    /// <inheritdoc/>
    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        var rows = new Rows(this, y_true, y_pred, sample_weight, Sparse);
        for (int row = 0; row < rows.Count; row++) Add(Of(rows, row), rows.Weight(row));
        rows.KeepAlive();
    }

    /// <summary>The figure of each row, as Keras' function of this name gives it: [batch, ..].</summary>
    internal Tensor Each(Tensor y_true, Tensor y_pred)
    {
        var rows = new Rows(this, y_true, y_pred, null, Sparse);
        var figures = new float[rows.Count];
        for (int row = 0; row < figures.Length; row++) figures[row] = (float)Of(rows, row);
        rows.KeepAlive();
        return Tensor.From<float>(figures, y_pred.ndim > 1 ? y_pred.shape[..^1] : Shape.Of(figures.Length));
    }

    private double Of(in Rows rows, int row) =>
        Row(rows.Targets, Sparse ? row : row * rows.Columns, rows.Predictions, row * rows.Columns, rows.Columns);

    /// <summary>A row's class number, in the range of the predictions.</summary>
    private protected int Class(in Elements y, int row, int classes)
    {
        double number = y[row];
        if (!(number >= 0 && number < classes))
            throw new ArgumentException($"{ClassName} '{Name}' got class number {number} with predictions for {classes} classes; "
                + $"it takes 0 to {classes - 1}.");
        return (int)number;
    }
}

/// <summary>The mean of whatever numbers it is given.</summary>
/// <param name="name">Name in logs.</param>
public sealed class Mean(string name = "mean") : Metric(name)
{
    /// <summary>Takes some numbers into account.</summary>
    /// <param name="values">Any shape.</param>
    public void update_state(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var elements = new Elements(values);
        for (int i = 0; i < elements.Length; i++) Add(elements[i]);
        GC.KeepAlive(values);
    }

    /// <summary>Takes the predictions into account; the targets have no part in it.</summary>
    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        var rows = new Rows(this, y_pred, y_pred, sample_weight);
        for (int row = 0; row < rows.Count; row++)
            for (int i = 0; i < rows.Columns; i++) Add(rows.Predictions[row * rows.Columns + i], rows.Weight(row));
        rows.KeepAlive();
    }
}

/// <summary>A loss as a metric.</summary>
/// <param name="loss">The loss; its mean over samples is the figure.</param>
/// <param name="name">Name in logs.</param>
internal sealed class LossMetric(Loss loss, string name) : Metric(name)
{
    public override string ClassName => loss.ClassName;

    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        using Memory.TensorScope scope = Memory.TensorScope.Enter();
        var losses = new Elements(loss.Apply(y_true, y_pred));
        var weights = sample_weight is null ? default : new Elements(sample_weight);
        for (int i = 0; i < losses.Length; i++) Add(losses[i], sample_weight is null ? 1 : weights[(int)((long)i * weights.Length / losses.Length)]);
        GC.KeepAlive(sample_weight);
    }
}

/// <summary>A metric by name or as an object.</summary>
public readonly struct MetricArgument
{
    private readonly string? _name;
    private readonly IMetricFunc? _metric;

    private MetricArgument(string? name, IMetricFunc? metric) => (_name, _metric) = (name, metric);

    /// <summary>Any implementation of the interface.</summary>
    public static MetricArgument Of(IMetricFunc metric) => new(null, metric);

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static implicit operator MetricArgument(string name)
    {
        MetricRegistry.Check(name);
        return new MetricArgument(name, null);
    }

    /// <summary>As an object.</summary>
    public static implicit operator MetricArgument(Metric metric) => new(null, metric);

    /// <summary>The name, or an object of class name and settings; null for an implementation that has none.</summary>
    internal JsonNode? Serialize() => _name is not null ? JsonValue.Create(_name)
        : _metric is Metric metric ? new JsonObject { ["class_name"] = metric.ClassName, ["config"] = metric.get_config() }
        : null;

    /// <summary>The metric; a name such as <c>accuracy</c> means another one for other losses and outputs.</summary>
    /// <param name="loss">The model's loss.</param>
    /// <param name="output">Shape of the model's output.</param>
    public IMetricFunc Resolve(ILossFunc loss, Shape output) =>
        _metric ?? (_name is null
            ? throw new ArgumentException("Got null for a metric; it takes a name or an object.")
            : MetricRegistry.Resolve(_name, (loss as Loss)?.ClassName ?? loss?.Name, output));
}

/// <summary>Metrics as <c>compile</c> takes them: names, objects, or a list of both.</summary>
/// <example><code>
/// model.compile("adam", "mse", metrics: new[] { "mae" });
/// model.compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(3)]);
/// </code></example>
[CollectionBuilder(typeof(MetricsArgument), nameof(Create))]
public readonly struct MetricsArgument : IEnumerable<MetricArgument>
{
    private readonly MetricArgument[]? _values;

    private MetricsArgument(MetricArgument[] values) => _values = values;

    /// <summary>The metrics, in order.</summary>
    public IReadOnlyList<MetricArgument> Values => _values ?? [];

    /// <summary>From a list.</summary>
    public static MetricsArgument Create(ReadOnlySpan<MetricArgument> values) => new(values.ToArray());

    /// <summary>A name.</summary>
    public static implicit operator MetricsArgument(string? name) => name is null ? default : new([name]);

    /// <summary>Names; null for none.</summary>
    public static implicit operator MetricsArgument(string[]? names) => names is null ? default : new([.. names.Select(n => (MetricArgument)n)]);

    /// <summary>Names; null for none.</summary>
    public static implicit operator MetricsArgument(List<string>? names) => names?.ToArray();

    /// <summary>Objects; null for none.</summary>
    public static implicit operator MetricsArgument(IMetricFunc[]? metrics) =>
        metrics is null ? default : new([.. metrics.Select(MetricArgument.Of)]);

    /// <summary>One object.</summary>
    public static implicit operator MetricsArgument(Metric? metric) => metric is null ? default : new([metric]);

    /// <summary>Names and objects in any order; null for none.</summary>
    /// <exception cref="ArgumentException">An element is neither.</exception>
    public static implicit operator MetricsArgument(object[]? metrics) => metrics is null ? default : new([.. metrics.Select(m => m switch
    {
        string name => name,
        IMetricFunc metric => MetricArgument.Of(metric),
        _ => throw new ArgumentException($"Got {m?.GetType().Name ?? "null"} for a metric; it takes a name or an object."),
    })]);

    /// <inheritdoc/>
    public IEnumerator<MetricArgument> GetEnumerator() => Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
