using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;
using Tensorflow.NumPy;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects functional models: what they compute, how they nest and share layers, how they are written down and read
/// again.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EngineFunctionalTests
{
    private static LayersApi L => keras.layers;

    [TestInitialize]
    public void Begin()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(3);
    }

    private static Tensor Data(params long[] dims) => RandomOps.Uniform(Shape.Of(dims), -1, 1, TF_DataType.TF_FLOAT);

    private static float[] Values(Tensor t) => t.ToArray<float>();

    private static Model Again(Model model)
    {
        Model copy = ModelConfig.FromJson(JsonNode.Parse(ModelConfig.ToJson(model).ToJsonString())!.AsObject());
        copy.set_weights([.. model.Weights.Select(w => w.AsTensor())]);
        return copy;
    }

    [TestMethod]
    public void A_residual_model_computes_what_its_layers_do()
    {
        var inputs = keras.Input(shape: (6, 6, 2));
        var a = L.Conv2D(2, 3, padding: "same", activation: "relu").Apply(inputs);
        var sum = L.Add().Apply(new Tensors(a, inputs));
        var outputs = L.Dense(3).Apply(L.Flatten().Apply(sum));
        Functional model = keras.Model(inputs, outputs, name: "residual");
        Assert.AreEqual("residual", model.Name);
        CollectionAssert.AreEqual(new[] { "input_1", "conv2d", "add", "flatten", "dense" }, model.layers.Select(l => l.Name).ToArray());
        Assert.AreEqual(Shape.Of(-1, 3), model.OutputShape);

        Tensor x = Data(4, 6, 6, 2);
        Tensor byHand = model.get_layer("conv2d").Apply(x) + x;
        byHand = model.get_layer("dense").Apply(ArrayOps.Reshape(byHand, (4, 72)));
        CollectionAssert.AreEqual(Values(byHand), Values(model.Apply(x)));
        CollectionAssert.AreEqual(Values(byHand), Values(model.predict(x).Single));
    }

    [TestMethod]
    public void A_shared_layer_has_one_set_of_weights_and_two_uses()
    {
        KerasInput a = keras.Input(4), b = keras.Input(4);
        Layer shared = L.Dense(3, activation: "tanh");
        Tensor x = shared.Apply(a), y = shared.Apply(b);
        Functional model = keras.Model(new Tensors(a, b), L.Subtract().Apply(new Tensors(x, y)));
        Assert.HasCount(2, model.Weights);
        Tensor data = Data(5, 4);
        Assert.IsTrue(Values(model.predict(new Tensors(data, data)).Single).All(v => v == 0),
            "Equal inputs through one layer differ by nothing.");
        Tensor other = Data(5, 4);
        float[] expected = Values(shared.Apply(data) - shared.Apply(other));
        CollectionAssert.AreEqual(expected, Values(model.predict(new Tensors(data, other)).Single));
        CollectionAssert.AreEqual(expected, Values(Again(model).predict(new List<NDArray> { data.numpy(), other.numpy() }).Single));
        JsonNode nodes = model.get_config()["layers"]!.AsArray().Single(l => l!["name"]!.GetValue<string>() == "dense")!["inbound_nodes"]!;
        Assert.AreEqual("""[[["input_1",0,0,{}]],[["input_2",0,0,{}]]]""", nodes.ToJsonString());
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => shared.output).Message, "2 times");
    }

    [TestMethod]
    public void Several_inputs_and_outputs_train_with_losses_weights_and_metrics_of_each()
    {
        KerasInput image = keras.Input(6, name: "image"), hint = keras.Input(2, name: "hint");
        Tensor joint = L.Concatenate().Apply(new Tensors(L.Dense(8, activation: "relu").Apply(image), hint));
        Tensor digit = L.Dense(3, activation: "softmax", name: "digit").Apply(joint), slant = L.Dense(1, name: "slant").Apply(joint);
        Functional model = keras.Model([image, hint], [digit, slant]);
        CollectionAssert.AreEqual(new[] { "digit", "slant" }, model.output_names.ToArray());
        model.compile(keras.optimizers.Adam(0.02), ["sparse_categorical_crossentropy", "mse"],
            metrics: new Dictionary<string, string[]> { ["digit"] = ["accuracy"], ["slant"] = ["mae"] }, loss_weights: [1, 0.25]);
        Tensor x1 = Data(96, 6), x2 = Data(96, 2);
        Tensor classes = MathOps.ArgMax(ArrayOps.Slice(x1, [0, 0], [96, 3]), 1), angle = ArrayOps.Slice(x2, [0, 0], [96, 1]);
        ICallback history = model.fit(new Tensors(x1, x2), new Tensors(classes, angle), epochs: 12, verbose: 0, batch_size: 16,
            validation_split: 0.25f);
        string[] own = ["digit_accuracy", "digit_loss", "loss", "slant_loss", "slant_mae"];
        CollectionAssert.AreEqual(own.Concat(own.Select(n => "val_" + n)).ToArray(), history.history.Keys.ToArray());
        Assert.IsLessThan(history.history["loss"][0] * 0.8f, history.history["loss"][^1]);
        Dictionary<string, float> score = model.evaluate(new Tensors(x1, x2), new Tensors(classes, angle), verbose: 0);
        Assert.AreEqual(score["digit_loss"] + 0.25f * score["slant_loss"], score["loss"], 1e-5f);
        Tensors both = model.predict(new Tensors(x1, x2));
        Assert.AreEqual(Shape.Of(96, 3), both[0].shape);
        Assert.AreEqual(Shape.Of(96, 1), both[1].shape);
        float[] error = Values(MathOps.ReduceMean(MathOps.Square(both[1] - angle)));
        Assert.AreEqual(error[0], score["slant_loss"], 1e-5f);
        Dictionary<string, float> step = model.train_on_batch([x1, x2], [classes, angle]);
        CollectionAssert.AreEqual(own, step.Keys.ToArray());

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.predict(x1)).Message, "'image'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.train_on_batch([x1, x2], classes)).Message, "2 outputs");
        model.compile("sgd", new Dictionary<string, string> { ["digt"] = "mse" });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => model.train_on_batch([x1, x2], [classes, angle])).Message,
            "'digt'");
    }

    [TestMethod]
    public void One_loss_for_an_output_alone_leaves_the_other_untrained()
    {
        KerasInput x = keras.Input(3);
        Functional model = keras.Model(x, [L.Dense(1, name: "a").Apply(x), L.Dense(1, name: "b").Apply(x)]);
        model.compile("sgd", new Dictionary<string, string> { ["a"] = "mse" });
        float[] a = Values(model.get_layer("a").Weights[0].AsTensor()), b = Values(model.get_layer("b").Weights[0].AsTensor());
        Dictionary<string, float> logs = model.train_on_batch(Data(4, 3), [Data(4, 1), Data(4, 1)]);
        CollectionAssert.AreEqual(new[] { "a_loss", "loss" }, logs.Keys.ToArray());
        CollectionAssert.AreNotEqual(a, Values(model.get_layer("a").Weights[0].AsTensor()));
        CollectionAssert.AreEqual(b, Values(model.get_layer("b").Weights[0].AsTensor()));
    }

    [TestMethod]
    public void Models_nest_in_models_of_both_kinds()
    {
        Sequential inner = keras.Sequential([keras.Input(5), L.Dense(4, activation: "relu"), L.Dropout(0.5)]);
        KerasInput p = keras.Input(4);
        Functional tail = keras.Model(p, L.Add().Apply(new Tensors(L.Dense(4).Apply(p), p)), name: "tail");
        KerasInput x = keras.Input(5);
        Functional middle = keras.Model(x, tail.Apply(inner.Apply(x)), name: "middle");
        Sequential outer = keras.Sequential([middle, L.Dense(2)]);
        Assert.IsTrue(outer.Built);
        Assert.HasCount(6, outer.Weights);
        Tensor data = Data(3, 5);
        float[] expected = Values(outer.layers[1].Apply(tail.Apply(inner.Apply(data))));
        CollectionAssert.AreEqual(expected, Values(outer.predict(data).Single));
        CollectionAssert.AreNotEqual(Values(middle.Apply(data)), Values(middle.Apply(data, training: true)),
            "Training mode must reach the layers inside.");
        Model copy = Again(outer);
        CollectionAssert.AreEqual(expected, Values(copy.predict(data).Single));
        Assert.IsInstanceOfType<Functional>(copy.layers[0]);
        // Keras keeps use number 0 of a nested model for the model by itself.
        StringAssert.Contains(ModelConfig.ToJson(middle).ToJsonString(), """["tail",1,0]""");

        outer.compile("sgd", "mse");
        float before = outer.train_on_batch(data, Data(3, 2))["loss"];
        Assert.IsTrue(float.IsFinite(before));
    }

    [TestMethod]
    public void A_part_of_a_model_is_a_model_with_the_same_weights()
    {
        Sequential whole = keras.Sequential([keras.Input((6, 6, 1)), L.Conv2D(2, 3, name: "conv"), L.Flatten(name: "flat"), L.Dense(3)]);
        Functional features = keras.Model(whole.inputs.ToArray(), whole.get_layer("conv").output);
        Tensor x = Data(2, 6, 6, 1);
        CollectionAssert.AreEqual(Values(whole.get_layer("conv").Apply(x)), Values(features.predict(x).Single));
        Functional head = keras.Model(whole.get_layer("flat").output, whole.outputs.ToArray());
        Tensor flat = ArrayOps.Reshape(features.predict(x).Single, (2, 32));
        CollectionAssert.AreEqual(Values(whole.predict(x).Single), Values(head.predict(flat).Single));
        Assert.AreSame(whole.get_layer("dense").Weights[0], head.Weights[0]);
    }

    [TestMethod]
    public void Mistakes_in_the_description_are_refused()
    {
        KerasInput a = keras.Input(4), b = keras.Input(4);
        Tensor sum = L.Add().Apply(new Tensors(a, b));
        var error = Assert.ThrowsExactly<ArgumentException>(() => keras.Model(a, sum));
        StringAssert.Contains(error.Message, "Graph disconnected");
        StringAssert.Contains(error.Message, "'input_2'");
        StringAssert.Contains(error.Message, "'add'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.Model(a, Data(2, 4))).Message, "keras.Input");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.Model(new Tensors(a, a), L.Dense(1).Apply(a))).Message,
            "twice");
        Tensor twice = L.Dense(2, name: "same").Apply(L.Dense(2, name: "same").Apply(a));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => keras.Model(a, twice)).Message, "'same'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => L.Add().Apply(new Tensors(a, Data(2, 4)))).Message,
            "keras.Input");
        Exception operators = Assert.Throws<Exception>(() => sum + sum);
        StringAssert.Contains(operators.Message, "layers.Add");
    }

    [TestMethod]
    public void A_very_deep_model_is_described_without_using_up_the_stack()
    {
        KerasInput x = keras.Input(1);
        Tensor y = x;
        for (int i = 0; i < 20_000; i++) y = new ActivationLayer("linear").Apply(y);
        Functional model = keras.Model(x, y);
        Assert.HasCount(20_001, model.layers);
    }

    [TestMethod]
    public void Keras_3_layout_is_read()
    {
        const string Kt = """{"class_name": "__keras_tensor__", "config": {"shape": [null, 3], "dtype": "float32", "keras_history": ["@", 0, 0]}}""";
        string json = """
            {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name": "k3", "trainable": true, "layers": [
              {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [null, 3], "dtype": "float32", "sparse": false, "name": "in"}, "registered_name": null, "name": "in", "inbound_nodes": []},
              {"module": "keras.layers", "class_name": "Dense", "config": {"name": "d", "trainable": true, "dtype": {"module": "keras", "class_name": "DTypePolicy", "config": {"name": "float32"}, "registered_name": null}, "units": 3, "activation": "linear", "use_bias": true}, "registered_name": null, "name": "d",
               "inbound_nodes": [{"args": [IN], "kwargs": {"training": null}}]},
              {"module": "keras.layers", "class_name": "Add", "config": {"name": "plus", "trainable": true}, "registered_name": null, "name": "plus",
               "inbound_nodes": [{"args": [[D, IN]], "kwargs": {} }]}],
              "input_layers": ["in", 0, 0], "output_layers": [["plus", 0, 0]]}, "registered_name": "Functional"}
            """.Replace("IN", Kt.Replace('@', 'i').Replace("\"i\"", "\"in\"", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace("D,", Kt.Replace('@', 'd') + ",", StringComparison.Ordinal);
        var model = (Functional)ModelConfig.FromJson(JsonNode.Parse(json)!.AsObject());
        Assert.AreEqual("k3", model.Name);
        Tensor x = Data(2, 3);
        CollectionAssert.AreEqual(Values(model.get_layer("d").Apply(x) + x), Values(model.predict(x).Single));
    }

    [TestMethod]
    [DataRow("""[[["d",0,0,{}]]]""", "itself|own output|in turn")]
    [DataRow("""[[["nobody",0,0,{}]]]""", "'nobody'")]
    [DataRow("""[[["in",3,0,{}]]]""", "use 3")]
    [DataRow("""[[["in",0,3,{}]]]""", "output 3")]
    [DataRow("""[[]]""", "names no tensor")]
    [DataRow("""[[["in",0,0,{"mask": 7}]]]""", "'mask'")]
    public void Damaged_graphs_are_refused(string nodes, string says)
    {
        string json = $$$"""
            {"class_name": "Functional", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 3], "name": "in"}, "name": "in", "inbound_nodes": []},
              {"class_name": "Dense", "config": {"name": "d", "units": 3}, "name": "d", "inbound_nodes": {{{nodes}}}}],
              "input_layers": [["in", 0, 0]], "output_layers": [["d", 0, 0]]}}
            """;
        Exception error = Assert.Throws<Exception>(() => ModelConfig.FromJson(JsonNode.Parse(json)!.AsObject()));
        Assert.IsTrue(error is InvalidDataException or NotSupportedException, error.GetType().Name);
        StringAssert.Matches(error.Message, new System.Text.RegularExpressions.Regex(says));
    }
}
