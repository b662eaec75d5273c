using Tensorflow.Keras;

namespace Tensorflow;

/// <summary>Where <c>keras</c> comes from: <c>using static Tensorflow.KerasApi;</c>.</summary>
public static class KerasApi
{
    /// <summary>Keras: layers, models and what trains them.</summary>
    public static KerasInterface keras { get; } = new();
}

/// <summary><c>tf.keras</c>, and the parts of it that TensorFlow.NET has on <c>tf</c> itself.</summary>
public static class KerasExtensions
{
    extension(tensorflow tf)
    {
        /// <summary>Keras, as <c>keras</c> itself.</summary>
        public KerasInterface keras => KerasApi.keras;

        /// <summary>Optimizers, as <c>keras.optimizers</c>.</summary>
        public OptimizersApi optimizers => KerasApi.keras.optimizers;

        /// <summary>Losses, as <c>keras.losses</c>.</summary>
        public LossesApi losses => KerasApi.keras.losses;
    }
}
