using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The small network of paper 4, its sizes open to tuning.</summary>
/// <remarks>Source: paper 4 (mlp), section IV, steps 2 to 4.</remarks>
public static class Mlp
{
    /// <summary>784 pixels, one or more hidden relu layers, 10 softmax outputs.</summary>
    /// <param name="hidden">Neurons of each hidden layer; null for one of 128.</param>
    /// <param name="l1">L1 penalty on the hidden kernels, 0 or more.</param>
    /// <param name="l2">L2 penalty on the hidden kernels, 0 or more.</param>
    /// <param name="dropout">Share of hidden outputs dropped in training, 0 up to 1.</param>
    /// <returns>A model from [batch, 784], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <exception cref="ArgumentException">A size is below 1, or a penalty or share out of range.</exception>
    /// <example><code>
    /// Sequential model = Mlp.Create([256], dropout: 0.2);
    /// model.compile("adam", "categorical_crossentropy", "accuracy");
    /// </code></example>
    public static Sequential Create(int[]? hidden = null, double l1 = 0, double l2 = 0, double dropout = 0)
    {
        hidden ??= [128];
        if (hidden.Length == 0 || hidden.Any(units => units < 1)) throw new ArgumentException($"Got hidden sizes [{string.Join(", ", hidden)}]; it takes one or more sizes of 1 or more.");
        var layers = keras.layers;
        var model = keras.Sequential();
        model.add(keras.Input(784));                                                      // an input layer of 784 neurons (one for each pixel)
        foreach (int units in hidden)                                                     // one or more hidden layers with ReLU activation functions
        {
            model.add(layers.Dense(units, activation: "relu", kernel_regularizer: l1 > 0 || l2 > 0 ? keras.regularizers.L1L2(l1, l2) : null));
            if (dropout > 0) model.add(layers.Dropout(dropout));
        }
        model.add(layers.Dense(10, activation: "softmax"));                               // an output layer with 10 neurons (one for each digit) and a softmax
        return model;
    }
}
