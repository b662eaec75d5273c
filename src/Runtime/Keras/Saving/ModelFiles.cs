using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving.Onnx;

namespace Tensorflow.Keras.Saving;

/// <summary>Finds out what kind of model a path names, and reads or writes it.</summary>
internal static class ModelFiles
{
    private const string Kinds = "a Keras file (.h5, .keras) or a TensorFlow.js LayersModel: its model.json, or the folder that holds it";

    /// <summary>The model in a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="compile">False to leave out how it was trained.</param>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no model.</exception>
    /// <exception cref="NotSupportedException">It is of a kind that is not built; the text says what to use instead.</exception>
    public static Model Load(string path, bool compile = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            string json = Path.Combine(path, "model.json");
            if (File.Exists(json)) return TfJsModel.Load(json);
            if (File.Exists(Path.Combine(path, "saved_model.pb")))
                throw new NotSupportedException($"{path} is a SavedModel, whose graph cannot be read here. "
                    + "Save it as one file, in Python: keras.models.load_model(folder).save(\"x.h5\").");
            throw new FileNotFoundException($"{path} holds no model.json; a TensorFlow.js LayersModel is a folder with model.json and its "
                + "weights.",
                json);
        }
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist; load_model takes {Kinds}.", path);
        return Format(path) switch
        {
            "tfjs" => TfJsModel.Load(path),
            "h5" => KerasH5Model.Load(path, compile),
            "keras" => KerasZipModel.Load(path, compile),
            "onnx" => throw new NotSupportedException($"{path} is an ONNX graph, which is written here but not read; load_model takes {Kinds}. "
                + "Load the file that the graph was made of, or run the graph with onnxruntime."),
            _ => throw new NotSupportedException($"{path} is of an unknown kind; load_model takes {Kinds}."),
        };
    }

    /// <summary>Writes a model.</summary>
    /// <exception cref="ArgumentException">The format is unknown.</exception>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="NotSupportedException">The format cannot hold the model; the text says what to do.</exception>
    /// <exception cref="IOException">The path is taken and must not be overwritten, or cannot be written.</exception>
    public static void Save(Model model, string path, bool overwrite, bool includeOptimizer, string? format)
    {
        Check(model, path, overwrite);
        switch (format ?? Format(path) ?? "tfjs")
        {
            case "tfjs":
                TfJsWriter.Save(model, path);
                break;
            case "h5":
                KerasH5Model.Save(model, path, includeOptimizer);
                break;
            case "keras":
                KerasZipModel.Save(model, path, includeOptimizer);
                break;
            case "onnx":
                OnnxWriter.Save(model, path);
                break;
            case { } unknown:
                throw new ArgumentException($"Got save_format '{unknown}'; it takes h5, keras, onnx or tfjs.");
        }
    }

    /// <summary>Writes a model's weights alone.</summary>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="NotSupportedException">The path's extension means another kind of file.</exception>
    /// <exception cref="IOException">The path is taken and must not be overwritten, or cannot be written.</exception>
    public static void SaveWeights(Model model, string path, bool overwrite)
    {
        Check(model, path, overwrite);
        if (Format(path) != "h5")
            throw new NotSupportedException($"{path} is no name for a file of weights; use one that ends in .h5, or save the whole model "
                + "with save.");
        KerasH5Model.SaveWeights(model, path);
    }

    /// <summary>Reads weights into a model: from a file of weights, or from one of a whole model.</summary>
    /// <exception cref="InvalidOperationException">The model has no weights yet.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or does not fit the model.</exception>
    public static void LoadWeights(Model model, string path, bool byName, bool skipMismatch)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist; load_weights takes a file that save_weights or "
                + "Keras wrote.", path);
        if (!model.Built)
            throw new InvalidOperationException($"The model '{model.Name}' has no weights yet; give its first layer an input_shape, "
                + "or call build(input_shape), before loading them.");
        if (KerasZipModel.IsZip(path)) KerasZipModel.LoadWeights(model, path, byName, skipMismatch);
        else KerasH5Model.LoadWeights(model, path, byName, skipMismatch);
    }

    private static void Check(Model model, string path, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!model.Built)
            throw new InvalidOperationException($"The model '{model.Name}' has no weights yet; give its first layer an input_shape, "
                + "call build(input_shape), or train it on data before saving it.");
        if (!overwrite && (File.Exists(path) || Directory.Exists(path)))
            throw new IOException($"{path} is there already; pass overwrite: true to replace it.");
    }

    /// <summary>The format an extension means; null where it means none.</summary>
    private static string? Format(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => "tfjs",
        ".h5" or ".hdf5" => "h5",
        ".keras" => "keras",
        ".onnx" => "onnx",
        _ => null,
    };
}
