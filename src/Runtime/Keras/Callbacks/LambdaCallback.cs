namespace Tensorflow.Keras.Callbacks;

/// <summary>A callback made of functions; those not given do nothing.</summary>
/// <example><code>keras.callbacks.LambdaCallback(on_epoch_end: (epoch, logs) =&gt; print(epoch, logs["loss"]))</code></example>
public sealed class LambdaCallback : Callback
{
    private readonly Action<int>? _epochBegin;
    private readonly Action<int, Dictionary<string, float>>? _epochEnd;
    private readonly Action<long>? _batchBegin;
    private readonly Action<long, Dictionary<string, float>>? _batchEnd;
    private readonly Action? _trainBegin, _trainEnd;

    /// <summary>A callback made of functions.</summary>
    /// <param name="on_epoch_begin">Gets the epoch, counted from 0, as each begins.</param>
    /// <param name="on_epoch_end">Gets the epoch and its figures as each ends.</param>
    /// <param name="on_batch_begin">Gets the step of the epoch, counted from 0, as each begins.</param>
    /// <param name="on_batch_end">Gets the step and the figures of the epoch so far.</param>
    /// <param name="on_train_begin">Called as training begins.</param>
    /// <param name="on_train_end">Called as training ends.</param>
    public LambdaCallback(Action<int>? on_epoch_begin = null, Action<int, Dictionary<string, float>>? on_epoch_end = null,
        Action<long>? on_batch_begin = null, Action<long, Dictionary<string, float>>? on_batch_end = null, Action? on_train_begin = null,
        Action? on_train_end = null)
    {
        (_epochBegin, _epochEnd, _batchBegin, _batchEnd) = (on_epoch_begin, on_epoch_end, on_batch_begin, on_batch_end);
        (_trainBegin, _trainEnd) = (on_train_begin, on_train_end);
    }

    /// <inheritdoc/>
    public override void on_epoch_begin(int epoch) => _epochBegin?.Invoke(epoch);

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) => _epochEnd?.Invoke(epoch, epoch_logs);

    /// <inheritdoc/>
    public override void on_train_batch_begin(long step) => _batchBegin?.Invoke(step);

    /// <inheritdoc/>
    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => _batchEnd?.Invoke(end_step, logs);

    /// <inheritdoc/>
    public override void on_train_begin() => _trainBegin?.Invoke();

    /// <inheritdoc/>
    public override void on_train_end() => _trainEnd?.Invoke();
}
