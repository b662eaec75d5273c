using System.Text.Json.Nodes;
using MlPipelines.Tests.Autodiff;
using MlPipelines.Tests.Ops;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects what recurrent layers do beyond the contract of all layers.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RecurrentTests
{
    private const TF_DataType Exact = TF_DataType.TF_DOUBLE;

    private static readonly Tensor X = GradientCheck.Random(Shape.Of(3, 5, 2), 3);
    private static readonly Tensor[] States = [GradientCheck.Random(Shape.Of(3, 4), 4), GradientCheck.Random(Shape.Of(3, 4), 5)];

    /// <summary>Outputs, and gradients with respect to the input, first states and weights.</summary>
    private static Tensor[] Results(Layer layer, Tensor[]? states, IReadOnlyList<Tensor> weights)
    {
        layer.EnsureBuilt(Shape.Of(-1, 5, 2));
        layer.set_weights(weights);
        using var tape = new GradientTape();
        tape.watch(X);
        foreach (Tensor state in states ?? []) tape.watch(state);
        Tensors outputs = layer.Apply(new Tensors(X), states is null ? null : new Tensors(states));
        Tensor loss = MathOps.ReduceSum(MathOps.Sin(outputs[0]));
        for (int i = 1; i < outputs.Length; i++) loss = MathOps.Add(loss, MathOps.ReduceSum(MathOps.Multiply(MathOps.Square(outputs[i]), i)));
        Tensor[] sources = [X, .. states ?? [], .. layer.Weights.Select(w => w.AsTensor())];
        return [.. outputs, .. tape.gradient(loss, sources)];
    }

    private static Tensor[] RandomWeights(Layer layer)
    {
        layer.EnsureBuilt(Shape.Of(-1, 5, 2));
        return [.. layer.Weights.Select((w, i) => GradientCheck.Random(w.shape, 30 + i))];
    }

    [TestMethod]
    [DataRow(false, false, false, false)]
    [DataRow(true, false, false, true)]
    [DataRow(false, true, true, true)]
    [DataRow(true, true, true, false)]
    public void LSTM_equals_the_loop_over_its_cell(bool sequences, bool states, bool backwards, bool given)
    {
        var fused = new LSTM(4, return_sequences: sequences, return_state: states, go_backwards: backwards, dtype: Exact);
        var loop = new RNN(new LSTMCell(4, dtype: Exact), sequences, states, backwards);
        Tensor[] weights = RandomWeights(fused);
        LstmReference.AssertClose(Results(loop, given ? States : null, weights), Results(fused, given ? States : null, weights), 1e-10);
        Tensor[] outputs = fused.Apply(new Tensors(X));
        Assert.HasCount(states ? 3 : 1, outputs);
    }

    [TestMethod]
    public void Time_major_is_the_same_with_the_first_axes_exchanged()
    {
        var batchMajor = new LSTM(4, return_sequences: true, dtype: Exact);
        var timeMajor = new LSTM(4, return_sequences: true, time_major: true, dtype: Exact);
        Tensor[] weights = RandomWeights(batchMajor);
        batchMajor.set_weights(weights);
        timeMajor.EnsureBuilt(Shape.Of(5, -1, 2));
        timeMajor.set_weights(weights);
        Tensor y = timeMajor.Apply(ArrayOps.Transpose(X, [1, 0, 2]));
        Assert.AreEqual(Shape.Of(5, 3, 4), y.shape);
        Assert.AreEqual(y.shape, timeMajor.ComputeOutputShape(Shape.Of(5, 3, 2)));
        LstmReference.AssertSameBits([batchMajor.Apply(X)], [ArrayOps.Transpose(y, [1, 0, 2])], "time_major");
    }

    [TestMethod]
    [DataRow("concat")]
    [DataRow("mul")]
    [DataRow(null)]
    public void Bidirectional_equals_two_loops(string? mode)
    {
        foreach ((bool sequences, bool states) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
        {
            var both = new Bidirectional(new LSTM(4, return_sequences: sequences, return_state: states, dtype: Exact), mode);
            var loops = new Bidirectional(new RNN(new LSTMCell(4, dtype: Exact), sequences, states), mode);
            Tensor[] weights = RandomWeights(both);
            Tensor[] given = [.. States, GradientCheck.Random(Shape.Of(3, 4), 6), GradientCheck.Random(Shape.Of(3, 4), 7)];
            LstmReference.AssertClose(Results(loops, given, weights), Results(both, given, weights), 1e-10);
            LstmReference.AssertClose(Results(loops, null, weights), Results(both, null, weights), 1e-10);
            Tensors outputs = both.Apply(new Tensors(X));
            Assert.HasCount((mode is null ? 2 : 1) + (states ? 4 : 0), outputs);
            CollectionAssert.AreEqual(both.ComputeOutputShapes([X.shape]).ToArray(), outputs.Select(y => y.shape).ToArray());
        }
    }

    [TestMethod]
    public void The_backward_outputs_of_Bidirectional_are_in_the_order_of_the_input()
    {
        var both = new Bidirectional(new SimpleRNN(1, "linear", "ones", "ones", return_sequences: true), null);
        Tensors y = both.Apply(new Tensors(Tensor.From<float>([1, 10, 100], (1, 3, 1))));
        CollectionAssert.AreEqual(new float[] { 1, 11, 111 }, y[0].ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 111, 110, 100 }, y[1].ToArray<float>());
    }

    [TestMethod]
    public void Backwards_outputs_alone_are_in_the_order_of_the_steps()
    {
        var layer = new SimpleRNN(1, "linear", "ones", "ones", return_sequences: true, go_backwards: true);
        CollectionAssert.AreEqual(new float[] { 100, 110, 111 }, layer.Apply(Tensor.From<float>([1, 10, 100], (1, 3, 1))).ToArray<float>());
    }

    [TestMethod]
    public void A_GRU_step_is_what_its_formulas_say()
    {
        double x = 0.5, h = 0.3, z = Sigmoid(0.1 * x + 0.4 * h + 0.05 + 0.5), r = Sigmoid(0.2 * x + 0.6 * h + 0.1 + 0.25);
        double fresh = Math.Tanh(0.3 * x + 0.15 + r * (0.8 * h + 0.125));
        double before = Math.Tanh(0.3 * x + 0.15 + 0.8 * (Sigmoid(0.2 * x + 0.6 * h + 0.1) * h));
        double zBefore = Sigmoid(0.1 * x + 0.4 * h + 0.05);
        Assert.AreEqual(z * h + (1 - z) * fresh, Step(new GRUCell(1, dtype: Exact), [0.05, 0.1, 0.15, 0.5, 0.25, 0.125], (2, 3)), 1e-12);
        Assert.AreEqual(zBefore * h + (1 - zBefore) * before, Step(new GRUCell(1, reset_after: false, dtype: Exact), [0.05, 0.1, 0.15], 3), 1e-12);

        double Step(GRUCell cell, double[] bias, Shape biasShape)
        {
            cell.EnsureBuilt((-1, 1));
            cell.set_weights([Values((1, 3), 0.1, 0.2, 0.3), Values((1, 3), 0.4, 0.6, 0.8), Values(biasShape, bias)]);
            Tensors y = cell.Apply(new Tensors(Values((1, 1), x)), new Tensors(Values((1, 1), h)));
            Assert.HasCount(2, y);
            return y[0].ToArray<double>()[0];
        }

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        static Tensor Values(Shape shape, params double[] values) => Tensor.From<double>(values, shape);
    }

    [TestMethod]
    public void Dropout_draws_one_mask_for_all_steps_and_anew_for_each_batch()
    {
        Tensor ones = ArrayOps.Fill(Shape.Of(2, 6, 40), 1, TF_DataType.TF_FLOAT);
        Tensor identity = ArrayOps.OneHot(Tensor.From<int>([.. Enumerable.Range(0, 40)], 40), 40);
        var layer = new SimpleRNN(40, "linear", "zeros", "zeros", "zeros", return_sequences: true, dropout: 0.5);
        layer.EnsureBuilt(ones.shape);
        layer.set_weights([identity, Tensor.Zeros((40, 40)), Tensor.Zeros(40)]);
        float[] y = layer.Apply(ones, training: true).ToArray<float>(), again = layer.Apply(ones, training: true).ToArray<float>();
        CollectionAssert.AreNotEqual(y, again);
        Assert.IsTrue(y.All(v => v is 0 or 2) && y.Contains(0) && y.Contains(2));
        for (int step = 1; step < 6; step++) CollectionAssert.AreEqual(y[..40], y[(step * 40)..(step * 40 + 40)]);
        CollectionAssert.AreNotEqual(y[..40], y[240..280], "Samples have masks of their own.");
        CollectionAssert.AreEqual(ones.ToArray<float>(), layer.Apply(ones).ToArray<float>());
    }

    [TestMethod]
    public void Dropout_of_the_fused_LSTM_equals_that_of_the_loop()
    {
        foreach ((double dropout, double recurrent) in ((double, double)[])[(0.4, 0), (0, 0.4), (0.3, 0.5)])
        {
            Tensor[] fused = Train(() => new LSTM(6, dropout: dropout, recurrent_dropout: recurrent, return_sequences: true, dtype: Exact));
            Tensor[] loop = Train(
                () => new RNN(new LSTMCell(6, dropout: dropout, recurrent_dropout: recurrent, dtype: Exact), return_sequences: true));
            LstmReference.AssertClose(loop, fused, 1e-10);
        }

        static Tensor[] Train(Func<Layer> make)
        {
            RandomStream.SetGlobalSeed(5);
            Layer layer = make();
            layer.EnsureBuilt(Shape.Of(-1, 5, 2));
            using var tape = new GradientTape();
            Tensor y = layer.Apply(X, training: true);
            return [y, .. tape.gradient(MathOps.ReduceSum(MathOps.Square(y)), layer.trainable_variables)];
        }
    }

    [TestMethod]
    public void A_cell_of_ones_own_runs_in_RNN()
    {
        Tensor y = keras.layers.RNN(new Counter(), return_sequences: true).Apply(Tensor.From<float>([1, 2, 4, 3, 0, 5], (2, 3, 1)));
        CollectionAssert.AreEqual(new float[] { 1, 3, 7, 3, 3, 8 }, y.ToArray<float>());
    }

    private sealed class Counter() : RecurrentCell("counter")
    {
        public override IReadOnlyList<int> StateSizes => [1];

        public override int OutputSize => 1;

        public override (Tensor Output, Tensor[] States) Step(Tensor x, Tensor[] states, bool training)
        {
            Tensor sum = x + states[0];
            return (sum, [sum]);
        }
    }

    [TestMethod]
    public void A_list_of_cells_is_a_stack()
    {
        Layer layer = keras.layers.RNN([keras.layers.LSTMCell(3), keras.layers.GRUCell(2)], return_state: true, name: "deep");
        Tensors y = layer.Apply(new Tensors(Tensor.Zeros((4, 5, 2))));
        CollectionAssert.AreEqual(new Shape[] { (4, 2), (4, 3), (4, 3), (4, 2) }, y.Select(t => t.shape).ToArray());
        Assert.IsTrue(layer.Weights.All(w => w.Name.StartsWith("deep/", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Weights_are_named_and_ordered_as_in_Keras()
    {
        var layer = new Bidirectional(new LSTM(3, name: "lstm"), name: "both");
        layer.EnsureBuilt((-1, 5, 2));
        string[] expected =
        [
            "both/forward_lstm/kernel:0", "both/forward_lstm/recurrent_kernel:0", "both/forward_lstm/bias:0",
            "both/backward_lstm/kernel:0", "both/backward_lstm/recurrent_kernel:0", "both/backward_lstm/bias:0",
        ];
        CollectionAssert.AreEqual(expected, layer.Weights.Select(w => w.Name).ToArray());
        JsonObject inner = layer.get_config()["layer"]!["config"]!.AsObject();
        Assert.AreEqual("lstm", (string)inner["name"]!);
        Assert.IsFalse((bool)inner["go_backwards"]!);
    }

    [TestMethod]
    public void A_configuration_of_Keras_3_is_understood()
    {
        var config = JsonNode.Parse("""
            {"name": "bidirectional", "trainable": true, "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}},
             "merge_mode": "concat",
             "layer": {"module": "keras.layers", "class_name": "LSTM", "registered_name": null, "config": {"name": "forward_lstm", "units": 3,
                "activation": "tanh", "recurrent_activation": "sigmoid", "zero_output_for_mask": false, "go_backwards": false, "seed": null}},
             "backward_layer": {"module": "keras.layers", "class_name": "LSTM", "registered_name": null, "config": {"name": "backward_lstm",
                "units": 3, "activation": "tanh", "recurrent_activation": "sigmoid", "zero_output_for_mask": false, "go_backwards": true}}}
            """)!.AsObject();
        Layer layer = LayerRegistry.Create("Bidirectional", config);
        layer.EnsureBuilt((-1, 5, 2));
        Assert.AreEqual("bidirectional/forward_lstm/kernel:0", layer.Weights[0].Name);
        Assert.AreEqual("bidirectional/backward_lstm/kernel:0", layer.Weights[3].Name);
    }

    [TestMethod]
    public void Trainable_reaches_the_layers_inside()
    {
        var layer = new Bidirectional(new LSTM(3));
        layer.EnsureBuilt((-1, 5, 2));
        Assert.HasCount(6, layer.trainable_variables);
        layer.trainable = false;
        Assert.HasCount(0, layer.trainable_variables);
        Assert.HasCount(6, layer.non_trainable_weights);
    }

    [TestMethod]
    public void A_model_may_take_and_give_states()
    {
        var inputs = keras.Input((5, 2));
        Tensors encoded = keras.layers.LSTM(4, return_state: true).Apply(new Tensors(inputs));
        Assert.HasCount(3, encoded);
        Tensors decoded = keras.layers.LSTM(4, return_sequences: true).Apply(new Tensors(inputs), new Tensors(encoded[1], encoded[2]));
        Model model = keras.Model(inputs, decoded.Single);
        Assert.AreEqual(Shape.Of(3, 5, 4), model.predict(Tensor.Zeros((3, 5, 2))).Single.shape);
        Assert.HasCount(6, model.trainable_variables);
    }

    [TestMethod]
    public void Embedding_takes_integers_of_any_type_and_floats_that_hold_some()
    {
        var layer = new Embedding(300, 2);
        float[] expected = layer.Apply(Tensor.From<int>([0, 255, 3], 3)).ToArray<float>();
        CollectionAssert.AreEqual(expected, layer.Apply(Tensor.From<long>([0, 255, 3], 3)).ToArray<float>());
        CollectionAssert.AreEqual(expected, layer.Apply(Tensor.From<byte>([0, 255, 3], 3)).ToArray<float>());
        CollectionAssert.AreEqual(expected, layer.Apply(Tensor.From<float>([0, 255, 3], 3)).ToArray<float>());
        CollectionAssert.AreEqual(expected, layer.Apply(Tensor.From<double>([0, 255, 3], 3)).ToArray<float>());
    }

    [TestMethod]
    public void Embedding_names_a_value_that_is_out_of_range()
    {
        var layer = new Embedding(7, 2);
        foreach ((Tensor x, string value) in ((Tensor, string)[])
            [(Tensor.From<int>([7], 1), "7"), (Tensor.From<int>([-1], 1), "-1"), (Tensor.From<long>([5_000_000_000], 1), "5000000000"),
             (Tensor.From<float>([2.5f], 1), "2.5"), (Tensor.From<float>([float.NaN], 1), "NaN")])
        {
            var e = Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(x));
            StringAssert.Contains(e.Message, $"the value {value}");
            StringAssert.Contains(e.Message, "0 to 6");
        }
    }

    [TestMethod]
    public void What_is_not_built_or_does_not_fit_is_refused()
    {
        Assert.ThrowsExactly<NotSupportedException>(() => new LSTM(3, stateful: true));
        Assert.ThrowsExactly<NotSupportedException>(() => new Embedding(3, 2, mask_zero: true));
        Assert.ThrowsExactly<ArgumentException>(() => new LSTM(0));
        Assert.ThrowsExactly<ArgumentException>(() => new LSTM(3, dropout: 1));
        Assert.ThrowsExactly<ArgumentException>(() => new Bidirectional(new Dense(3)));
        Assert.ThrowsExactly<ArgumentException>(() => new Bidirectional(new LSTM(3), "max"));
        Assert.ThrowsExactly<ArgumentException>(() => new Bidirectional(new LSTM(3), backward_layer: new LSTM(3)));
        Assert.ThrowsExactly<ArgumentException>(() => new StackedRNNCells([]));
        Assert.ThrowsExactly<InvalidDataException>(() => LayerRegistry.Create("RNN", []));
        Assert.ThrowsExactly<InvalidDataException>(() => LayerRegistry.Create("TimeDistributed", []));
        Assert.ThrowsExactly<InvalidDataException>(() => LayerRegistry.Create("LSTM", []));

        var layer = new LSTM(3);
        Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(new Tensors(Tensor.Zeros((2, 4, 5))), new Tensors(Tensor.Zeros((2, 3)))));
        _ = layer.Apply(Tensor.Zeros((2, 4, 5)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros((2, 4, 6)))).Message, "6 features");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => layer.Apply(Tensor.Zeros((2, 0, 5)))).Message, "no step");
    }
}
