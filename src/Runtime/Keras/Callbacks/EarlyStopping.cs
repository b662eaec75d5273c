using Tensorflow.NumPy;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Ends training when a figure has not become better for some epochs.</summary>
/// <example><code>
/// var stop = keras.callbacks.EarlyStopping(monitor: "val_loss", patience: 3, restore_best_weights: true);
/// model.fit(x, y, epochs: 100, validation_split: 0.1f, callbacks: [stop]);
/// </code></example>
public sealed class EarlyStopping : Callback
{
    private readonly Monitor _monitor;
    private readonly double _margin;
    private readonly int _patience, _verbose, _firstEpoch;
    private readonly double? _baseline;
    private readonly bool _restore;
    private NDArray[]? _bestWeights;
    private int _wait;

    /// <summary>A callback that ends training.</summary>
    /// <param name="monitor">Figure to watch: <c>loss</c> or a metric, with <c>val_</c> before it for those of validation.</param>
    /// <param name="min_delta">A change by less is no improvement; 0 or more.</param>
    /// <param name="patience">Epochs without improvement after which training ends.</param>
    /// <param name="verbose">1 to say so.</param>
    /// <param name="mode">
    /// min or max is better; auto goes by the name: accuracy, AUC, precision, recall and F scores grow, all others fall.
    /// </param>
    /// <param name="baseline">A value that must be beaten for an improvement to count.</param>
    /// <param name="restore_best_weights">True to give the model, when training ends, the weights of its best epoch.</param>
    /// <param name="start_from_epoch">Epochs to wait before watching.</param>
    /// <exception cref="ArgumentException">The mode is another word, or a number is negative.</exception>
    public EarlyStopping(string monitor = "val_loss", double min_delta = 0, int patience = 0, int verbose = 0, string mode = "auto",
        double? baseline = null, bool restore_best_weights = false, int start_from_epoch = 0)
    {
        if (patience < 0 || start_from_epoch < 0)
            throw new ArgumentException($"EarlyStopping got patience {patience} and start_from_epoch {start_from_epoch}; they take 0 or "
                + "more.");
        _monitor = new Monitor(this, monitor, mode);
        (_margin, _patience, _verbose, _baseline) = (Math.Abs(min_delta), patience, verbose, baseline);
        (_restore, _firstEpoch) = (restore_best_weights, start_from_epoch);
    }

    /// <inheritdoc cref="EarlyStopping(string, double, int, int, string, double?, bool, int)"/>
    /// <remarks>TensorFlow.NET's form. The parameters are not needed, as <c>fit</c> tells a callback its model.</remarks>
    public EarlyStopping(CallbackParams parameters, string monitor = "val_loss", double min_delta = 0, int patience = 0, int verbose = 0,
        string mode = "auto", double? baseline = null, bool restore_best_weights = false, int start_from_epoch = 0)
        : this(monitor, min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        (model, this.parameters) = (parameters.Model, parameters);
    }

    /// <summary>The epoch after which this callback ended training, counted from 0; 0 where it did not.</summary>
    public int stopped_epoch { get; private set; }

    /// <summary>The best epoch so far, counted from 0.</summary>
    public int best_epoch { get; private set; }

    /// <summary>The best value so far.</summary>
    public double best { get; private set; }

    /// <inheritdoc/>
    public override void on_train_begin()
    {
        _monitor.Reset();
        (_wait, stopped_epoch, best_epoch, best, _bestWeights) = (0, 0, 0, _monitor.Worst, null);
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        if (_monitor.Value(epoch, epoch_logs, "training is not ended early") is not { } current || epoch < _firstEpoch) return;
        if (_restore && _bestWeights is null)
        {
            // If nothing ever gets better, this is the epoch to return to.
            best_epoch = epoch;
            _bestWeights = model.get_weights();
        }
        _wait++;
        if (_monitor.Better(current, best, _margin))
        {
            (best, best_epoch) = (current, epoch);
            if (_restore) _bestWeights = model.get_weights();
            if (_baseline is not { } baseline || _monitor.Better(current, baseline, _margin)) _wait = 0;
            return;
        }
        if (_wait >= _patience && epoch > 0)
        {
            stopped_epoch = epoch;
            model.stop_training = true;
        }
    }

    /// <inheritdoc/>
    public override void on_train_end()
    {
        if (stopped_epoch > 0 && _verbose > 0) Console.Out.WriteLine($"Epoch {stopped_epoch + 1}: early stopping");
        if (_bestWeights is null) return;
        if (_verbose > 0) Console.Out.WriteLine($"Restoring model weights from the end of the best epoch: {best_epoch + 1}.");
        model.set_weights(_bestWeights);
        _bestWeights = null;
    }
}
