using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Callbacks;

/// <summary>
/// How training was called. TensorFlow.NET's callbacks are made with one; here <c>fit</c> sets it, so making one is not needed.
/// </summary>
public sealed class CallbackParams
{
    /// <summary>The model in training.</summary>
    public Model Model { get; set; } = null!;

    /// <summary>0 silent; 1 a progress line; 2 one line an epoch.</summary>
    public int Verbose { get; set; }

    /// <summary>Number of the last epoch.</summary>
    public int Epochs { get; set; }

    /// <summary>Steps an epoch; 0 where that is not known.</summary>
    public long Steps { get; set; }

    /// <summary>Epochs from one validation to the next; 0 where there is none.</summary>
    internal int ValidationEvery { get; set; }

    /// <summary>True when validation takes place, but not after this epoch.</summary>
    internal bool SkipsValidation(int epoch) => ValidationEvery > 1 && (epoch + 1) % ValidationEvery != 0;
}
