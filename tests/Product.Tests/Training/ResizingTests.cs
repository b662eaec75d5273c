using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Reports;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Training;

/// <summary>Protects how images are brought to a model's size: a batch at a time, and in the same way whenever the model is used.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ResizingTests
{
    private static Sequential Large() => keras.Sequential(
    [
        keras.layers.MaxPooling2D((10, 10), input_shape: (150, 150, 3)),
        keras.layers.Flatten(),
        keras.layers.Dense(10, activation: "softmax"),
    ]);

    [TestMethod]
    public void Enlarged_images_never_lie_in_memory_all_at_once()
    {
        // 1,200 images of 150 x 150 x 3 floats take 324 MB, a batch of 32 takes 9 MB.
        const long most = 150_000_000;
        DigitSet many = Tiny.Train.Select([.. Enumerable.Range(0, 1_200).Select(i => i % Tiny.Train.Count)]);
        long before = Environment.WorkingSet, peak = 0;
        void Look() => peak = Math.Max(peak, Environment.WorkingSet - before);
        KerasTrainer.Options options = Tiny.Options(Large);
        options.Validation = many.AsDataView();
        options.Callbacks = [new Watch(Look)];
        KerasTransformer trained = Tiny.Fit(options, many.AsDataView());
        Assert.IsLessThan(most, peak, "training and validation");
        IDataView scored = trained.Transform(many.AsDataView());
        foreach (float[] _ in scored.GetColumn<float[]>(scored.Schema["Score"])) Look();
        Assert.IsLessThan(most, peak, "prediction");
    }

    [TestMethod]
    public void The_nearest_pixel_is_taken_in_training_and_prediction_and_by_a_bundle()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        var ml = new MLContext(1);
        // Twice the size, each pixel four times, is what the nearest pixel of the half is.
        byte[] doubled = new byte[Tiny.Test.Count * 56 * 56];
        for (int i = 0; i < doubled.Length; i++) doubled[i] = Tiny.Test.Images[i / (56 * 56) * 784 + i / 56 % 56 / 2 * 28 + i % 56 / 2];
        IDataView small = Tiny.Test.AsDataView(), large = new DigitSet(doubled, Tiny.Test.Labels, 56, 56).AsDataView();
        KerasTrainer.Options options = Tiny.Options(() => Tiny.Convolution(56, 56));
        options.Interpolation = Interpolation.Nearest;
        KerasTransformer nearest = Tiny.Fit(options, small), same = Tiny.Fit(options, large);
        Tiny.SameWeights(same.Model, nearest.Model);
        float[][] expected = Tiny.Scores(nearest.Transform(large)), scores = Tiny.Scores(nearest.Transform(small));
        ml.Model.SaveBundle(nearest, folder["model.mlp"]);
        float[][] loaded = Tiny.Scores(ml.Model.LoadBundle(folder["model.mlp"]).Classifier.Transform(small));
        for (int i = 0; i < expected.Length; i++)
        {
            CollectionAssert.AreEqual(expected[i], scores[i]);
            CollectionAssert.AreEqual(expected[i], loaded[i]);
        }
        options.Interpolation = Interpolation.Bilinear;
        CollectionAssert.AreNotEqual(Tiny.Weights(nearest.Model)[0], Tiny.Weights(Tiny.Fit(options, small).Model)[0]);
        options.Interpolation = Interpolation.Area;
        Assert.Contains("Got the interpolation Area", Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(options)).Message);
    }

    private sealed class Watch(Action look) : Callback
    {
        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs) => look();

        public override void on_test_batch_end(long end_step, Dictionary<string, float> logs) => look();
    }
}
