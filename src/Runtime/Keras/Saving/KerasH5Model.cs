using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// Keras' HDF5 files: whole models (structure, weights, how they are trained, what the optimizer remembers) and weights alone.
/// </summary>
/// <remarks>
/// Written in Keras 2's layout: root attributes keras_version, backend, model_config and training_config, groups model_weights/LAYER and
/// optimizer_weights. Read are files of Keras 2 and 3.
/// </remarks>
internal static class KerasH5Model
{
    private const string ModelWeights = "model_weights", ModelConfigName = "model_config", TrainingConfig = "training_config";

    /// <summary>The model in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="compile">False to leave out how it was trained.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds no model; the text names it and the reason.</exception>
    /// <exception cref="NotSupportedException">It holds something that is not built.</exception>
    public static Model Load(string path, bool compile = true)
    {
        using FileStream stream = File.OpenRead(path);
        return KerasErrors.Guard(path, () =>
        {
            IHdf5Group root = OwnHdf5.Library.Open(stream, path);
            string json = root.Text(ModelConfigName) ?? throw new InvalidDataException(
                "it holds no model_config, so it has weights only. Build the model in code and read them with load_weights.");
            string version = root.Text("keras_version") ?? root.FindGroup(ModelWeights)?.Text("keras_version") ?? "";
            JsonObject config = KerasErrors.Parse(json, ModelConfigName);
            KerasH5Config.FromFile(config, version);
            Model model = Build(config, Budget(root, stream.Length));
            KerasH5Weights.Read(root.FindGroup(ModelWeights) ?? throw new InvalidDataException("it has no group model_weights."), model);
            if (compile && root.Text(TrainingConfig) is { } training)
            {
                KerasH5Training.Compile(model, KerasErrors.Parse(training, TrainingConfig), "optimizer_config", path);
                KerasH5Optimizer.Read(root, model, path);
            }
            return model;
        });
    }

    /// <summary>Writes a model.</summary>
    /// <param name="model">Built, and of a class that has a configuration.</param>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="includeOptimizer">False to leave out how it is trained.</param>
    public static void Save(Model model, string path, bool includeOptimizer)
    {
        JsonObject config = ModelConfig.ToJson(model);
        KerasH5Config.ToKeras2(config);
        var root = new Hdf5Group();
        root.Set("keras_version", KerasH5Weights.KerasVersion);
        root.Set("backend", "tensorflow");
        root.Set(ModelConfigName, config.ToJsonString());
        KerasH5Weights.Write(root.Group(ModelWeights), model);
        if (includeOptimizer && KerasH5Training.Write(model, "optimizer_config") is { } training)
        {
            root.Set(TrainingConfig, training.ToJsonString());
            KerasH5Optimizer.Write(root, model);
        }
        Write(path, root);
    }

    /// <summary>Writes the weights alone; in Keras 3's layout for a path that ends in .weights.h5, as Keras does.</summary>
    public static void SaveWeights(Model model, string path)
    {
        var root = new Hdf5Group();
        if (path.EndsWith(".weights.h5", StringComparison.OrdinalIgnoreCase)) KerasZipWeights.Write(root, model);
        else KerasH5Weights.Write(root, model);
        Write(path, root);
    }

    /// <summary>Reads weights: of a file of weights, or out of one of a whole model.</summary>
    public static void LoadWeights(Model model, string path, bool byName, bool skipMismatch)
    {
        using FileStream stream = File.OpenRead(path);
        IHdf5Group root = OwnHdf5.Library.Open(stream, path);
        LoadWeights(model, root, path, byName, skipMismatch);
    }

    /// <summary>Reads weights in any of the layouts.</summary>
    public static void LoadWeights(Model model, IHdf5Group root, string path, bool byName, bool skipMismatch) => KerasErrors.Guard(path, () =>
    {
        IHdf5Group group = !KerasH5Weights.IsIn(root) && root.FindGroup(ModelWeights) is { } inside ? inside : root;
        if (KerasH5Weights.IsIn(group))
        {
            if (byName) KerasH5Weights.ReadByName(group, model, skipMismatch);
            else KerasH5Weights.Read(group, model, skipMismatch);
        }
        else if (!KerasZipWeights.IsIn(group))
        {
            throw new InvalidDataException("it holds no weights in a layout of Keras'.");
        }
        else if (byName)
        {
            throw new NotSupportedException("weights in Keras 3's layout have no names of layers. Leave by_name out.");
        }
        else
        {
            KerasZipWeights.Read(group, model, skipMismatch);
        }
        return model;
    });

    /// <summary>The model of a configuration; it may not need more memory than the file can fill.</summary>
    public static Model Build(JsonObject config, long budget)
    {
        Model model;
        using (new WeightBudget(budget)) model = ModelConfig.FromJson(config);
        return model.Built ? model : throw new InvalidDataException(
            "no layer says what shape the input has (batch_input_shape), so the weights' sizes are not known.");
    }

    /// <summary>Bytes of a file's weights, as float64 if need be; never more than what could be packed in a file of its length.</summary>
    public static long Budget(IHdf5Group group, long length)
    {
        // Each group once, however a damaged file's groups contain each other.
        var seen = new HashSet<IHdf5Group>(ReferenceEqualityComparer.Instance) { group };
        var waiting = new Stack<IHdf5Group>(seen);
        long bytes = 0;
        while (waiting.TryPop(out IHdf5Group? next))
        {
            foreach (IHdf5Node? child in next.Names.Select(next.Child))
            {
                if (child is IHdf5Dataset dataset) bytes += dataset.Shape.size * sizeof(double);
                else if (child is IHdf5Group inner && seen.Add(inner)) waiting.Push(inner);
            }
        }
        return Math.Min(bytes, 16 * length + (1L << 26));
    }

    private static void Write(string path, Hdf5Group root) => AtomicFile.Write(path, stream => OwnHdf5.Library.Write(stream, root));
}

/// <summary>Turns whatever goes wrong with a file into errors that name it.</summary>
internal static class KerasErrors
{
    /// <summary>Runs a step of reading a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">The step.</param>
    public static T Guard<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (e is NotSupportedException or InvalidDataException
            && e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            // It names the file already.
            throw;
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>A JSON object inside a file.</summary>
    public static JsonObject Parse(string json, string what)
    {
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetBytes(json)) as JsonObject
                ?? throw new InvalidDataException($"{what} holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{what} is no valid JSON. {e.Message}", e);
        }
    }
}
