using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The models of paper 1.</summary>
public static class Gan
{
    /// <summary>The convolutional network: three convolutions, two poolings, two dense layers; 93,322 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <remarks>Source: paper 1 (gan), figure 5.</remarks>
    /// <example><code>
    /// Sequential model = Gan.Cnn();
    /// model.compile(optimizer: "adam", loss: "sparse_categorical_crossentropy", metrics: "accuracy");
    /// </code></example>
    public static Sequential Cnn()
    {
        var layers = keras.layers;
        return keras.Sequential([                                                         // cnn_model = models.Sequential([
            layers.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)),      //     layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)),
            layers.MaxPooling2D((2, 2)),                                                  //     layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),                                //     layers.Conv2D(64, (3, 3), activation='relu'),
            layers.MaxPooling2D((2, 2)),                                                  //     layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),                                //     layers.Conv2D(64, (3, 3), activation='relu'),
            layers.Flatten(),                                                             //     layers.Flatten(),
            layers.Dense(64, activation: "relu"),                                         //     layers.Dense(64, activation='relu'),
            layers.Dense(10, activation: "softmax"),                                      //     layers.Dense(10, activation='softmax')
        ]);                                                                               // ])
    }
}
