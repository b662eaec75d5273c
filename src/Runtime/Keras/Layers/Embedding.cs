using System.Numerics;
using System.Text.Json.Nodes;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Initializers;
using Tensorflow.Keras.Regularizers;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Layers;

/// <summary>Turns whole numbers, such as words' places in a list, into learned vectors.</summary>
/// <remarks>[batch, ..] of integers (or floats that hold integers) to [batch, .., output_dim]. Weights: embeddings [input_dim, output_dim].</remarks>
public sealed class Embedding : Layer
{
    private readonly int _inputDim, _outputDim, _inputLength;
    private readonly Initializer _initializer;
    private readonly Regularizer? _regularizer;
    private ResourceVariable _embeddings = null!;

    /// <summary>A layer.</summary>
    /// <param name="input_dim">How many numbers there are, from 0 on; 1 or more.</param>
    /// <param name="output_dim">Length of the vectors, 1 or more.</param>
    /// <param name="embeddings_initializer">First values; uniform between -0.05 and 0.05 unless given.</param>
    /// <param name="mask_zero">False, the only value built: 0 is a number like the others.</param>
    /// <param name="input_shape">Shape of one sample, for a layer that begins a model.</param>
    /// <param name="input_length">Numbers in a sample, in place of <paramref name="input_shape"/>; -1 for unknown.</param>
    /// <param name="embeddings_regularizer">Penalty on the vectors.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="dtype">float32, or float64 for gradient checks.</param>
    /// <exception cref="ArgumentException">A size below 1, or an unknown name.</exception>
    /// <exception cref="NotSupportedException">mask_zero is true.</exception>
    public Embedding(
        int input_dim,
        int output_dim,
        Initializer? embeddings_initializer = null,
        bool mask_zero = false,
        Shape? input_shape = null,
        int input_length = -1,
        Regularizer? embeddings_regularizer = null,
        string? name = null,
        TF_DataType dtype = TF_DataType.TF_FLOAT)
        : base(name, input_shape ?? (input_length > 0 ? Shape.Of(input_length) : null), dtype)
    {
        if (input_dim < 1 || output_dim < 1)
            throw new ArgumentException($"Embedding '{Name}' got input_dim {input_dim} and output_dim {output_dim}; it takes numbers of 1 or more.");
        if (mask_zero)
            throw new NotSupportedException($"Embedding '{Name}' got mask_zero: true; masks of time steps are not built. Cut or fill up the "
                + "sequences to one length in front of their values, so that the last steps are real ones, and leave mask_zero out.");
        (_inputDim, _outputDim, _inputLength) = (input_dim, output_dim, input_length);
        _initializer = embeddings_initializer ?? new RandomUniform();
        _regularizer = embeddings_regularizer;
    }

    /// <inheritdoc/>
    protected override void Build(Shape input_shape) =>
        _embeddings = add_weight("embeddings", Shape.Of(_inputDim, _outputDim), _initializer, _regularizer);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A value is no whole number from 0 to input_dim - 1.</exception>
    public override Tensor Call(Tensor x, bool training = false)
    {
        Tensor indices = x.dtype switch
        {
            TF_DataType.TF_INT32 => Checked<int>(x),
            TF_DataType.TF_INT64 => Checked<long>(x),
            TF_DataType.TF_UINT8 => Checked<byte>(x),
            TF_DataType.TF_FLOAT => Checked<float>(x),
            TF_DataType.TF_DOUBLE => Checked<double>(x),
            _ => Checked<int>(MathOps.Cast(x, TF_DataType.TF_INT32)),
        };
        return ArrayOps.Gather(_embeddings.Operand, indices);
    }

    private Tensor Checked<T>(Tensor x)
        where T : unmanaged, INumber<T>
    {
        Tensor indices = Tensor.Empty(x.shape, TF_DataType.TF_INT32);
        Span<int> to = indices.Span<int>();
        ReadOnlySpan<T> from = x.AsSpan<T>();
        for (int i = 0; i < from.Length; i++)
        {
            int index = int.CreateSaturating(from[i]);
            if ((uint)index >= (uint)_inputDim || T.CreateSaturating(index) != from[i])
                throw BadInput($"the value {from[i]}", $"whole numbers from 0 to {_inputDim - 1}",
                    "Make it with input_dim: the largest value + 1, or correct the data.");
            to[i] = index;
        }
        GC.KeepAlive(x);
        return indices;
    }

    /// <inheritdoc/>
    public override Shape ComputeOutputShape(Shape input_shape) => Shape.Of([.. input_shape.Span, _outputDim]);

    /// <inheritdoc/>
    public override JsonObject get_config()
    {
        JsonObject config = base.get_config();
        config["input_dim"] = _inputDim;
        config["output_dim"] = _outputDim;
        config["embeddings_initializer"] = _initializer.Serialize();
        config["embeddings_regularizer"] = _regularizer?.Serialize();
        config["mask_zero"] = false;
        config["input_length"] = _inputLength > 0 ? _inputLength : null;
        return config;
    }

    /// <summary>A layer with the settings of <see cref="get_config"/>.</summary>
    public static Embedding from_config(JsonObject config)
    {
        var read = new ConfigReader("Embedding", config);
        read.Refuse("activity_regularizer", "embeddings_constraint");
        return read.Finish(new Embedding(
            read.RequiredInteger("input_dim"),
            read.RequiredInteger("output_dim"),
            read.Initializer("embeddings_initializer"),
            read.Flag("mask_zero", false),
            input_length: read.Integer("input_length") ?? -1,
            embeddings_regularizer: read.Regularizer("embeddings_regularizer"),
            name: read.Name,
            dtype: read.DType));
    }
}
