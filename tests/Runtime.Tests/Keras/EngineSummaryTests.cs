using System.Xml.Linq;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the table and the picture of models that branch and nest.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EngineSummaryTests
{
    private static Functional Residual()
    {
        keras.backend.clear_session();
        var l = keras.layers;
        KerasInput x = keras.Input((28, 28, 1));
        Tensor a = l.Conv2D(4, 3, padding: "same", activation: "relu").Apply(x), b = l.Conv2D(4, 3, padding: "same").Apply(a);
        Tensor sum = l.Add().Apply(new Tensors(a, b));
        Sequential head = keras.Sequential([keras.Input((28, 28, 4)), l.Flatten(), l.Dense(10)], name: "head");
        return keras.Model(x, head.Apply(sum), name: "residual");
    }

    [TestMethod]
    public void The_table_of_a_branching_model_says_what_is_connected_to_what()
    {
        string[] lines = Residual().SummaryText(-1).Split('\n');
        CollectionAssert.AreEqual(new[]
        {
            "Model: \"residual\"",
            new string('_', 85),
            " Layer (type)                Output Shape              Param #   Connected to",
            new string('=', 85),
            " input_1 (InputLayer)        [(None, 28, 28, 1)]       0         []",
            " conv2d (Conv2D)             (None, 28, 28, 4)         40        ['input_1[0][0]']",
            " conv2d_1 (Conv2D)           (None, 28, 28, 4)         148       ['conv2d[0][0]']",
            " add (Add)                   (None, 28, 28, 4)         0         ['conv2d[0][0]',",
            "                                                                  'conv2d_1[0][0]']",
            " head (Sequential)           (None, 10)                31370     ['add[0][0]']",
            new string('=', 85),
            "Total params: 31558 (123.27 KB)",
            "Trainable params: 31558 (123.27 KB)",
            "Non-trainable params: 0 (0.00 Byte)",
            new string('_', 85),
            "",
        }, lines, string.Join('\n', lines));
    }

    [TestMethod]
    public void Nested_models_are_listed_on_request()
    {
        string text = Residual().SummaryText(-1, expandNested: true);
        StringAssert.Contains(text, " | flatten (Flatten) ");
        StringAssert.Contains(text, " | dense (Dense) ");
    }

    [TestMethod]
    public void The_picture_has_a_box_a_layer_and_a_line_a_connection()
    {
        Functional model = Residual();
        string path = Path.Combine(Path.GetTempPath(), $"plot-{Guid.NewGuid():N}.svg");
        try
        {
            keras.utils.plot_model(model, path);
            XElement svg = XDocument.Load(path).Root!;
            XNamespace ns = "http://www.w3.org/2000/svg";
            Assert.HasCount(5 + 1, svg.Elements(ns + "rect").ToArray());
            Assert.HasCount(5, svg.Elements(ns + "path").ToArray());
            StringAssert.Contains(svg.Value, "add (Add)(None, 28, 28, 4)");
            keras.utils.plot_model(model, path, show_shapes: false, expand_nested: true);
            svg = XDocument.Load(path).Root!;
            Assert.HasCount(6 + 1, svg.Elements(ns + "rect").ToArray());
            Assert.DoesNotContain("None", svg.Value);
            Assert.ThrowsExactly<NotSupportedException>(() => keras.utils.plot_model(model, "model.png"));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
