using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>
/// The weights of a model's layers in Keras' HDF5 layout: a group a layer, whose attribute weight_names lists the weights' paths in it.
/// </summary>
internal static class KerasH5Weights
{
    /// <summary>The version of Keras whose layout is written, which Keras' readers ask for.</summary>
    public const string KerasVersion = "2.15.0";

    private const string LayerNames = "layer_names", WeightNames = "weight_names", TopLevel = "top_level_model_weights";

    /// <summary>State of random numbers and the like, which Keras of some versions keeps among the weights.</summary>
    private static readonly string[] Foreign = ["StateVar", "seed_generator_state"];

    /// <summary>A layer's weights in the order in which Keras saves them: those that training changes first.</summary>
    public static IReadOnlyList<ResourceVariable> InOrder(Layer layer) => [.. layer.trainable_variables, .. layer.non_trainable_weights];

    /// <summary>Writes all layers' weights.</summary>
    public static void Write(Hdf5Group group, Model model)
    {
        // Keras counts no input among the layers of a Sequential.
        Layer[] layers = [.. model.Layers.Where(l => !(model is Sequential && l is InputLayer))];
        KerasH5Attributes.Write(group, LayerNames, [.. layers.Select(l => l.Name)]);
        group.Set("backend", "tensorflow");
        group.Set("keras_version", KerasVersion);
        foreach (Layer layer in layers) Write(group.Group(layer.Name), InOrder(layer));
        Write(group.Group(TopLevel), Loose(model));
    }

    /// <summary>Writes variables into a group, and the list of their names.</summary>
    public static void Write(Hdf5Group group, IReadOnlyList<ResourceVariable> variables)
    {
        var names = new List<string>();
        foreach (ResourceVariable variable in variables)
        {
            string name = variable.Name;
            for (int number = 1; names.Contains(name); number++)
                name = variable.Name.EndsWith(":0", StringComparison.Ordinal) ? $"{variable.Name[..^2]}_{number}:0" : $"{variable.Name}_{number}";
            names.Add(name);
            group.Add(name, new Hdf5TensorDataset(variable.Operand));
        }
        KerasH5Attributes.Write(group, WeightNames, names);
    }

    /// <summary>True for a group that holds weights in this layout.</summary>
    public static bool IsIn(IHdf5Group group) => KerasH5Attributes.Has(group, LayerNames);

    /// <summary>Gives the layers that have weights those of the file, in order.</summary>
    /// <exception cref="InvalidDataException">The group is damaged, or numbers or shapes differ; the text names the layer and both.</exception>
    public static void Read(IHdf5Group group, Model model, bool skipMismatch = false)
    {
        Layer[] layers = [.. model.Layers.Where(l => l.Weights.Count > 0)];
        var stored = new List<(string Layer, IReadOnlyList<Stored> Weights)>();
        foreach (string name in KerasH5Attributes.Read(group, LayerNames, "the group of weights"))
        {
            IReadOnlyList<Stored> weights = Weights(group, name);
            if (weights.Count > 0) stored.Add((name, weights));
        }
        if (stored.Count != layers.Length)
            throw new InvalidDataException($"The model '{model.Name}' has {layers.Length} layers with weights ({Short(layers.Select(l => l.Name))}); "
                + $"the file has {stored.Count} ({Short(stored.Select(s => s.Layer))}). "
                + "Load it into the model it was saved from, or use by_name: true.");
        var all = new List<(ResourceVariable, Stored)>();
        for (int i = 0; i < layers.Length; i++)
            Match($"layer {i}, '{layers[i].Name}' ('{stored[i].Layer}' in the file)", InOrder(layers[i]), stored[i].Weights, skipMismatch, all);
        ReadLoose(group, model, skipMismatch, all);
        Assign(all);
    }

    /// <summary>Gives those layers weights whose names the file has.</summary>
    /// <inheritdoc cref="Read"/>
    public static void ReadByName(IHdf5Group group, Model model, bool skipMismatch = false)
    {
        var all = new List<(ResourceVariable, Stored)>();
        HashSet<string> names = [.. KerasH5Attributes.Read(group, LayerNames, "the group of weights")];
        foreach (Layer layer in model.Layers)
            if (names.Contains(layer.Name)) Match($"layer '{layer.Name}'", InOrder(layer), Weights(group, layer.Name), skipMismatch, all);
        ReadLoose(group, model, skipMismatch, all);
        Assign(all);
    }

    /// <summary>The datasets that a group lists, in its order.</summary>
    public static IReadOnlyList<Stored> Weights(IHdf5Group group, string name)
    {
        IHdf5Group own = group.FindGroup(name) ?? throw new InvalidDataException($"the group '{name}' of weights is missing.");
        var weights = new List<Stored>();
        foreach (string path in KerasH5Attributes.Read(own, WeightNames, $"the group '{name}'"))
        {
            if (Array.Exists(Foreign, f => path.Split('/')[^1].StartsWith(f, StringComparison.Ordinal))) continue;
            weights.Add(new Stored(path, own.Find(path) as IHdf5Dataset
                ?? throw new InvalidDataException($"the weight '{path}' of '{name}' is listed, but missing.")));
        }
        return weights;
    }

    /// <summary>Pairs variables with values of the same shapes.</summary>
    public static void Match(string owner, IReadOnlyList<ResourceVariable> variables, IReadOnlyList<Stored> stored, bool skipMismatch,
        List<(ResourceVariable, Stored)> pairs)
    {
        if (variables.Count != stored.Count)
        {
            if (skipMismatch) return;
            throw new InvalidDataException($"{owner}: it has {variables.Count} weights ({Short(variables.Select(v => v.Name))}); "
                + $"the file has {stored.Count} ({Short(stored.Select(s => s.Name))}).");
        }
        for (int i = 0; i < variables.Count; i++)
        {
            if (variables[i].shape == stored[i].Values.Shape) pairs.Add((variables[i], stored[i]));
            else if (!skipMismatch)
                throw new InvalidDataException($"{owner}: its weight '{variables[i].Name}' has shape {variables[i].shape}; "
                    + $"the file's '{stored[i].Name}' has {stored[i].Values.Shape}.");
        }
    }

    /// <summary>Gives all variables their values, once everything fits.</summary>
    public static void Assign(List<(ResourceVariable Variable, Stored Stored)> pairs)
    {
        foreach ((ResourceVariable variable, Stored stored) in pairs) KerasH5Values.Assign(variable, stored.Values, stored.Name);
    }

    private static void ReadLoose(IHdf5Group group, Model model, bool skipMismatch, List<(ResourceVariable, Stored)> pairs)
    {
        IReadOnlyList<ResourceVariable> loose = Loose(model);
        if (group.FindGroup(TopLevel) is not null)
            Match($"the model '{model.Name}' itself", loose, Weights(group, TopLevel), skipMismatch, pairs);
        else if (loose.Count > 0 && !skipMismatch)
            throw new InvalidDataException($"The model '{model.Name}' has {loose.Count} weights outside its layers; the file has none.");
    }

    /// <summary>Weights of a model that are no layer's.</summary>
    private static ResourceVariable[] Loose(Model model) => [.. InOrder(model).Except(model.Layers.SelectMany(l => l.Weights))];

    private static string Short(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(9)];
        return string.Join(", ", first.Take(8).Select(n => $"'{n}'")) + (first.Length > 8 ? " .." : "");
    }

    /// <summary>A dataset and its name.</summary>
    public readonly record struct Stored(string Name, IHdf5Dataset Values);
}
