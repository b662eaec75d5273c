using System.Text.Json.Nodes;
using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

// Recurrent layers, their cells and wrappers, and embeddings.
public sealed partial class LayerContractTests
{
    private static readonly Tensorflow.Shape Sequences = (3, 4, 2), Steps = (3, 4), Flat = (4, 2);

    [TestMethod]
    public void LSTM() => LayerContract.Check(() => new LSTM(3), Sequences, weights: 3, refused: Flat);

    [TestMethod]
    public void LSTM_of_sequences_backwards_without_bias() => LayerContract.Check(
        () => new LSTM(3, use_bias: false, return_sequences: true, go_backwards: true, kernel_regularizer: "l2", unroll: true), Sequences, weights: 2,
        refused: Flat);

    [TestMethod]
    public void LSTM_with_other_activations() => LayerContract.Check(
        () => new LSTM(3, "softsign", "hard_sigmoid", unit_forget_bias: false, implementation: 1, return_sequences: true), Sequences, weights: 3,
        refused: Flat);

    [TestMethod]
    public void LSTM_with_dropouts() =>
        LayerContract.Check(() => new LSTM(3, dropout: 0.3, recurrent_dropout: 0.4), Sequences, weights: 3, refused: Flat, random: true);

    [TestMethod]
    public void LSTMCell() => LayerContract.Check(() => new LSTMCell(3), Steps, weights: 3, refused: (2, 3, 4));

    [TestMethod]
    public void GRU() => LayerContract.Check(() => new GRU(3, return_sequences: true), Sequences, weights: 3, refused: Flat);

    [TestMethod]
    public void GRU_that_resets_before_the_product() =>
        LayerContract.Check(() => new GRU(3, reset_after: false, go_backwards: true), Sequences, weights: 3, refused: Flat);

    [TestMethod]
    public void GRU_with_dropouts() => LayerContract.Check(
        () => new GRU(3, dropout: 0.3, recurrent_dropout: 0.4, reset_after: false), Sequences, weights: 3, refused: Flat, random: true);

    [TestMethod]
    public void GRUCell() => LayerContract.Check(() => new GRUCell(3, use_bias: false), Steps, weights: 2, refused: (2, 3, 4));

    [TestMethod]
    public void SimpleRNN() => LayerContract.Check(() => new SimpleRNN(3, "softsign", return_sequences: true), Sequences, weights: 3, refused: Flat);

    [TestMethod]
    public void SimpleRNNCell() => LayerContract.Check(() => new SimpleRNNCell(3), Steps, weights: 3, refused: (2, 3, 4));

    [TestMethod]
    public void RNN() => LayerContract.Check(() => new RNN(new LSTMCell(3), return_sequences: true), Sequences, weights: 3, refused: Flat);

    [TestMethod]
    public void RNN_of_several_cells() => LayerContract.Check(
        () => new RNN(new StackedRNNCells([new GRUCell(3), new SimpleRNNCell(2)]), go_backwards: true), Sequences, weights: 6, refused: Flat);

    [TestMethod]
    public void StackedRNNCells() =>
        LayerContract.Check(() => new StackedRNNCells([new LSTMCell(3), new GRUCell(2)]), Steps, weights: 6, refused: (2, 3, 4));

    [TestMethod]
    public void Bidirectional() => LayerContract.Check(() => new Bidirectional(new LSTM(3)), Sequences, weights: 6, refused: Flat);

    [TestMethod]
    [DataRow("concat")]
    [DataRow("sum")]
    [DataRow("ave")]
    [DataRow("mul")]
    public void Bidirectional_of_sequences(string mode) => LayerContract.Check(
        () => new Bidirectional(new LSTM(2, return_sequences: true, use_bias: false), mode), Sequences, weights: 4, refused: Flat);

    [TestMethod]
    public void Bidirectional_of_two_layers() => LayerContract.Check(
        () => new Bidirectional(new GRU(2, return_sequences: true), backward_layer: new SimpleRNN(3, return_sequences: true, go_backwards: true)),
        Sequences, weights: 6, refused: Flat);

    [TestMethod]
    public void TimeDistributed() =>
        LayerContract.Check(() => new TimeDistributed(new Dense(3, "tanh")), (2, 3, 4), weights: 2, refused: Flat);

    [TestMethod]
    public void TimeDistributed_over_images() =>
        LayerContract.Check(() => new TimeDistributed(new Conv2D(2, 2)), (2, 3, 4, 3, 1), weights: 2, refused: Flat);

    // Its input are numbers of classes, which the common test does not make, and which have no gradient.
    [TestMethod]
    public void Embedding()
    {
        var layer = new Embedding(5, 3, input_length: 4, embeddings_regularizer: "l2");
        JsonObject config = layer.get_config();
        Layer copy = LayerRegistry.Create("Embedding", JsonNode.Parse(config.ToJsonString())!.AsObject());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString());
        Tensor x = Tensor.From<int>([4, 0, 0, 2, 1, 2, 4, 4], (2, 4));
        layer.EnsureBuilt((-1, 4));
        Assert.HasCount(1, layer.Weights);
        Assert.AreEqual(Tensorflow.Shape.Of(-1, 4, 3), layer.ComputeOutputShape((-1, 4)));
        Tensor y = layer.Apply(x);
        Assert.AreEqual(Tensorflow.Shape.Of(2, 4, 3), y.shape);
        CollectionAssert.AreEqual(y.ToArray<float>(), layer.Apply(x, training: true).ToArray<float>());
        copy.EnsureBuilt((-1, 4));
        copy.set_weights([layer.Weights[0].AsTensor()]);
        CollectionAssert.AreEqual(y.ToArray<float>(), copy.Apply(x).ToArray<float>());

        using var tape = new GradientTape();
        Tensor projection = MathOps.Cast(GradientCheck.Random((2, 4, 3), 7), TF_DataType.TF_FLOAT);
        Tensor gradient = tape.gradient(MathOps.ReduceSum(MathOps.Multiply(layer.Apply(x), projection)), layer.Weights[0]);
        float[] p = projection.ToArray<float>(), expected = new float[15];
        int[] indices = x.ToArray<int>();
        for (int i = 0; i < indices.Length; i++)
            for (int j = 0; j < 3; j++) expected[indices[i] * 3 + j] += p[i * 3 + j];
        CollectionAssert.AreEqual(expected, gradient.ToArray<float>(), "Gradients of a number that comes twice add up, in order.");
    }
}
