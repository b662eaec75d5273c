using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects that input which is extreme, but legal, gives finite numbers.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ExtremeNumbersTests
{
    private static readonly float[] Scores = [1e4f, -1e4f, 0, 1e4f, 1e4f, -1e4f, -1e4f, -1e4f, -1e4f];

    private static void AssertFinite(Tensor tensor, string what)
    {
        foreach (float value in tensor.ToArray<float>()) Assert.IsTrue(float.IsFinite(value), $"{what}: {value}");
    }

    private static void AssertFinite(Model model, string what)
    {
        foreach (ResourceVariable weight in model.Weights) AssertFinite(weight.AsTensor(), $"{what}, {weight.Name}");
    }

    [TestMethod]
    public void Softmax_and_cross_entropy_of_scores_of_ten_thousand()
    {
        Tensor scores = Tensor.From<float>(Scores, (3, 3)), classes = Tensor.From<int>([1, 0, 2], 3);
        Tensor oneHot = tf.one_hot(classes, 3);
        using var tape = tf.GradientTape(persistent: true);
        tape.watch(scores);
        Tensor probabilities = tf.nn.softmax(scores);
        Tensor sparse = keras.losses.SparseCategoricalCrossentropy(from_logits: true).Call(classes, scores);
        Tensor dense = keras.losses.CategoricalCrossentropy(from_logits: true).Call(oneHot, scores);
        Tensor ofProbabilities = keras.losses.SparseCategoricalCrossentropy().Call(classes, probabilities);
        Tensor binary = keras.losses.BinaryCrossentropy(from_logits: true).Call(oneHot, scores);
        foreach ((Tensor loss, string name) in new[] { (sparse, "sparse"), (dense, "dense"), (ofProbabilities, "of probabilities"), (binary, "binary") })
        {
            AssertFinite(loss, name);
            AssertFinite(tape.gradient(loss, scores), $"gradient, {name}");
        }
        float[] rows = probabilities.ToArray<float>();
        for (int row = 0; row < 3; row++) Assert.AreEqual(1, rows[3 * row] + rows[3 * row + 1] + rows[3 * row + 2], 1e-6);
        // The right class has 2e4 less than the other, or as much.
        Assert.AreEqual(2e4, dense.ToArray<float>()[0] * 3 - Math.Log(2) - Math.Log(3), 1);
    }

    [TestMethod]
    public void Batches_without_variance_pass_through_normalizations()
    {
        foreach (var layer in new Layer[] { keras.layers.BatchNormalization(), keras.layers.LayerNormalization(), keras.layers.InstanceNormalization(), keras.layers.GroupNormalization(1) })
        {
            Tensor x = tf.ones((2, 3, 3, 2)) * 5f;
            using var tape = tf.GradientTape();
            tape.watch(x);
            Tensor y = layer.Apply(x, training: true);
            AssertFinite(y, layer.ClassName);
            AssertFinite(tape.gradient(tf.reduce_sum(y * y), x), $"gradient of {layer.ClassName}");
        }
    }

    [TestMethod]
    [DataRow(1, 0.0)]
    [DataRow(1, 0.1)]
    [DataRow(3, 0.0)]
    public void A_batch_of_one_and_a_learning_rate_of_zero_train(int batch, double rate)
    {
        foreach (var optimizer in new[] { keras.optimizers.Adam((float)rate), (Tensorflow.Keras.Optimizers.Optimizer)keras.optimizers.SGD((float)rate), keras.optimizers.RMSprop((float)rate) })
        {
            Sequential model = keras.Sequential([
                keras.layers.Dense(4, activation: "relu", input_shape: 3), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5), keras.layers.Dense(1, activation: "softmax"),
            ]);
            // One class only: its probability is 1 and its loss 0.
            model.compile(optimizer, "sparse_categorical_crossentropy", "accuracy");
            var history = model.fit(tf.random.uniform((7, 3)), tf.zeros(new Shape(7), TF_DataType.TF_INT32), batch_size: batch, epochs: 2, verbose: 0);
            Assert.AreEqual(0, history.history["loss"][^1], 1e-6);
            AssertFinite(model, $"{optimizer.GetType().Name}, batch {batch}");
        }
    }
}
