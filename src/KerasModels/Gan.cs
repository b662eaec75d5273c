using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Memory;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>The models of paper 1: classifiers, and the generator and discriminator that enlarge their training set.</summary>
/// <remarks>Images are [batch, 28, 28, 1]: 0 to 1 for the classifiers, -1 to 1 for generator and discriminator. No model is compiled.</remarks>
public static class Gan
{
    /// <summary>Length of the generator's noise vectors, figures 3 and 7.</summary>
    public const int NoiseSize = 100;

    /// <summary>Images a step of GAN training.</summary>
    public const int BatchSize = 256;

    /// <summary>The convolutional network: three convolutions, two poolings, two dense layers; 93,322 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1] to [batch, 10], probabilities.</returns>
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

    /// <summary>The same convolutions, read as a sequence of 9 vectors of 64 by a bidirectional LSTM; 255,946 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1] to [batch, 10], probabilities.</returns>
    /// <remarks>Source: paper 1 (gan), figure 6.</remarks>
    /// <example><code>Sequential model = Gan.CnnBiLstm();</code></example>
    public static Sequential CnnBiLstm()
    {
        var layers = keras.layers;
        return keras.Sequential([                                                         // model = models.Sequential([
            layers.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)),      //     layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)),
            layers.MaxPooling2D((2, 2)),                                                  //     layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),                                //     layers.Conv2D(64, (3, 3), activation='relu'),
            layers.MaxPooling2D((2, 2)),                                                  //     layers.MaxPooling2D((2, 2)),
            layers.Conv2D(64, (3, 3), activation: "relu"),                                //     layers.Conv2D(64, (3, 3), activation='relu'),
            layers.Flatten(),                                                             //     layers.Flatten(),
            layers.Reshape((-1, 64)),                                                     //     layers.Reshape((-1, 64)), # Reshape untuk BiLSTM
            layers.Bidirectional(layers.LSTM(128)),                                       //     layers.Bidirectional(layers.LSTM(128)),
            layers.Dense(10, activation: "softmax"),                                      //     layers.Dense(10, activation='softmax')
        ]);                                                                               // ])
    }

    /// <summary>
    /// The CNN-BiLSTM of the paper's text, which its listing contradicts: three pooled convolutions of 32, 64 and 128 filters, a dense layer of 256
    /// behind the LSTM; 424,202 weights.
    /// </summary>
    /// <returns>A model from [batch, 28, 28, 1] to [batch, 10], probabilities.</returns>
    /// <remarks>Padding 'same' (28, 14, 7, 3: a sequence of 9 vectors of 128): 'valid' would leave one step. Source: paper 1 (gan), section II.</remarks>
    /// <example><code>Sequential model = Gan.CnnBiLstmText();</code></example>
    public static Sequential CnnBiLstmText()
    {
        var layers = keras.layers;
        return keras.Sequential([
            layers.Conv2D(32, (3, 3), padding: "same", activation: "relu", input_shape: (28, 28, 1)),  // the first layer has 32 filters with a 3x3 kernel size,
            layers.MaxPooling2D((2, 2)),                                                               // each followed by ReLU activation and a 2x2 max pooling
            layers.Conv2D(64, (3, 3), padding: "same", activation: "relu"),                            // the second layer 64 filters of the same 3x3 size,
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(128, (3, 3), padding: "same", activation: "relu"),                           // and the third layer 128 filters
            layers.MaxPooling2D((2, 2)),
            layers.Reshape((-1, 128)),
            layers.Bidirectional(layers.LSTM(128)),                                                    // a BiLSTM of 128 units forward and 128 backward
            layers.Dense(256, activation: "relu"),                                                     // a fully connected layer with 256 neurons and ReLU
            layers.Dense(10, activation: "softmax"),                                                   // the softmax output layer with 10 neurons
        ]);
    }

    /// <summary>The CNN-BiLSTM with attention over the steps of its sequence, which the paper names as further work; 255,946 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1] to [batch, 10], probabilities.</returns>
    /// <remarks>Dot-product self-attention between the outputs of the LSTM, averaged over the steps. Source: paper 1 (gan), conclusion.</remarks>
    /// <example><code>Model model = Gan.CnnBiLstmAttention();</code></example>
    public static Model CnnBiLstmAttention()
    {
        var layers = keras.layers;
        var inputs = keras.Input((28, 28, 1));
        var x = layers.Conv2D(32, (3, 3), activation: "relu").Apply(inputs);
        x = layers.MaxPooling2D((2, 2)).Apply(x);
        x = layers.Conv2D(64, (3, 3), activation: "relu").Apply(x);
        x = layers.MaxPooling2D((2, 2)).Apply(x);
        x = layers.Conv2D(64, (3, 3), activation: "relu").Apply(x);
        x = layers.Reshape((-1, 64)).Apply(x);
        x = layers.Bidirectional(layers.LSTM(128, return_sequences: true)).Apply(x);
        Tensor attended = layers.Attention().Apply(new Tensors(x, x));
        x = layers.GlobalAveragePooling1D().Apply(attended);
        return keras.Model(inputs, layers.Dense(10, activation: "softmax").Apply(x), name: "cnn_bilstm_attention");
    }

    /// <summary>The generator: noise to images; 2,330,944 weights.</summary>
    /// <returns>A model from [batch, 100], standard normal, to [batch, 28, 28, 1], -1 to 1.</returns>
    /// <remarks>Source: paper 1 (gan), figure 3.</remarks>
    /// <example><code>Tensor images = Gan.Generator().Apply(tf.random.normal((16, 100)));</code></example>
    public static Sequential Generator()                                                  // def make_generator_model():
    {
        var layers = keras.layers;
        var model = keras.Sequential();                                                   //     model = models.Sequential()
        model.add(layers.Dense(7 * 7 * 256, use_bias: false, input_shape: NoiseSize));    //     model.add(layers.Dense(7*7*256, use_bias=False, input_shape=(100,)))
        AddGeneratorLayers(model);
        return model;                                                                     //     return model
    }

    /// <summary>The discriminator: images to one number, large for real ones; 212,865 weights.</summary>
    /// <returns>A model from [batch, 28, 28, 1], -1 to 1, to [batch, 1], logits.</returns>
    /// <remarks>Source: paper 1 (gan), figure 3.</remarks>
    /// <example><code>Tensor logits = Gan.Discriminator().Apply(images);</code></example>
    public static Sequential Discriminator()                                              // def make_discriminator_model():
    {
        var model = keras.Sequential();                                                   //     model = models.Sequential()
        model.add(keras.Input((28, 28, 1)));                                              //     (input_shape=[28, 28, 1] of the first layer)
        AddDiscriminatorLayers(model);
        return model;                                                                     //     return model
    }

    /// <summary>What follows the generator's first layer, from [batch, 12544] on.</summary>
    internal static void AddGeneratorLayers(Sequential model)
    {
        var layers = keras.layers;
        model.add(layers.BatchNormalization());                                           //     model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU());                                                    //     model.add(layers.LeakyReLU())
        model.add(layers.Reshape((7, 7, 256)));                                           //     model.add(layers.Reshape((7, 7, 256)))
        model.add(layers.Conv2DTranspose(128, (5, 5), strides: (1, 1), padding: "same", use_bias: false));  //     model.add(layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding='same', use_bias=False))
        model.add(layers.BatchNormalization());                                           //     model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU());                                                    //     model.add(layers.LeakyReLU())
        model.add(layers.Conv2DTranspose(64, (5, 5), strides: (2, 2), padding: "same", use_bias: false));   //     model.add(layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding='same', use_bias=False))
        model.add(layers.BatchNormalization());                                           //     model.add(layers.BatchNormalization())
        model.add(layers.LeakyReLU());                                                    //     model.add(layers.LeakyReLU())
        model.add(layers.Conv2DTranspose(1, (5, 5), strides: (2, 2), padding: "same", use_bias: false, activation: "tanh"));  //     model.add(layers.Conv2DTranspose(1, (5, 5), strides=(2, 2), padding='same', use_bias=False, activation='tanh'))
    }

    /// <summary>The discriminator's layers.</summary>
    internal static void AddDiscriminatorLayers(Sequential model)
    {
        var layers = keras.layers;
        model.add(layers.Conv2D(64, (5, 5), strides: (2, 2), padding: "same"));           //     model.add(layers.Conv2D(64, (5, 5), strides=(2, 2), padding='same', input_shape=[28, 28, 1]))
        model.add(layers.LeakyReLU());                                                    //     model.add(layers.LeakyReLU())
        model.add(layers.Dropout(0.3));                                                   //     model.add(layers.Dropout(0.3))
        model.add(layers.Conv2D(128, (5, 5), strides: (2, 2), padding: "same"));          //     model.add(layers.Conv2D(128, (5, 5), strides=(2, 2), padding='same'))
        model.add(layers.LeakyReLU());                                                    //     model.add(layers.LeakyReLU())
        model.add(layers.Dropout(0.3));                                                   //     model.add(layers.Dropout(0.3))
        model.add(layers.Flatten());                                                      //     model.add(layers.Flatten())
        model.add(layers.Dense(1));                                                       //     model.add(layers.Dense(1))
    }
}

/// <summary>Training generator and discriminator against each other.</summary>
/// <remarks>Source: paper 1 (gan), figures 4 and 7. Images are -1 to 1, which the paper does not say but tanh needs.</remarks>
/// <example><code>
/// var gan = new GanTraining();
/// (float generator, float discriminator) = gan.TrainStep(images);   // [256, 28, 28, 1]
/// </code></example>
public sealed class GanTraining
{
    private readonly ILossFunc cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits: true);  // cross_entropy = tf.keras.losses.BinaryCrossentropy(from_logits=True)
    private readonly Optimizer generator_optimizer = tf.keras.optimizers.Adam(1e-4);     // generator_optimizer = tf.keras.optimizers.Adam(1e-4)
    private readonly Optimizer discriminator_optimizer = tf.keras.optimizers.Adam(1e-4); // discriminator_optimizer = tf.keras.optimizers.Adam(1e-4)

    /// <summary>Turns noise into images.</summary>
    public Sequential Generator { get; } = Gan.Generator();

    /// <summary>Tells real images from the generator's.</summary>
    public Sequential Discriminator { get; } = Gan.Discriminator();

    /// <summary>All that a checkpoint has to hold.</summary>
    public TrainingState State => field ??= new TrainingState([Generator, Discriminator],
        [(generator_optimizer, Generator.trainable_variables), (discriminator_optimizer, Discriminator.trainable_variables)]);

    /// <summary>How far the discriminator is from taking generated images for real.</summary>
    /// <param name="fake_output">[batch, 1], the discriminator's logits for generated images.</param>
    public Tensor GeneratorLoss(Tensor fake_output) =>                                    // def generator_loss(fake_output):
        cross_entropy.Call(tf.ones_like(fake_output), fake_output);                       //     return cross_entropy(tf.ones_like(fake_output), fake_output)

    /// <summary>How far the discriminator is from telling both kinds apart.</summary>
    /// <param name="real_output">[batch, 1], its logits for real images.</param>
    /// <param name="fake_output">[batch, 1], its logits for generated images.</param>
    public Tensor DiscriminatorLoss(Tensor real_output, Tensor fake_output)               // def discriminator_loss(real_output, fake_output):
    {
        var real_loss = cross_entropy.Call(tf.ones_like(real_output), real_output);       //     real_loss = cross_entropy(tf.ones_like(real_output), real_output)
        var fake_loss = cross_entropy.Call(tf.zeros_like(fake_output), fake_output);      //     fake_loss = cross_entropy(tf.zeros_like(fake_output), fake_output)
        var total_loss = real_loss + fake_loss;                                           //     total_loss = real_loss + fake_loss
        return total_loss;                                                                //     return total_loss
    }

    /// <summary>One step of both networks.</summary>
    /// <param name="images">Real images, [batch, 28, 28, 1], -1 to 1. As many are generated.</param>
    /// <returns>The losses of generator and discriminator before the step.</returns>
    public (float Generator, float Discriminator) TrainStep(Tensor images)                // @tf.function def train_step(images):
    {
        ArgumentNullException.ThrowIfNull(images);
        using TensorScope scope = TensorScope.Enter();                                    //     (Python's reference counts free a step's tensors; here the scope does.)
        var noise = tf.random.normal((images.shape[0], Gan.NoiseSize));                   //     noise = tf.random.normal([BATCH_SIZE, 100])
        using var gen_tape = tf.GradientTape();                                           //     with tf.GradientTape() as gen_tape,
        using var disc_tape = tf.GradientTape();                                          //          tf.GradientTape() as disc_tape:
        Tensor generated_images = Generator.Apply(noise, training: true);                 //         generated_images = generator(noise, training=True)
        Tensor real_output = Discriminator.Apply(images, training: true);                 //         real_output = discriminator(images, training=True)
        Tensor fake_output = Discriminator.Apply(generated_images, training: true);       //         fake_output = discriminator(generated_images, training=True)
        Tensor gen_loss = GeneratorLoss(fake_output);                                     //         gen_loss = generator_loss(fake_output)
        Tensor disc_loss = DiscriminatorLoss(real_output, fake_output);                   //         disc_loss = discriminator_loss(real_output, fake_output)
        Tensor[] gradients_of_generator = [];                                             //     (Python has left both tapes here; one that went on would record the other's way back.)
        disc_tape.stop_recording(() => gradients_of_generator = gen_tape.gradient(gen_loss, Generator.trainable_variables));  //     gradients_of_generator = gen_tape.gradient(gen_loss, generator.trainable_variables)
        var gradients_of_discriminator = disc_tape.gradient(disc_loss, Discriminator.trainable_variables);    //     gradients_of_discriminator = disc_tape.gradient(disc_loss, discriminator.trainable_variables)
        generator_optimizer.apply_gradients(zip(gradients_of_generator, Generator.trainable_variables));      //     generator_optimizer.apply_gradients(zip(gradients_of_generator, generator.trainable_variables))
        discriminator_optimizer.apply_gradients(zip(gradients_of_discriminator, Discriminator.trainable_variables));  //     discriminator_optimizer.apply_gradients(zip(gradients_of_discriminator, discriminator.trainable_variables))
        return ((float)gen_loss, (float)disc_loss);
    }
}
