using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Filters that are kept packed between calls must never outlive a change of the filters.</summary>
[TestClass]
public sealed class InferenceTests
{
    private readonly Tensor _x = tf.random.uniform((3, 8, 8, 2));
    private readonly Sequential _model = keras.Sequential([
        keras.layers.Conv2D(20, (3, 3), activation: "relu", input_shape: (8, 8, 2)),
        keras.layers.Flatten(),
        keras.layers.Dense(4),
    ]);

    [TestMethod]
    public void Assigned_weights_count_at_the_next_call()
    {
        Warm();
        foreach (ResourceVariable weight in _model.Weights) weight.assign(tf.random.normal(weight.shape));
        Check("after assign");
        _model.set_weights([.. _model.get_weights().Select(w => (Tensor)w * 2f)]);
        Check("after set_weights");
    }

    [TestMethod]
    public void Training_counts_at_the_next_call()
    {
        _model.compile("sgd", "mean_squared_error");
        for (int i = 0; i < 3; i++)
        {
            Warm();
            _model.train_on_batch(_x, tf.random.uniform((3, 4)));
            Check("after a step of training");
        }
    }

    [TestMethod]
    public void Writing_through_a_value_that_was_read_counts_at_the_next_call()
    {
        Warm();
        Tensor kernel = _model.Weights[0].AsTensor();
        kernel.Span<float>()[5] += 1;
        Check("after writing to the memory of the variable");
    }

    [TestMethod]
    public void An_older_value_keeps_its_own_filters()
    {
        var filters = new ResourceVariable(tf.random.normal((3, 3, 2, 20)));
        Tensor old = filters.AsTensor(), before = tf.nn.conv2d(_x, old, new[] { 1, 1 }, "VALID");
        filters.assign(tf.random.normal(filters.shape));
        for (int i = 0; i < 3; i++) tf.nn.conv2d(_x, filters.Operand, new[] { 1, 1 }, "VALID");
        CollectionAssert.AreEqual(before.ToArray<float>(), tf.nn.conv2d(_x, old, new[] { 1, 1 }, "VALID").ToArray<float>());
    }

    [TestMethod]
    public void Filters_serve_images_of_different_sizes()
    {
        var layer = keras.layers.Conv2D(20, (3, 3));
        foreach (int size in (int[])[8, 5, 8, 5, 12, 8])
            for (int i = 0; i < 3; i++)
            {
                Tensor x = tf.random.uniform((2, size, size, 2)), y = layer.Apply(x);
                var weights = ((Layer)layer).Weights;
                Tensor fresh = tf.nn.conv2d(x, weights[0].numpy(), new[] { 1, 1 }, "VALID") + weights[1].numpy();
                CollectionAssert.AreEqual(fresh.ToArray<float>(), y.ToArray<float>(), $"Images of {size}.");
            }
    }

    /// <summary>Calls often enough for the filters to be kept.</summary>
    private void Warm()
    {
        for (int i = 0; i < 3; i++) _model.predict(_x);
    }

    /// <summary>A model that was never called has nothing kept; the outputs must be its.</summary>
    private void Check(string when)
    {
        Model fresh = keras.models.clone_model(_model);
        fresh.set_weights([.. _model.get_weights()]);
        float[] expected = fresh.Apply(_x).ToArray<float>();
        for (int i = 0; i < 3; i++) CollectionAssert.AreEqual(expected, _model.predict(_x)[0].ToArray<float>(), when);
    }
}
