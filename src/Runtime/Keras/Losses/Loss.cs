using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Losses;

/// <summary>Base of the losses. A loss of one's own gives one number for each sample in <see cref="PerSample"/>.</summary>
/// <example><code>
/// sealed class CubicError() : Loss("cubic_error")
/// {
///     public override Tensor PerSample(Tensor y_true, Tensor y_pred) =&gt; tf.reduce_mean(tf.pow(tf.abs(y_true - y_pred), 3), -1);
/// }
/// </code></example>
public abstract class Loss : ILossFunc
{
    private const string Mean = "sum_over_batch_size";

    /// <summary>A loss.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reduction"><c>sum_over_batch_size</c> (the mean), <c>sum</c> or <c>none</c>.</param>
    /// <exception cref="ArgumentException">Another reduction.</exception>
    protected Loss(string name, string reduction = Mean)
    {
        Name = name;
        Reduction = reduction switch
        {
            // TensorFlow's AUTO is the mean, unless several machines train together.
            Mean or "auto" or "mean" => Mean,
            "sum" or "none" => reduction,
            _ => throw new ArgumentException($"The loss {name} got reduction '{reduction}'; it takes sum_over_batch_size, sum or none."),
        };
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>How the samples' losses become one number: <c>sum_over_batch_size</c>, <c>sum</c> or <c>none</c>.</summary>
    public string Reduction { get; }

    /// <summary>Class name in Keras.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>The loss of each sample: the targets' shape without the last axis.</summary>
    /// <param name="y_true">Targets; <see cref="Call"/> has brought them to the predictions' type and rank.</param>
    /// <param name="y_pred">Predictions, [batch, ..].</param>
    public abstract Tensor PerSample(Tensor y_true, Tensor y_pred);

    /// <summary>Brings targets into the form <see cref="PerSample"/> takes, or says why they do not fit.</summary>
    protected virtual Tensor Prepare(Tensor y_true, Tensor y_pred) => Targets.Align(ClassName, y_true, y_pred);

    /// <inheritdoc/>
    public Tensor Call(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        ArgumentNullException.ThrowIfNull(y_true);
        ArgumentNullException.ThrowIfNull(y_pred);
        Tensor losses = PerSample(Prepare(y_true, y_pred), y_pred);
        if (sample_weight is not null) losses = MathOps.Multiply(losses, Targets.Weights(ClassName, sample_weight, losses));
        return Reduction switch
        {
            "none" => losses,
            "sum" => MathOps.ReduceSum(losses),
            _ => MathOps.ReduceMean(losses),
        };
    }

    /// <summary>Each sample's loss, as Keras' function of this name gives it.</summary>
    internal Tensor Apply(Tensor y_true, Tensor y_pred) => PerSample(Prepare(y_true, y_pred), y_pred);

    /// <summary>Settings in Keras' names.</summary>
    public virtual JsonObject get_config() => new() { ["name"] = Name, ["reduction"] = Reduction };

    /// <summary>The loss of a name; null stays null.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Loss?(string? name) => name is null ? null : LossRegistry.Get(name);

    /// <summary>A loss from a function of targets and predictions that gives one number a sample; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(function))]
    public static implicit operator Loss?(Func<Tensor, Tensor, Tensor>? function) => function is null ? null : new FunctionLoss(function);

    private sealed class FunctionLoss(Func<Tensor, Tensor, Tensor> function) : Loss(function.Method.Name)
    {
        public override Tensor PerSample(Tensor y_true, Tensor y_pred) => function(y_true, y_pred);

        /// <summary>The function is the caller's: it gets the targets as they came.</summary>
        protected override Tensor Prepare(Tensor y_true, Tensor y_pred) => y_true;
    }
}

/// <summary>A loss by name or as an object, as <c>compile</c> takes it.</summary>
public readonly struct LossArgument
{
    private LossArgument(ILossFunc? value) => Value = value;

    /// <summary>The loss; null where none was given.</summary>
    public ILossFunc? Value { get; }

    /// <summary>Any implementation of the interface.</summary>
    public static LossArgument Of(ILossFunc? loss) => new(loss);

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static implicit operator LossArgument(string? name) => new((Loss?)name);

    /// <summary>As an object.</summary>
    public static implicit operator LossArgument(Loss? loss) => new(loss);

    /// <summary>As a function of targets and predictions that gives one number a sample.</summary>
    public static implicit operator LossArgument(Func<Tensor, Tensor, Tensor>? function) => new((Loss?)function);
}
