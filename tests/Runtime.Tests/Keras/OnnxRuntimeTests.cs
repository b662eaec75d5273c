using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the exchange with ONNX: a graph written here runs in onnxruntime and predicts the same.</summary>
[TestClass]
[DoNotParallelize]
public sealed class OnnxRuntimeTests
{
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, Func<LayersApi, Model>> Models = new(TfJsInteropTests.Models)
    {
        ["images"] = l => keras.Sequential([
            keras.Input((9, 7, 2)), l.Rescaling(2, -1), l.ZeroPadding2D((1, 2)), l.Resizing(6, 5), l.UpSampling2D((2, 2)), l.Cropping2D(1), l.DepthwiseConv2D(3, depth_multiplier: 2),
                l.GlobalMaxPooling2D()]),
        ["sequences"] = l => keras.Sequential([
            keras.Input((8, 3)), l.Conv1D(4, 3, padding: "same"), l.MaxPooling1D(2), l.Permute((2, 1)), l.TimeDistributed(l.Dense(3)), l.GlobalAveragePooling1D(), l.RepeatVector(2)]),
        ["activations"] = l => keras.Sequential([
            keras.Input(6), l.Dense(6, activation: "selu"), l.Dense(6, activation: "softplus"), l.Dense(6, activation: "softsign"), l.Dense(6, activation: "swish"),
                l.Dense(6, activation: "hard_sigmoid"), l.Dense(6, activation: "exponential"), l.ReLU(), l.Softmax()]),
        ["merges"] = l =>
        {
            KerasInput a = keras.Input((4, 4, 2)), b = keras.Input((4, 4, 2));
            Tensor most = l.Maximum().Apply(new Tensors(a, b)), least = l.Minimum().Apply(new Tensors(a, b));
            return keras.Model([a, b], [l.Subtract().Apply(new Tensors(most, least)), l.Average().Apply(new Tensors(most, a))]);
        },
        ["normalizations"] = l => keras.Sequential([keras.Input((5, 5, 4)), l.GroupNormalization(2), l.LayerNormalization(), l.BatchNormalization(), l.InstanceNormalization()]),
    };

    public static IEnumerable<object[]> Names => Models.Keys.Select(name => new object[] { name });

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    [DynamicData(nameof(Names))]
    public void A_graph_written_here_predicts_the_same_in_onnxruntime(string name)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(11);
        Model model = Models[name](keras.layers);
        Tensor[] inputs = [.. model.inputs.Select(t => RandomOps.Uniform(Shape.Of([3, .. t.shape.Span[1..]]), -1, 1,
            TF_DataType.TF_FLOAT))];
        Tensors expected = model.predict(inputs);
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            model.save(file);
            Numbers[] outputs = OtherRuntimes.OnnxRuntime(file, [.. inputs.Select(TfJsInteropTests.Given)])[0];
            Assert.HasCount(expected.Count, outputs);
            for (int i = 0; i < expected.Count; i++)
                OtherRuntimes.AssertClose(TfJsInteropTests.Given(expected[i]), outputs[i], Tolerance, $"{name}, output {i}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void What_has_no_form_in_ONNX_is_named_and_no_file_is_left()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        Sequential model = keras.Sequential([keras.Input((4, 2)), keras.layers.RNN(keras.layers.LSTMCell(2), name: "cells")]);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => model.save(file)).Message, "RNN 'cells' has no ONNX form here.");
        Assert.IsFalse(File.Exists(file));
    }

    [TestMethod]
    public void The_docs_list_the_layers_that_can_be_written()
    {
        string docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "exports.md")).ReplaceLineEndings(" ");
        string list = docs[docs.IndexOf("Layers that have a form: ", StringComparison.Ordinal)..].Split(": ", 2)[1].Split(". ", 2)[0];
        CollectionAssert.AreEqual(Tensorflow.Keras.Saving.Onnx.OnnxLayers.Names.ToArray(), list.Split(", "));
    }

    [TestMethod]
    public void Graphs_are_not_read()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            keras.Sequential([keras.layers.Dense(1, input_shape: 1)]).save(file);
            // The version of the format comes first: field 1, 8.
            CollectionAssert.AreEqual(new byte[] { 8, 8 }, File.ReadAllBytes(file)[..2]);
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => keras.models.load_model(file)).Message, ".h5");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
