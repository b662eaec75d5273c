namespace Tensorflow.Keras.Callbacks;

/// <summary>Ends training at once when the loss is no longer a finite number, and says which layer was the first whose output, or weight, was not.</summary>
/// <remarks>The step that would have spoiled all weights is not taken, so the model keeps those it had before.</remarks>
public sealed class TerminateOnNaN : Callback
{
    /// <inheritdoc/>
    public override void on_train_begin() => model.EndsAtNonFinite = true;

    /// <inheritdoc/>
    public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (!logs.TryGetValue("loss", out float loss) || float.IsFinite(loss)) return;
        Console.Out.WriteLine($"Batch {end_step}: Invalid loss, terminating training{(model.NonFinite is { } where ? $": {where}" : "")}");
        model.stop_training = true;
    }
}
