using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.Keras.Metrics;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Keras;

/// <summary>What every metric must keep: one call is a metric's whole test, but for what only it does.</summary>
internal static class MetricContract
{
    /// <param name="make">Makes the metric, as a user would.</param>
    /// <param name="y">Targets, four rows or more.</param>
    /// <param name="p">Predictions in float32, as many rows.</param>
    /// <param name="expected">The figure, worked out by hand.</param>
    /// <param name="refused">Targets it must refuse for these predictions; null for a metric that takes any.</param>
    public static void Check(Func<Metric> make, Tensor y, Tensor p, double expected, Tensor? refused = null)
    {
        Metric metric = make();
        JsonObject config = JsonNode.Parse(metric.get_config().ToJsonString())!.AsObject();
        Metric copy = MetricRegistry.Create(metric.ClassName, config);
        Assert.AreEqual(metric.GetType(), copy.GetType());
        Assert.AreEqual(config.ToJsonString(), copy.get_config().ToJsonString(), "A metric made from its configuration must have the "
            + "same one.");

        Assert.AreEqual(0, metric.Value, "Before the first batch there is nothing to show.");
        metric.update_state(y, p);
        Assert.AreEqual(expected, metric.Value, 1e-6);
        if (metric.result().size == 1) Assert.AreEqual((float)metric.Value, metric.result().ToArray<float>()[0]);
        metric.reset_states();
        Assert.AreEqual(0, metric.Value, "After a reset there is nothing to show.");
        int rows = (int)p.shape[0];
        for (int row = 0; row < rows; row += 2) metric.update_state(Rows(y, row, Math.Min(2, rows - row)),
            Rows(p, row, Math.Min(2, rows - row)));
        Assert.AreEqual(expected, metric.Value, 1e-6, "Batches must add up to the whole.");

        copy.update_state(MathOps.Cast(y, TF_DataType.TF_DOUBLE), MathOps.Cast(p, TF_DataType.TF_DOUBLE));
        Assert.AreEqual(expected, copy.Value, 1e-6, "Targets and predictions of another type mean the same.");

        Weights(make, y, p, rows);
        Allocates(metric, y, p);
        if (refused is null) return;
        var error = Assert.ThrowsExactly<ArgumentException>(() => make().update_state(refused, p));
        foreach (string part in new[] { $"{metric.ClassName} '{metric.Name}' got ", refused.shape.ToString(),
            "it takes " }) StringAssert.Contains(error.Message, part);
        Assert.ThrowsExactly<ArgumentException>(() => make().update_state(y, p, Tensor.From<float>([1, 2, 3], 3)));
    }

    /// <summary>A row of weight 2 counts as two, one of weight 0 not at all.</summary>
    private static void Weights(Func<Metric> make, Tensor y, Tensor p, int rows)
    {
        int[] times = [.. Enumerable.Range(0, rows).Select(i => (i * 2 + 1) % 3)];
        Metric weighted = make(), repeated = make();
        weighted.update_state(y, p, Tensor.From<float>([.. times.Select(t => (float)t)], rows));
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < times[row]; i++) repeated.update_state(Rows(y, row, 1), Rows(p, row, 1));
        Assert.AreEqual(repeated.Value, weighted.Value, 1e-9, "Weights must count rows as often as they say.");
    }

    private static void Allocates(Metric metric, Tensor y, Tensor p)
    {
        for (int i = 0; i < 3; i++) metric.update_state(y, p);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) metric.update_state(y, p);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before, "Updates must allocate nothing.");
    }

    private static Tensor Rows(Tensor x, int first, int count)
    {
        long[] begin = new long[x.ndim], size = x.shape.dims;
        (begin[0], size[0]) = (first, count);
        return ArrayOps.Slice(x, begin, size);
    }
}
