using System.Diagnostics;
using MlPipelines.KerasModels;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;
using static Tensorflow.Binding;

namespace MlPipelines.Bench;

/// <summary>The CNN of paper 1 at work: time and managed memory of a warm call, through <c>predict</c> and through <c>Apply</c>.</summary>
internal static class Inference
{
    /// <summary>Measures both calls, each for half the time.</summary>
    public static object Measure(int batch, int threads, double seconds)
    {
        Sequential model = Gan.Cnn();
        Tensor x = tf.random.uniform((batch, 28, 28, 1));
        (double predict, long predictBytes) = Time(() => model.predict(x, batch)[0], seconds / 2);
        (double apply, long applyBytes) = Time(() => model.Apply(x), seconds / 2);
        return new
        {
            engine = "mlpipelines",
            workload = "infer",
            batch,
            threads,
            predict_us = Math.Round(predict, 1),
            apply_us = Math.Round(apply, 1),
            images_per_second = Math.Round(batch / predict * 1e6),
            predict_bytes = predictBytes,
            apply_bytes = applyBytes,
        };
    }

    /// <summary>Microseconds and allocated bytes a call, after a quarter of a second of warming up.</summary>
    private static (double Microseconds, long Bytes) Time(Func<Tensor> call, double seconds)
    {
        Run(0.25);
        long before = GC.GetAllocatedBytesForCurrentThread();
        (long calls, double elapsed) = Run(seconds);
        return (elapsed / calls * 1e6, (GC.GetAllocatedBytesForCurrentThread() - before) / calls);

        (long Calls, double Seconds) Run(double limit)
        {
            long calls = 0;
            var watch = Stopwatch.StartNew();
            for (; watch.Elapsed.TotalSeconds < limit; calls++)
                using (TensorScope.Enter()) call();
            return (calls, watch.Elapsed.TotalSeconds);
        }
    }
}
