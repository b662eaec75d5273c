using System.Numerics;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

/// <summary>Optimizer steps: each reads a variable, its gradient and what the optimizer remembers, and writes them anew, in one pass.</summary>
/// <remarks>
/// Slots are variables of the optimizer's, of the variable's shape and type. A value that somebody still holds, as a tensor or on
/// a tape, stays as it is: the new one then gets memory of its own.
/// </remarks>
public static partial class TrainingOps
{
    /// <summary>Steps whose corrections of Adam are multiplied up; later the rounding makes no difference.</summary>
    private const int FirstSteps = 64;

    /// <summary>Gradient descent: w -= lr g; with momentum v = momentum v - lr g, w += v; with Nesterov's w += momentum v - lr g.</summary>
    /// <param name="variable">The weights, w.</param>
    /// <param name="gradient">g, of the same shape and type.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="velocity">v, or null without momentum.</param>
    /// <param name="momentum">0 to 1.</param>
    /// <param name="nesterov">True for Nesterov's form.</param>
    /// <exception cref="ArgumentException">Shapes or types differ, or there is momentum and no slot for it.</exception>
    public static void Sgd(ResourceVariable variable, Tensor gradient, double lr, ResourceVariable? velocity = null, double momentum = 0, bool nesterov = false)
    {
        if (velocity is null && momentum != 0)
            throw new ArgumentException($"Got momentum {momentum} for the variable '{variable.Name}' and no slot to keep its velocity in; pass one, or momentum 0.");
        Numbers k = new(lr, momentum);
        if (velocity is null) Update<OptimizerFormulas.Sgd>(variable, gradient, k);
        else if (nesterov) Update<OptimizerFormulas.Nesterov>(variable, gradient, k, velocity);
        else Update<OptimizerFormulas.Momentum>(variable, gradient, k, velocity);
    }

    /// <summary>
    /// Adam (Kingma and Ba 2015, algorithm 1): m and v are running means of g and g²; w -= lr m^ / (sqrt(v^) + epsilon), where m^ and v^
    /// are corrected for having started at 0. With weight decay it is AdamW (Loshchilov and Hutter 2019): w also shrinks by lr * weightDecay.
    /// </summary>
    /// <param name="variable">The weights, w.</param>
    /// <param name="gradient">g, of the same shape and type.</param>
    /// <param name="m">Running mean of the gradients.</param>
    /// <param name="v">Running mean of their squares.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="beta1">Share that m keeps a step, 0 to 1.</param>
    /// <param name="beta2">Share that v keeps a step, 0 to 1.</param>
    /// <param name="epsilon">Keeps the divisor above 0.</param>
    /// <param name="step">Number of this step, from 1.</param>
    /// <param name="weightDecay">Decoupled decay, at least 0.</param>
    /// <exception cref="ArgumentException">Shapes or types differ, or the step is below 1.</exception>
    public static void Adam(ResourceVariable variable, Tensor gradient, ResourceVariable m, ResourceVariable v, double lr, double beta1, double beta2, double epsilon,
        long step, double weightDecay = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        Update<OptimizerFormulas.Adam>(variable, gradient,
            new(1 - beta1, 1 - beta2, lr / Correction(beta1), 1 / Correction(beta2), 1 - lr * weightDecay, epsilon), m, v);

        // Keras and TensorFlow.js take the powers in the weights' type. In float32, 1 - 0.999 is 1.3e-5 smaller, which shows in the first
        // steps, and so do the roundings of TensorFlow.js, which multiplies step by step.
        double Correction(double beta)
        {
            if (variable.dtype != TF_DataType.TF_FLOAT) return 1 - Math.Pow(beta, step);
            if (step > FirstSteps) return 1f - MathF.Pow((float)beta, step);
            float power = (float)beta;
            for (int i = 1; i < step; i++) power *= (float)beta;
            return 1f - power;
        }
    }

    /// <summary>
    /// RMSprop (Hinton, lecture 6e): r is a running mean of g²; w -= lr g / sqrt(r + epsilon). With momentum the steps are gathered in a
    /// velocity; centered, the square of a running mean of g is taken off r first.
    /// </summary>
    /// <param name="variable">The weights, w.</param>
    /// <param name="gradient">g, of the same shape and type.</param>
    /// <param name="meanSquare">r.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="rho">Share that the running means keep a step, 0 to 1.</param>
    /// <param name="epsilon">Keeps the divisor above 0; under the root, as in Keras 3.</param>
    /// <param name="velocity">Slot for momentum; null for none.</param>
    /// <param name="momentum">Share of the velocity kept a step, 0 to 1.</param>
    /// <param name="mean">Running mean of g for the centered form, which needs a velocity, too; null for the plain form.</param>
    /// <exception cref="ArgumentException">Shapes or types differ, or a slot is missing.</exception>
    public static void RmsProp(ResourceVariable variable, Tensor gradient, ResourceVariable meanSquare, double lr, double rho, double epsilon,
        ResourceVariable? velocity = null, double momentum = 0, ResourceVariable? mean = null)
    {
        if (velocity is null && (momentum != 0 || mean is not null))
            throw new ArgumentException($"Got RMSprop with momentum {momentum}{(mean is null ? "" : ", centered,")} for the variable '{variable.Name}' "
                + "and no slot for its velocity; pass one.");
        Numbers k = new(lr, rho, 1 - rho, momentum, 0, epsilon);
        if (mean is not null) Update<OptimizerFormulas.RmsPropCentered>(variable, gradient, k, meanSquare, velocity, mean);
        else if (velocity is not null) Update<OptimizerFormulas.RmsPropMomentum>(variable, gradient, k, meanSquare, velocity);
        else Update<OptimizerFormulas.RmsProp>(variable, gradient, k, meanSquare);
    }

    /// <summary>Adagrad (Duchi et al. 2011): a += g²; w -= lr g / sqrt(a + epsilon).</summary>
    /// <param name="variable">The weights, w.</param>
    /// <param name="gradient">g, of the same shape and type.</param>
    /// <param name="accumulator">a; Keras starts it at 0.1.</param>
    /// <param name="lr">Learning rate, at least 0.</param>
    /// <param name="epsilon">Keeps the divisor above 0.</param>
    /// <exception cref="ArgumentException">Shapes or types differ.</exception>
    public static void Adagrad(ResourceVariable variable, Tensor gradient, ResourceVariable accumulator, double lr, double epsilon) =>
        Update<OptimizerFormulas.Adagrad>(variable, gradient, new(lr, F: epsilon), accumulator);

    /// <summary>The Euclidean length of all gradients taken together; nulls count as 0.</summary>
    /// <exception cref="ArgumentException">An element type is none with gradients.</exception>
    public static unsafe double GlobalNorm(params ReadOnlySpan<Tensor?> gradients)
    {
        double sum = 0;
        foreach (Tensor? g in gradients)
        {
            if (g is null) continue;
            if (g.dtype == TF_DataType.TF_FLOAT) sum += SquareSum<float>.Of(g.Pointer<float>(), g.size);
            else sum += SquareSum<double>.Of(g.Pointer<double>(), g.size);
            GC.KeepAlive(g);
        }
        return Math.Sqrt(sum);
    }

    /// <summary>Shortens all gradients by one factor so that their length taken together is at most <paramref name="clipNorm"/>; returns their length before.</summary>
    /// <param name="gradients">Replaced in place by shorter ones when they are too long; nulls stay.</param>
    /// <param name="clipNorm">Largest length, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="clipNorm"/> is not above 0.</exception>
    public static double ClipByGlobalNorm(Span<Tensor?> gradients, double clipNorm)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clipNorm);
        double norm = GlobalNorm(gradients);
        if (norm <= clipNorm) return norm;
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } g) gradients[i] = MathOps.Multiply(g, clipNorm / norm);
        return norm;
    }

    /// <summary>An optimizer's numbers, in the order of <see cref="OptimizerArgs{T}"/>.</summary>
    private readonly record struct Numbers(double A, double B = 0, double C = 0, double D = 0, double E = 0, double F = 0);

    private static void Update<O>(ResourceVariable variable, Tensor gradient, in Numbers k,
        ResourceVariable? s0 = null, ResourceVariable? s1 = null, ResourceVariable? s2 = null)
        where O : struct, IOptimizer
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(gradient);
        if (!variable.dtype.IsFloating())
            throw new ArgumentException($"Got the variable '{variable.Name}' of {variable.dtype.as_numpy_name()} to train; optimizers take float32 or float64.");
        Check(variable, "a gradient", gradient.shape, gradient.dtype);
        if (s0 is not null) Check(variable, "a slot", s0.shape, s0.dtype);
        if (s1 is not null) Check(variable, "a slot", s1.shape, s1.dtype);
        if (s2 is not null) Check(variable, "a slot", s2.shape, s2.dtype);
        if (variable.dtype == TF_DataType.TF_FLOAT) Run<float, O>(variable, gradient, k, s0, s1, s2);
        else Run<double, O>(variable, gradient, k, s0, s1, s2);
    }

    private static unsafe void Run<T, O>(ResourceVariable variable, Tensor gradient, in Numbers k,
        ResourceVariable? s0, ResourceVariable? s1, ResourceVariable? s2)
        where T : unmanaged, IFloatingPointIeee754<T>
        where O : struct, IOptimizer
    {
        Tensor old = variable.Operand, value = variable.BeginUpdate();
        Tensor? old0 = s0?.Operand, slot0 = s0?.BeginUpdate();
        Tensor? old1 = s1?.Operand, slot1 = s1?.BeginUpdate();
        Tensor? old2 = s2?.Operand, slot2 = s2?.BeginUpdate();
        Optimizer<T>.Run<O>(new OptimizerArgs<T>
        {
            W = old.Pointer<T>(), WOut = value.Pointer<T>(), G = gradient.Pointer<T>(), Count = (nint)gradient.size,
            S0 = Address<T>(old0), S0Out = Address<T>(slot0),
            S1 = Address<T>(old1), S1Out = Address<T>(slot1),
            S2 = Address<T>(old2), S2Out = Address<T>(slot2),
            A = T.CreateChecked(k.A), B = T.CreateChecked(k.B), C = T.CreateChecked(k.C),
            D = T.CreateChecked(k.D), E = T.CreateChecked(k.E), F = T.CreateChecked(k.F),
        });
        GC.KeepAlive(old);
        GC.KeepAlive(old0);
        GC.KeepAlive(old1);
        GC.KeepAlive(old2);
        GC.KeepAlive(gradient);
        variable.EndUpdate(value);
        if (s0 is not null) s0.EndUpdate(slot0!);
        if (s1 is not null) s1.EndUpdate(slot1!);
        if (s2 is not null) s2.EndUpdate(slot2!);
    }

    private static unsafe T* Address<T>(Tensor? tensor)
        where T : unmanaged => tensor is null ? null : tensor.Pointer<T>();

    private static void Check(ResourceVariable variable, string what, Shape shape, TF_DataType dtype)
    {
        if (shape != variable.shape || dtype != variable.dtype)
            throw new ArgumentException($"Got {what} of {dtype.as_numpy_name()} {shape} for the variable '{variable.Name}' of "
                + $"{variable.dtype.as_numpy_name()} {variable.shape}; they must be equal.");
    }
}
