using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;

namespace Tensorflow.Keras.Saving;

/// <summary>Configurations of functional models: layers with the tensors each use of them gets ("inbound_nodes").</summary>
/// <remarks>
/// Keras 2 names a tensor by a list, ["layer", use, output, {}]; Keras 3 by an object of the class __keras_tensor__ with the same
/// three as its keras_history. A model used as a layer counts its uses from 1: Keras keeps number 0 for the model by itself.
/// </remarks>
internal static class FunctionalConfig
{
    /// <summary>The configuration of a model, in Keras 2's layout.</summary>
    public static JsonObject Write(Functional model)
    {
        Graph graph = model.Graph;
        var numbers = new Dictionary<Node, int>();
        foreach (IGrouping<Layer, Node> uses in graph.Nodes.OrderBy(n => n.Index).GroupBy(n => n.Layer))
        {
            int number = uses.Key is Model ? 1 : 0;
            foreach (Node node in uses) numbers[node] = number++;
        }
        var layers = new JsonArray();
        foreach (Layer layer in graph.Layers)
        {
            IEnumerable<Node> nodes = graph.Nodes.Where(n => n.Layer == layer && n.Inputs.Length > 0).OrderBy(n => n.Index);
            layers.Add((JsonNode)new JsonObject
            {
                ["class_name"] = layer.ClassName,
                ["config"] = layer.get_config(),
                ["name"] = layer.Name,
                ["inbound_nodes"] = new JsonArray([.. nodes.Select(node => new JsonArray([.. node.Inputs.Select(t =>
                    Reference(t, node))]))]),
            });
        }
        return new JsonObject
        {
            ["name"] = model.Name,
            ["trainable"] = model.trainable,
            ["layers"] = layers,
            ["input_layers"] = new JsonArray([.. graph.Inputs.Select(t => Reference(t, null))]),
            ["output_layers"] = new JsonArray([.. graph.Outputs.Select(t => Reference(t, null))]),
        };

        JsonArray Reference(KerasTensor tensor, Node? user)
        {
            var reference = new JsonArray(tensor.Node!.Layer.Name, numbers[tensor.Node], tensor.Index);
            if (user is not null) reference.Add((JsonNode)(user.Training is { } training ? new JsonObject { ["training"] = training }
                : []));
            return reference;
        }
    }

    /// <summary>The model of a configuration.</summary>
    /// <exception cref="InvalidDataException">Something is missing, of another kind, or names what is not there.</exception>
    /// <exception cref="NotSupportedException">A layer gets an argument that is not built.</exception>
    public static Functional Read(JsonObject config)
    {
        if (config["layers"] is not JsonArray entries) throw new InvalidDataException("the model's 'layers' are missing or no list.");
        var layers = new Dictionary<string, FunctionalLayer>();
        for (int i = 0; i < entries.Count; i++)
        {
            var layer = new FunctionalLayer(entries[i], i);
            if (!layers.TryAdd(layer.Name, layer))
                throw new InvalidDataException($"layer {i} has the name '{layer.Name}', which another "
                    + "one has.");
        }
        FunctionalReference[] inputs = Ends(config, "input_layers"), outputs = Ends(config, "output_layers");
        foreach (FunctionalReference reference in layers.Values.SelectMany(l => l.Uses).SelectMany(u => u.Inputs).Concat(outputs))
            if (layers.TryGetValue(reference.Layer, out FunctionalLayer? named)) named.CountFrom(reference.Use);
        var build = new Stack<FunctionalReference>();
        foreach (FunctionalReference start in inputs.Concat(layers.Values.SelectMany(l => l.AllUses())).Concat(outputs)) Resolve(start,
            layers, build);
        try
        {
            var model = new Functional(new Tensors(inputs.Select(Tensor)), new Tensors(outputs.Select(Tensor)),
                ModelConfig.Text(config["name"]));
            if (!new ConfigReader("Functional", config).Flag("trainable", true)) model.trainable = false;
            return model;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }

        Tensor Tensor(FunctionalReference reference) => layers[reference.Layer].Output(reference);
    }

    /// <summary>Applies the layers that a tensor needs, then its own. A stack of its own keeps a damaged file from using up the
    /// thread's.</summary>
    private static void Resolve(FunctionalReference start, Dictionary<string, FunctionalLayer> layers, Stack<FunctionalReference> path)
    {
        path.Push(start);
        while (path.TryPeek(out FunctionalReference reference))
        {
            FunctionalLayer layer = Find(reference);
            FunctionalUse use = layer.Use(reference);
            use.Entered = true;
            if (use.Outputs is not null)
            {
                path.Pop();
            }
            else if (use.Next == use.Inputs.Length)
            {
                layer.Apply(use, [.. use.Inputs.Select(r => layers[r.Layer].Output(r))]);
                path.Pop();
            }
            else
            {
                FunctionalReference next = use.Inputs[use.Next++];
                FunctionalUse before = Find(next).Use(next);
                if (before.Outputs is not null) continue;
                if (before.Entered)
                    throw new InvalidDataException($"layer '{layer.Name}' needs the output of '{next.Layer}', which needs "
                        + "it in turn.");
                path.Push(next);
            }
        }

        FunctionalLayer Find(FunctionalReference reference) => layers.TryGetValue(reference.Layer, out FunctionalLayer? layer) ? layer
            : throw new InvalidDataException($"the model uses the output of a layer '{reference.Layer}', which it does not have.");
    }

    private static FunctionalReference[] Ends(JsonObject config, string key)
    {
        // One end may be written without the list around it.
        FunctionalReference[] ends = config[key] is JsonArray list ? [.. FunctionalReference.ReadAll(list)] : [];
        return ends.Length > 0 ? ends : throw new InvalidDataException($"the model's '{key}' are missing or no list of [layer, use, "
            + "output].");
    }
}
