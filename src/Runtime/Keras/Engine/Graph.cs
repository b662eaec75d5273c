using System.Buffers;
using Tensorflow.Memory;

namespace Tensorflow.Keras.Engine;

/// <summary>The layers between some inputs and some outputs, in an order in which they can be computed, and the plan to do so.</summary>
internal sealed class Graph
{
    private readonly Step[] _steps;
    private readonly int[] _inputSlots, _outputSlots;
    private readonly int _slots;

    /// <summary>Follows the outputs back to the inputs.</summary>
    /// <param name="owner">The model's name, for errors.</param>
    /// <param name="inputs">Symbolic tensors that the model gets; outputs of other layers are cut off from those.</param>
    /// <param name="outputs">Symbolic tensors that the model gives.</param>
    /// <exception cref="ArgumentException">
    /// A tensor is not symbolic, an input that an output needs is not among the inputs, or two layers have one name.
    /// </exception>
    public Graph(string owner, IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs)
    {
        Inputs = [.. inputs.Select(t => Symbolic(owner, t, "input"))];
        Outputs = [.. outputs.Select(t => Symbolic(owner, t, "output"))];
        if (Inputs.Length == 0 || Outputs.Length == 0)
            throw new ArgumentException($"The model '{owner}' got {Inputs.Length} inputs and {Outputs.Length} outputs; it takes one or "
                + "more of each.");
        if (Inputs.Distinct().Count() != Inputs.Length) throw new ArgumentException($"The model '{owner}' got the same input twice.");
        List<Node> nodes = GraphOrder.Trace(owner, Inputs, Outputs, out Dictionary<Layer, int> layers);
        if (!Array.TrueForAll(Inputs, t => t.Node!.Inputs.Length == 0))
        {
            // The model begins inside another one: describe the part once more, from inputs of its own.
            CutOff(nodes);
            nodes = GraphOrder.Trace(owner, Inputs, Outputs, out layers);
        }
        (Nodes, Layers) = GraphOrder.Sort(nodes, layers, Inputs);
        IGrouping<string, Layer>? twice = Layers.GroupBy(l => l.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"The model '{owner}' got {twice.Count()} layers named '{twice.Key}'; names in a model are "
                + "unique. Give them others.");

        var slotOf = new Dictionary<KerasTensor, int>(ReferenceEqualityComparer.Instance);
        foreach (KerasTensor tensor in Nodes.SelectMany(n => n.Outputs)) slotOf[tensor] = slotOf.Count;
        _slots = slotOf.Count;
        _inputSlots = [.. Inputs.Select(t => slotOf[t])];
        _outputSlots = [.. Outputs.Select(t => slotOf[t])];
        _steps = [.. Nodes.Where(n => n.Inputs.Length > 0).Select(n => new Step(n, [.. n.Inputs.Select(t => slotOf[t])],
            [.. n.Outputs.Select(t => slotOf[t])]))];
        _steps = OnePass(_steps);
        NoteLastUses();
    }

    /// <summary>What the model gets.</summary>
    public KerasTensor[] Inputs { get; }

    /// <summary>What the model gives.</summary>
    public KerasTensor[] Outputs { get; private set; }

    /// <summary>The uses of layers, inputs first, in the order in which they are computed.</summary>
    public Node[] Nodes { get; }

    /// <summary>The layers, in Keras' order: by the longest way to an output, then as met from the outputs.</summary>
    public Layer[] Layers { get; }

    /// <summary>True where each layer follows the one before, as in a Sequential.</summary>
    public bool IsChain => Inputs.Length == 1 && Outputs.Length == 1 && Nodes.Length == Layers.Length
        && Nodes.Skip(1).Select((n, i) => n.Inputs is [{ } only] && only.Node == Nodes[i]).All(follows => follows);

    /// <summary>Number of a use among those of its layer in this model.</summary>
    public int NumberOf(Node node) => Nodes.Count(n => n.Layer == node.Layer && n.Index < node.Index);

    /// <summary>Computes the outputs of some inputs.</summary>
    /// <param name="inputs">As many as <see cref="Inputs"/>.</param>
    /// <param name="outputs">Takes the outputs.</param>
    /// <param name="training">True in training.</param>
    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs, bool training)
    {
        long since = Temporary.Now;
        Tensor?[] values = ArrayPool<Tensor?>.Shared.Rent(_slots);
        try
        {
            for (int i = 0; i < inputs.Length; i++) values[_inputSlots[i]] = Inputs[i].Node!.Layer.Apply(inputs[i], training);
            foreach (Step step in _steps)
            {
                if (!step.Node.Layer.IsClosed)
                    foreach (int slot in step.Inputs) Temporary.Show(values[slot]!, forGood: true);
                bool mode = step.Node.Training ?? training;
                Layer layer = step.Node.Layer;
                if (step.Rectifier is { } rectifier) values[step.Outputs[0]] = layer.ApplyRectified(values[step.Inputs[0]]!, rectifier, mode);
                else if (step.Inputs.Length == 1 && step.Outputs.Length == 1) values[step.Outputs[0]] = layer.Apply(values[step.Inputs[0]]!, mode);
                else RunList(step, values, mode);
                foreach (int slot in step.Outputs)
                {
                    if (layer.IsClosed) Temporary.Hide(values[slot]!, since);
                    else Temporary.Show(values[slot]!, forGood: true);
                }
                foreach (int slot in step.LastUses) values[slot] = null;
            }
            for (int i = 0; i < outputs.Length; i++)
            {
                outputs[i] = values[_outputSlots[i]]!;
                Temporary.Show(outputs[i], forGood: false);
            }
        }
        finally
        {
            Array.Clear(values, 0, _slots);
            ArrayPool<Tensor?>.Shared.Return(values);
        }
    }

    /// <summary>Shapes of the outputs for shapes of the inputs.</summary>
    public IReadOnlyList<Shape> Shapes(IReadOnlyList<Shape> inputs)
    {
        var shapes = new Shape[_slots];
        for (int i = 0; i < inputs.Count; i++) shapes[_inputSlots[i]] = Inputs[i].Node!.Layer.ComputeOutputShape(inputs[i]);
        foreach (Step step in _steps)
        {
            IReadOnlyList<Shape> made = step.Node.Layer.ComputeOutputShapes([.. step.Inputs.Select(slot => shapes[slot])]);
            for (int i = 0; i < made.Count; i++) shapes[step.Outputs[i]] = made[i];
        }
        return [.. _outputSlots.Select(slot => shapes[slot])];
    }

    private static void RunList(Step step, Tensor?[] values, bool training)
    {
        Layer layer = step.Node.Layer;
        var list = new Tensor[step.Inputs.Length];
        for (int i = 0; i < list.Length; i++) list[i] = values[step.Inputs[i]]!;
        Tensors made = layer.Apply(new Tensors(list), null, training);
        if (made.Length != step.Outputs.Length)
            throw new InvalidOperationException($"{layer.ClassName} '{layer.Name}' gave {made.Length} outputs; ComputeOutputShapes said "
                + $"{step.Outputs.Length}.");
        for (int i = 0; i < made.Length; i++) values[step.Outputs[i]] = made[i];
    }

    /// <summary>Joins steps with the relu that is the only user of their output.</summary>
    private Step[] OnePass(Step[] steps)
    {
        var users = new Dictionary<int, int>();
        foreach (int slot in steps.SelectMany(s => s.Inputs).Concat(_outputSlots)) users[slot] = users.GetValueOrDefault(slot) + 1;
        var joined = new List<Step>();
        var taken = new HashSet<Step>();
        foreach (Step step in steps)
        {
            if (taken.Contains(step)) continue;
            Step? next = step.Inputs.Length == 1 && step.Outputs.Length == 1 && users.GetValueOrDefault(step.Outputs[0]) == 1
                ? steps.FirstOrDefault(s => s.Inputs.Length == 1 && s.Inputs[0] == step.Outputs[0] && s.Outputs.Length == 1)
                : null;
            if (next is null || !Layer.AreOnePass(step.Node.Layer, next.Node.Layer))
            {
                joined.Add(step);
                continue;
            }
            taken.Add(next);
            joined.Add(new Step(step.Node, step.Inputs, next.Outputs) { Rectifier = next.Node.Layer });
        }
        return [.. joined];
    }

    /// <summary>Notes behind which step each value is no longer held, so that the collector can have it. None is disposed: a layer may pass
    /// its
    /// input on, and the caller's tensors are among them.</summary>
    private void NoteLastUses()
    {
        var needed = new HashSet<int>(_outputSlots);
        for (int i = _steps.Length - 1; i >= 0; i--)
            _steps[i].LastUses = [.. _steps[i].Inputs.Concat(_steps[i].Outputs).Distinct().Where(needed.Add)];
    }

    private void CutOff(List<Node> nodes)
    {
        var replaced = new Dictionary<KerasTensor, KerasTensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < Inputs.Length; i++)
        {
            KerasTensor own = Inputs[i].Node!.Inputs.Length == 0 ? Inputs[i] : new KerasInput(Inputs[i].shape, Inputs[i].dtype);
            replaced[Inputs[i]] = own;
            Inputs[i] = own;
        }
        foreach (Node node in nodes.Where(n => n.Inputs.Length > 0 && !n.Outputs.All(replaced.ContainsKey)))
        {
            KerasTensor[] made = Node.Record(node.Layer, [.. node.Inputs.Select(t => replaced[t])], node.Training);
            for (int i = 0; i < made.Length; i++) replaced.TryAdd(node.Outputs[i], made[i]);
        }
        Outputs = [.. Outputs.Select(t => replaced[t])];
    }

    private static KerasTensor Symbolic(string owner, Tensor tensor, string what) => tensor is KerasTensor { Node: not null } symbolic
        ? symbolic
        : throw new ArgumentException($"The model '{owner}' got "
            + $"{(tensor is null ? "null" : $"a tensor of shape {tensor.shape} that is no layer's output")} "
            + $"as its {what}; inputs are made with keras.Input, outputs by layers applied to them.");

    private sealed class Step(Node node, int[] inputs, int[] outputs)
    {
        public readonly Node Node = node;
        public readonly int[] Inputs = inputs, Outputs = outputs;
        public int[] LastUses = [];

        /// <summary>A relu or leaky relu layer that belongs to the step, too.</summary>
        public Layer? Rectifier { get; init; }
    }
}
