using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Memory;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>
/// The networks of paper 1 told which digit is meant, so that generated images have labels: an embedding of the class joins the noise, and an image
/// made of it joins the discriminator's input as a second channel.
/// </summary>
/// <remarks>The paper does not say where labels of generated images come from; SPEC names this as the alternative to pseudo-labels.</remarks>
/// <example><code>
/// var gan = new ConditionalGan();
/// (float generator, float discriminator) = gan.TrainStep(images, labels);   // [batch, 28, 28, 1] and [batch]
/// </code></example>
public sealed class ConditionalGan
{
    private const int Classes = 10;
    private const int EmbeddingSize = 50;

    private readonly ILossFunc _crossEntropy = keras.losses.BinaryCrossentropy(from_logits: true);
    private readonly Optimizer _generatorOptimizer = keras.optimizers.Adam(1e-4), _discriminatorOptimizer = keras.optimizers.Adam(1e-4);

    /// <summary>[batch, 100] and [batch, 1] to [batch, 28, 28, 1], -1 to 1; 2,958,644 weights.</summary>
    public Model Generator { get; } = CreateGenerator();

    /// <summary>[batch, 28, 28, 1] and [batch, 1] to [batch, 1], logits; 254,949 weights.</summary>
    public Model Discriminator { get; } = CreateDiscriminator();

    /// <summary>All that a checkpoint has to hold.</summary>
    public TrainingState State => field ??= new TrainingState([Generator, Discriminator],
        [(_generatorOptimizer, Generator.trainable_variables), (_discriminatorOptimizer, Discriminator.trainable_variables)]);

    /// <summary>Draws images of given digits.</summary>
    /// <param name="labels">[batch], 0 to 9, int32.</param>
    /// <returns>[batch, 28, 28, 1], -1 to 1.</returns>
    public Tensor Generate(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        long count = labels.shape[0];
        return Generator.Apply(new Tensors(tf.random.normal((count, Gan.NoiseSize)), tf.reshape(labels, (count, 1))));
    }

    /// <summary>One step of both networks.</summary>
    /// <param name="images">Real images, [batch, 28, 28, 1], -1 to 1.</param>
    /// <param name="labels">Their digits, [batch], 0 to 9, int32.</param>
    /// <returns>The losses of generator and discriminator before the step.</returns>
    public (float Generator, float Discriminator) TrainStep(Tensor images, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        using TensorScope scope = TensorScope.Enter();
        Tensor classes = tf.reshape(labels, (images.shape[0], 1));
        using var generatorTape = tf.GradientTape();
        using var discriminatorTape = tf.GradientTape();
        Tensor fakes = Generator.Apply(new Tensors(tf.random.normal((images.shape[0], Gan.NoiseSize)), classes), training: true);
        Tensor real = Discriminator.Apply(new Tensors(images, classes), training: true);
        Tensor fake = Discriminator.Apply(new Tensors(fakes, classes), training: true);
        Tensor generatorLoss = _crossEntropy.Call(tf.ones_like(fake), fake);
        Tensor discriminatorLoss = _crossEntropy.Call(tf.ones_like(real), real) + _crossEntropy.Call(tf.zeros_like(fake), fake);
        // A tape that went on would record the other's way back.
        Tensor[] generatorGradients = [];
        discriminatorTape.stop_recording(() => generatorGradients = generatorTape.gradient(generatorLoss, Generator.trainable_variables));
        var discriminatorGradients = discriminatorTape.gradient(discriminatorLoss, Discriminator.trainable_variables);
        _generatorOptimizer.apply_gradients(zip(generatorGradients, Generator.trainable_variables));
        _discriminatorOptimizer.apply_gradients(zip(discriminatorGradients, Discriminator.trainable_variables));
        return ((float)generatorLoss, (float)discriminatorLoss);
    }

    private static Model CreateGenerator()
    {
        var layers = keras.layers;
        var noise = keras.Input(Gan.NoiseSize);
        var label = keras.Input(1, dtype: tf.int32);
        Tensor embedded = layers.Flatten().Apply(layers.Embedding(Classes, EmbeddingSize).Apply(label));
        Tensor joined = layers.Concatenate().Apply(new Tensors(noise, embedded));
        var rest = keras.Sequential();
        rest.add(layers.Dense(7 * 7 * 256, use_bias: false, input_shape: Gan.NoiseSize + EmbeddingSize));
        Gan.AddGeneratorLayers(rest);
        return keras.Model(new Tensors(noise, label), rest.Apply(joined), name: "conditional_generator");
    }

    private static Model CreateDiscriminator()
    {
        var layers = keras.layers;
        var image = keras.Input((28, 28, 1));
        var label = keras.Input(1, dtype: tf.int32);
        Tensor embedded = layers.Flatten().Apply(layers.Embedding(Classes, EmbeddingSize).Apply(label));
        Tensor plane = layers.Reshape((28, 28, 1)).Apply(layers.Dense(28 * 28).Apply(embedded));
        Tensor joined = layers.Concatenate().Apply(new Tensors(image, plane));
        var rest = keras.Sequential();
        rest.add(keras.Input((28, 28, 2)));
        Gan.AddDiscriminatorLayers(rest);
        return keras.Model(new Tensors(image, label), rest.Apply(joined), name: "conditional_discriminator");
    }
}
