using Tensorflow.Gradients;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Memory;

namespace Tensorflow.Keras.Engine;

/// <summary>A layer that can be trained: it has an optimizer, a loss and metrics.</summary>
public abstract partial class Model : Layer
{
    private ILossFunc? _loss;
    private IReadOnlyList<MetricArgument> _metricArguments = [];
    private IMetricFunc[]? _metrics;
    private ResourceVariable[] _variables = [];
    private Tensor?[] _gradients = [];
    private (ResourceVariable Weight, IRegularizer Regularizer)[] _penalties = [];

    /// <summary>A model.</summary>
    /// <param name="name">Its name.</param>
    protected Model(string? name = null)
        : base(name)
    {
    }

    /// <summary>The optimizer given to <c>compile</c>; null before.</summary>
    public IOptimizer? optimizer { get; private set; }

    /// <summary>The loss given to <c>compile</c>; null before.</summary>
    public ILossFunc? loss => _loss;

    /// <summary>Set it to true, in a callback, to end training after the present epoch.</summary>
    public bool stop_training { get; set; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> layers => Layers;

    /// <summary>Says how the model is to be trained.</summary>
    /// <param name="optimizer">By name (<c>"adam"</c>) or as an object.</param>
    /// <param name="loss">By name (<c>"sparse_categorical_crossentropy"</c>) or as an object.</param>
    /// <param name="metrics">Names (<c>"accuracy"</c>) or objects.</param>
    /// <exception cref="ArgumentException">A name is unknown; the text lists the known ones.</exception>
    public void compile(OptimizerArgument optimizer, LossArgument loss, MetricsArgument metrics = default)
    {
        this.optimizer = optimizer.Value ?? throw new ArgumentException("compile got no optimizer; it takes a name such as \"adam\" or an object such as keras.optimizers.Adam().");
        _loss = loss.Value ?? throw new ArgumentException("compile got no loss; it takes a name such as \"sparse_categorical_crossentropy\" or an object.");
        _metricArguments = metrics.Values;
        _metrics = null;
    }

    /// <summary>The layer with this name.</summary>
    /// <exception cref="ArgumentException">There is none; the text lists the names.</exception>
    public Layer get_layer(string name) => Layers.FirstOrDefault(l => l.Name == name)
        ?? throw new ArgumentException($"Got layer name '{name}'; the model '{Name}' has {string.Join(", ", Layers.Select(l => l.Name))}.");

    /// <summary>One training step on a batch; returns the batch's loss and metrics.</summary>
    /// <param name="x">Samples, [batch, ..].</param>
    /// <param name="y">Targets, [batch, ..].</param>
    /// <param name="sample_weight">Weight of each sample, [batch].</param>
    public Dictionary<string, float> train_on_batch(Tensor x, Tensor y, Tensor? sample_weight = null)
    {
        Batches.Check(x, y, sample_weight);
        RequireCompiled();
        BeginSteps();
        using TensorScope scope = TensorScope.Enter();
        return Step(x, y, sample_weight, training: true);
    }

    /// <summary>The loss and metrics of a batch, without training.</summary>
    /// <param name="x">Samples, [batch, ..].</param>
    /// <param name="y">Targets, [batch, ..].</param>
    /// <param name="sample_weight">Weight of each sample, [batch].</param>
    public Dictionary<string, float> test_on_batch(Tensor x, Tensor y, Tensor? sample_weight = null)
    {
        Batches.Check(x, y, sample_weight);
        RequireCompiled();
        using TensorScope scope = TensorScope.Enter();
        return Step(x, y, sample_weight, training: false);
    }

    private Dictionary<string, float> Step(Tensor x, Tensor y, Tensor? weights, bool training)
    {
        double loss = training ? TrainStep(x, y, weights, out Tensor prediction) : TestStep(x, y, weights, out prediction);
        var figures = new Figures(Metrics(prediction));
        figures.Reset();
        figures.Add(loss, x.shape[0], y, prediction, weights);
        return figures.ToDictionary();
    }

    /// <summary>Notes what is trained; after that, steps allocate nothing that lasts.</summary>
    private void BeginSteps()
    {
        if (!Built) return;
        IReadOnlyList<ResourceVariable> trainable = trainable_variables;
        if (!trainable.SequenceEqual(_variables))
        {
            _variables = [.. trainable];
            _gradients = new Tensor?[_variables.Length];
        }
        _penalties = [.. Regularized.Where(r => trainable.Contains(r.Weight))];
    }

    /// <summary>Forward, backward, update. Called inside a scope that frees what it makes.</summary>
    private double TrainStep(Tensor x, Tensor y, Tensor? weights, out Tensor prediction)
    {
        using var tape = new GradientTape();
        if (!Built)
        {
            EnsureBuilt(x.shape);
            BeginSteps();
        }
        prediction = Apply(x, training: true);
        Tensor loss = _loss!.Call(y, prediction, weights);
        foreach ((ResourceVariable weight, IRegularizer regularizer) in _penalties) loss += regularizer.Apply(weight.Operand);
        tape.gradient(loss, _variables, _gradients);
        optimizer!.apply_gradients(_gradients, _variables);
        Array.Clear(_gradients);
        return Number(loss);
    }

    private double TestStep(Tensor x, Tensor y, Tensor? weights, out Tensor prediction)
    {
        prediction = Apply(x, training: false);
        Tensor loss = _loss!.Call(y, prediction, weights);
        foreach ((ResourceVariable weight, IRegularizer regularizer) in Regularized) loss += regularizer.Apply(weight.Operand);
        return Number(loss);
    }

    private static double Number(Tensor loss)
    {
        if (loss.size != 1) throw new ArgumentException($"The loss gave a tensor of shape {loss.shape}; training takes one number. Use a reduction other than \"none\".");
        return loss.dtype == TF_DataType.TF_DOUBLE ? loss.AsSpan<double>()[0] : loss.AsSpan<float>()[0];
    }

    /// <summary>The metrics, once the shape of the output tells which accuracy is meant.</summary>
    private IMetricFunc[] Metrics(Tensor prediction) => Metrics(prediction.shape);

    private IMetricFunc[] Metrics(Shape output) => _metrics ??= [.. _metricArguments.Select(m => m.Resolve(_loss!, output))];

    private void RequireCompiled()
    {
        if (_loss is null) throw new InvalidOperationException($"The model '{Name}' was not compiled; call compile(optimizer: \"adam\", loss: ..., metrics: ...) first.");
    }
}
