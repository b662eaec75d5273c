using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The models of paper 2: its two classifiers, and the networks of a CycleGAN, whose architecture the paper leaves open.</summary>
/// <remarks>
/// Generators and discriminators are those of Zhu et al. (2017), sized for 28 x 28 images: 7 x 7 convolution, two strided ones, three residual blocks, two
/// transposed convolutions; discriminators that judge patches. Zero padding, affine instance normalization.
/// </remarks>
public static class CycleGan
{
    /// <summary>Images a step.</summary>
    public const int BatchSize = 32;

    /// <summary>The CNN, which is that of paper 1, figure 5; 93,322 weights.</summary>
    /// <remarks>Labels are one-hot: compile it with <c>categorical_crossentropy</c>. Source: paper 2 (cyclegan), section on the models.</remarks>
    /// <example><code>Sequential model = CycleGan.Cnn();</code></example>
    public static Sequential Cnn() => Gan.Cnn();

    /// <summary>The CNN's convolutions, read as a sequence by two bidirectional LSTM layers; 650,186 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1], pixels 0 to 1, to [batch, 10], probabilities; not compiled.</returns>
    /// <remarks>Source: paper 2 (cyclegan), section on the models: a reshape layer and two Bidirectional LSTM layers.</remarks>
    /// <example><code>Sequential model = CycleGan.CnnBiLstm();</code></example>
    public static Sequential CnnBiLstm()
    {
        var layers = keras.layers;
        return keras.Sequential([
            layers.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),
            layers.Flatten(),
            layers.Reshape((-1, 64)),
            layers.Bidirectional(layers.LSTM(128, return_sequences: true)),
            layers.Bidirectional(layers.LSTM(128)),
            layers.Dense(10, activation: "softmax"),
        ]);
    }

    /// <summary>A generator: images of one domain to images of the other; 1,075,457 weights.</summary>
    /// <param name="name">The model's name.</param>
    /// <returns>A model from [batch, 28, 28, 1] to [batch, 28, 28, 1], both -1 to 1.</returns>
    /// <example><code>Model toB = CycleGan.Generator("a_to_b");</code></example>
    public static Model Generator(string? name = null)
    {
        var layers = keras.layers;
        var image = keras.Input((28, 28, 1));
        Tensor x = Block(layers.Conv2D(32, (7, 7), padding: "same").Apply(image));
        x = Block(layers.Conv2D(64, (3, 3), strides: (2, 2), padding: "same").Apply(x));
        x = Block(layers.Conv2D(128, (3, 3), strides: (2, 2), padding: "same").Apply(x));
        for (int i = 0; i < 3; i++)
        {
            Tensor y = Block(layers.Conv2D(128, (3, 3), padding: "same").Apply(x));
            y = layers.InstanceNormalization().Apply(layers.Conv2D(128, (3, 3), padding: "same").Apply(y));
            x = layers.Add().Apply(new Tensors(x, y));
        }
        x = Block(layers.Conv2DTranspose(64, (3, 3), strides: (2, 2), padding: "same").Apply(x));
        x = Block(layers.Conv2DTranspose(32, (3, 3), strides: (2, 2), padding: "same").Apply(x));
        return keras.Model(image, layers.Conv2D(1, (7, 7), padding: "same", activation: "tanh").Apply(x), name);
    }

    /// <summary>A discriminator: images to a number for each patch, near 1 where it looks real; 108,769 weights.</summary>
    /// <param name="name">The model's name.</param>
    /// <returns>A model from [batch, 28, 28, 1], -1 to 1, to [batch, 7, 7, 1].</returns>
    /// <example><code>Sequential ofA = CycleGan.Discriminator("of_a");</code></example>
    public static Sequential Discriminator(string? name = null)
    {
        var layers = keras.layers;
        return keras.Sequential([
            layers.Conv2D(32, (4, 4), strides: (2, 2), padding: "same", input_shape: (28, 28, 1)),
            layers.LeakyReLU(0.2),
            layers.Conv2D(64, (4, 4), strides: (2, 2), padding: "same"),
            layers.InstanceNormalization(),
            layers.LeakyReLU(0.2),
            layers.Conv2D(128, (3, 3), padding: "same"),
            layers.InstanceNormalization(),
            layers.LeakyReLU(0.2),
            layers.Conv2D(1, (3, 3), padding: "same"),
        ], name);
    }

    /// <summary>Instance normalization and relu behind a convolution.</summary>
    private static Tensor Block(Tensor x) => keras.layers.ReLU().Apply(keras.layers.InstanceNormalization().Apply(x));
}
