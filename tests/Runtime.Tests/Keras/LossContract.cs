using System.Text.Json.Nodes;
using MlPipelines.Tests.Autodiff;
using Tensorflow;
using Tensorflow.Keras.Losses;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

/// <summary>What every loss must keep: one call is a loss' whole test, but for what only it does.</summary>
internal static class LossContract
{
    private const int Rows = 3, Columns = 4;

    /// <summary>Numbers between 0 and 1; a row of them need not sum to 1.</summary>
    public static Tensor Shares => GradientCheck.Random((Rows, Columns), 3, 0.05, 0.95);

    /// <summary>Predictions between 0 and 1.</summary>
    public static Tensor Probabilities => GradientCheck.Random((Rows, Columns), 2, 0.1, 0.9);

    /// <summary>Predictions of either sign.</summary>
    public static Tensor Scores => GradientCheck.Random((Rows, Columns), 4, -2, 2);

    /// <summary>Targets 0 and 1, in no order.</summary>
    public static Tensor Bits => Tensor.From<double>([1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0], (Rows, Columns));

    /// <summary>Class numbers, one a row.</summary>
    public static Tensor Classes => Tensor.From<int>([3, 0, 2], Rows);

    /// <summary>The same classes as rows of 0 and 1.</summary>
    public static Tensor OneHot => ArrayOps.OneHot(Classes, Columns, dtype: TF_DataType.TF_DOUBLE);

    /// <param name="make">Makes the loss, as a user would.</param>
    /// <param name="y">Targets, three rows.</param>
    /// <param name="p">Predictions in float64, three rows of four.</param>
    /// <param name="row">The loss of one row, from its targets and predictions, written plainly.</param>
    public static void Check(Func<Loss> make, Tensor y, Tensor p, Func<double[], double[], double> row)
    {
        Loss loss = make();
        JsonObject config = Json(loss.get_config());
        Loss copy = LossRegistry.Create(loss.ClassName, config);
        Assert.AreEqual(loss.GetType(), copy.GetType());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString(), "A loss made from its configuration must have the same "
            + "one.");
        Assert.AreEqual(loss.Name, copy.Name);

        double[] expected = [.. Enumerable.Range(0, Rows).Select(i => row(Row(y, i), Row(p, i)))];
        double[] each = Reduced(config, "none").Call(y, p).ToArray<double>();
        Assert.HasCount(Rows, each);
        for (int i = 0; i < Rows; i++) AssertClose(expected[i], each[i], 1e-9, $"row {i}");
        AssertClose(expected.Average(), Number(loss.Call(y, p)), 1e-9, "the mean");
        AssertClose(expected.Sum(), Number(Reduced(config, "sum").Call(y, p)), 1e-9, "the sum");

        double[] weights = [2, 0, 0.5];
        Tensor sampleWeight = Tensor.From<double>(weights, Rows);
        AssertClose(expected.Zip(weights, (l, w) => l * w).Sum() / Rows, Number(loss.Call(y, p, sampleWeight)), 1e-9, "the weighted mean");
        Tensor single = MathOps.Cast(p, TF_DataType.TF_FLOAT);
        AssertClose(expected.Average(), loss.Call(y, single).ToArray<float>()[0], 1e-4, "float32");

        GradientCheck.Run(x => loss.Call(y, x[0], sampleWeight), [p]);
        Refuses(loss, ArrayOps.Slice(y, new long[y.ndim], [2, .. y.shape.Span[1..]]), p);
        Assert.ThrowsExactly<ArgumentException>(() => loss.Call(y, p, Tensor.From<double>([1, 2], 2)));

        Loss Reduced(JsonObject settings, string reduction)
        {
            JsonObject other = Json(settings);
            other["reduction"] = reduction;
            return LossRegistry.Create(loss.ClassName, other);
        }
    }

    private static void Refuses(Loss loss, Tensor y, Tensor p)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => loss.Call(y, p));
        foreach (string part in new[] { $"{loss.ClassName} got targets of shape {y.shape}", p.shape.ToString(),
            "it takes " }) StringAssert.Contains(error.Message, part);
    }

    private static double[] Row(Tensor x, int row)
    {
        double[] all = MathOps.Cast(x, TF_DataType.TF_DOUBLE).ToArray<double>();
        int columns = all.Length / Rows;
        return all[(row * columns)..((row + 1) * columns)];
    }

    private static double Number(Tensor loss) => loss.ToArray<double>().Single();

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.AreEqual(expected, actual, tolerance * (1 + Math.Abs(expected)), what);

    /// <summary>A configuration as it comes back from a file.</summary>
    private static JsonObject Json(JsonObject config) => JsonNode.Parse(config.ToJsonString())!.AsObject();
}
