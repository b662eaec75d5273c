namespace Tensorflow.Gradients;

/// <summary>One recorded operation, as its gradient rule sees it.</summary>
public sealed class GradientStep
{
    internal Op Op = null!;
    internal readonly List<Tensor?> Inputs = new(4);
    internal readonly List<Tensor> Outputs = new(1);
    internal object? Attributes;

    /// <summary>Tapes that hold the step; the last one to let go puts it up for reuse.</summary>
    internal int Tapes;

    internal BackwardPass Pass = null!;

    /// <summary>Bit i is set when the gradient with respect to input i leads to a source.</summary>
    internal ulong Needed;

    /// <summary>In this pass a later rule has already taken the gradient back through the operation's own relu and summed its bias.</summary>
    internal bool ActivationDone;

    internal GradientStep()
    {
    }

    /// <summary>The number of inputs.</summary>
    public int InputCount => Inputs.Count;

    /// <summary>An input, as it was when the operation ran.</summary>
    public Tensor Input(int i) => Inputs[i] ?? throw new ArgumentException($"{Op.Name} was recorded without input {i}.");

    /// <summary>True when the optional input was given.</summary>
    public bool HasInput(int i) => i < Inputs.Count && Inputs[i] is not null;

    /// <summary>
    /// The operation that made input <paramref name="i"/>, if its rule runs next, on nothing but what this rule adds for that input, and
    /// nobody else sees what that was; else null. Then the two rules may share their work.
    /// </summary>
    internal GradientStep? MadeNext(int i) => Pass.MadeNext(Input(i));

    /// <summary>The (first) output.</summary>
    public Tensor Output => Outputs[0];

    /// <summary>Output number <paramref name="i"/>.</summary>
    public Tensor OutputAt(int i) => Outputs[i];

    /// <summary>The gradient of the target with respect to the (first) output.</summary>
    public Tensor OutputGradient => OutputGradientAt(0)!;

    /// <summary>The gradient of the target with respect to output <paramref name="i"/>; null when the target does not depend on it.</summary>
    public Tensor? OutputGradientAt(int i) => Pass.Find(Outputs[i]);

    /// <summary>True when the rule may write its result over <see cref="OutputGradient"/>, as nobody else needs that any more.</summary>
    internal bool OwnsOutputGradient => Pass.MayOverwrite(Outputs[0]);

    /// <summary>What the operation gave to <c>Record</c>.</summary>
    public T Attribute<T>() => (T)Attributes!;

    /// <summary>True when somebody wants the gradient with respect to input <paramref name="i"/>. Computing others is wasted time.</summary>
    public bool Needs(int i) => (Needed >> Math.Min(i, 63) & 1) != 0;

    /// <summary>Adds to the gradient with respect to input <paramref name="i"/>.</summary>
    /// <exception cref="InvalidOperationException">The gradient has another shape than the input.</exception>
    public void Add(int i, Tensor gradient)
    {
        if (!Needs(i)) return;
        Tensor input = Input(i);
        if (gradient.shape != input.shape)
            throw new InvalidOperationException($"{Op.Name} gave a gradient of shape {gradient.shape} for its input {i} of shape {input.shape}.");
        Pass.Add(input, gradient);
    }
}
