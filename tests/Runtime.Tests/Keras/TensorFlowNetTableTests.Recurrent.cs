using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

// The rows about recurrent layers.
public sealed partial class TensorFlowNetTableTests
{
    [TestMethod]
    public void Bidirectional_inner_layers_are_tracked_and_trained()
    {
        Sequential model = keras.Sequential([keras.layers.Bidirectional(keras.layers.LSTM(3), input_shape: (4, 2)), keras.layers.Dense(1)]);
        Assert.HasCount(6, model.layers[0].trainable_variables);
        Assert.HasCount(8, model.TrainableVariables);
        model.compile("adam", "mse");
        Tensor x = RandomOps.Normal((8, 4, 2), stream: new RandomStream(3)), y = RandomOps.Normal((8, 1), stream: new RandomStream(4));
        float[][] before = [.. model.layers[0].trainable_variables.Select(w => w.numpy().ToArray<float>())];
        model.train_on_batch(x, y);
        for (int i = 0; i < before.Length; i++)
            CollectionAssert.AreNotEqual(before[i], model.layers[0].trainable_variables[i].numpy().ToArray<float>(), model.layers[0].Weights[i].Name);
    }

    [TestMethod]
    public void Bidirectional_forwards_training()
    {
        Layer layer = keras.layers.Bidirectional(keras.layers.LSTM(8, dropout: 0.5));
        Tensor x = RandomOps.Normal((2, 4, 20), stream: new RandomStream(3));
        CollectionAssert.AreEqual(layer.Apply(x).ToArray<float>(), layer.Apply(x).ToArray<float>());
        CollectionAssert.AreNotEqual(layer.Apply(x).ToArray<float>(), layer.Apply(x, training: true).ToArray<float>());
    }

    [TestMethod]
    public void RNN_loop_takes_the_first_time_step()
    {
        Layer[] all = [keras.layers.SimpleRNN(3), keras.layers.LSTM(3), keras.layers.GRU(3), keras.layers.RNN(keras.layers.LSTMCell(3))];
        foreach (Layer layer in all)
        {
            float[] y = layer.Apply(Tensor.From<float>([1, 0, 0], (1, 3, 1))).ToArray<float>();
            CollectionAssert.AreNotEqual(layer.Apply(Tensor.Zeros((1, 3, 1))).ToArray<float>(), y, $"{layer.Name}: the first step does not matter.");
        }
    }

    [TestMethod]
    public void LSTM_unit_forget_bias_and_use_bias_are_applied()
    {
        Layer layer = keras.layers.LSTM(2), plain = keras.layers.LSTM(2, unit_forget_bias: false), without = keras.layers.LSTM(2, use_bias: false);
        foreach (Layer each in (Layer[])[layer, plain, without]) each.EnsureBuilt((-1, 3, 1));
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1, 0, 0, 0, 0 }, layer.Weights[2].numpy().ToArray<float>());
        CollectionAssert.AreEqual(new float[8], plain.Weights[2].numpy().ToArray<float>());
        Assert.HasCount(2, without.Weights);
        Tensor x = RandomOps.Normal((2, 3, 1), stream: new RandomStream(3));
        plain.set_weights([layer.Weights[0].AsTensor(), layer.Weights[1].AsTensor(), plain.Weights[2].AsTensor()]);
        without.set_weights([layer.Weights[0].AsTensor(), layer.Weights[1].AsTensor()]);
        CollectionAssert.AreNotEqual(layer.Apply(x).ToArray<float>(), plain.Apply(x).ToArray<float>());
        CollectionAssert.AreEqual(plain.Apply(x).ToArray<float>(), without.Apply(x).ToArray<float>());
    }
}
