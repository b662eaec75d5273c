using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

/// <summary>Compares gradients with central differences in float64, and second gradients with differences of the first.</summary>
internal static class GradientCheck
{
    private const double DefaultStep = 1e-5;

    /// <summary>Checks the gradient of <paramref name="function"/> (any output shape; a fixed random projection makes it a number).</summary>
    /// <param name="function">Made of operations under test.</param>
    /// <param name="inputs">float64 inputs, all of them differentiated.</param>
    /// <param name="second">True to check gradients of gradients as well.</param>
    /// <param name="tolerance">Largest difference allowed, relative to 1 + the size of the gradient.</param>
    /// <param name="step">How far inputs are moved.</param>
    public static void Run(Func<Tensor[], Tensor> function, Tensor[] inputs, bool second = false, double tolerance = 1e-6, double step = DefaultStep)
    {
        Compare(xs => Project(function(xs), 7), inputs, tolerance, step, "gradient");
        if (second) Compare(xs => ProjectedGradient(function, xs), inputs, tolerance * 100, step, "second gradient");
    }

    /// <summary>The operations whose gradients <see cref="Run"/> compares for this function.</summary>
    public static IReadOnlySet<string> Operations(Func<Tensor[], Tensor> function, Tensor[] inputs, bool second)
    {
        using var tape = new GradientTape();
        foreach (Tensor x in inputs) tape.watch(x);
        _ = second ? ProjectedGradient(function, inputs) : Project(function(inputs), 7);
        return tape.RecordedOps().ToHashSet();
    }

    /// <summary>Values between two bounds that depend on nothing but the shape and the seed, none of them close to 0.</summary>
    public static Tensor Random(Shape shape, int seed = 1, double from = -1, double to = 1)
    {
        var random = new Random(seed);
        var values = new double[shape.size];
        for (int i = 0; i < values.Length; i++)
        {
            double value;
            do value = from + (to - from) * random.NextDouble(); while (Math.Abs(value) < 0.02);
            values[i] = value;
        }
        return Tensor.From<double>(values, shape);
    }

    private static Tensor Project(Tensor y, int seed) => MathOps.ReduceSum(MathOps.Multiply(y, Random(y.shape, seed)));

    private static Tensor ProjectedGradient(Func<Tensor[], Tensor> function, Tensor[] xs)
    {
        using var tape = new GradientTape();
        foreach (Tensor x in xs) tape.watch(x);
        Tensor[] gradients = tape.gradient(Project(function(xs), 7), xs);
        Tensor sum = MathOps.Multiply(MathOps.ReduceSum(xs[0]), 0);
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is not null) sum = MathOps.Add(sum, Project(gradients[i], 11 + i));
        return sum;
    }

    private static void Compare(Func<Tensor[], Tensor> scalar, Tensor[] inputs, double tolerance, double step, string what)
    {
        Tensor[] analytic;
        using (var tape = new GradientTape())
        {
            foreach (Tensor x in inputs) tape.watch(x);
            analytic = tape.gradient(scalar(inputs), inputs);
        }
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] values = inputs[i].ToArray<double>();
            double[] gradient = analytic[i]?.ToArray<double>() ?? new double[values.Length];
            for (int j = 0; j < values.Length; j++)
            {
                double numeric = (At(j, values[j] + step) - At(j, values[j] - step)) / (2 * step);
                if (!(Math.Abs(numeric - gradient[j]) <= tolerance * (1 + Math.Abs(numeric))))
                    Assert.Fail($"The {what} with respect to input {i}, element {j}, is {gradient[j]:R}; differences give {numeric:R}.");

                double At(int index, double value)
                {
                    double[] moved = [.. values];
                    moved[index] = value;
                    Tensor[] shifted = [.. inputs];
                    shifted[i] = Tensor.From<double>(moved, inputs[i].shape);
                    return scalar(shifted).ToArray<double>()[0];
                }
            }
        }
    }
}
