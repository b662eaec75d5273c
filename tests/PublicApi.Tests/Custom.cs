using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Metrics;
using Tensorflow.Keras.Optimizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;
using static Tensorflow.Binding;

namespace MlPipelines.PublicApi.Tests;

/// <summary>An operation of one's own: x + a sin²(a x) / a, "snake", with its gradient beside it.</summary>
internal static class SnakeOp
{
    private static readonly Op Snake = new("Test_Snake", static g =>
    {
        // d/dx (x + sin²(a x) / a) = 1 + sin(2 a x).
        double a = g.Attribute<Frequency>().Value;
        g.Add(0, g.OutputGradient * (MathOps.Sin(g.Input(0) * (2 * a)) + 1.0));
    });

    private sealed record Frequency(double Value);

    public static Tensor Apply(Tensor x, double a)
    {
        Tensor y = Tensor.Empty(x.shape, x.dtype);
        if (x.dtype == TF_DataType.TF_DOUBLE) Fill(x.AsSpan<double>(), y.Span<double>(), v => v + Math.Pow(Math.Sin(a * v), 2) / a);
        else Fill(x.AsSpan<float>(), y.Span<float>(), v => (float)(v + Math.Pow(Math.Sin(a * v), 2) / a));
        return Snake.Record(y, x, new Frequency(a));
    }

    private static void Fill<T>(ReadOnlySpan<T> x, Span<T> y, Func<T, T> function)
    {
        for (int i = 0; i < x.Length; i++) y[i] = function(x[i]);
    }
}

/// <summary>A layer of one's own with a weight, a moving figure that training does not change, and settings.</summary>
internal sealed class SnakeLayer : Layer
{
    private readonly double _frequency;
    private ResourceVariable _gain = null!, _calls = null!;

    public SnakeLayer(double frequency = 1, string? name = null, TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, dtype: dtype) => _frequency = frequency;

    public double Calls => _calls.numpy().ToArray<float>()[0];

    protected override void Build(Shape input_shape)
    {
        _gain = add_weight("gain", Shape.Of(input_shape[-1]), new Ones());
        _calls = add_weight("calls", Shape.Of(1), new Zeros(), trainable: false);
    }

    public override Tensor Call(Tensor x, bool training = false)
    {
        if (training) _calls.assign_add(tf.ones(1));
        return SnakeOp.Apply(x, _frequency) * _gain.Operand;
    }

    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["frequency"] = _frequency;
        return config;
    }

    public static SnakeLayer from_config(JsonObject config)
    {
        var read = new ConfigReader(nameof(SnakeLayer), config);
        return read.Finish(new SnakeLayer(read.Number("frequency", 1), read.Name, read.DType));
    }
}

/// <summary>A layer of several inputs.</summary>
internal sealed class WeightedSum : Layer
{
    private ResourceVariable _shares = null!;

    public WeightedSum(string? name = null)
        : base(name)
    {
    }

    protected override void Build(IReadOnlyList<Shape> input_shapes) => _shares = add_weight("shares", Shape.Of(input_shapes.Count),
        new Ones());

    public override Shape ComputeOutputShape(IReadOnlyList<Shape> input_shapes) => input_shapes[0];

    public override Tensors Call(Tensors inputs, bool training = false)
    {
        Tensor sum = inputs[0] * ArrayOps.Slice(_shares.Operand, [0], [1]);
        for (int i = 1; i < inputs.Length; i++) sum += inputs[i] * ArrayOps.Slice(_shares.Operand, [i], [1]);
        return sum;
    }

    public static WeightedSum from_config(JsonObject config)
    {
        var read = new ConfigReader(nameof(WeightedSum), config);
        return read.Finish(new WeightedSum(read.Name));
    }
}

/// <summary>A layer made of other layers.</summary>
internal sealed class Block : Layer
{
    private readonly Layer _inner = KerasApi.keras.layers.Dense(4, activation: "tanh"), _outer = KerasApi.keras.layers.Dense(4);

    public override Tensor Call(Tensor x, bool training = false) => x + _outer.Apply(_inner.Apply(x, training), training);
}

/// <summary>A loss of one's own.</summary>
internal sealed class QuarticError() : Loss("quartic_error")
{
    public override Tensor PerSample(Tensor y_true, Tensor y_pred) => tf.reduce_mean(MathOps.Square(MathOps.Square(y_true - y_pred)), -1);
}

/// <summary>A metric of one's own: the largest error so far.</summary>
internal sealed class LargestError() : Metric("largest_error")
{
    private double _largest;

    public override double Value => _largest;

    public override void update_state(Tensor y_true, Tensor y_pred, Tensor? sample_weight = null)
    {
        Tensor error = MathOps.ReduceMax(MathOps.Abs(y_true - y_pred));
        _largest = Math.Max(_largest, error.ToArray<float>()[0]);
    }

    public override void reset_states() => _largest = 0;
}

/// <summary>An optimizer of one's own: steps of a fixed size against the gradient's sign, with a memory of the last sign.</summary>
internal sealed class SignDescent(double learning_rate = 0.01) : Optimizer("SignDescent", learning_rate, default, ["sign"])
{
    protected override void Update(ResourceVariable variable, Tensor gradient, double learningRate, long step,
        ReadOnlySpan<ResourceVariable> slots)
    {
        Tensor sign = MathOps.Sign(gradient);
        // Half a step where the direction has just changed.
        Tensor share = (sign * slots[0].AsTensor() + 3.0) * 0.25;
        variable.assign_sub(sign * share * learningRate);
        slots[0].assign(sign);
    }
}

/// <summary>A callback of one's own.</summary>
internal sealed class StopBelow(float loss) : Callback
{
    public int Epochs { get; private set; }

    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        Epochs++;
        if (epoch_logs["loss"] < loss) model.stop_training = true;
    }
}
