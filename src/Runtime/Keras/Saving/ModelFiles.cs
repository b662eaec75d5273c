using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>Finds out what kind of model a path names, and reads it.</summary>
internal static class ModelFiles
{
    /// <summary>The model in a file or folder.</summary>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no model.</exception>
    /// <exception cref="NotSupportedException">It is of a kind that is not built; the text says what to use instead.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            string json = Path.Combine(path, "model.json");
            if (File.Exists(json)) return TfJsModel.Load(json);
            if (File.Exists(Path.Combine(path, "saved_model.pb")))
                throw new NotSupportedException($"{path} is a SavedModel, whose graph cannot be read here. "
                    + "Save it as a TensorFlow.js LayersModel (tensorflowjs_converter --input_format=keras).");
            throw new FileNotFoundException($"{path} holds no model.json; a TensorFlow.js LayersModel is a folder with model.json and its weights.",
                json);
        }
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist; load_model takes a TensorFlow.js LayersModel: its model.json, "
                + "or the folder that holds it.", path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".json" => TfJsModel.Load(path),
            ".h5" or ".hdf5" or ".keras" =>
                throw new NotSupportedException($"{path} is a Keras file, which is not read here yet. "
                    + "Convert it with tensorflowjs_converter --input_format=keras and load the model.json."),
            _ => throw new NotSupportedException($"{path} is of an unknown kind; load_model takes a TensorFlow.js LayersModel: its model.json, "
            + "or the folder that holds it."),
        };
    }
}
