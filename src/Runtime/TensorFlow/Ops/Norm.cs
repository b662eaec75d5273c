using System.Numerics;
using Tensorflow.Gradients;
using Tensorflow.Kernels;

namespace Tensorflow.Operations;

public static partial class NnOps
{
    /// <summary>What a normalization leaves for its gradient.</summary>
    /// <param name="Shape">Which elements share statistics.</param>
    /// <param name="Epsilon">Was added to the variances.</param>
    /// <param name="Batch">True when rows of several samples share statistics.</param>
    /// <param name="Fixed">True when the statistics were given, not taken from the input.</param>
    /// <param name="Statistics">[2 or 3, units]: means, inverse deviations, variances.</param>
    /// <param name="Slope">Slope below 0 of a relu or leaky relu behind it; null for none.</param>
    private sealed record NormRecord(NormShape Shape, double Epsilon, bool Batch, bool Fixed, Tensor Statistics, double? Slope) : IStepState
    {
        /// <summary>True once the gradient's own step has it, too.</summary>
        public bool Shared { get; set; }

        public void Free()
        {
            if (!Shared) Statistics.Recycle();
        }
    }

    private static readonly Op NormalizeOp = new("Normalize", static g =>
    {
        NormRecord norm = g.Attribute<NormRecord>();
        Tensor? gamma = g.HasInput(1) ? g.Input(1) : null, beta = g.HasInput(2) ? g.Input(2) : null;
        Tensor dy = g.OutputGradient;
        double? slope = norm.Slope;
        if (slope is { } below && Tape.AnyActive)
        {
            // A tape gets two operations, as if the activation had stood alone; its output is above 0 where its input is.
            dy = below == 0 ? ReluGradient(dy, g.Output) : LeakyReluGradient(dy, g.Output, Attribute<Pair>.Of(new(below, 0)));
            slope = null;
        }
        Tensor dx = NormalizeGradient(dy, g.Input(0), gamma, beta, norm, slope, out Tensor dGamma, out Tensor dBeta);
        Give(g, 0, dx);
        Give(g, 1, dGamma);
        Give(g, 2, dBeta);
    });

    // Rarely asked for, so not a kernel: the gradient once more, made of simple operations, and their gradients.
    private static readonly Op NormalizeGradientOp = new("NormalizeGrad", static g =>
    {
        NormRecord norm = g.Attribute<NormRecord>();
        Shape all = Shape.Of(norm.Shape.Outer, norm.Shape.Rows, norm.Shape.Groups, norm.Shape.Width);
        Shape columns = Shape.Of(1, 1, norm.Shape.Groups, norm.Shape.Width);
        using var tape = new GradientTape(watch_accessed_variables: false);
        Tensor[] inputs = new Tensor[g.InputCount];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!g.HasInput(i)) continue;
            inputs[i] = ArrayOps.Reshape(g.Input(i), i < 2 ? all : columns);
            tape.watch(inputs[i]);
        }
        inputs = [.. inputs.Where(i => i is not null)];
        Tensor[] outputs = ComposedNormalizeGradient(inputs, norm);
        Tensor? sum = null;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (g.OutputGradientAt(i) is not { } d) continue;
            Tensor term = MathOps.ReduceSum(MathOps.Multiply(outputs[i], ArrayOps.Reshape(d, i == 0 ? all : columns)));
            sum = sum is null ? term : MathOps.Add(sum, term);
        }
        Tensor[] gradients = tape.gradient(sum!, inputs);
        for (int i = 0; i < inputs.Length; i++)
            if (g.Needs(i) && gradients[i] is { } gradient) g.Add(i, ArrayOps.Reshape(gradient, g.Input(i).shape));
    });

    /// <summary>dx, dgamma, dbeta from dy and x, both [outer, rows, groups, width], and gamma, [1, 1, groups, width], if there is one.</summary>
    private static Tensor[] ComposedNormalizeGradient(Tensor[] inputs, NormRecord norm)
    {
        int[] statistics = [1, 3], parameters = [0, 1];
        Tensor dy = inputs[0], x = inputs[1], weighted = inputs.Length > 2 ? MathOps.Multiply(dy, inputs[2]) : dy;
        Tensor centered, inverse;
        if (norm.Fixed)
        {
            Tensor[] given = ArrayOps.Split(norm.Statistics, 2, 0);
            Shape columns = Shape.Of(1, 1, norm.Shape.Groups, norm.Shape.Width);
            centered = MathOps.Subtract(x, ArrayOps.Reshape(given[0], columns));
            inverse = ArrayOps.Reshape(given[1], columns);
        }
        else
        {
            centered = MathOps.Subtract(x, MathOps.ReduceMean(x, statistics, keepdims: true));
            inverse = MathOps.Rsqrt(MathOps.Add(MathOps.ReduceMean(MathOps.Square(centered), statistics, keepdims: true), norm.Epsilon));
        }
        Tensor normal = MathOps.Multiply(centered, inverse), inner = weighted;
        if (!norm.Fixed)
        {
            Tensor products = MathOps.ReduceMean(MathOps.Multiply(weighted, normal), statistics, keepdims: true);
            inner = MathOps.Subtract(
                MathOps.Subtract(weighted, MathOps.ReduceMean(weighted, statistics, keepdims: true)), MathOps.Multiply(normal, products));
        }
        return
        [
            MathOps.Multiply(inner, inverse),
            MathOps.ReduceSum(MathOps.Multiply(dy, normal), parameters, keepdims: true),
            MathOps.ReduceSum(dy, parameters, keepdims: true),
        ];
    }

    /// <summary>Hands a gradient over, or frees it when nobody wants it.</summary>
    private static void Give(GradientStep g, int i, Tensor gradient)
    {
        if (g.Needs(i)) g.Add(i, gradient);
        else Free(gradient);
    }

    /// <summary>Normalizes samples that stand alone.</summary>
    private static Tensor NormalizeSamples(Tensor x, Tensor? gamma, Tensor? beta, in NormShape shape, double epsilon, double? slope = null)
    {
        Tensor statistics = Tensor.Empty(Shape.Of(2, shape.Units), x.dtype), y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) Norm<float>.Forward(NormArgs<float>(shape, epsilon, x, y, gamma, beta, statistics, slope));
        else Norm<double>.Forward(NormArgs<double>(shape, epsilon, x, y, gamma, beta, statistics, slope));
        return RecordNormalize(y, x, gamma, beta, statistics, shape, epsilon, batch: false, given: false, slope);
    }

    private static Tensor RecordNormalize(
        Tensor y, Tensor x, Tensor? gamma, Tensor? beta, Tensor statistics, in NormShape shape, double epsilon, bool batch, bool given,
        double? slope)
    {
        if (Tape.AnyActive) return NormalizeOp.Record(y, x, gamma, beta, new NormRecord(shape, epsilon, batch, given, statistics, slope));
        statistics.Dispose();
        return NormalizeOp.Record(y, x, gamma, beta);
    }

    private static Tensor NormalizeGradient(
        Tensor dy, Tensor x, Tensor? gamma, Tensor? beta, NormRecord norm, double? slope, out Tensor dGamma, out Tensor dBeta)
    {
        Tensor dx = Tensor.Empty(x.shape, x.dtype);
        Shape columns = Shape.Of(norm.Shape.Columns);
        dGamma = Tensor.Empty(gamma?.shape ?? columns, x.dtype);
        dBeta = Tensor.Empty(beta?.shape ?? columns, x.dtype);
        if (x.dtype == TF_DataType.TF_FLOAT) RunNormalizeGradient<float>(dy, x, gamma, beta, norm, slope, dx, dGamma, dBeta);
        else RunNormalizeGradient<double>(dy, x, gamma, beta, norm, slope, dx, dGamma, dBeta);
        if (Tape.AnyActive)
        {
            norm.Shared = true;
            NormalizeGradientOp.Record([dx, dGamma, dBeta], gamma is null ? [dy, x] : [dy, x, gamma], norm);
        }
        GC.KeepAlive(dy);
        GC.KeepAlive(x);
        GC.KeepAlive(gamma);
        GC.KeepAlive(beta);
        GC.KeepAlive(norm);
        return dx;
    }

    private static unsafe void RunNormalizeGradient<T>(Tensor dy, Tensor x, Tensor? gamma, Tensor? beta, NormRecord norm, double? slope, Tensor dx,
        Tensor dGamma, Tensor dBeta)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NormArgs<T> args = NormArgs<T>(norm.Shape, norm.Epsilon, x, null, gamma, beta, norm.Statistics, slope);
        args.Dy = dy.Pointer<T>();
        args.Dx = dx.Pointer<T>();
        args.Fixed = norm.Fixed;
        args.GammaGradient = dGamma.Pointer<T>();
        args.BetaGradient = dBeta.Pointer<T>();
        if (norm.Batch) BatchNorm<T>.Backward(args);
        else Norm<T>.Backward(args);
    }

    private static unsafe NormArgs<T> NormArgs<T>(
        in NormShape shape, double epsilon, Tensor x, Tensor? y, Tensor? gamma, Tensor? beta, Tensor statistics, double? slope)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* first = statistics.Pointer<T>();
        nint units = (nint)shape.Units;
        return new NormArgs<T>
        {
            Shape = shape, Epsilon = T.CreateChecked(epsilon), X = x.Pointer<T>(), Y = y is null ? null : y.Pointer<T>(),
            Gamma = gamma is null ? null : gamma.Pointer<T>(), Beta = beta is null ? null : beta.Pointer<T>(),
            Mean = first, Inverse = first + units, Variance = statistics.shape[0] > 2 ? first + 2 * units : null, Slope = T.CreateChecked(slope ?? 0),
            Activation = slope is null ? NormActivation.None : slope == 0 ? NormActivation.Relu : NormActivation.LeakyRelu,
        };
    }

    private static void CheckSlope(double? slope, string operation)
    {
        if (slope is not (null or >= 0)) throw new ArgumentException($"{operation} got the negative slope {slope}; it takes a number of 0 or more, or null.");
    }

    private static void CheckNorm(Tensor x, Tensor? gamma, Tensor? beta, long columns, double epsilon, string operation)
    {
        CheckParameter(gamma, "scale");
        CheckParameter(beta, "offset");
        if (!(epsilon >= 0)) throw new ArgumentException($"{operation} got epsilon {epsilon}; it takes a number of 0 or more.");

        void CheckParameter(Tensor? parameter, string what)
        {
            if (parameter is null) return;
            CheckSameType(x, parameter, operation);
            if (parameter.size != columns)
                throw new ArgumentException($"{operation} got the {what} {parameter.shape} for an input of shape {x.shape}; it takes {columns} numbers.");
        }
    }
}
