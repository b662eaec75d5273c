using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>A (leaky) relu behind a normalization happens in one pass in models; the bits are those of two layers called one by one.</summary>
[TestClass]
[TestCategory("Keras")]
public sealed class RectifierFusionTests
{
    [TestMethod]
    public void Sequential_models_give_the_bits_of_their_layers_one_by_one()
    {
        foreach (Layer rectifier in Rectifiers())
            foreach (Layer normalization in Normalizations())
            {
                string name = $"{normalization.ClassName}, {rectifier.ClassName}";
                Tensor x = tf.random.normal((3, 5, 6, 34), seed: 7);
                var model = keras.Sequential([normalization, rectifier, keras.layers.Flatten()]);
                model.build((-1, 5, 6, 34));
                (float[] y, float[][] gradients, string[] ops) = Run(x, model.trainable_variables, t => model.Apply(t, training: true));
                Func<Tensor, Tensor> apart = t => keras.layers.Flatten().Apply(rectifier.Apply(normalization.Apply(t, training: true)));
                (float[] expected, float[][] expectedGradients, string[] separate) = Run(x, model.trainable_variables, apart);
                CollectionAssert.AreEqual(expected, y, name);
                for (int i = 0; i < gradients.Length; i++) CollectionAssert.AreEqual(expectedGradients[i], gradients[i], $"{name}, gradient {i}");
                Assert.AreEqual(separate.Length - 1, ops.Length, $"{name} was not one pass: {string.Join(", ", ops)}");
            }
    }

    [TestMethod]
    public void Functional_models_join_only_what_nobody_else_uses()
    {
        var input = keras.Input((4, 4, 3));
        Tensor middle = keras.layers.InstanceNormalization().Apply(input);
        Tensor end = keras.layers.ReLU().Apply(middle);
        Model joined = keras.Model(input, end), open = keras.Model(input, new Tensors(middle, end));
        Tensor shared = keras.layers.Add().Apply(new Tensors(middle, end));
        Model branched = keras.Model(input, shared);

        Tensor x = tf.random.normal((2, 4, 4, 3), seed: 3);
        float[] rectified = joined.Apply(x).ToArray<float>();
        Tensors both = open.Apply(new Tensors(x));
        CollectionAssert.AreEqual(rectified, both[1].ToArray<float>());
        CollectionAssert.AreEqual(rectified, both[0].ToArray<float>().Select(v => Math.Max(v, 0)).ToArray());
        CollectionAssert.AreEqual((both[0] + both[1]).ToArray<float>(), branched.Apply(x).ToArray<float>());
        Assert.AreEqual(1, Operations(() => joined.Apply(x)));
        Assert.AreEqual(2, Operations(() => open.Apply(new Tensors(x))));
    }

    [TestMethod]
    public void Rectifiers_that_do_more_stay_apart()
    {
        foreach (Layer rectifier in (Layer[])[keras.layers.ReLU(max_value: 1), keras.layers.ReLU(threshold: 0.5), keras.layers.LeakyReLU(-0.1)])
        {
            Layer normalization = keras.layers.InstanceNormalization();
            var model = keras.Sequential([normalization, rectifier]);
            Tensor x = tf.random.normal((2, 4, 4, 3), seed: 3);
            float[] y = model.Apply(x).ToArray<float>();
            CollectionAssert.AreEqual(rectifier.Apply(normalization.Apply(x)).ToArray<float>(), y);
        }
    }

    private static Layer[] Rectifiers() => [keras.layers.ReLU(), keras.layers.LeakyReLU(0.2), keras.layers.Activation("relu")];

    private static Layer[] Normalizations() =>
        [keras.layers.InstanceNormalization(), keras.layers.BatchNormalization(), keras.layers.GroupNormalization(groups: 2), keras.layers.InstanceNormalization(axis: 1)];

    private static (float[] Y, float[][] Gradients, string[] Ops) Run(Tensor x, IEnumerable<IVariableV1> weights, Func<Tensor, Tensor> function)
    {
        using var tape = tf.GradientTape(persistent: true);
        tape.watch(x);
        Tensor y = function(x);
        string[] ops = [.. tape.RecordedOps()];
        Tensor loss = tf.reduce_sum(tf.square(y));
        float[][] gradients = [];
        tape.stop_recording(() => gradients =
            [tape.gradient(loss, x).ToArray<float>(), .. tape.gradient(loss, weights).Select(g => g.ToArray<float>())]);
        return (y.ToArray<float>(), gradients, ops);
    }

    private static int Operations(Action action)
    {
        using var tape = tf.GradientTape();
        action();
        return tape.RecordedOps().Count();
    }
}
