using Tensorflow;
using Tensorflow.NumPy;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.Binding;

/// <summary>Each function of <c>tf</c> calls the operation of its name: small cases computed by hand.</summary>
[TestClass]
public sealed class FacadeTests
{
    private static void Near(double[] expected, Tensor actual, double tolerance = 1e-5)
    {
        float[] values = tf.cast(actual, tf.float32).ToArray<float>();
        Assert.HasCount(expected.Length, values, actual.ToString());
        for (int i = 0; i < values.Length; i++) Assert.AreEqual(expected[i], values[i], tolerance, $"element {i} of {actual}");
    }

    [TestMethod]
    public void ConstantsTakeNumbersArraysAndLists()
    {
        Assert.AreEqual(TF_DataType.TF_INT32, tf.constant(3).dtype);
        Assert.AreEqual(TF_DataType.TF_FLOAT, tf.constant(3f).dtype);
        Assert.AreEqual(new Shape(1, 1, 1, 2), tf.constant(new[,,,] { { { { 1f, 2f } } } }).shape);
        Near([1, 2, 3, 4], tf.constant(new[] { 1, 2, 3, 4 }, tf.float32, (2, 2)));
        Near([7, 7, 7], tf.constant(7, shape: 3));
        Near([1, 2], tf.constant(new List<float> { 1, 2 }));
        Near([1, 2, 3, 4], tf.constant(new[] { new[] { 1f, 2f }, new[] { 3f, 4f } }));
        NDArray array = new[] { 1f, 2f };
        Tensor copy = tf.constant(array);
        array[0] = 9f;
        Near([1, 2], copy);
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => tf.constant("text")).Message, "String");
    }

    [TestMethod]
    public void VariablesTakeWhateverConstantsTake()
    {
        ResourceVariable w = tf.Variable(np.ones((2, 2), np.float32), name: "w", trainable: false);
        Assert.AreEqual("w", w.Name);
        Assert.IsFalse(w.trainable);
        Assert.AreEqual(TF_DataType.TF_FLOAT, tf.Variable(1, dtype: tf.float32).dtype);
        Near([2, 3], tf.Variable(new[] { 2f, 3f }) * 1.0);
    }

    [TestMethod]
    public void CreationAndShape()
    {
        Near([0, 0], tf.zeros(new Shape(2), TF_DataType.TF_INT32));
        Near([1, 1], tf.ones_like(tf.zeros(2)));
        Near([0], tf.zeros_like(tf.ones(1)));
        Near([5, 5], tf.fill(2, 5));
        Near([0, 1, 2], tf.range(3));
        Near([1, 3], tf.range(1, 5, 2));
        Near([0, 0.5, 1], tf.linspace(0, 1, 3));
        Near([0, 1], tf.one_hot(1, 2));
        Near([1, 0, 0, 1], tf.eye(2));
        Tensor x = tf.reshape(tf.range(6), (2, -1));
        Assert.AreEqual(new Shape(2, 3), x.shape);
        Near([0, 3, 1, 4, 2, 5], tf.transpose(x));
        Near([0, 3, 1, 4, 2, 5], tf.transpose(x, new[] { 1, 0 }));
        Assert.AreEqual(new Shape(2, 3, 1), tf.expand_dims(x, -1).shape);
        Assert.AreEqual(new Shape(2, 3), tf.squeeze(tf.expand_dims(x, 0), 0).shape);
        Near([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], tf.concat([x, x]));
        Assert.AreEqual(new Shape(2, 2, 3), tf.stack([x, x], 1).shape);
        Near([3, 4, 5], tf.unstack(x)[1]);
        Near([2, 5], tf.split(x, 3, 1)[2]);
        Near([1, 2, 4, 5], tf.split(x, new[] { 1, 2 }, 1)[1]);
        Near([2, 0, 5, 3], tf.gather(x, new[] { 2, 0 }, axis: 1));
        Near([0, 0, 1, 0], tf.pad(new[] { 1f }, new[,] { { 2, 1 } }));
        Near([1, 2, 1, 2], tf.tile(new[] { 1, 2 }, 2));
        Near([4, 5], tf.slice(x, [1, 1], [1, 2]));
        Near([3, 4, 5], tf.boolean_mask(x, new[] { false, true }));
        Near([2, 3], tf.shape(x));
        Near([2, 1, 0, 5, 4, 3], tf.reverse(x, 1));
        Near([1, 2, 1, 2], tf.broadcast_to(new[] { 1, 2 }, (2, 2)));
        Near([1, 20], tf.where(new[] { true, false }, new[] { 1, 2 }, new[] { 10, 20 }));
    }

    [TestMethod]
    public void Mathematics()
    {
        Tensor x = new[,] { { 1f, 2f }, { 3f, 4f } }, y = new[,] { { 2f, 2f }, { 2f, 8f } };
        Near([7, 10, 15, 22], tf.matmul(x, x));
        Near([10, 14, 14, 20], tf.matmul(x, x, transpose_a: true));
        Near([3, 4, 5, 12], tf.add(x, y));
        Near([-1, 0, 1, -4], tf.subtract(x, y));
        Near([2, 4, 6, 32], tf.multiply(x, y));
        Near([0.5, 1, 1.5, 0.5], tf.divide(x, y));
        Near([1, 4, 9, 65536], tf.pow(x, y), 0.1);
        Near([2, 2, 3, 8], tf.maximum(x, y));
        Near([1, 2, 2, 4], tf.minimum(x, y));
        Near([1, 4, 9, 16], tf.square(x));
        Near([1, 1.41421, 1.73205, 2], tf.sqrt(x));
        Near([Math.E], tf.exp(1f));
        Near([0], tf.log(1f));
        Near([3], tf.abs(-3f));
        Near([0.5], tf.sigmoid(0f));
        Near([0.7615942], tf.tanh(1f));
        Near([0, 1, 0, 0], tf.cast(tf.equal(x, y), tf.float32));
        Near([0, 0, 1, 0], tf.cast(tf.greater(x, y), tf.float32));
        Near([1, 1, 0, 1], tf.cast(tf.less_equal(x, y), tf.float32));
        Near([2, 2, 3, 3], tf.clip_by_value(x, 2, 3));
        Near([10], tf.reduce_sum(x));
        Near([4, 6], tf.reduce_sum(x, 0));
        Near([1.5, 3.5], tf.reduce_mean(x, axis: 1));
        Near([2.5], tf.reduce_mean(x, (0, 1)));
        Near([4], tf.reduce_max(x));
        Near([1, 3], tf.reduce_min(x, new[] { -1 }));
        Assert.AreEqual(new Shape(2, 1), tf.reduce_max(x, 1, keepdims: true).shape);
        Near([1, 1], tf.math.argmax(x, 1));
        Assert.AreEqual(TF_DataType.TF_INT64, tf.argmax(x).dtype);
        Near([1, 0], tf.arg_max(new[,] { { 1, 9 }, { 5, 2 } }, 1));
        Near([1, 0, 1, 1], tf.math.confusion_matrix(new[] { 0, 1, 1 }, new[] { 0, 1, 0 }));
    }

    [TestMethod]
    public void NeuralNetworks()
    {
        Tensor x = new[] { -2f, 0f, 3f, 8f };
        Near([0, 0, 3, 8], tf.nn.relu(x));
        Near([0, 0, 3, 6], tf.nn.relu6(x));
        Near([-0.4, 0, 3, 8], tf.nn.leaky_relu(x));
        Near([-0.8646647, 0, 3, 8], tf.nn.elu(x));
        Near([-1.5201665, 0, 3.1521029, 8.4056078], tf.nn.selu(x));
        Near([0.1269280, 0.6931472, 3.0485874, 8.0003354], tf.nn.softplus(x));
        Near([-0.6666667, 0, 0.75, 0.8888889], tf.nn.softsign(x));
        Near([-0.2384058, 0, 2.8577224, 7.9973172], tf.nn.swish(x));
        Near([0.2689414, 0.7310586], tf.nn.softmax(new[] { 0f, 1f }));
        Near([-1.3132617, -0.3132617], tf.nn.log_softmax(new[] { 0f, 1f }));
        Tensor image = tf.reshape(tf.range(16, 32, dtype: tf.float32), (1, 4, 4, 1));
        Tensor filter = tf.ones((2, 2, 1, 1));
        Near([74, 82, 106, 114], tf.nn.conv2d(image, filter, 2, "SAME"));
        Assert.AreEqual(new Shape(1, 3, 3, 1), tf.nn.conv2d(image, filter, new[] { 1, 1, 1, 1 }, "VALID").shape);
        Near([1, 1, 2, 2, 1, 1, 2, 2], tf.nn.conv2d_transpose(tf.reshape(new[] { 1f, 2f }, (1, 1, 2, 1)), filter, (1, 2, 4, 1), 2));
        Near([21, 23, 29, 31], tf.nn.max_pool(image, 2, 2));
        Near([18.5, 20.5, 26.5, 28.5], tf.nn.avg_pool(image, (2, 2), (2, 2)));
        Near([1.3132617], tf.nn.softmax_cross_entropy_with_logits(new[,] { { 1f, 0f } }, new[,] { { 0f, 1f } }));
        Near([1.3132617], tf.nn.sparse_softmax_cross_entropy_with_logits(new[] { 0 }, new[,] { { 0f, 1f } }));
        Near([0.3132617], tf.nn.sigmoid_cross_entropy_with_logits(new[] { 1f }, new[] { 1f }));
        Near([12.5], tf.nn.l2_loss(new[] { 3f, 4f }));
        Near([1, 12], tf.nn.bias_add(new[,] { { 0f, 10f } }, new[] { 1f, 2f }));
        (Tensor mean, Tensor variance) = tf.nn.moments(x, 0);
        Near([2.25], mean);
        Near([14.1875], variance);
        Near([-1, 1], tf.nn.batch_normalization(new[] { 1f, 3f }, 2f, 1f, null, null, 0));
        Near([1, 5], tf.nn.batch_normalization(new[] { 1f, 3f }, 2f, 1f, 3f, 2f, 0));
        Tensor dropped = tf.nn.dropout(tf.ones(1000), 0.25, seed: 3);
        Assert.AreEqual(1, (float)tf.reduce_mean(dropped), 0.1f);
        Near([0, 1.3333333], np.unique(dropped.numpy()));
    }

    [TestMethod]
    public void RandomTensorsFollowTheSeed()
    {
        tf.random.set_seed(3);
        Tensor a = tf.random.normal((3, 2)), b = tf.random.normal((3, 2));
        tf.random.set_seed(3);
        CollectionAssert.AreEqual(a.ToArray<float>(), tf.random.normal((3, 2)).ToArray<float>());
        CollectionAssert.AreNotEqual(a.ToArray<float>(), b.ToArray<float>());
        CollectionAssert.AreEqual(tf.random.uniform(5, seed: 1).ToArray<float>(), tf.random.uniform(5, seed: 1).ToArray<float>());
        Assert.IsTrue(tf.random.truncated_normal(5000, stddev: 0.1f).ToArray<float>().All(v => Math.Abs(v) <= 0.2f));
        Assert.IsTrue(tf.random.uniform(100, 3, 5, tf.int32).ToArray<int>().All(v => v is 3 or 4));
        Near([0, 1, 2, 3], np.sort(tf.random.shuffle(tf.range(4)).numpy()));
    }

    [TestMethod]
    public void ConfigFunctionAndTypes()
    {
        Assert.HasCount(0, tf.config.list_physical_devices("GPU"));
        Assert.HasCount(1, tf.config.list_physical_devices("CPU"));
        Func<Tensor, Tensor> twice = tf.function((Tensor x) => x * 2);
        Near([6], twice(3f));
        Assert.AreEqual(TF_DataType.TF_BOOL, tf.@bool);
        Near([1, 2], tf.constant(new[] { 1, 2 })[tf.newaxis, Slice.All]);
    }
}
