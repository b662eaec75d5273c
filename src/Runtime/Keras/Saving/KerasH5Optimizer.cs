using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Saving.Hdf5;

namespace Tensorflow.Keras.Saving;

/// <summary>What an optimizer remembers, in Keras' HDF5 layout: the number of steps, then moments of each trained variable.</summary>
internal static class KerasH5Optimizer
{
    private const string GroupName = "optimizer_weights", Iteration = "iteration:0";

    /// <summary>Names that Keras' versions have for what is remembered, by the name it has here; the first is Keras 2's.</summary>
    private static readonly Dictionary<string, string[]> Synonyms = new()
    {
        ["m"] = ["m", "momentum"],
        ["v"] = ["v", "velocity"],
        ["rms"] = ["velocity", "velocity", "rms"],
        ["mean"] = ["average_gradient", "average_gradient", "mg"],
        ["momentum"] = ["m", "momentum"],
    };

    /// <summary>Adds what the optimizer remembers of the variables that the model trains.</summary>
    public static void Write(Hdf5Group root, Model model)
    {
        if (model.optimizer is not Optimizer optimizer) return;
        Hdf5Group group = root.Group(GroupName);
        var names = new List<string> { Iteration };
        group.Add(Iteration, new Hdf5TensorDataset(Tensor.From<long>([optimizer.iterations], Shape.Scalar)));
        foreach ((ResourceVariable variable, int slot, ResourceVariable value) in Slots(optimizer, model, Grouped(optimizer)))
        {
            string stem = $"{optimizer.Name}/{Keras2Name(optimizer, slot)}/", name = stem + variable.Name;
            for (int number = 1; names.Contains(name); number++) name = $"{stem}{variable.Name}_{number}";
            names.Add(name);
            group.Add(name, new Hdf5TensorDataset(value.AsTensor()));
        }
        KerasH5Attributes.Write(group, "weight_names", names);
    }

    /// <summary>Gives a compiled model's optimizer what the file remembers. What does not fit leaves it as new, as Keras does.</summary>
    public static void Read(IHdf5Group root, Model model, string path)
    {
        if (model.optimizer is not Optimizer optimizer || root.FindGroup(GroupName) is null) return;
        long? iterations = null;
        var slots = optimizer.SlotNames.Select(_ => new List<KerasH5Weights.Stored>()).ToArray();
        foreach (KerasH5Weights.Stored stored in KerasH5Weights.Weights(root, GroupName))
        {
            string[] parts = [.. stored.Name.Split('/').Select(p => p.EndsWith(":0", StringComparison.Ordinal) ? p[..^2] : p)];
            if (parts[^1] is "iteration" or "iterations" or "iter") iterations = KerasH5Values.Integer(stored.Values, stored.Name);
            else if (SlotOf(optimizer, parts) is >= 0 and int slot) slots[slot].Add(stored);
        }
        Restore(optimizer, model, iterations, slots, path);
    }

    /// <summary>What is remembered of each variable: one variable behind the other, or all of one kind first, as Keras orders RMSprop's.</summary>
    public static IEnumerable<(ResourceVariable Variable, int Slot, ResourceVariable Value)> Slots(Optimizer optimizer, Model model, bool grouped)
    {
        if (optimizer.iterations == 0 && optimizer.variables.Count == 0) return [];
        IReadOnlyList<ResourceVariable> trained = model.trainable_variables;
        optimizer.build(trained);
        IEnumerable<int> kinds = Enumerable.Range(0, optimizer.SlotNames.Count);
        return grouped
            ? kinds.SelectMany(slot => trained.Select(v => (v, slot, optimizer.Slots(v)[slot])))
            : trained.SelectMany(v => kinds.Select(slot => (v, slot, optimizer.Slots(v)[slot])));
    }

    /// <summary>True for the optimizers that Keras makes all slots of one kind for before those of the next.</summary>
    public static bool Grouped(Optimizer optimizer) => optimizer is not Adam;

    /// <summary>Takes over the number of steps and slots, once all fit; a line on the error output tells when they do not.</summary>
    /// <param name="optimizer">Takes them.</param>
    /// <param name="model">The model it trains.</param>
    /// <param name="iterations">Steps done; null when the file does not say.</param>
    /// <param name="slots">For each kind, the values of the trained variables in order; none for a kind that is not in the file.</param>
    /// <param name="path">The file, for the line.</param>
    public static void Restore(Optimizer optimizer, Model model, long? iterations, List<KerasH5Weights.Stored>[] slots, string path)
    {
        IReadOnlyList<ResourceVariable> trained = model.trainable_variables;
        var pairs = new List<(ResourceVariable, KerasH5Weights.Stored)>();
        bool fits = iterations is >= 0;
        for (int slot = 0; slot < slots.Length; slot++)
        {
            if (slots[slot].Count == 0) continue;
            fits &= slots[slot].Count == trained.Count;
            for (int i = 0; fits && i < trained.Count; i++)
            {
                fits &= slots[slot][i].Values.Shape == trained[i].shape;
                if (fits) pairs.Add((optimizer.Slots(trained[i])[slot], slots[slot][i]));
            }
        }
        if (!fits)
        {
            Console.Error.WriteLine($"{path}: what the optimizer remembered does not fit {optimizer.ClassName} and the model's "
                + $"{trained.Count} trained variables; training begins with a new optimizer.");
            return;
        }
        optimizer.build(trained);
        KerasH5Weights.Assign(pairs);
        optimizer.iterations = iterations!.Value;
    }

    private static string Keras2Name(Optimizer optimizer, int slot)
    {
        string name = optimizer.SlotNames[slot];
        // Keras' RMSprop has a velocity and a momentum; elsewhere momentum is m.
        if (name == "momentum" && optimizer is RMSprop) return name;
        return Synonyms.TryGetValue(name, out string[]? names) ? names[0] : name;
    }

    /// <summary>
    /// The kind of slot that a name means: Adam/m/dense/kernel (Keras 2), Adam/dense/kernel/m (before 2.11), adam/dense_kernel_momentum (3).
    /// </summary>
    private static int SlotOf(Optimizer optimizer, string[] parts)
    {
        for (int way = 0; way < 3; way++)
        {
            for (int slot = 0; slot < optimizer.SlotNames.Count; slot++)
            {
                string own = optimizer.SlotNames[slot];
                foreach (string name in Synonyms.GetValueOrDefault(own, [own]).Append(own))
                {
                    if (name == "m" && own == "momentum" && optimizer is RMSprop) continue;
                    if (way == 0 ? parts.Length > 2 && parts[1] == name
                        : way == 1 ? parts[^1] == name
                        : parts[^1].EndsWith("_" + name, StringComparison.Ordinal))
                        return slot;
                }
            }
        }
        return -1;
    }
}
