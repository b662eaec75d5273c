namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// When <see cref="TensorBoard"/> writes the figures of training: after each epoch ("epoch"), each step ("batch"), or every so many steps.
/// </summary>
public readonly struct UpdateFrequency
{
    private UpdateFrequency(int steps) => Steps = steps;

    /// <summary>Steps from one writing to the next; 0 for after each epoch only.</summary>
    public int Steps { get; }

    /// <summary>After each epoch or each step.</summary>
    /// <exception cref="ArgumentException">The word is neither "epoch" nor "batch".</exception>
    public static implicit operator UpdateFrequency(string word) => word switch
    {
        "epoch" => default,
        "batch" => new UpdateFrequency(1),
        _ => throw new ArgumentException($"Got update_freq '{word}'; it takes \"epoch\", \"batch\" or a number of steps."),
    };

    /// <summary>After each so many steps.</summary>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public static implicit operator UpdateFrequency(int steps) => steps >= 1 ? new UpdateFrequency(steps)
        : throw new ArgumentException($"Got update_freq {steps}; it takes \"epoch\", \"batch\" or a number of steps of 1 or more.");
}

/// <summary>
/// Writes what TensorBoard shows: <c>epoch_loss</c>, <c>epoch_accuracy</c> and so on for training and validation, in the folders train and
/// validation of a log folder, as Keras does.
/// </summary>
/// <example><code>
/// model.fit(x, y, epochs: 5, callbacks: [keras.callbacks.TensorBoard("logs/first")]);   // then: tensorboard --logdir logs
/// </code></example>
public sealed class TensorBoard : Callback
{
    private readonly string _folder;
    private readonly int _histogramEpochs, _steps;
    private SummaryWriter? _train, _validation;
    private bool _training;
    private long _step;

    /// <summary>A callback that writes event files.</summary>
    /// <param name="log_dir">Folder of the run.</param>
    /// <param name="histogram_freq">Epochs from one writing of the weights' histograms to the next; 0 for none.</param>
    /// <param name="update_freq">
    /// "epoch", "batch" or a number of steps: how often figures of steps (<c>batch_loss</c>) are written too.
    /// </param>
    /// <exception cref="ArgumentException">No folder, or a number is negative.</exception>
    public TensorBoard(string log_dir = "logs", int histogram_freq = 0, UpdateFrequency update_freq = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(log_dir);
        if (histogram_freq < 0) throw new ArgumentException($"TensorBoard got histogram_freq {histogram_freq}; it takes 0 for none, or a "
            + "number of epochs.");
        (_folder, _histogramEpochs, _steps) = (log_dir, histogram_freq, update_freq.Steps);
    }

    /// <summary>Writes images beside the figures of training.</summary>
    /// <inheritdoc cref="SummaryWriter.image"/>
    public void write_image(string name, Tensor data, long step, int max_outputs = 3) => Train.image(name, data, step, max_outputs);

    /// <summary>Writes a number beside the figures of training.</summary>
    /// <inheritdoc cref="SummaryWriter.scalar"/>
    public void write_scalar(string name, double value, long step) => Train.scalar(name, value, step);

    /// <inheritdoc/>
    public override void on_train_begin() => (_training, _step) = (true, model.optimizer?.iterations ?? 0);

    /// <inheritdoc/>
    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        _step++;
        if (_steps == 0 || _step % _steps != 0) return;
        foreach ((string name, float value) in logs) Train.scalar("batch_" + name, value, _step);
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        const string prefix = "val_";
        foreach ((string name, float value) in epoch_logs)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) Validation.scalar("epoch_" + name[prefix.Length..], value, epoch);
            else Train.scalar("epoch_" + (name == LearningRates.Name ? "learning_rate" : name), value, epoch);
        }
        if (!epoch_logs.ContainsKey(LearningRates.Name) && model.optimizer is { } optimizer)
            Train.scalar("epoch_learning_rate", optimizer.learning_rate, epoch);
        if (_histogramEpochs == 0 || epoch % _histogramEpochs != 0) return;
        foreach (ResourceVariable weight in model.Weights)
        {
            using Tensor values = weight.numpy();
            Train.histogram($"{weight.Name.Replace(':', '_')}/histogram", values, epoch);
        }
    }

    /// <inheritdoc/>
    public override void on_test_end(Dictionary<string, float> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        // Within training these figures come with the epoch's.
        if (_training) return;
        long step = model.optimizer?.iterations ?? 0;
        foreach ((string name, float value) in logs) Validation.scalar($"evaluation_{name}_vs_iterations", value, step);
        Close();
    }

    /// <inheritdoc/>
    public override void on_train_end()
    {
        _training = false;
        Close();
    }

    private SummaryWriter Train => _train ??= new SummaryWriter(Path.Combine(_folder, "train"));

    private SummaryWriter Validation => _validation ??= new SummaryWriter(Path.Combine(_folder, "validation"));

    /// <summary>Ends the files; what is written afterwards begins new ones.</summary>
    private void Close()
    {
        _train?.Dispose();
        _validation?.Dispose();
        (_train, _validation) = (null, null);
    }
}
