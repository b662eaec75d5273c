using Tensorflow;
using Tensorflow.NumPy;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.Binding;

/// <summary>The low-level part of the TensorFlow.NET porting sample, as it stands there but for the optimizer, whose step is written out.</summary>
[TestClass]
public sealed class LowLevelSampleTests
{
    private sealed class Mlp
    {
        public readonly ResourceVariable W1 = tf.Variable(tf.random.truncated_normal((784, 128), stddev: 0.1f), name: "w1");
        public readonly ResourceVariable B1 = tf.Variable(tf.zeros(new Shape(128)), name: "b1");
        public readonly ResourceVariable W2 = tf.Variable(tf.random.truncated_normal((128, 10), stddev: 0.1f), name: "w2");
        public IVariableV1[] Variables => new IVariableV1[] { W1, B1, W2 };
        public Tensor Call(Tensor x) => tf.matmul(tf.nn.relu(tf.matmul(x, W1) + B1), W2);
    }

    [TestMethod]
    public void TheSamplesTrainingLoopLowersTheLoss()
    {
        tf.random.set_seed(1);
        var mlp = new Mlp();
        Tensor x = tf.random.truncated_normal((32, 784)), y = tf.one_hot(tf.zeros(new Shape(32), TF_DataType.TF_INT32), 10);
        var losses = new List<float>();
        for (int i = 0; i < 3; i++)
        {
            using var tape = tf.GradientTape();
            var loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, mlp.Call(x)));
            var grads = tape.gradient(loss, mlp.Variables);
            foreach (var (gradient, variable) in zip(grads, mlp.Variables)) variable.assign(variable.AsTensor() - gradient * 0.1);
            losses.Add((float)loss.numpy());
        }
        var acc = tf.reduce_mean(tf.cast(tf.equal(tf.math.argmax(mlp.Call(x), 1), tf.math.argmax(y, 1)), tf.float32));
        Assert.IsTrue(losses[0] > losses[1] && losses[1] > losses[2], string.Join(", ", losses));
        Assert.IsGreaterThan(0.5f, (float)acc);
    }

    [TestMethod]
    public void TheSamplesArraysCompileAndHoldWhatTheyShould()
    {
        NDArray x = tf.random.normal((64, 28, 28)).numpy(), y = np.zeros((64, 10), np.float32);
        for (int i = 0; i < 64; i++) y[i, i % 10] = 1f;
        Assert.AreEqual(64f, (float)y.sum());
        Assert.AreEqual(1f, (float)y[13, 3]);
        NDArray pixels = (x * 10).astype(np.uint8).reshape((64, 28, 28, 1)).astype(np.float32) / 255f;
        Assert.AreEqual(new Shape(64, 28, 28, 1), pixels.shape);
        NDArray cls = np.argmax(y, 1);
        Assert.AreEqual(3, (int)cls[13]);

        IDatasetV2 ds = tf.data.Dataset.from_tensor_slices(tf.random.normal((256, 28, 28, 1))).shuffle(256).batch(64);
        int batches = 0;
        foreach (var (images, _) in ds)
        {
            Assert.AreEqual(new Shape(64, 28, 28, 1), images.shape);
            batches++;
        }
        Assert.AreEqual(4, batches);
    }
}
