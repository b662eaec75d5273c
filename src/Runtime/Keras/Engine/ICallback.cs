namespace Tensorflow.Keras.Engine;

/// <summary>What training tells others as it goes. Derive from <see cref="Callbacks.Callback"/> to take only what is wanted.</summary>
public interface ICallback
{
    /// <summary>Per epoch, the figures by name; filled by <see cref="Callbacks.History"/>.</summary>
    Dictionary<string, List<float>> history { get; set; }

    /// <summary>Training starts.</summary>
    void on_train_begin();

    /// <summary>Training ended, also after a cancellation.</summary>
    void on_train_end();

    /// <summary>An epoch starts, counted from 0.</summary>
    void on_epoch_begin(int epoch);

    /// <summary>An epoch ended; the figures include those of validation, prefixed with <c>val_</c>.</summary>
    void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs);

    /// <summary>A training step starts, counted from 0 in its epoch.</summary>
    void on_train_batch_begin(long step);

    /// <summary>A training step ended; the figures are those of the epoch so far.</summary>
    void on_train_batch_end(long end_step, Dictionary<string, float> logs);

    /// <summary>Evaluation starts.</summary>
    void on_test_begin();

    /// <summary>Evaluation ended.</summary>
    void on_test_end(Dictionary<string, float> logs);

    /// <summary>An evaluation step starts.</summary>
    void on_test_batch_begin(long step);

    /// <summary>An evaluation step ended.</summary>
    void on_test_batch_end(long end_step, Dictionary<string, float> logs);

    /// <summary>Prediction starts.</summary>
    void on_predict_begin();

    /// <summary>Prediction ended.</summary>
    void on_predict_end();

    /// <summary>A prediction step starts.</summary>
    void on_predict_batch_begin(long step);

    /// <summary>A prediction step ended with these outputs.</summary>
    void on_predict_batch_end(long end_step, Dictionary<string, Tensors> logs);
}
