using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>(x - mean) / sqrt(variance), with a mean and variance that are given or learned from data by <see cref="adapt(Tensor)"/>.</summary>
/// <remarks>
/// The shape stays. Weights, unless mean and variance are given: mean and variance, [size of the axis] each or numbers, and count, the
/// number of samples seen; training changes none of them.
/// </remarks>
/// <example><code>
/// var layer = keras.layers.Normalization(input_shape: 4);
/// layer.adapt(x_train);
/// </code></example>
public sealed class Normalization : Layer
{
    /// <summary>Smallest standard deviation that is divided by.</summary>
    private const double Smallest = 1e-7;

    private readonly int? _axis;
    private readonly bool _invert;
    private readonly double[]? _givenMean, _givenVariance;
    private ResourceVariable? _mean, _variance, _count;
    private double[] _means = [], _factors = [];
    private Tensor? _shift, _factor;

    /// <summary>A layer.</summary>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="axis">The axis whose entries each have a mean and variance of their own; null for one of both in all.</param>
    /// <param name="mean">The mean, a number or one for each entry of the axis; to be learned unless given.</param>
    /// <param name="variance">The variance, likewise.</param>
    /// <param name="invert">True for the way back: x · sqrt(variance) + mean.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">Type of the output, float32 or float64.</param>
    /// <exception cref="ArgumentException">One of mean and variance is given alone, or a variance is negative.</exception>
    public Normalization(
        Shape? input_shape = null,
        int? axis = -1,
        Tensor? mean = null,
        Tensor? variance = null,
        bool invert = false,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape, dtype)
    {
        if (mean is null != variance is null)
            throw new ArgumentException(
                $"Normalization '{Name}' got {(mean is null ? "a variance" : "a mean")} alone; it takes both, or neither and adapt(x).");
        (_axis, _invert) = (axis, invert);
        _givenMean = Numbers(mean);
        _givenVariance = Numbers(variance);
        if (_givenVariance?.Any(v => !(v >= 0)) == true)
            throw new ArgumentException($"Normalization '{Name}' got a negative variance; it takes 0 or more.");
    }

    /// <summary>Learns mean and variance from data, in place of what was learned before.</summary>
    /// <param name="data">Samples, [samples, ..].</param>
    /// <exception cref="InvalidOperationException">Mean and variance were given.</exception>
    public void adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        adapt([data]);
    }

    /// <summary>As <see cref="adapt(Tensor)"/>, from the samples of a data set's batches; labels are left out.</summary>
    /// <param name="data">Batches of samples, or of samples and labels.</param>
    public void adapt(IDatasetV2 data)
    {
        ArgumentNullException.ThrowIfNull(data);
        adapt(data.elements().Select(e => e[0]));
    }

    private void adapt(IEnumerable<Tensor> batches)
    {
        if (_givenMean is not null)
            throw new InvalidOperationException($"Normalization '{Name}' has the mean and variance it was given; leave them out to have them learned.");
        double[]? mean = null, squares = null;
        double count = 0, samples = 0;
        foreach (Tensor batch in batches)
        {
            if (!Built) EnsureBuilt(Shape.Of([-1, .. batch.shape.Span[1..]]));
            if (batch.size == 0) continue;
            // The batch's own statistics, then those of all so far (Chan, Golub and LeVeque 1979).
            Tensor x = Columns(MathOps.Cast(batch, TF_DataType.TF_DOUBLE));
            double n = x.shape[0];
            Tensor center = MathOps.ReduceMean(x, [0]);
            double[] own = center.ToArray<double>();
            double[] ownSquares = MathOps.ReduceSum(MathOps.SquaredDifference(x, center), [0]).ToArray<double>();
            mean ??= new double[own.Length];
            squares ??= new double[own.Length];
            for (int i = 0; i < own.Length; i++)
            {
                double distance = own[i] - mean[i];
                mean[i] += distance * n / (count + n);
                squares[i] += ownSquares[i] + distance * distance * count * n / (count + n);
            }
            count += n;
            samples += batch.shape[0];
        }
        if (mean is null) throw new ArgumentException($"Normalization '{Name}' got no samples to learn mean and variance from.");
        _mean!.assign(Value(mean, _mean.shape));
        _variance!.assign(Value([.. squares!.Select(s => s / count)], _variance.shape));
        _count!.assign(Value([samples], Shape.Scalar));
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape)
    {
        Shape shape = _axis is null ? Shape.Scalar : Shape.Of(input_shape[Axis(input_shape)]);
        if (_givenMean is null)
        {
            _mean = add_weight("mean", shape, new Zeros(), trainable: false);
            _variance = add_weight("variance", shape, new Ones(), trainable: false);
            _count = add_weight("count", Shape.Scalar, new Zeros(), trainable: false);
            return;
        }
        foreach (int given in new[] { _givenMean.Length, _givenVariance!.Length })
            if (given != 1 && given != shape.size)
                throw BadInput($"a mean or variance of {given} numbers for an input of shape {input_shape}", $"1 or {shape.size} numbers", "Check axis.");
    }

    /// <inheritdoc/>
    public override Tensor Call(Tensor x, bool training = false)
    {
        int axis = _axis is null ? 0 : Axis(x.shape);
        Numbers();
        if (_means.Length != 1 && _means.Length != x.shape[axis])
            throw BadInput($"an input of shape {x.shape}", $"{_means.Length} entries on axis {_axis}",
                "It was built for that number; make a new layer for another one.");
        if (x.dtype != DType) x = MathOps.Cast(x, DType);
        Span<long> sizes = stackalloc long[x.ndim];
        sizes.Fill(1);
        if (_means.Length > 1) sizes[axis] = _means.Length;
        Shape shape = Shape.Of(sizes);
        Tensor shift = ArrayOps.Reshape(_shift!, shape), factor = ArrayOps.Reshape(_factor!, shape);
        return _invert ? MathOps.Add(MathOps.Divide(x, factor), shift) : MathOps.Multiply(MathOps.Subtract(x, shift), factor);
    }

    /// <summary>Mean and inverse deviation as tensors, made anew only when the weights have changed.</summary>
    private void Numbers()
    {
        double[] mean = _givenMean ?? Numbers(_mean!.Operand)!, variance = _givenVariance ?? Numbers(_variance!.Operand)!;
        int count = Math.Max(mean.Length, variance.Length);
        double[] means = [.. Enumerable.Range(0, count).Select(i => mean[Math.Min(i, mean.Length - 1)])];
        double[] factors = [.. Enumerable.Range(0, count).Select(i => 1 / Math.Max(Math.Sqrt(variance[Math.Min(i, variance.Length - 1)]), Smallest))];
        if (_shift is { IsDisposed: false } && _factor is { IsDisposed: false } && means.AsSpan().SequenceEqual(_means)
            && factors.AsSpan().SequenceEqual(_factors)) return;
        (_means, _factors) = (means, factors);
        _shift = Value(means, Shape.Of(count));
        _factor = Value(factors, Shape.Of(count));
    }

    /// <summary>[.., axis, ..] as [samples and positions, entries of the axis].</summary>
    private Tensor Columns(Tensor x)
    {
        if (_axis is null) return ArrayOps.Reshape(x, Shape.Of(-1, 1));
        int axis = Axis(x.shape), last = x.ndim - 1;
        if (axis != last)
        {
            int[] swap = [.. Enumerable.Range(0, x.ndim)];
            (swap[axis], swap[last]) = (last, axis);
            x = ArrayOps.Transpose(x, swap);
        }
        return ArrayOps.Reshape(x, Shape.Of(-1, x.shape[-1]));
    }

    private int Axis(Shape shape)
    {
        int axis = _axis < 0 ? _axis.Value + shape.ndim : _axis!.Value;
        if (axis < 1 || axis >= shape.ndim)
            throw BadInput($"an input of rank {shape.ndim} ({shape}) for axis {_axis}", "one with that axis behind the batch's",
                "Change axis, or add a batch axis with tf.expand_dims(x, 0).");
        return axis;
    }

    private Tensor Value(double[] numbers, Shape shape) => MathOps.Cast(Tensor.From<double>(numbers, shape), DType);

    private static double[]? Numbers(Tensor? x) => x is null ? null : MathOps.Cast(x, TF_DataType.TF_DOUBLE).ToArray<double>();

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["axis"] = _axis;
        config["mean"] = List(_givenMean);
        config["variance"] = List(_givenVariance);
        config["invert"] = _invert;
        return config;
    }

    private static JsonNode? List(double[]? numbers) => numbers switch
    {
        null => null,
        [double one] => one,
        _ => new JsonArray([.. numbers.Select(n => (JsonNode)n)]),
    };

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Normalization from_config(JsonObject config)
    {
        var read = new ConfigReader("Normalization", config);
        return read.Finish(new Normalization(
            axis: config.ContainsKey("axis") ? Axis(read) : -1, mean: Given(read, "mean"), variance: Given(read, "variance"),
            invert: read.Flag("invert", false), name: read.Name, dtype: read.DType));
    }

    private static int? Axis(ConfigReader read)
    {
        if (read.Config["axis"] is not JsonArray list) return read.Integer("axis");
        double[] axes = read.Numbers("axis");
        return axes switch
        {
            [] => null,
            [double axis] => (int)axis,
            _ => throw new NotSupportedException($"Normalization has several axes ({list.ToJsonString()}); one is built. "
                + "Merge the axes with Reshape first."),
        };
    }

    private static Tensor? Given(ConfigReader read, string key)
    {
        if (!read.Has(key)) return null;
        double[] numbers = read.Config[key] is JsonArray list ? Flat(read, key, list) : [read.Number(key, 0)];
        return Tensor.From<double>(numbers, Shape.Of(numbers.Length));
    }

    /// <summary>Keras writes [[0.1, 0.2]] or [0.1, 0.2].</summary>
    private static double[] Flat(ConfigReader read, string key, JsonArray list)
    {
        while (list is [JsonArray inner]) list = inner;
        return new ConfigReader("Normalization", new JsonObject { [key] = list.DeepClone() }).Numbers(key);
    }
}
