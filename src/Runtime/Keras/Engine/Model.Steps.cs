using Tensorflow.Gradients;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Memory;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    private Targets? _targets;
    private ResourceVariable[] _variables = [];
    private Tensor?[] _gradients = [];
    private (ResourceVariable Weight, IRegularizer Regularizer)[] _penalties = [];
    private Tensor[] _predictions = [];

    /// <summary>One training step on a batch; returns the batch's loss and metrics.</summary>
    /// <param name="x">Samples, [batch, ..]; several for a model of several inputs.</param>
    /// <param name="y">Targets, [batch, ..]; one for each output.</param>
    /// <param name="sample_weight">Weight of each sample, [batch].</param>
    public Dictionary<string, float> train_on_batch(Tensors x, Tensors y, Tensors? sample_weight = null)
    {
        RequireCompiled();
        var batch = Batch.Of(x, y, sample_weight);
        using var mode = new CompiledState(this);
        BeginSteps();
        using TensorScope scope = TensorScope.Enter();
        return Step(batch, training: true);
    }

    /// <summary>The loss and metrics of a batch, without training.</summary>
    /// <param name="x">Samples, [batch, ..]; several for a model of several inputs.</param>
    /// <param name="y">Targets, [batch, ..]; one for each output.</param>
    /// <param name="sample_weight">Weight of each sample, [batch].</param>
    public Dictionary<string, float> test_on_batch(Tensors x, Tensors y, Tensors? sample_weight = null)
    {
        RequireCompiled();
        var batch = Batch.Of(x, y, sample_weight);
        using TensorScope scope = TensorScope.Enter();
        return Step(batch, training: false);
    }

    /// <summary>The outputs for a batch, computed at once.</summary>
    /// <param name="x">Samples, [batch, ..]; several for a model of several inputs.</param>
    public Tensors predict_on_batch(Tensors x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor[] outputs = [];
        Run(x.ToArray(), ref outputs, training: false);
        return new Tensors(outputs);
    }

    private Dictionary<string, float> Step(Batch batch, bool training)
    {
        if (training) TrainStep(batch);
        else TestStep(batch);
        Figures figures = NewFigures();
        figures.Add(_targets!.Losses, batch, _predictions);
        return figures.ToDictionary();
    }

    private Figures NewFigures()
    {
        var figures = new Figures(_targets!);
        figures.Reset();
        return figures;
    }

    /// <summary>True while the variables noted for training are all there are; a change of layers or another compile takes it back.</summary>
    private protected bool _gathered;

    /// <summary>Notes what is trained; after that, steps allocate nothing that lasts.</summary>
    private void BeginSteps()
    {
        if (!Built || _gathered) return;
        IReadOnlyList<ResourceVariable> trainable = trainable_variables;
        if (!trainable.SequenceEqual(_variables))
        {
            _variables = [.. trainable];
            _gradients = new Tensor?[_variables.Length];
        }
        if (_variables.Length == 0)
            throw new InvalidOperationException($"The model '{Name}' has no weights to train: its layers have none, or all were frozen "
                + "(trainable = false) when compile was called. Unfreeze some and call compile again.");
        _penalties = [.. Regularized.Where(r => trainable.Contains(r.Weight))];
        _gathered = GetType().Assembly == typeof(Layer).Assembly && Layers.All(IsSettled);
    }

    /// <summary>True when no weight of a layer can come to be any more: it is the library's own, built, and no model that may yet grow.</summary>
    private static bool IsSettled(Layer layer) =>
        layer.Built && layer is not Model && layer.GetType().Assembly == typeof(Layer).Assembly && layer.Layers.All(IsSettled);

    /// <summary>True to leave the weights as they are where the loss of a step is no finite number.</summary>
    internal bool EndsAtNonFinite { get; set; }

    /// <summary>What was first not finite in such a step; null before one.</summary>
    internal string? NonFinite { get; private set; }

    /// <summary>Forward, backward, update. Called inside a scope that frees what it makes.</summary>
    private void TrainStep(Batch batch)
    {
        if (!Built)
        {
            BuildFor(batch.X);
            BeginSteps();
        }
        using var tape = new GradientTape();
        Run(batch.X, ref _predictions, training: true);
        Tensor loss = TotalLoss(batch, _penalties);
        if (EndsAtNonFinite && !double.IsFinite(_targets!.Losses[0]))
        {
            NonFinite = FirstNonFinite.Describe(this, batch);
            return;
        }
        tape.gradient(loss, _variables, _gradients);
        optimizer!.apply_gradients(_gradients, _variables);
        // An optimizer of others may keep what it got.
        if (optimizer.GetType().Assembly == typeof(Model).Assembly)
            foreach (Tensor? gradient in _gradients)
                if (gradient is not null) Temporary.Free(gradient);
        Array.Clear(_gradients);
    }

    private void TestStep(Batch batch)
    {
        Run(batch.X, ref _predictions, training: false);
        TotalLoss(batch, Regularized);
    }

    /// <summary>The weighted sum of the outputs' losses and the penalties; their values are noted in the targets.</summary>
    private Tensor TotalLoss(Batch batch, IEnumerable<(ResourceVariable Weight, IRegularizer Regularizer)> penalties)
    {
        Targets targets = _targets ??= new Targets(_lossArgument, _lossWeightArgument, _metricArguments, OutputNames(_predictions.Length),
            [.. _predictions.Select(p => p.shape)]);
        if (batch.Y.Length != _predictions.Length)
            throw new ArgumentException(batch.Y.Length == 0
                ? "The data set gave samples without targets; training and evaluation take (samples, targets) pairs."
                : $"The model '{Name}' got {batch.Y.Length} targets; it has {_predictions.Length} outputs: "
                    + $"{string.Join(", ", targets.Names)}.");
        if (batch.Weights.Length > 1 && batch.Weights.Length != _predictions.Length)
            throw new ArgumentException($"The model '{Name}' got {batch.Weights.Length} sample weights; it takes one, or one for each of "
                + $"{_predictions.Length} outputs.");
        Tensor? total = null;
        for (int i = 0; i < _predictions.Length; i++)
        {
            if (targets.LossOf[i] is not { } loss) continue;
            Tensor value = loss.Call(batch.Y[i], _predictions[i], batch.WeightsOf(i));
            if (_predictions.Length > 1) targets.Losses[1 + i] = Number(value);
            if (targets.WeightOf[i] != 1) value *= targets.WeightOf[i];
            total = total is null ? value : total + value;
        }
        if (total is null) throw new ArgumentException($"compile got no loss for any output of the model '{Name}'.");
        if (penalties is (ResourceVariable Weight, IRegularizer Regularizer)[] list)
        {
            foreach ((ResourceVariable weight, IRegularizer regularizer) in list) total += regularizer.Apply(weight.Operand);
        }
        else
        {
            foreach ((ResourceVariable weight, IRegularizer regularizer) in penalties) total += regularizer.Apply(weight.Operand);
        }
        targets.Losses[0] = Number(total);
        return total;
    }

    private static double Number(Tensor loss)
    {
        if (loss.size != 1)
            throw new ArgumentException($"The loss gave a tensor of shape {loss.shape}; training takes one number. Use a "
                + "reduction other than \"none\".");
        return loss.dtype == TF_DataType.TF_DOUBLE ? loss.AsSpan<double>()[0] : loss.AsSpan<float>()[0];
    }

    private void RequireCompiled()
    {
        if (_lossArgument.IsEmpty)
            throw new InvalidOperationException($"The model '{Name}' was not compiled; call compile(optimizer: "
                + "\"adam\", loss: ..., metrics: ...) first.");
    }

    /// <summary>What outputs are compared with: losses, their weights and metrics, once the outputs' number and shapes are known.</summary>
    internal sealed class Targets
    {
        public Targets(LossesArgument losses, LossWeights weights, OutputMetrics metrics, string[] names, Shape[] shapes)
        {
            Names = names;
            LossOf = losses.For(names);
            WeightOf = weights.For(names);
            IReadOnlyList<MetricArgument>[] arguments = metrics.For(names);
            MetricsOf = [.. arguments.Select((list, i) => Resolve(list, LossOf[i], shapes[i], i))];
            Losses = new double[names.Length > 1 ? 1 + names.Length : 1];
        }

        /// <summary>The outputs' names.</summary>
        public string[] Names { get; }

        /// <summary>The loss of each output.</summary>
        public ILossFunc?[] LossOf { get; }

        /// <summary>How much each counts.</summary>
        public double[] WeightOf { get; }

        /// <summary>The metrics of each output.</summary>
        public IMetricFunc[][] MetricsOf { get; }

        /// <summary>The last batch's loss; behind it, for several outputs, that of each.</summary>
        public double[] Losses { get; }

        private static IMetricFunc[] Resolve(IReadOnlyList<MetricArgument> arguments, ILossFunc? loss, Shape shape, int output) =>
            [.. arguments.Select(a => a.Resolve(loss!, shape)).Select(m => output > 0 && m is Metric own ? Copy(own) : m)];

        /// <summary>A metric of its own for each output, as it sums up over batches.</summary>
        private static IMetricFunc Copy(Metric metric)
        {
            Metric copy = MetricRegistry.Create(metric.ClassName, metric.get_config());
            copy.Name = metric.Name;
            return copy;
        }
    }

    /// <summary>While training, layers are trainable or not as they were when <c>compile</c> was called; afterwards as set since.</summary>
    private readonly struct CompiledState : IDisposable
    {
        private readonly List<(Layer Layer, bool Present)>? _changed;

        public CompiledState(Model model)
        {
            _changed = null;
            foreach ((Layer layer, bool trainable) in model._trainableAtCompile)
            {
                if (layer.OwnTrainable == trainable) continue;
                (_changed ??= []).Add((layer, layer.OwnTrainable));
                layer.OwnTrainable = trainable;
            }
        }

        public void Dispose()
        {
            foreach ((Layer layer, bool present) in _changed ?? []) layer.OwnTrainable = present;
        }
    }
}
