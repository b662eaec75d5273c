using Tensorflow.Gradients;
using Tensorflow.NumPy;
using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>TensorFlow's functions, as <c>tf.*</c>. Where a parameter <c>name</c> is, it is accepted as TensorFlow.NET has it, and only variables keep it.</summary>
public sealed partial class tensorflow
{
    internal tensorflow()
    {
    }

    /// <summary>32-bit floating point.</summary>
    public TF_DataType float32 => TF_DataType.TF_FLOAT;

    /// <summary>64-bit floating point.</summary>
    public TF_DataType float64 => TF_DataType.TF_DOUBLE;

    /// <summary>32-bit signed integer.</summary>
    public TF_DataType int32 => TF_DataType.TF_INT32;

    /// <summary>64-bit signed integer.</summary>
    public TF_DataType int64 => TF_DataType.TF_INT64;

    /// <summary>8-bit unsigned integer.</summary>
    public TF_DataType uint8 => TF_DataType.TF_UINT8;

    /// <summary>Truth value.</summary>
    public TF_DataType @bool => TF_DataType.TF_BOOL;

    /// <summary>A new axis in an index: <c>x[tf.newaxis, Slice.All]</c>.</summary>
    public Slice newaxis => Slice.NewAxis;

    /// <summary>A variable that training changes.</summary>
    /// <param name="initial_value">First value: a tensor, an NDArray, an array or a number.</param>
    /// <param name="trainable">True when optimizers may change it and tapes watch it by themselves.</param>
    /// <param name="name">Name.</param>
    /// <param name="dtype">Element type; the value's own unless given.</param>
    /// <param name="shape">Sizes; the value's own unless given.</param>
    /// <exception cref="ArgumentException">The value is of another kind, or does not fit the shape.</exception>
    public ResourceVariable Variable(object initial_value, bool trainable = true, string? name = null, TF_DataType dtype = TF_DataType.DtInvalid, Shape? shape = null) =>
        new(Constants.Make(initial_value, dtype, shape), trainable, name);

    /// <summary>A tensor of the given values.</summary>
    /// <param name="value">A number, an array of any number of axes, a list, an NDArray or a tensor.</param>
    /// <param name="dtype">Element type; the value's own unless given (a C# double is float64).</param>
    /// <param name="shape">Sizes: a single number is repeated. The value's own unless given.</param>
    /// <param name="name">Not used.</param>
    /// <exception cref="ArgumentException">The value is of another kind, or does not fit the shape.</exception>
    public Tensor constant(object value, TF_DataType dtype = TF_DataType.DtInvalid, Shape? shape = null, string? name = null) =>
        Constants.Make(value, dtype, shape);

    /// <inheritdoc cref="constant"/>
    public Tensor convert_to_tensor(object value, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null) =>
        Constants.Make(value, dtype);

    /// <summary>Starts recording operations, to compute gradients.</summary>
    /// <param name="persistent">True to allow several calls of <c>gradient</c>.</param>
    /// <param name="watch_accessed_variables">False to record only what is named with <c>watch</c>.</param>
    public GradientTape GradientTape(bool persistent = false, bool watch_accessed_variables = true) =>
        new(persistent, watch_accessed_variables);

    /// <summary>Zeros.</summary>
    public Tensor zeros(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) => Tensor.Zeros(shape, dtype);

    /// <summary>Ones.</summary>
    public Tensor ones(Shape shape, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) => ArrayOps.Fill(shape, 1, dtype);

    /// <summary>Zeros, of the shape and type of another tensor.</summary>
    public Tensor zeros_like(Tensor x, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null) =>
        Tensor.Zeros(x.shape, dtype == TF_DataType.DtInvalid ? x.dtype : dtype);

    /// <summary>Ones, of the shape and type of another tensor.</summary>
    public Tensor ones_like(Tensor x, TF_DataType dtype = TF_DataType.DtInvalid, string? name = null) =>
        ArrayOps.Fill(x.shape, 1, dtype == TF_DataType.DtInvalid ? x.dtype : dtype);

    /// <summary>One value everywhere, in its type.</summary>
    public Tensor fill(Shape dims, Tensor value, string? name = null) => ArrayOps.BroadcastTo(value, dims);

    /// <summary>The identity matrix.</summary>
    public Tensor eye(int num_rows, int num_columns = -1, TF_DataType dtype = TF_DataType.TF_FLOAT, string? name = null) =>
        ArrayOps.Eye(num_rows, num_columns, dtype);

    /// <summary>The numbers 0, 1, ... below a limit: int32.</summary>
    public Tensor range(int limit) => ArrayOps.Range(0, limit);

    /// <summary>The numbers start, start + delta, ... that come before limit.</summary>
    public Tensor range(double start, double limit, double delta = 1, TF_DataType dtype = TF_DataType.TF_INT32, string? name = null) =>
        ArrayOps.Range(start, limit, delta, dtype);

    /// <summary>Numbers at equal distances, the last one included: float32.</summary>
    public Tensor linspace(double start, double stop, int num, string? name = null) =>
        np.linspace(start, stop, num, dtype: TF_DataType.TF_FLOAT);

    /// <summary>For each index a vector that is <paramref name="on_value"/> at the place it names.</summary>
    /// <param name="indices">int32, int64 or uint8.</param>
    /// <param name="depth">Length of the vectors.</param>
    /// <param name="on_value">Value at the place.</param>
    /// <param name="off_value">Value elsewhere.</param>
    /// <param name="dtype">Element type of the result.</param>
    /// <param name="axis">Where the new axis is to be, -1 for last.</param>
    /// <param name="name">Not used.</param>
    public Tensor one_hot(Tensor indices, int depth, double on_value = 1, double off_value = 0, TF_DataType dtype = TF_DataType.TF_FLOAT, int axis = -1, string? name = null) =>
        ArrayOps.OneHot(indices, depth, on_value, off_value, axis, dtype);

    /// <summary>The same elements with other sizes; one may be -1.</summary>
    public Tensor reshape(Tensor tensor, Shape shape, string? name = null) => ArrayOps.Reshape(tensor, shape);

    /// <summary>The axes in another order; reversed unless given.</summary>
    public Tensor transpose(Tensor a, Axis? perm = null, string? name = null) => ArrayOps.Transpose(a, perm?.axis);

    /// <summary>The values as another type.</summary>
    public Tensor cast(Tensor x, TF_DataType dtype, string? name = null) => MathOps.Cast(x, dtype);

    /// <summary>Adds an axis of size 1.</summary>
    public Tensor expand_dims(Tensor input, int axis = -1, string? name = null) => ArrayOps.ExpandDims(input, axis);

    /// <summary>Removes axes of size 1: those named, or all.</summary>
    public Tensor squeeze(Tensor input, Axis? axis = null, string? name = null) => ArrayOps.Squeeze(input, axis?.axis);

    /// <summary>Joins tensors along an axis they have.</summary>
    public Tensor concat(IEnumerable<Tensor> values, int axis = 0, string? name = null) => ArrayOps.Concat([.. values], axis);

    /// <summary>Joins tensors of one shape along a new axis.</summary>
    public Tensor stack(IEnumerable<Tensor> values, int axis = 0, string? name = null) => ArrayOps.Stack([.. values], axis);

    /// <summary>The entries along an axis, one tensor each.</summary>
    public Tensor[] unstack(Tensor value, int? num = null, int axis = 0, string? name = null) => ArrayOps.Unstack(value, axis);

    /// <summary>Cuts a tensor into equal parts along an axis.</summary>
    public Tensor[] split(Tensor value, int num_split, int axis = 0, string? name = null) => ArrayOps.Split(value, num_split, axis);

    /// <summary>Cuts a tensor into parts of given sizes along an axis.</summary>
    public Tensor[] split(Tensor value, int[] size_splits, int axis = 0, string? name = null) =>
        ArrayOps.Split(value, Array.ConvertAll(size_splits, s => (long)s), axis);

    /// <summary>Entries along an axis, by number.</summary>
    public Tensor gather(Tensor @params, Tensor indices, string? name = null, int axis = 0) => ArrayOps.Gather(@params, indices, axis);

    /// <summary>The entries where a mask is true.</summary>
    public Tensor boolean_mask(Tensor tensor, Tensor mask, string? name = null) => ArrayOps.BooleanMask(tensor, mask);

    /// <summary>A block of a tensor: where it begins, and its size (-1 for all that follows).</summary>
    public Tensor slice(Tensor input, int[] begin, int[] size, string? name = null) =>
        ArrayOps.Slice(input, Array.ConvertAll(begin, b => (long)b), Array.ConvertAll(size, s => (long)s));

    /// <summary>Puts a border around a tensor: for each axis a row (before, after), [axes, 2].</summary>
    public Tensor pad(Tensor tensor, int[,] paddings, double constant_values = 0, string? name = null) =>
        ArrayOps.Pad(tensor, [.. Enumerable.Range(0, paddings.GetLength(0)).Select(i => ((long)paddings[i, 0], (long)paddings[i, 1]))], constant_values);

    /// <summary>Repeats a whole tensor along its axes.</summary>
    public Tensor tile(Tensor input, Shape multiples, string? name = null) => ArrayOps.Tile(input, multiples.dims);

    /// <summary>Repeats every entry along an axis.</summary>
    public Tensor repeat(Tensor input, int repeats, int axis, string? name = null) => ArrayOps.Repeat(input, repeats, axis);

    /// <summary>Repeats axes of size 1 until the tensor has the given shape.</summary>
    public Tensor broadcast_to(Tensor input, Shape shape, string? name = null) => ArrayOps.BroadcastTo(input, shape);

    /// <summary>The entries turned round along some axes.</summary>
    public Tensor reverse(Tensor tensor, Axis axis, string? name = null) => ArrayOps.Reverse(tensor, axis.axis ?? []);

    /// <summary>A copy.</summary>
    public Tensor identity(Tensor input, string? name = null) => ArrayOps.Identity(input);

    /// <summary>The same values as a constant: no gradient flows back.</summary>
    public Tensor stop_gradient(Tensor input, string? name = null) => ArrayOps.StopGradient(input);

    /// <summary>The sizes of a tensor: int32, one axis.</summary>
    public Tensor shape(Tensor input, string? name = null) => Array.ConvertAll(input.shape.dims, d => checked((int)d));

    /// <summary>The number of elements: an int32 scalar.</summary>
    public Tensor size(Tensor input, string? name = null) => checked((int)input.size);

    /// <summary>The number of axes: an int32 scalar.</summary>
    public Tensor rank(Tensor input, string? name = null) => input.ndim;

    /// <summary>Elements of the one tensor where the condition is true, of the other where not.</summary>
    public Tensor where(Tensor condition, Tensor x, Tensor y, string? name = null) => MathOps.Where(condition, x, y);

    /// <summary>Writes the values to the console.</summary>
    public void print(params object?[] values) => Binding.print(values);
}
