using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>Base of the optimizers: keeps what they remember of each variable, shortens gradients, counts steps. One of one's own overrides
/// <see cref="Update"/>.</summary>
public abstract class Optimizer : IOptimizer
{
    private readonly Dictionary<ResourceVariable, ResourceVariable[]> _slots = [];
    private readonly List<ResourceVariable> _variables = [];
    private readonly string[] _slotNames;
    private readonly double _firstSlotValue;
    private LearningRate _rate;
    private Tensor?[] _clipped = [];

    /// <summary>An optimizer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="learning_rate">Step size, a number of 0 or more or a schedule.</param>
    /// <param name="clipping">How long gradients may be.</param>
    /// <param name="slotNames">What it remembers of each variable, a value of the variable's shape for each name.</param>
    /// <param name="firstSlotValue">What these begin with.</param>
    protected Optimizer(string name, LearningRate learning_rate, Clipping clipping, ReadOnlySpan<string> slotNames, double firstSlotValue = 0)
    {
        Name = name;
        _rate = learning_rate;
        Clipping = clipping;
        _slotNames = slotNames.ToArray();
        _firstSlotValue = firstSlotValue;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Class name in Keras.</summary>
    public virtual string ClassName => GetType().Name;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The number is negative or not finite.</exception>
    public double learning_rate
    {
        get => _rate.At(iterations);
        set => _rate = value;
    }

    /// <inheritdoc/>
    public long iterations { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<ResourceVariable> variables => _variables;

    /// <summary>How long gradients may be.</summary>
    public Clipping Clipping { get; }

    /// <summary>Changes one variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="learningRate">Step size.</param>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="slots">What is remembered of the variable, in the order of the names given to the constructor.</param>
    protected abstract void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step, ReadOnlySpan<ResourceVariable> slots);

    /// <summary>Makes what is remembered of these variables, before the first step: to load it from a file, for example.</summary>
    public void build(IEnumerable<IVariableV1> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (IVariableV1 variable in variables) _ = SlotsOf(Own(variable));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No variable has a gradient, or a shape or type differs.</exception>
    public void apply_gradients(IEnumerable<(Tensor, IVariableV1)> grads_and_vars)
    {
        ArgumentNullException.ThrowIfNull(grads_and_vars);
        (Tensor, IVariableV1)[] pairs = [.. grads_and_vars];
        apply_gradients([.. pairs.Select(p => p.Item1)], (ReadOnlySpan<ResourceVariable>)[.. pairs.Select(p => Own(p.Item2))]);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No variable has a gradient, the numbers differ, or a shape or type does.</exception>
    public void apply_gradients(ReadOnlySpan<Tensor?> gradients, ReadOnlySpan<ResourceVariable> variables)
    {
        if (gradients.Length != variables.Length)
            throw new ArgumentException($"{Name} got {gradients.Length} gradients for {variables.Length} variables.");
        bool any = false;
        for (int i = 0; i < gradients.Length; i++)
        {
            any |= gradients[i] is not null;
            if (gradients[i] is { } g && g.shape != variables[i].shape)
                throw new ArgumentException($"{Name} got a gradient of shape {g.shape} for '{variables[i].Name}' of shape {variables[i].shape}; "
                    + "they must be equal.");
        }
        if (!any)
        {
            string names = string.Join(", ", variables.ToArray().Select(v => $"'{v.Name}'"));
            throw new ArgumentException($"No gradients provided for any variable: [{names}]. The loss does not depend on them: "
                + "compute it inside the tape's `using`, from outputs of the model.");
        }
        if (Clipping.Any) gradients = Clip(gradients);
        double rate = learning_rate;
        iterations++;
        for (int i = 0; i < gradients.Length; i++)
        {
            ResourceVariable[] slots = SlotsOf(variables[i]);
            if (gradients[i] is { } gradient) Update(variables[i], gradient, rate, iterations, slots);
        }
        Array.Clear(_clipped);
    }

    /// <inheritdoc/>
    public virtual JsonObject get_config()
    {
        JsonObject config = new() { ["name"] = Name, [nameof(learning_rate)] = _rate.Serialize() };
        Clipping.Write(config);
        return config;
    }

    /// <summary>The optimizer of a name, with Keras' settings; null stays null.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    [return: NotNullIfNotNull(nameof(name))]
    public static implicit operator Optimizer?(string? name) => name is null ? null : OptimizerRegistry.Get(name);

    /// <summary>Names of what is remembered of each variable.</summary>
    internal IReadOnlyList<string> SlotNames => _slotNames;

    /// <summary>What is remembered of a variable, in the order of <see cref="SlotNames"/>; made if need be.</summary>
    internal IReadOnlyList<ResourceVariable> Slots(ResourceVariable variable) => SlotsOf(variable);

    private Tensor?[] Clip(ReadOnlySpan<Tensor?> gradients)
    {
        if (_clipped.Length != gradients.Length) _clipped = new Tensor?[gradients.Length];
        gradients.CopyTo(_clipped);
        Clipping.Apply(_clipped);
        return _clipped;
    }

    private ResourceVariable[] SlotsOf(ResourceVariable variable)
    {
        if (_slots.TryGetValue(variable, out ResourceVariable[]? slots)) return slots;
        slots = new ResourceVariable[_slotNames.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = ResourceVariable.Take(ArrayOps.Fill(variable.shape, _firstSlotValue, variable.dtype), trainable: false,
                $"{Name}/{variable.Name.Replace(":0", "", StringComparison.Ordinal)}/{_slotNames[i]}:0");
        }
        _slots[variable] = slots;
        _variables.AddRange(slots);
        return slots;
    }

    private ResourceVariable Own(IVariableV1 variable) => variable as ResourceVariable
        ?? throw new ArgumentException($"{Name} got {(variable is null ? "null" : $"a {variable.GetType().Name}")} where a variable is needed; "
            + "pass gradients and variables in pairs, zip(gradients, variables).");
}

/// <summary>An optimizer by name or as an object, as <c>compile</c> takes it.</summary>
public readonly struct OptimizerArgument
{
    private OptimizerArgument(IOptimizer? value) => Value = value;

    /// <summary>The optimizer; null where none was given.</summary>
    public IOptimizer? Value { get; }

    /// <summary>Any implementation of the interface.</summary>
    public static OptimizerArgument Of(IOptimizer? optimizer) => new(optimizer);

    /// <summary>By name.</summary>
    /// <exception cref="ArgumentException">The name is unknown; the text lists the known ones.</exception>
    public static implicit operator OptimizerArgument(string? name) => new((Optimizer?)name);

    /// <summary>As an object.</summary>
    public static implicit operator OptimizerArgument(Optimizer? optimizer) => new(optimizer);
}
