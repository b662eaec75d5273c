using Tensorflow.Keras.Callbacks;

namespace Tensorflow.Keras;

/// <summary><c>keras.callbacks</c>.</summary>
public sealed class CallbacksApi
{
    internal CallbacksApi()
    {
    }

    /// <inheritdoc cref="Callbacks.History"/>
    public History History() => new();
}
