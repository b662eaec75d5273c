using MlPipelines.KerasModels;
using Tensorflow;
using Tensorflow.Kernels;
using Tensorflow.Keras.Engine;
using static Tensorflow.Binding;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects the promise of <c>predict</c>: an image's output has the same bits alone, in any batch, on any number of threads.</summary>
[TestClass, DoNotParallelize]
public sealed class InferenceTests
{
    private const int Images = 66;

    private static readonly Dictionary<string, (Func<Sequential> Create, Shape Sample)> Models = new()
    {
        ["cnn"] = (Gan.Cnn, (28, 28, 1)),
        ["mlp"] = (() => Mlp.Create(), 784),
        ["cnn_bilstm"] = (Gan.CnnBiLstm, (28, 28, 1)),
    };

    [TestMethod, DataRow("cnn"), DataRow("mlp"), DataRow("cnn_bilstm")]
    public void A_row_has_the_same_bits_in_any_batch_on_any_number_of_threads(string name)
    {
        (Func<Sequential> create, Shape sample) = Models[name];
        Sequential model = create();
        Tensor x = tf.random.uniform(Shape.Of([Images, .. sample.Span]));
        int before = Workers.Threads;
        try
        {
            int[]? expected = null;
            foreach (int threads in (int[])[1, 2, 3])
            {
                Workers.Threads = threads;
                foreach (int batch in (int[])[1, 2, 7, 32, 33, Images])
                {
                    int[] got = Bits(model.predict(x, batch)[0]);
                    expected ??= got;
                    Assert.IsTrue(got.SequenceEqual(expected), $"Batches of {batch} on {threads} threads give other bits than single images on one.");
                }
                Assert.IsTrue(Bits(model.Apply(x)).SequenceEqual(expected), $"Apply on {threads} threads gives other bits than predict.");
            }
        }
        finally
        {
            Workers.Threads = before;
        }
    }

    private static int[] Bits(Tensor x) => Array.ConvertAll(x.ToArray<float>(), BitConverter.SingleToInt32Bits);
}
