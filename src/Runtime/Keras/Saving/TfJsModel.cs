using System.Text.Json;
using System.Text.Json.Nodes;
using Tensorflow.IO;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;

namespace Tensorflow.Keras.Saving;

/// <summary>Reads TensorFlow.js LayersModels: model.json with the layers, and files of weights beside it.</summary>
/// <remarks>Whatever the files say is checked before it is used; sizes are compared with the files' before memory is taken.</remarks>
internal static class TfJsModel
{
    private const long MostJsonBytes = 64L << 20;

    /// <summary>The model described by a model.json.</summary>
    /// <exception cref="InvalidDataException">A file is missing, damaged or does not fit the others; the text names it and the
    /// reason.</exception>
    /// <exception cref="NotSupportedException">The model or a layer is of a kind that is not built.</exception>
    public static Model Load(string path)
    {
        JsonObject root = Parse(path);
        if (Text(root["format"]) is { } format && format != "layers-model")
            throw new NotSupportedException($"{path} has the format '{format}'; layers-model is built. "
                + "Convert the model with --output_format=tfjs_layers_model.");
        TfJsWeights weights = TfJsWeights.Read(path, root["weightsManifest"]);
        try
        {
            Model model;
            using (new WeightBudget(weights.Bytes)) model = Build(root["modelTopology"]);
            weights.AssignTo(model);
            TrainAsTensorFlowJs(model);
            return model;
        }
        catch (NotSupportedException e)
        {
            throw new NotSupportedException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static JsonObject Parse(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MostJsonBytes)
            throw new InvalidDataException($"{path} has {length} bytes; a model.json of more than {MostJsonBytes} is not read.");
        try
        {
            return JsonText.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new InvalidDataException($"{path} holds no JSON object; it is no TensorFlow.js model.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no valid JSON. {e.Message}", e);
        }
    }

    private static Model Build(JsonNode? topology)
    {
        // A model converted from Python has one more level around it.
        if (topology is JsonObject outer && outer["model_config"] is JsonObject inner) topology = inner;
        if (topology is null) throw new InvalidDataException("'modelTopology' is missing; the file holds weights only.");
        Model model = ModelConfig.FromJson(topology as JsonObject ?? throw new InvalidDataException("'modelTopology' is no object."));
        if (!model.Built)
            throw new InvalidDataException("no layer says what shape the input has (batch_input_shape), so the weights' sizes are not "
                + "known.");
        return model;
    }

    /// <summary>Lets the model train on with TensorFlow.js' numbers where they are others than TensorFlow's: docs/adr/0003.</summary>
    private static void TrainAsTensorFlowJs(Layer layer)
    {
        if (layer is AveragePooling2D pooling) pooling.TensorFlowJsGradient = true;
        foreach (Layer inside in layer.Layers) TrainAsTensorFlowJs(inside);
    }

    private static string? Text(JsonNode? node) => ModelConfig.Text(node);
}
