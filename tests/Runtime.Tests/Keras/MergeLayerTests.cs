using Tensorflow;
using Tensorflow.Keras.Layers;
using Tensorflow.NumPy;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the values of layers of several inputs, of attention and of layers that change shapes.</summary>
[TestClass]
public sealed class MergeLayerTests
{
    private static Tensor F(Shape shape, params float[] values) => Tensor.From<float>(values, shape);

    private static float[] Merged(Tensorflow.Keras.Engine.Layer layer, params Tensor[] inputs) =>
        ((Tensor)layer.Apply(new Tensors(inputs))).ToArray<float>();

    [TestMethod]
    public void Values_are_those_of_the_names()
    {
        var layers = keras.layers;
        Tensor a = F(2, 1, 8), b = F(2, 3, 2), c = F(2, -4, 5);
        CollectionAssert.AreEqual(new[] { 0f, 15 }, Merged(layers.Add(), a, b, c));
        CollectionAssert.AreEqual(new[] { 0f, 5 }, Merged(layers.Average(), a, b, c));
        CollectionAssert.AreEqual(new[] { 3f, 8 }, Merged(layers.Maximum(), a, b, c));
        CollectionAssert.AreEqual(new[] { -4f, 2 }, Merged(layers.Minimum(), a, b, c));
        CollectionAssert.AreEqual(new[] { -12f, 80 }, Merged(layers.Multiply(), a, b, c));
        CollectionAssert.AreEqual(new[] { -2f, 6 }, Merged(layers.Subtract(), a, b));
        CollectionAssert.AreEqual(new[] { 1f, 8, 3, 2 }, Merged(layers.Concatenate(), a, b));
    }

    [TestMethod]
    public void The_input_with_fewer_axes_gets_them_behind_the_batch_axis()
    {
        Tensor rows = F((2, 2), 10, 20, 30, 40), sequences = F((2, 1, 2), 1, 2, 3, 4);
        CollectionAssert.AreEqual(new[] { 11f, 22, 33, 44 }, Merged(new Add(), rows, sequences));
        Assert.AreEqual(Shape.Of(-1, 5, 2), new Add().ComputeOutputShape([(-1, 2), (-1, 5, 2)]));
        Assert.AreEqual(Shape.Of(-1, -1, 2), new Add().ComputeOutputShape([(-1, -1, 2), (-1, 5, 2)]));
    }

    [TestMethod]
    public void Wrong_numbers_of_inputs_are_refused_with_how_to_call()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Add(name: "sum").Apply(Tensor.Zeros(2))).Message,
            "new Tensors(a, b)");
        Tensor x = Tensor.Zeros((2, 2));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Subtract(name: "s").Apply(new Tensors(x, x, x))).Message,
            "Subtract 's' got 3 inputs; it takes exactly 2");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Concatenate(3).Apply(new Tensors(x, x))).Message, "axis 3");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new Attention().Apply(new Tensors(x, x))).Message,
            "[batch, steps, features]");
    }

    [TestMethod]
    public void A_residual_connection_is_described_and_trained()
    {
        var layers = keras.layers;
        var input = keras.Input(shape: 4);
        Tensor hidden = layers.Dense(4, "relu").Apply(input);
        Tensor sum = layers.Add().Apply(new Tensors(input, hidden));
        Tensor both = layers.Concatenate().Apply(new Tensors(sum, hidden));
        Assert.AreEqual(Shape.Of(-1, 8), both.shape);
        var model = keras.Model(input, layers.Dense(1).Apply(both));
        model.compile("adam", "mse");
        Tensor x = RandomOps.Normal((16, 4), stream: new RandomStream(1)), y = MathOps.ReduceSum(x, [1], keepdims: true);
        float first = model.train_on_batch(x, y)["loss"], last = 0;
        for (int i = 0; i < 50; i++) last = model.train_on_batch(x, y)["loss"];
        Assert.IsLessThan(first, last);
    }

    [TestMethod]
    public void Attention_is_the_weighted_mean_of_the_values()
    {
        // The query's step fits the second key by ln 3 more than the first: weights 1/4 and 3/4.
        float fit = MathF.Log(3);
        Tensor query = F((1, 1, 2), 1, 0), key = F((1, 2, 2), 0, 5, fit, 7), value = F((1, 2, 1), 8, 16);
        float[] y = Merged(keras.layers.Attention(), query, value, key);
        Assert.AreEqual(14, y[0], 1e-5);
        (Tensor output, Tensor scores) = new Attention().ApplyWithScores(new Tensors(query, value, key));
        Assert.AreEqual(14, output.ToArray<float>()[0], 1e-5);
        Assert.AreEqual(0.75, scores.ToArray<float>()[1], 1e-6);
    }

    [TestMethod]
    public void Causal_attention_does_not_see_what_comes()
    {
        Tensor x = RandomOps.Normal((1, 4, 3), stream: new RandomStream(1)),
            later = ArrayOps.Concat([ArrayOps.Slice(x, [0, 0, 0], [1, 3, 3]), Tensor.Zeros((1, 1, 3))], 1);
        var layer = new Attention(causal: true);
        CollectionAssert.AreEqual(layer.Apply(x).ToArray<float>()[..9], layer.Apply(later).ToArray<float>()[..9]);
        CollectionAssert.AreNotEqual(new Attention().Apply(x).ToArray<float>()[..9], new Attention().Apply(later).ToArray<float>()[..9]);
    }

    [TestMethod]
    public void MultiHeadAttention_equals_a_plain_reference_with_Keras_weights()
    {
        const int Heads = 2, KeyDim = 3, ValueDim = 4, Steps = 3, Sources = 5, Features = 4, Out = 6;
        var layer = new MultiHeadAttention(Heads, KeyDim, ValueDim, output_shape: Out, bias_initializer: "random_normal", name: "mha");
        Tensor query = RandomOps.Normal((2, Steps, Features), stream: new RandomStream(1)),
            value = RandomOps.Normal((2, Sources, Features), stream: new RandomStream(2));
        (Tensor output, Tensor scores) = layer.ApplyWithScores(new Tensors(query, value));
        CollectionAssert.AreEqual(
            new[]
            {
                "mha/query/kernel:0 (4, 2, 3)", "mha/query/bias:0 (2, 3)", "mha/key/kernel:0 (4, 2, 3)", "mha/key/bias:0 (2, 3)",
                    "mha/value/kernel:0 (4, 2, 4)",
                "mha/value/bias:0 (2, 4)", "mha/attention_output/kernel:0 (2, 4, 6)", "mha/attention_output/bias:0 (6,)",
            },
            layer.Weights.Select(w => $"{w.Name} {w.shape}").ToArray());
        float[][] w = [.. layer.Weights.Select(v => v.AsTensor().ToArray<float>())];
        float[] q = query.ToArray<float>(), x = value.ToArray<float>(), y = output.ToArray<float>(), s = scores.ToArray<float>();
        Assert.AreEqual(Shape.Of(2, Steps, Out), output.shape);
        Assert.AreEqual(Shape.Of(2, Heads, Steps, Sources), scores.shape);
        for (int b = 0; b < 2; b++)
            for (int t = 0; t < Steps; t++)
            {
                double[] result = [.. w[7].Select(v => (double)v)];
                for (int h = 0; h < Heads; h++)
                {
                    double[] fit = new double[Sources];
                    for (int u = 0; u < Sources; u++)
                        for (int d = 0; d < KeyDim; d++)
                            fit[u] += Projected(q, b * Steps + t, w[0], w[1], h, d, KeyDim) * Projected(x, b * Sources + u, w[2], w[3], h,
                                d, KeyDim) / Math.Sqrt(KeyDim);
                    double total = fit.Sum(Math.Exp);
                    for (int u = 0; u < Sources; u++)
                    {
                        Assert.AreEqual(Math.Exp(fit[u]) / total, s[((b * Heads + h) * Steps + t) * Sources + u], 1e-5);
                        for (int d = 0; d < ValueDim; d++)
                            for (int o = 0; o < Out; o++)
                                result[o] += Math.Exp(fit[u]) / total * Projected(x, b * Sources + u, w[4], w[5], h, d,
                                    ValueDim) * w[6][(h * ValueDim + d) * Out + o];
                    }
                }
                for (int o = 0; o < Out; o++) Assert.AreEqual(result[o], y[(b * Steps + t) * Out + o], 1e-4);
            }

        static double Projected(float[] rows, int row, float[] kernel, float[] bias, int head, int d, int dim)
        {
            double sum = bias[head * dim + d];
            for (int f = 0; f < Features; f++) sum += rows[row * Features + f] * kernel[(f * Heads + head) * dim + d];
            return sum;
        }
    }

    [TestMethod]
    public void Attention_masks_leave_out_what_they_name()
    {
        var layer = new MultiHeadAttention(2, 2);
        Tensor x = RandomOps.Normal((1, 3, 4), stream: new RandomStream(1));
        Tensor mask = F((1, 1, 3), 1, 0, 1);
        float[] scores = layer.ApplyWithScores(new Tensors(x, x), attention_mask: mask).Scores.ToArray<float>();
        for (int row = 0; row < 6; row++) Assert.AreEqual(0, scores[row * 3 + 1]);
        float[] causal = layer.ApplyWithScores(new Tensors(x, x), use_causal_mask: true).Scores.ToArray<float>();
        CollectionAssert.AreEqual(new[] { 1f, 0, 0 }, causal[..3]);
        Assert.AreEqual(0, causal[5]);
    }

    [TestMethod]
    public void What_is_not_built_is_refused()
    {
        Assert.ThrowsExactly<NotSupportedException>(() => new Attention(score_mode: "concat"));
        Assert.ThrowsExactly<NotSupportedException>(() => new MultiHeadAttention(2, 2, attention_axes: (2, 3)));
        Assert.ThrowsExactly<ArgumentException>(() => new MultiHeadAttention(0, 2));
        Assert.ThrowsExactly<ArgumentException>(() => new Attention(dropout: 1));
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new UpSampling2D(interpolation: "bicubic")).Message,
            "bilinear");
        Assert.ThrowsExactly<NotSupportedException>(() => new Resizing(2, 2, crop_to_aspect_ratio: true));
        Assert.ThrowsExactly<NotSupportedException>(() => new ZeroPadding2D(1, data_format: "channels_first"));
        Assert.ThrowsExactly<ArgumentException>(() => new Permute((1, 3)));
        Assert.ThrowsExactly<ArgumentException>(() => new RepeatVector(0));
        Assert.ThrowsExactly<ArgumentException>(() => new GaussianNoise(-1));
        Assert.ThrowsExactly<ArgumentException>(() => new ZeroPadding2D(-1));
    }

    [TestMethod]
    public void Margins_are_given_in_any_of_Keras_forms()
    {
        Tensor x = ArrayOps.Fill((1, 1, 1, 1), 1);
        foreach (Margins margins in (Margins[])[2, (2, 2), ((2, 2), (2, 2)), new[] { 2, 2 }, new[,] { { 2, 2 }, { 2, 2 } },
            np.array(new[,] { { 2, 2 }, { 2, 2 } })])
            Assert.AreEqual(Shape.Of(1, 5, 5, 1), keras.layers.ZeroPadding2D(margins).Apply(x).shape);
        CollectionAssert.AreEqual(new[] { 0f, 0, 1, 0 }, keras.layers.ZeroPadding2D(((0, 0), (2, 1))).Apply(x).ToArray<float>());
        Assert.AreEqual(Shape.Of(1, 3, 3, 1), keras.layers.ZeroPadding2D().Apply(x).shape);
        Assert.AreEqual(x.shape, keras.layers.Cropping2D().Apply(x).shape);
        Tensor rows = F((1, 2, 3, 1), 1, 2, 3, 4, 5, 6);
        CollectionAssert.AreEqual(new[] { 5f }, keras.layers.Cropping2D(((1, 0), (1, 1))).Apply(rows).ToArray<float>());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.layers.Cropping2D((1, 0)).Apply(rows)).Message,
            "Cut off fewer");
    }

    [TestMethod]
    public void Shapes_change_as_named()
    {
        Tensor x = F((1, 2, 3), 1, 2, 3, 4, 5, 6);
        CollectionAssert.AreEqual(new[] { 1f, 4, 2, 5, 3, 6 }, keras.layers.Permute((2, 1)).Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 7f, 8, 7, 8 }, keras.layers.RepeatVector(2).Apply(F((1, 2), 7, 8)).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 1f, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3 },
            keras.layers.UpSampling2D((2, 2)).Apply(F((1, 1, 3, 1), 1, 2, 3)).ToArray<float>());
        Tensor bytes = Tensor.From<byte>([10, 20], Shape.Of(1, 1, 2, 1));
        CollectionAssert.AreEqual(new[] { 10f, 12.5f, 17.5f, 20f }, keras.layers.preprocessing.Resizing(1,
            4).Apply(bytes).ToArray<float>());
    }
}
