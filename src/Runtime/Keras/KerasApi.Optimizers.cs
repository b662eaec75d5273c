using Tensorflow.Keras.Optimizers;

namespace Tensorflow.Keras;

/// <summary><c>keras.optimizers</c>, also <c>tf.optimizers</c>.</summary>
public sealed class OptimizersApi
{
    internal OptimizersApi()
    {
    }

    /// <summary>Learning rates that change as training goes on.</summary>
    public SchedulesApi schedules { get; } = new();

    /// <inheritdoc cref="Optimizers.Adagrad"/>
    public Adagrad Adagrad(
        LearningRate? learning_rate = null, double initial_accumulator_value = 0.1, double epsilon = 1e-7, double? clipnorm = null,
        double? clipvalue = null,
        double? global_clipnorm = null, string name = "Adagrad") =>
        new(learning_rate, initial_accumulator_value, epsilon, clipnorm, clipvalue, global_clipnorm, name);

    /// <inheritdoc cref="Optimizers.Adam"/>
    public Adam Adam(
        LearningRate? learning_rate = null, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7, bool amsgrad = false,
        double weight_decay = 0,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, string name = "Adam") =>
        new(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clipnorm, clipvalue, global_clipnorm, name);

    /// <inheritdoc cref="Optimizers.AdamW"/>
    public AdamW AdamW(
        LearningRate? learning_rate = null, double weight_decay = 0.004, double beta_1 = 0.9, double beta_2 = 0.999, double epsilon = 1e-7,
        bool amsgrad = false,
        double? clipnorm = null, double? clipvalue = null, double? global_clipnorm = null, string name = "AdamW") =>
        new(learning_rate, weight_decay, beta_1, beta_2, epsilon, amsgrad, clipnorm, clipvalue, global_clipnorm, name);

    /// <inheritdoc cref="Optimizers.RMSprop"/>
    public RMSprop RMSprop(
        LearningRate? learning_rate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false,
        double? clipnorm = null,
        double? clipvalue = null, double? global_clipnorm = null, string name = "RMSprop") =>
        new(learning_rate, rho, momentum, epsilon, centered, clipnorm, clipvalue, global_clipnorm, name);

    /// <inheritdoc cref="Optimizers.SGD"/>
    public SGD SGD(
        LearningRate? learning_rate = null, double momentum = 0, bool nesterov = false, double? clipnorm = null, double? clipvalue = null,
        double? global_clipnorm = null,
        string name = "SGD") => new(learning_rate, momentum, nesterov, clipnorm, clipvalue, global_clipnorm, name);

    /// <summary>The optimizer of a name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public Optimizer get(string identifier) => OptimizerRegistry.Get(identifier);
}

/// <summary><c>keras.optimizers.schedules</c>.</summary>
public sealed class SchedulesApi
{
    internal SchedulesApi()
    {
    }

    /// <inheritdoc cref="Optimizers.CosineDecay"/>
    public CosineDecay CosineDecay(double initial_learning_rate, double decay_steps, double alpha = 0, double? warmup_target = null,
        double warmup_steps = 0) =>
        new(initial_learning_rate, decay_steps, alpha, warmup_target, warmup_steps);

    /// <inheritdoc cref="Optimizers.ExponentialDecay"/>
    public ExponentialDecay ExponentialDecay(double initial_learning_rate, double decay_steps, double decay_rate, bool staircase = false) =>
        new(initial_learning_rate, decay_steps, decay_rate, staircase);

    /// <inheritdoc cref="Optimizers.InverseTimeDecay"/>
    public InverseTimeDecay InverseTimeDecay(double initial_learning_rate, double decay_steps, double decay_rate, bool staircase = false) =>
        new(initial_learning_rate, decay_steps, decay_rate, staircase);

    /// <inheritdoc cref="Optimizers.PiecewiseConstantDecay"/>
    public PiecewiseConstantDecay PiecewiseConstantDecay(double[] boundaries, double[] values) => new(boundaries, values);

    /// <inheritdoc cref="Optimizers.PolynomialDecay"/>
    public PolynomialDecay PolynomialDecay(double initial_learning_rate, double decay_steps, double end_learning_rate = 0.0001, double power = 1,
        bool cycle = false) =>
        new(initial_learning_rate, decay_steps, end_learning_rate, power, cycle);
}
