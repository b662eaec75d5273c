using Tensorflow;
using Tensorflow.Keras.Layers;

namespace MlPipelines.Tests.Keras;

// Layers of several inputs, and attention.
public sealed partial class LayerContractTests
{
    private static readonly Shape[] Equal = [(2, 3, 4), (2, 3, 4), (2, 3, 4)], Stretching = [(2, 3, 1), (2, 1, 4)],
        OfTwoRanks = [(2, 4), (2, 3, 4)],
        Unequal = [(2, 3), (2, 4)];

    [TestMethod]
    public void Add() => LayerContract.Check(() => new Add(), Equal, refused: Unequal);

    [TestMethod]
    public void Add_stretches_sizes_of_1() => LayerContract.Check(() => new Add(), Stretching);

    [TestMethod]
    public void Add_of_two_ranks_keeps_the_batch_axis_in_front() => LayerContract.Check(() => new Add(), OfTwoRanks);

    [TestMethod]
    public void Average() => LayerContract.Check(() => new Average(), Equal, refused: Unequal);

    [TestMethod]
    public void Maximum() => LayerContract.Check(() => new Maximum(), Equal, refused: Unequal);

    [TestMethod]
    public void Minimum() => LayerContract.Check(() => new Minimum(), Equal, refused: Unequal);

    [TestMethod]
    public void Multiply() => LayerContract.Check(() => new Multiply(), Equal, refused: Unequal);

    [TestMethod]
    public void Subtract() => LayerContract.Check(() => new Subtract(), OfTwoRanks, refused: Unequal);

    [TestMethod]
    public void Concatenate() =>
        LayerContract.Check(() => new Concatenate(), [(2, 3, 4), (2, 3, 2), (2, 3, 1)], refused: [(2, 3, 4), (2, 2, 4)]);

    [TestMethod]
    public void Concatenate_along_an_inner_axis() =>
        LayerContract.Check(() => new Concatenate(axis: 1), [(2, 3, 4), (2, 1, 4)], refused: [(2, 3, 4), (2, 3)]);

    [TestMethod]
    public void Attention() => LayerContract.Check(() => new Attention(), [(2, 3, 4), (2, 5, 4)], refused: [(2, 3, 4), (2, 5, 3)]);

    [TestMethod]
    public void Attention_with_scale_key_and_causal_mask() =>
        LayerContract.Check(() => new Attention(use_scale: true, causal: true), [(2, 3, 4), (2, 5, 2), (2, 5, 4)], weights: 1,
            refused: [(2, 3, 4), (2, 5, 2), (2, 4, 4)]);

    [TestMethod]
    public void Attention_with_dropout() =>
        LayerContract.Check(() => new Attention(dropout: 0.5, seed: 1), [(2, 3, 4), (2, 5, 4)], refused: [(2, 3), (2, 5, 4)], random: true);

    [TestMethod]
    public void MultiHeadAttention() => LayerContract.Check(() => new MultiHeadAttention(2, 3), (2, 3, 4), weights: 8, refused: (3, 4));

    [TestMethod]
    public void MultiHeadAttention_on_query_value_and_key() =>
        LayerContract.Check(() => new MultiHeadAttention(2, 3, value_dim: 2, use_bias: false, output_shape: 5, kernel_regularizer: "l2"),
            [(2, 3, 4), (2, 5, 2), (2, 5, 3)], weights: 4, refused: [(2, 3, 4), (2, 5, 2), (2, 4, 3)]);

    [TestMethod]
    public void MultiHeadAttention_with_dropout() =>
        LayerContract.Check(() => new MultiHeadAttention(2, 2, dropout: 0.5, seed: 1), [(2, 3, 2), (2, 4, 2)], weights: 8, random: true);
}
