using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects models written as classes, and what trainable = false means before and after compile.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EngineSubclassTests
{
    private static LayersApi L => keras.layers;

    [TestInitialize]
    public void Begin()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(4);
    }

    private static Tensor Data(params long[] dims) => RandomOps.Uniform(Shape.Of(dims), -1, 1, TF_DataType.TF_FLOAT);

    private static float[] Values(Tensor t) => t.ToArray<float>();

    private sealed class Net : Model
    {
        private readonly Layer _first = L.Dense(8, activation: "relu");
        private readonly Dictionary<string, Layer> _named = new() { ["drop"] = L.Dropout(0.2) };
        private readonly Layer[] _same;

        public Net(int blocks)
        {
            Blocks = [.. Enumerable.Range(0, blocks).Select(_ => L.Dense(8, activation: "tanh"))];
            _same = [_first];
        }

        public List<Layer> Blocks { get; }

        public Sequential Head { get; } = keras.Sequential([L.Dense(2, activation: "softmax")]);

        public ResourceVariable Scale { get; } = new(Tensor.From<float>([1.5f], 1), name: "scale");

        public bool SawTraining { get; private set; }

        public override Tensor Call(Tensor x, bool training = false)
        {
            SawTraining |= training;
            x = _same[0].Apply(x, training);
            foreach (Layer block in Blocks) x += _named["drop"].Apply(block.Apply(x, training), training);
            return Head.Apply(x * Scale.Operand, training);
        }
    }

    [TestMethod]
    public void Layers_in_fields_lists_and_dictionaries_are_found_trained_and_listed()
    {
        var model = new Net(2);
        CollectionAssert.AreEqual(new[] { "dense", "dropout", "dense_2", "dense_3", "sequential" },
            model.layers.Select(l => l.Name).ToArray());
        model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", "accuracy");
        Tensor x = Data(200, 3);
        Tensor y = MathOps.Cast(MathOps.Greater(MathOps.ReduceSum(x, [1]), Tensor.Zeros(200)), TF_DataType.TF_INT32);
        ICallback history = model.fit(x, y, epochs: 10, verbose: 0);
        Assert.IsTrue(model.SawTraining);
        Assert.HasCount(9, model.Weights);
        Assert.HasCount(9, model.trainable_variables);
        Assert.AreNotEqual(1.5f, Values(model.Scale.AsTensor())[0]);
        Assert.IsGreaterThan(0.85f, history.history["accuracy"][^1]);
        Assert.AreEqual(Shape.Of(-1, 2), model.OutputShape);
        string summary = model.SummaryText(-1);
        StringAssert.Contains(summary, "Model: \"net\"");
        StringAssert.Contains(summary, " dense_2 (Dense)             (None, 8)                 72");
        StringAssert.Contains(summary, $"Total params: {3 * 8 + 8 + 2 * 72 + 18 + 1} ");
        CollectionAssert.AreEqual(Values(model.Apply(x)), Values(model.predict(x).Single));
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => model.get_config()).Message, "get_config");
    }

    [TestMethod]
    public void Build_makes_the_weights_without_data()
    {
        var model = new Net(1);
        Assert.IsFalse(model.Built);
        model.build((-1, 3));
        Assert.HasCount(7, model.Weights);
        Assert.AreEqual(Shape.Of(-1, 2), model.ComputeOutputShape((-1, 3)));
        Assert.AreEqual(Shape.Of(5, 2), model.ComputeOutputShape((5, 3)));
        model.set_weights([.. model.get_weights().Select(w => (Tensor)(w * 0f))]);
        Assert.IsTrue(Values(model.Apply(Data(2, 3))).All(v => v == 0.5f));
    }

    [TestMethod]
    public void A_subclass_is_a_layer_of_other_models()
    {
        var inner = new Net(1);
        KerasInput x = keras.Input(3);
        Functional outer = keras.Model(x, L.Dense(1).Apply(inner.Apply(x)));
        Assert.HasCount(9, outer.Weights);
        outer.compile("sgd", "mse");
        Assert.IsTrue(float.IsFinite(outer.train_on_batch(Data(4, 3), Data(4, 1))["loss"]));
        Sequential chain = keras.Sequential([keras.Input(3), new Net(1)]);
        Assert.AreEqual(Shape.Of(-1, 2), chain.OutputShape);
    }

    private sealed class TwoToTwo : Model
    {
        private readonly Layer _a = L.Dense(2), _b = L.Dense(3);

        public override Tensors Call(Tensors inputs, bool training = false) => new(_a.Apply(inputs[0] + inputs[1]), _b.Apply(inputs[1]));
    }

    [TestMethod]
    public void A_subclass_may_have_several_inputs_and_outputs()
    {
        var model = new TwoToTwo();
        model.compile("sgd", ["mse", "mse"], metrics: "mae");
        Tensor a = Data(6, 4), b = Data(6, 4);
        Dictionary<string, float> logs = model.train_on_batch([a, b], [Data(6, 2), Data(6, 3)]);
        CollectionAssert.AreEqual(new[] { "loss", "output_1_loss", "output_1_mae", "output_2_loss", "output_2_mae" }, logs.Keys.ToArray());
        Tensors outputs = model.predict(new[] { a, b });
        Assert.AreEqual(Shape.Of(6, 3), outputs[1].shape);
    }

    [TestMethod]
    public void A_train_step_of_ones_own_uses_a_tape_and_the_models_variables()
    {
        var model = new Net(1);
        var optimizer = keras.optimizers.SGD(0.1);
        Tensor x = Data(16, 3), y = Tensor.Zeros(16, TF_DataType.TF_INT32);
        var loss = keras.losses.SparseCategoricalCrossentropy();
        var losses = new List<float>();
        for (int i = 0; i < 5; i++)
        {
            using var tape = new GradientTape();
            Tensor value = loss.Call(y, model.Apply(x, training: true));
            Tensor[] gradients = tape.gradient(value, model.trainable_variables);
            optimizer.apply_gradients(gradients.Zip(model.TrainableVariables));
            losses.Add(Values(value)[0]);
        }
        Assert.IsLessThan(losses[0], losses[^1]);
    }

    private static Sequential Two() => keras.Sequential([L.Dense(3, input_shape: 2, name: "a"), L.Dense(1, name: "b")]);

    private static bool Moves(Model model, string layer)
    {
        float[] before = Values(model.get_layer(layer).Weights[0].AsTensor());
        model.train_on_batch(Data(8, 2), Data(8, 1));
        return !before.SequenceEqual(Values(model.get_layer(layer).Weights[0].AsTensor()));
    }

    [TestMethod]
    public void A_layer_frozen_before_compile_stays_as_it_is()
    {
        Sequential model = Two();
        model.get_layer("a").trainable = false;
        model.compile("sgd", "mse");
        Assert.HasCount(2, model.trainable_variables);
        Assert.HasCount(2, model.non_trainable_weights);
        Assert.IsFalse(Moves(model, "a"));
        Assert.IsTrue(Moves(model, "b"));
        StringAssert.Contains(model.SummaryText(-1), "Trainable params: 4 ");
        StringAssert.Contains(model.SummaryText(-1), "Non-trainable params: 9 ");
    }

    [TestMethod]
    public void Freezing_after_compile_takes_effect_with_the_next_compile_as_in_Keras()
    {
        Sequential model = Two();
        model.compile("sgd", "mse");
        model.get_layer("a").trainable = false;
        Assert.IsTrue(Moves(model, "a"));
        Assert.IsFalse(model.get_layer("a").trainable, "Training must leave the setting as the user made it.");
        model.compile("sgd", "mse");
        Assert.IsFalse(Moves(model, "a"));
        model.get_layer("a").trainable = true;
        model.compile("sgd", "mse");
        Assert.IsTrue(Moves(model, "a"));
    }

    [TestMethod]
    public void The_two_models_of_a_GAN_train_their_own_weights()
    {
        // Keras' way: the discriminator is compiled, then frozen, then part of the model that trains the generator.
        Sequential discriminator = Two();
        discriminator.compile("sgd", "mse");
        discriminator.trainable = false;
        Sequential generator = keras.Sequential([L.Dense(2, input_shape: 2, name: "g")]);
        Sequential both = keras.Sequential([generator, discriminator]);
        both.compile("sgd", "mse");
        Assert.IsTrue(Moves(discriminator, "a"));
        float[] before = Values(discriminator.Weights[0].AsTensor()), other = Values(generator.Weights[0].AsTensor());
        both.train_on_batch(Data(8, 2), Data(8, 1));
        CollectionAssert.AreEqual(before, Values(discriminator.Weights[0].AsTensor()));
        CollectionAssert.AreNotEqual(other, Values(generator.Weights[0].AsTensor()));
    }

    [TestMethod]
    public void Freezing_a_model_freezes_what_is_inside_and_training_nothing_is_refused()
    {
        Sequential model = Two();
        model.trainable = false;
        Assert.IsFalse(model.get_layer("a").trainable);
        Assert.IsEmpty(model.trainable_variables);
        model.compile("sgd", "mse");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => model.train_on_batch(Data(8, 2),
            Data(8, 1))).Message, "frozen");
        model.trainable = true;
        Assert.HasCount(4, model.trainable_variables);
    }

    [TestMethod]
    public void Optimizers_and_losses_known_by_their_interfaces_compile()
    {
        IOptimizer optimizer = keras.optimizers.SGD(0.1);
        Tensorflow.Keras.Losses.ILossFunc loss = keras.losses.MeanSquaredError();
        IModel model = Two();
        ((Model)model).compile(optimizer, loss, new[] { "mae" });
        Assert.Contains("mae", model.train_on_batch(Data(8, 2), Data(8, 1)).Keys);
        ((Model)model).compile(optimizer, "mse");
        ((Model)model).compile("sgd", loss);
        Assert.IsGreaterThanOrEqualTo(0, model.evaluate(Tensor.Zeros((2, 2)), Tensor.Zeros((2, 1)), verbose: 0)["loss"]);
    }

    [TestMethod]
    public void Get_layer_goes_by_name_and_number_and_pop_takes_the_last_off()
    {
        Sequential model = Two();
        Assert.AreSame(model.layers[1], model.get_layer(-1));
        Assert.AreSame(model.layers[0], model.get_layer("a"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.get_layer(2));
        model.pop();
        Assert.AreEqual(Shape.Of(-1, 3), model.OutputShape);
        Assert.AreEqual(Shape.Of(4, 3), model.predict(Data(4, 2)).Single.shape);
        model.add(L.Dense(5));
        Assert.AreEqual(Shape.Of(-1, 5), model.OutputShape);
        Assert.HasCount(2, keras.Sequential([keras.Input((4, 4, 1)), new Flatten()]).layers);
    }
}
