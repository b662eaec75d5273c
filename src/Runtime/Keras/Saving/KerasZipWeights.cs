using System.Globalization;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// Weights in Keras 3's layout: where an object is in the model is where its variables are in the file, as in
/// <c>layers/dense_1/vars/0</c>. Layers go by their classes, numbered from the second on, not by their names.
/// </summary>
internal static class KerasZipWeights
{
    private const string Variables = "vars", Container = "layers", OldContainer = "_layer_checkpoint_dependencies", OptimizerGroup = "optimizer";

    /// <summary>True for a file in this layout.</summary>
    public static bool IsIn(IHdf5Group root) => root.Child(Container) is not null || root.Child(OldContainer) is not null || root.Child(Variables) is not null;

    /// <summary>Writes all weights.</summary>
    public static void Write(Hdf5Group root, Model model)
    {
        root.Group(Variables);
        foreach ((string path, _, ResourceVariable[] variables) in Places(model))
            for (int i = 0; i < variables.Length; i++) root.Add(Name(path, i), new Hdf5TensorDataset(variables[i].Operand));
    }

    /// <summary>Gives all layers their weights.</summary>
    /// <exception cref="InvalidDataException">Numbers or shapes differ; the text names the layer and both.</exception>
    public static void Read(IHdf5Group root, Model model, bool skipMismatch = false)
    {
        var pairs = new List<(ResourceVariable, KerasH5Weights.Stored)>();
        foreach ((string path, Layer layer, ResourceVariable[] variables) in Places(model))
        {
            List<KerasH5Weights.Stored>? stored = List(root, path);
            string owner = $"{layer.ClassName} '{layer.Name}'";
            if (stored is not null) KerasH5Weights.Match($"{owner} ({path} in the file)", variables, stored, skipMismatch, pairs);
            else if (!skipMismatch)
                throw new InvalidDataException($"it has no weights at {path}, where those of {owner} are expected.");
        }
        KerasH5Weights.Assign(pairs);
    }

    /// <summary>Writes what the optimizer remembers: steps, learning rate, then moments.</summary>
    public static void WriteOptimizer(Hdf5Group root, Model model)
    {
        if (model.optimizer is not Optimizer optimizer) return;
        var values = new List<Tensor> { Tensor.From<long>([optimizer.iterations], Shape.Scalar) };
        // A schedule is no variable.
        if (optimizer.get_config()["learning_rate"] is JsonValue) values.Add(Tensor.From<float>([(float)optimizer.learning_rate], Shape.Scalar));
        values.AddRange(KerasH5Optimizer.Slots(optimizer, model, KerasH5Optimizer.Grouped(optimizer)).Select(s => s.Value.AsTensor()));
        for (int i = 0; i < values.Count; i++) root.Add(Name(OptimizerGroup, i), new Hdf5TensorDataset(values[i]));
    }

    /// <summary>Gives a compiled model's optimizer what the file remembers.</summary>
    public static void ReadOptimizer(IHdf5Group root, Model model, string path)
    {
        if (model.optimizer is not Optimizer optimizer || List(root, OptimizerGroup) is not { Count: > 0 } stored) return;
        int kinds = optimizer.SlotNames.Count, trained = model.trainable_variables.Count, moments = kinds * trained;
        // Keras 2 keeps the steps before the moments, Keras 3 the learning rate too, unless it is a schedule.
        int first = stored.Count >= moments + 1 && stored.Count <= moments + 2 ? stored.Count - moments : stored.Count;
        var slots = Enumerable.Range(0, kinds).Select(_ => new List<KerasH5Weights.Stored>()).ToArray();
        for (int i = first; i < stored.Count; i++)
            slots[KerasH5Optimizer.Grouped(optimizer) ? (i - first) / trained : (i - first) % kinds].Add(stored[i]);
        long? iterations = stored.Count - first == moments || stored.Count <= 2 ? KerasH5Values.Integer(stored[0].Values, stored[0].Name) : null;
        KerasH5Optimizer.Restore(optimizer, model, iterations, slots, path);
    }

    /// <summary>Where the variables of each layer are, layers inside layers too.</summary>
    private static List<(string Path, Layer Layer, ResourceVariable[] Variables)> Places(Model model)
    {
        var places = new List<(string, Layer, ResourceVariable[])>();
        Visit(model, "", places, []);
        return places;
    }

    private static void Visit(Layer layer, string path, List<(string, Layer, ResourceVariable[])> places, HashSet<Layer> seen)
    {
        if (!seen.Add(layer)) return;
        ResourceVariable[] own = [.. layer.Weights.Except(layer.Layers.SelectMany(l => l.Weights))];
        if (layer is MultiHeadAttention)
        {
            // Its projections are layers of their own in Keras.
            foreach (IGrouping<string, ResourceVariable> part in own.GroupBy(v => v.Name.Split('/')[^2]))
                places.Add(($"{path}/{(part.Key == "attention_output" ? "output" : part.Key)}_dense", layer, [.. part]));
        }
        else if (own.Length > 0)
        {
            places.Add((path, layer, own));
        }
        switch (layer)
        {
            case Recurrent:
                Visit(layer.Layers[0], path + "/cell", places, seen);
                break;
            case Bidirectional:
                Visit(layer.Layers[0], path + "/forward_layer", places, seen);
                Visit(layer.Layers[1], path + "/backward_layer", places, seen);
                break;
            case TimeDistributed:
                Visit(layer.Layers[0], path + "/layer", places, seen);
                break;
            default:
                var numbers = new Dictionary<string, int>();
                foreach (Layer inner in layer.Layers)
                {
                    string name = Layer.SnakeCase(inner.ClassName);
                    int number = numbers[name] = numbers.GetValueOrDefault(name, -1) + 1;
                    string container = layer is StackedRNNCells ? "cells" : Container;
                    Visit(inner, $"{path}/{container}/{name}{(number > 0 ? $"_{number}" : "")}".TrimStart('/'), places, seen);
                }
                break;
        }
    }

    /// <summary>The variables at a path, in order; null when there are none.</summary>
    private static List<KerasH5Weights.Stored>? List(IHdf5Group root, string path)
    {
        IHdf5Group? group = root.FindGroup($"{path}/{Variables}")
            // Keras 2.12's name of the layers; Keras 2's and early 3's of attention's projections.
            ?? root.FindGroup($"{path.Replace(Container, OldContainer, StringComparison.Ordinal)}/{Variables}")
            ?? root.FindGroup($"{path[..(path.LastIndexOf('/') + 1)]}_{path[(path.LastIndexOf('/') + 1)..]}/{Variables}");
        if (group is null) return null;
        var stored = new List<KerasH5Weights.Stored>();
        for (int i = 0; group.Child(i.ToString(CultureInfo.InvariantCulture)) is IHdf5Dataset values; i++)
            stored.Add(new KerasH5Weights.Stored(Name(path, i), values));
        return stored;
    }

    private static string Name(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}/{Variables}/{number}").TrimStart('/');
}
