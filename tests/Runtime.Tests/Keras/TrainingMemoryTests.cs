using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Memory;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>What training costs in memory once it runs: the managed heap, buffers in use, and the most in use at a time.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainingMemoryTests
{
    private static Sequential Cnn(int size = 12)
    {
        var layers = keras.layers;
        return keras.Sequential([
            layers.Conv2D(8, (3, 3), activation: "relu", input_shape: (size, size, 1)),
            layers.MaxPooling2D((2, 2)),
            layers.Conv2D(8, (3, 3), padding: "same", activation: "relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(16, activation: "tanh"),
            layers.Dense(10, activation: "softmax"),
        ]);
    }

    private static Model Residual()
    {
        var layers = keras.layers;
        var input = keras.Input((8, 8, 1));
        Tensor x = layers.Conv2D(4, (3, 3), padding: "same").Apply(input);
        Tensor y = layers.LeakyReLU().Apply(layers.InstanceNormalization().Apply(x));
        y = layers.Conv2D(4, (3, 3), padding: "same").Apply(y);
        return keras.Model(input, layers.Conv2D(1, (3, 3), padding: "same", activation: "tanh").Apply(layers.Add().Apply(new Tensors(x, y))));
    }

    private static Tensor Images(int count, int size) => tf.random.uniform((count, size, size, 1));

    private static Tensor Classes(int count) => tf.cast(tf.random.uniform(Shape.Of(count), 0, 10), tf.int32);

    private static long AllocatedBy(Action run)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [TestMethod]
    public void Fit_allocates_less_than_four_kilobytes_a_step_on_the_managed_heap()
    {
        const int steps = 50;
        Sequential model = Cnn();
        model.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        Tensor x = Images(4 * steps, 12), y = Classes(4 * steps);
        void Epoch(int count) => model.fit(x, y, batch_size: 4, verbose: 0, steps_per_epoch: count);
        Epoch(steps);
        // What a call of fit costs, whatever its steps, does not count.
        long few = AllocatedBy(() => Epoch(5)), all = AllocatedBy(() => Epoch(steps));
        Assert.IsLessThan(4096, (all - few) / (steps - 5));
    }

    [TestMethod]
    public void A_tape_loop_of_two_models_allocates_less_than_64_kilobytes_a_step_and_leaves_no_buffer_behind()
    {
        Model generator = Residual();
        Sequential judge = Cnn(8);
        IOptimizer first = keras.optimizers.Adam(), second = keras.optimizers.Adam();
        ILossFunc loss = keras.losses.SparseCategoricalCrossentropy();
        Tensor images = Images(4, 8), classes = Classes(4);
        void Step()
        {
            using TensorScope scope = TensorScope.Enter();
            using var tape = tf.GradientTape();
            using var other = tf.GradientTape();
            Tensor fakes = generator.Apply(images, training: true);
            Tensor a = loss.Call(classes, judge.Apply(fakes, training: true));
            Tensor b = a + loss.Call(classes, judge.Apply(images, training: true));
            first.apply_gradients(zip(tape.gradient(a, generator.trainable_variables), generator.trainable_variables));
            second.apply_gradients(zip(other.gradient(b, judge.trainable_variables), judge.trainable_variables));
            Assert.IsFalse(float.IsNaN((float)tf.reduce_sum(fakes)), "A model's output is the caller's, after the gradients too.");
        }
        for (int i = 0; i < 5; i++) Step();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long rented = MemoryPool.RentedBytes, held = MemoryPool.HeldBytes;
        Assert.IsLessThan(64 * 1024, AllocatedBy(() =>
        {
            for (int i = 0; i < 10; i++) Step();
        }) / 10);
        Assert.AreEqual(rented, MemoryPool.RentedBytes);
        Assert.AreEqual(held, MemoryPool.HeldBytes);
    }

    [TestMethod]
    public void Fit_holds_as_many_buffers_after_each_step()
    {
        Sequential model = Cnn();
        model.compile("adam", "sparse_categorical_crossentropy");
        Tensor x = Images(40, 12), y = Classes(40);
        model.fit(x, y, batch_size: 4, verbose: 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long rented = MemoryPool.RentedBytes;
        for (int i = 0; i < 5; i++)
        {
            model.train_on_batch(x, y);
            Assert.AreEqual(rented, MemoryPool.RentedBytes);
        }
    }

    [TestMethod]
    public void The_backward_pass_frees_values_between_layers_and_keeps_what_others_may_hold()
    {
        var layers = keras.layers;
        var seen = new List<Tensor>();
        Sequential model = keras.Sequential([
            layers.Dense(300, activation: "relu", input_shape: 20),
            layers.Dense(300, activation: new Activation("spy", x => Seen(seen, tf.square(x)))),
            layers.Dense(300, activation: "relu"),
            layers.Dense(1),
        ]);
        Tensor data = tf.random.normal((200, 20));
        using TensorScope scope = TensorScope.Enter();
        using var tape = tf.GradientTape();
        Tensor y = model.Apply(data, training: true), loss = tf.reduce_mean(y);
        long before = MemoryPool.RentedBytes;
        Tensor[] gradients = tape.gradient(loss, model.trainable_variables);
        long made = gradients.Sum(g => g.size * sizeof(float)), hidden = 2 * 200 * 300 * sizeof(float);
        Assert.IsLessThan(before + made + made / 2 - hidden / 2, MemoryPool.RentedBytes, "Values between layers stayed.");
        Assert.IsFalse(y.IsDisposed);
        Assert.IsFalse(data.IsDisposed);
        Assert.IsFalse(seen.Single().IsDisposed);
    }

    [TestMethod]
    public void Gradients_are_the_same_with_and_without_temporaries()
    {
        Model model = Residual();
        Tensor x = Images(3, 8);
        float[][] Gradients(bool persistent)
        {
            using var tape = tf.GradientTape(persistent);
            Tensor loss = tf.reduce_sum(tf.square(model.Apply(model.Apply(x, training: true), training: true)));
            return [.. tape.gradient(loss, model.trainable_variables).Select(g => g.ToArray<float>())];
        }
        // A persistent tape frees nothing, and its pass writes over no gradient.
        float[][] kept = Gradients(persistent: true), freed = Gradients(persistent: false);
        for (int i = 0; i < kept.Length; i++) CollectionAssert.AreEqual(kept[i], freed[i]);
    }

    private static Tensor Seen(List<Tensor> seen, Tensor x)
    {
        seen.Add(x);
        return x;
    }
}
