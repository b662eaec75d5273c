using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Callbacks;

/// <summary>A callback that does nothing; override what is of interest.</summary>
/// <example><code>
/// sealed class Stop : Callback
/// {
///     public override void on_epoch_end(int epoch, Dictionary&lt;string, float&gt; epoch_logs) =&gt; model.stop_training = epoch_logs["val_accuracy"] &gt; 0.99f;
/// }
/// </code></example>
public abstract class Callback : ICallback
{
    /// <summary>The model in training.</summary>
    public Model model { get; internal set; } = null!;

    /// <summary>How training was called: Keras' <c>params</c>. Set when training begins.</summary>
    public CallbackParams parameters { get; internal set; } = new();

    /// <inheritdoc/>
    public Dictionary<string, List<float>> history { get; set; } = [];

    /// <inheritdoc/>
    public virtual void on_train_begin() { }

    /// <inheritdoc/>
    public virtual void on_train_end() { }

    /// <inheritdoc/>
    public virtual void on_epoch_begin(int epoch) { }

    /// <inheritdoc/>
    public virtual void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs) { }

    /// <inheritdoc/>
    public virtual void on_train_batch_begin(long step) { }

    /// <inheritdoc/>
    public virtual void on_train_batch_end(long end_step, Dictionary<string, float> logs) { }

    /// <inheritdoc/>
    public virtual void on_test_begin() { }

    /// <inheritdoc/>
    public virtual void on_test_end(Dictionary<string, float> logs) { }

    /// <inheritdoc/>
    public virtual void on_test_batch_begin(long step) { }

    /// <inheritdoc/>
    public virtual void on_test_batch_end(long end_step, Dictionary<string, float> logs) { }

    /// <inheritdoc/>
    public virtual void on_predict_begin() { }

    /// <inheritdoc/>
    public virtual void on_predict_end() { }

    /// <inheritdoc/>
    public virtual void on_predict_batch_begin(long step) { }

    /// <inheritdoc/>
    public virtual void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs) { }
}
