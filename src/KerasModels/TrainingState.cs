using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;

namespace MlPipelines.KerasModels;

/// <summary>
/// All that the training of several networks needs to go on as if it had never stopped: weights, what the optimizers remember, streams of random
/// numbers. It is a model of all networks that computes nothing, so that Keras' checkpoint takes them together, in one file.
/// </summary>
/// <example><code>
/// var gan = new GanTraining();
/// gan.State.Save("training.npz");   // between steps
/// gan.State.Load("training.npz");   // in another process; the next step has the same bits
/// </code></example>
public sealed class TrainingState : Model
{
    // Fields, because Keras finds there what belongs to a model.
    private readonly Model[] _networks;
    private readonly ResourceVariable[] _remembered;
    private readonly RandomStream[] _streams;
    private readonly ResourceVariable _iterations;
    private readonly Optimizer[] _optimizers;

    /// <summary>The state of a training.</summary>
    /// <param name="networks">All networks, built.</param>
    /// <param name="optimizers">Each optimizer, and the variables it trains in the order in which the training step gives them to it.</param>
    /// <param name="others">Whatever else the step remembers.</param>
    /// <param name="streams">Streams of random numbers outside the networks.</param>
    internal TrainingState(Model[] networks, (Optimizer Optimizer, IEnumerable<IVariableV1> Variables)[] optimizers, ResourceVariable[]? others = null,
        RandomStream[]? streams = null)
        : base("training_state")
    {
        // An optimizer makes its variables when it first meets a weight: make them in the same order now, so that they can be read from a file.
        foreach ((Optimizer optimizer, IEnumerable<IVariableV1> variables) in optimizers) optimizer.build(variables);
        _networks = networks;
        _optimizers = [.. optimizers.Select(o => o.Optimizer)];
        _remembered = [.. _optimizers.SelectMany(o => o.variables), .. others ?? []];
        _streams = streams ?? [];
        _iterations = ResourceVariable.Take(Tensor.Zeros(Shape.Of(_optimizers.Length), TF_DataType.TF_DOUBLE), trainable: false, "iterations:0");
        Built = true;
    }

    /// <summary>The networks.</summary>
    public IReadOnlyList<Model> Networks => _networks;

    /// <summary>Writes the state, and that of the global stream of random numbers, through a temporary file that is flushed and renamed.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        double[] iterations = [.. _optimizers.Select(o => (double)o.iterations)];
        using Tensor value = Tensor.From<double>(iterations, Shape.Of(iterations.Length));
        _iterations.assign(value);
        save_checkpoint(path);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, the global stream of random numbers too.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of another training; nothing is changed.</exception>
    public void Load(string path)
    {
        load_checkpoint(path);
        ReadOnlySpan<double> iterations = _iterations.Operand.AsSpan<double>();
        for (int i = 0; i < _optimizers.Length; i++) _optimizers[i].iterations = (long)iterations[i];
    }
}
