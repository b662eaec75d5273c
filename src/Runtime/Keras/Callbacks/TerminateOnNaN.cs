namespace Tensorflow.Keras.Callbacks;

/// <summary>Ends training at once when the loss is no longer a finite number.</summary>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (!logs.TryGetValue("loss", out float loss) || float.IsFinite(loss)) return;
        Console.Out.WriteLine($"Batch {end_step}: Invalid loss, terminating training");
        model.stop_training = true;
    }
}
