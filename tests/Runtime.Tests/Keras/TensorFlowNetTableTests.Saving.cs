using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

// What TensorFlow.NET does wrong with files.
public sealed partial class TensorFlowNetTableTests
{
    [TestMethod]
    public void Save_x_h5_writes_no_HDF5_and_load_weights_returns_stale_weights__ours_writes_HDF5_and_errors_throw()
    {
        string folder = Directory.CreateTempSubdirectory("table-").FullName;
        try
        {
            string path = Path.Combine(folder, "x.h5");
            Sequential model = keras.Sequential(keras.layers.Dense(2, input_shape: 3));
            float[] saved = model.Weights[0].AsTensor().ToArray<float>();
            model.save(path);
            CollectionAssert.AreEqual(new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F' }, File.ReadAllBytes(path)[..4]);
            // The file's weights come back, not what the model had when it was last asked.
            model.Weights[0].assign(Tensorflow.Tensor.Zeros((3, 2)));
            Assert.AreEqual(0, model.get_weights()[0].ToArray<float>().Sum());
            model.load_weights(path);
            CollectionAssert.AreEqual(saved, model.get_weights()[0].ToArray<float>());
            CollectionAssert.AreEqual(saved, keras.models.load_model(path).Weights[0].AsTensor().ToArray<float>());
            Assert.ThrowsExactly<FileNotFoundException>(() => model.load_weights(Path.Combine(folder, "missing.h5")));
            Assert.ThrowsExactly<InvalidDataException>(() => keras.Sequential(keras.layers.Dense(4, input_shape: 3)).load_weights(path));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
