using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the exchange with TensorFlow.js: a model saved here loads there and predicts the same.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TfJsInteropTests
{
    private const double Tolerance = 1e-5;

    internal static readonly Dictionary<string, Func<LayersApi, Model>> Models = new()
    {
        ["cnn"] = l => keras.Sequential([
            keras.Input((14, 14, 1)), l.Conv2D(4, 3, activation: "relu", padding: "same"), l.MaxPooling2D(2),
                l.Conv2D(6, (3, 2), strides: 2, activation: "elu"),
            l.AveragePooling2D(2, padding: "same"), l.Flatten(), l.Dropout(0.5), l.Dense(10, activation: "softmax")]),
        ["batch normalization"] = l => keras.Sequential([
            l.Conv2D(4, 3, use_bias: false, input_shape: (8, 8, 2)), l.BatchNormalization(), l.LeakyReLU(0.2),
                l.Conv2DTranspose(3, 4, strides: 2, padding: "same"),
            l.BatchNormalization(scale: false), l.ReLU(), l.GlobalAveragePooling2D(), l.Dense(5), l.BatchNormalization(momentum: 0.5),
                l.LayerNormalization()]),
        ["bidirectional lstm"] = l => keras.Sequential([
            keras.Input((6, 5)), l.Bidirectional(l.LSTM(4, return_sequences: true)), l.Bidirectional(l.LSTM(3), merge_mode: "sum"),
                l.Dense(3, activation: "tanh")]),
        ["gru"] = l => keras.Sequential([keras.Input((6, 5)), l.LSTM(4, return_sequences: true), l.SimpleRNN(4), l.Reshape((4, 1)),
            l.GRU(3, reset_after: false)]),
        ["functional residual"] = l =>
        {
            KerasInput x = keras.Input((6, 6, 3)), hint = keras.Input(4);
            Tensor a = l.Conv2D(3, 3, padding: "same", activation: "relu").Apply(x);
            Tensor sum = l.Add().Apply(new Tensors(x, a));
            Layer shared = l.Dense(4, activation: "sigmoid");
            Tensor b = shared.Apply(l.Flatten().Apply(l.Concatenate().Apply(new Tensors(sum, a))));
            Tensor scaled = l.Multiply().Apply(new Tensors(b, hint));
            return keras.Model([x, hint], [l.Dense(2).Apply(scaled), b], name: "residual");
        },
        ["nested"] = l =>
        {
            KerasInput x = keras.Input(5), inside = keras.Input(5);
            Functional tail = keras.Model(inside, l.Add().Apply(new Tensors(inside, l.Dense(5, activation: "relu").Apply(inside))),
                name: "tail");
            Sequential chain = keras.Sequential([keras.Input(5), l.Dense(5, activation: "tanh")], name: "chain");
            return keras.Model(x, l.Dense(2).Apply(chain.Apply(tail.Apply(chain.Apply(x)))), name: "outer");
        },
    };

    public static IEnumerable<object[]> Names => Models.Keys.Select(name => new object[] { name });

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    [DynamicData(nameof(Names))]
    public void A_model_saved_here_predicts_the_same_in_TensorFlow_js(string name)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(11);
        Model model = Models[name](keras.layers);
        Tensor[] inputs = [.. model.inputs.Select(t => RandomOps.Uniform(Shape.Of([3, .. t.shape.Span[1..]]), -1, 1,
            TF_DataType.TF_FLOAT))];
        // Some steps of training, so that moving means and variances are not those at the beginning.
        model.compile("adam", "mse");
        Tensor[] targets = [.. model.outputs.Select(t => RandomOps.Uniform(Shape.Of([3, .. t.shape.Span[1..]]), -1, 1,
            TF_DataType.TF_FLOAT))];
        for (int i = 0; i < 3; i++) model.train_on_batch(inputs, targets);
        Tensors expected = model.predict(inputs);

        string folder = Path.Combine(Path.GetTempPath(), $"tfjs-interop-{Guid.NewGuid():N}");
        try
        {
            model.save(folder, save_format: "tfjs");
            Numbers[] outputs = OtherRuntimes.TensorFlowJs(folder, [.. inputs.Select(Given)])[0];
            Assert.HasCount(expected.Count, outputs);
            for (int i = 0; i < expected.Count; i++) OtherRuntimes.AssertClose(Given(expected[i]), outputs[i], Tolerance, $"{name}, output {i}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static Numbers Given(Tensor tensor) => new(tensor.shape.dims, tensor.ToArray<float>());
}
