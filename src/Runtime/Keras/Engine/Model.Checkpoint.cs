using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

/// <summary>How far a training came.</summary>
/// <param name="epoch">Epochs done: the <c>initial_epoch</c> to go on with.</param>
/// <param name="batch">Batches done in the epoch behind them: the <c>initial_batch</c> to go on with.</param>
public readonly record struct TrainingPosition(int epoch, long batch);

public abstract partial class Model
{
    private TrainingPosition _position;
    private RandomStream? _shuffle;

    /// <summary>How far <c>fit</c> came, or the checkpoint that was loaded.</summary>
    public TrainingPosition position => _position;

    /// <summary>
    /// Writes all that training needs to go on as if it had never stopped: weights, what the optimizer remembers, random numbers
    /// (dropout, shuffling) and the position. To be called between steps: after <c>fit</c>, or in a callback.
    /// </summary>
    /// <param name="filepath">The file to make or to replace, a .npz that NumPy opens too.</param>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void save_checkpoint(string filepath) => TrainingCheckpoint.Save(this, filepath, _position, _shuffle);

    /// <summary>
    /// Reads what <see cref="save_checkpoint"/> wrote into a model made and compiled in the same way. With the same data, going on
    /// gives the same bits as a training that was never interrupted. Restores the global stream of random numbers, too.
    /// </summary>
    /// <remarks>
    /// Not restored: the order of a data set that shuffles itself, what callbacks remember, and the figures of an epoch's first
    /// batches: those of an epoch resumed in its middle are means over the rest.
    /// </remarks>
    /// <param name="filepath">The file.</param>
    /// <returns>Where to go on.</returns>
    /// <example><code>
    /// TrainingPosition at = model.load_checkpoint("training.npz");
    /// model.fit(x, y, epochs: 10, initial_epoch: at.epoch, initial_batch: at.batch);
    /// </code></example>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or of another model; the text says why. The model is unchanged.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet, or was not compiled.</exception>
    public TrainingPosition load_checkpoint(string filepath)
    {
        (_position, _shuffle) = TrainingCheckpoint.Load(this, filepath);
        return _position;
    }

    /// <summary>Makes what the optimizer remembers of each weight, in the order in which training would.</summary>
    internal void BuildOptimizer()
    {
        using var mode = new CompiledState(this);
        (optimizer as Optimizer)?.build(trainable_variables);
    }

    /// <summary>Where the orders of the epochs come from: a stream of its own for each training, kept where one goes on later.</summary>
    private RandomStream ShuffleStream(bool goesOn) => _shuffle = goesOn && _shuffle is not null ? _shuffle : RandomStream.Global.Split();
}
