namespace Tensorflow.Keras.Callbacks;

/// <summary>The figures of each epoch by name; what <c>fit</c> returns.</summary>
/// <example><code>ICallback history = model.fit(x, y, epochs: 10);
/// float last = history.history["loss"].Last();</code></example>
public sealed class History : Callback
{
    /// <summary>The epochs that ended, counted from 0.</summary>
    public List<int> epoch { get; } = [];

    /// <summary>Seconds each of those epochs took, validation included.</summary>
    public List<double> epoch_seconds { get; } = [];

    /// <summary>True when training was cancelled before its last epoch ended.</summary>
    public bool cancelled { get; internal set; }

    private long _started;

    /// <inheritdoc/>
    public override void on_epoch_begin(int epoch) => _started = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        this.epoch.Add(epoch);
        epoch_seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(_started).TotalSeconds);
        foreach ((string name, float value) in epoch_logs)
        {
            if (!history.TryGetValue(name, out List<float>? values)) history[name] = values = [];
            values.Add(value);
        }
    }
}
