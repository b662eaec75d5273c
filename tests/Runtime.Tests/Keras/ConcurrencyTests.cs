using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects that models of one process do not disturb each other, and that nothing stays behind of what was built and used.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ConcurrencyTests
{
    private static Sequential Network(int units) => keras.Sequential([
        keras.layers.Conv2D(4, (3, 3), activation: "relu", input_shape: (10, 10, 1)), keras.layers.BatchNormalization(), keras.layers.MaxPooling2D((2, 2)),
        keras.layers.Flatten(), keras.layers.Dense(units, activation: "tanh"), keras.layers.Dense(10, activation: "softmax"),
    ]);

    [TestMethod]
    public void Two_models_trained_at_once_get_the_weights_they_get_alone()
    {
        Tensor x = tf.random.uniform((96, 10, 10, 1)), y = tf.cast(tf.random.uniform(Shape.Of(96), 0, 10), tf.int32);
        float[][][] alone = new float[2][][], together = new float[2][][];
        Sequential[] models = [Network(16), Network(33)];
        var first = models.Select(model => model.get_weights()).ToArray();
        void Train(int number, float[][][] results)
        {
            Sequential model = models[number];
            model.set_weights(first[number]);
            model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy");
            model.fit(x, y, batch_size: 8, epochs: 4, shuffle: false, verbose: 0);
            results[number] = [.. model.Weights.Select(weight => weight.numpy().ToArray<float>())];
        }
        for (int i = 0; i < 2; i++) Train(i, alone);
        for (int round = 0; round < 3; round++)
        {
            Thread[] threads = [.. Enumerable.Range(0, 2).Select(i => new Thread(() => Train(i, together)))];
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            for (int i = 0; i < 2; i++)
                for (int w = 0; w < alone[i].Length; w++) CollectionAssert.AreEqual(alone[i][w], together[i][w], $"round {round}, model {i}, weight {w}");
        }
    }

    [TestMethod]
    public void Ten_thousand_predictions_and_a_hundred_models_leave_nothing_behind()
    {
        Sequential model = Network(16);
        Tensor x = tf.random.uniform((4, 10, 10, 1));
        void Predict(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using TensorScope scope = TensorScope.Enter();
                model.predict_on_batch(x);
            }
        }
        void Build(int times)
        {
            for (int i = 0; i < times; i++)
            {
                keras.backend.clear_session();
                Sequential built = Network(16);
                built.compile("adam", "sparse_categorical_crossentropy");
                built.predict_on_batch(x);
            }
        }
        Predict(10);
        Build(2);
        long before = Rented();
        Predict(10_000);
        Assert.AreEqual(before, Rented(), "Bytes in use after 10,000 predictions.");
        Build(100);
        Assert.AreEqual(before, Rented(), "Bytes in use after 100 models.");
    }

    private static long Rented()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return MemoryPool.RentedBytes;
    }
}
