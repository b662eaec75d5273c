using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Engine;

public abstract partial class Model
{
    /// <summary>Writes the model, its weights and how it is trained.</summary>
    /// <param name="filepath">A file (.h5, .keras or .onnx), or a folder for the format "tfjs".</param>
    /// <param name="overwrite">False to refuse a path where there is something.</param>
    /// <param name="include_optimizer">False to leave out what the optimizer remembers. TensorFlow.js models and ONNX graphs never have
    /// it.</param>
    /// <param name="save_format"><c>h5</c>, <c>keras</c>, <c>onnx</c> (predictions alone, for other programs) or <c>tfjs</c>; by the path's
    /// extension unless given, <c>tfjs</c> for a folder.</param>
    /// <exception cref="ArgumentException">The format is unknown.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="NotSupportedException">The format cannot hold the model: a layer has no ONNX form, or a class no
    /// configuration.</exception>
    /// <exception cref="IOException">The file cannot be written, or is there and must not be overwritten.</exception>
    public void save(string filepath, bool overwrite = true, bool include_optimizer = true, string? save_format = null) =>
        ModelFiles.Save(this, filepath, overwrite, include_optimizer, save_format);

    /// <summary>Writes the weights alone.</summary>
    /// <param name="filepath">A file (.h5).</param>
    /// <param name="overwrite">False to refuse a path where there is something.</param>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    public void save_weights(string filepath, bool overwrite = true) => ModelFiles.SaveWeights(this, filepath, overwrite);

    /// <summary>Reads weights that <see cref="save_weights"/> or Python's Keras wrote.</summary>
    /// <param name="filepath">A file (.h5).</param>
    /// <param name="by_name">True to give weights to the layers of the same names; false to go by the layers' order.</param>
    /// <param name="skip_mismatch">With <paramref name="by_name"/>, true to leave out layers whose weights have other shapes.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged or does not fit the model.</exception>
    public void load_weights(string filepath, bool by_name = false, bool skip_mismatch = false) =>
        ModelFiles.LoadWeights(this, filepath, by_name, skip_mismatch);

    /// <summary>What <c>compile</c> got, for each output: a loss or null, metrics, and how much the loss counts.</summary>
    internal (ILossFunc?[] Losses, IReadOnlyList<MetricArgument>[] Metrics, double[] Weights) Compiled
    {
        get
        {
            string[] names = [.. output_names];
            return (_lossArgument.For(names), _metricArguments.For(names), _lossWeightArgument.For(names));
        }
    }
}
