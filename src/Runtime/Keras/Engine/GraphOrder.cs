namespace Tensorflow.Keras.Engine;

/// <summary>Brings the uses of layers into an order, and the layers into the one Keras has, which files of weights rely on.</summary>
internal static class GraphOrder
{
    /// <summary>The uses that the outputs need, each behind those it needs itself, and the order in which layers were met.</summary>
    /// <exception cref="ArgumentException">An output needs an input that is not among <paramref name="inputs"/>.</exception>
    public static List<Node> Trace(string owner, KerasTensor[] inputs, KerasTensor[] outputs, out Dictionary<Layer, int> layers)
    {
        var given = new HashSet<KerasTensor>(inputs, ReferenceEqualityComparer.Instance);
        var done = new List<Node>();
        var seen = new HashSet<Node>();
        layers = [];
        // A stack of its own, as a model may have more layers than the thread's stack has room for.
        var path = new Stack<(Node Node, int Next)>();
        foreach (KerasTensor output in outputs)
        {
            Enter(output, layers);
            while (path.TryPop(out (Node Node, int Next) top))
            {
                if (top.Next == top.Node.Inputs.Length || (top.Next == 0 && top.Node.Outputs.All(given.Contains)))
                {
                    done.Add(top.Node);
                    continue;
                }
                path.Push((top.Node, top.Next + 1));
                Enter(top.Node.Inputs[top.Next], layers);
            }
        }
        foreach (KerasTensor input in inputs)
        {
            // An input that no output needs is the model's all the same.
            if (!seen.Add(input.Node!)) continue;
            layers.TryAdd(input.Node!.Layer, -1);
            done.Insert(0, input.Node);
        }
        return done;

        void Enter(KerasTensor tensor, Dictionary<Layer, int> met)
        {
            Node node = tensor.Node!;
            if (node.Inputs.Length == 0 && !given.Contains(tensor))
                throw new ArgumentException($"Graph disconnected: the model '{owner}' needs the input '{tensor.name}' {tensor.shape}"
                    + $"{(path.TryPeek(out var user) ? $" for layer '{user.Node.Layer.Name}'" : "")}, which is not among its inputs "
                    + $"({string.Join(", ", given.Select(t => $"'{t.name}'"))}). Pass it in inputs as well.");
            if (!seen.Add(node)) return;
            met.TryAdd(node.Layer, met.Count);
            path.Push((node, 0));
        }
    }

    /// <summary>Uses and layers by depth, the longest way to an output, as Keras orders them.</summary>
    public static (Node[] Nodes, Layer[] Layers) Sort(List<Node> nodes, Dictionary<Layer, int> met, KerasTensor[] inputs)
    {
        var depthOf = new Dictionary<Node, int>();
        var layerDepth = new Dictionary<Layer, int>();
        var first = new HashSet<Node>(inputs.Select(t => t.Node!));
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            Node node = nodes[i];
            int depth = Math.Max(depthOf.GetValueOrDefault(node), layerDepth.GetValueOrDefault(node.Layer));
            depthOf[node] = layerDepth[node.Layer] = depth;
            if (first.Contains(node)) continue;
            foreach (KerasTensor input in node.Inputs) depthOf[input.Node!] = Math.Max(depth + 1, depthOf.GetValueOrDefault(input.Node!));
        }
        return ([.. nodes.Where(n => first.Contains(n)), .. nodes.Where(n => !first.Contains(n)).OrderByDescending(n => depthOf[n])],
            [.. layerDepth.Keys.OrderByDescending(l => layerDepth[l]).ThenBy(l => met[l])]);
    }
}
