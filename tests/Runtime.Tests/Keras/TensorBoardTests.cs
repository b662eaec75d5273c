using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects the event files that TensorBoard shows, through a reader that shares no code with their writer.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TensorBoardTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "tensorboard-" + Guid.NewGuid().ToString("N"));

    [TestCleanup]
    public void RemoveFolder()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private List<EventValue> Events(string part)
    {
        string[] files = Directory.GetFiles(Path.Combine(_folder, part));
        Assert.HasCount(1, files);
        StringAssert.Matches(Path.GetFileName(files[0]),
            new System.Text.RegularExpressions.Regex(@"^events\.out\.tfevents\.\d{10}\.[A-Za-z0-9-]+\.\d+\.\d+\.v2$"));
        return EventFileReader.Read(files[0]);
    }

    private static (Sequential Model, Tensor X, Tensor Y) Small()
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(1);
        var model = keras.Sequential([keras.layers.Dense(3, input_shape: 2)]);
        model.compile(keras.optimizers.SGD(0.1), "mse", "mae");
        return (model, Tensor.From<float>([1, 2, 3, 4, 5, 6, 7, 8], (4, 2)), Tensor.From<float>(new float[12], (4, 3)));
    }

    [TestMethod]
    public void Figures_of_training_and_validation_come_back_from_their_files()
    {
        EventFileReader.CheckItself();
        (Sequential model, Tensor x, Tensor y) = Small();
        var history = (History)model.fit(x, y, epochs: 3, verbose: 0, validation_data: (x, y),
            callbacks: [keras.callbacks.TensorBoard(_folder)]);
        foreach ((string part, string prefix) in ((string, string)[])[("train", ""), ("validation", "val_")])
        {
            List<EventValue> events = Events(part);
            foreach (string name in (string[])["loss", history.history.Keys.First(k => !k.StartsWith("val_", StringComparison.Ordinal)
                && k != "loss")])
            {
                EventValue[] values = [.. events.Where(e => e.Tag == "epoch_" + name)];
                CollectionAssert.AreEqual(new long[] { 0, 1, 2 }, values.Select(v => v.Step).ToArray());
                CollectionAssert.AreEqual(history.history[prefix + name], values.Select(v => v.Number!.Value).ToList(), part + name);
            }
            Assert.IsLessThan(600, Math.Abs(events[0].WallTime - DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        }
        Assert.AreEqual(0.1f, Events("train").First(e => e.Tag == "epoch_learning_rate").Number);
    }

    [TestMethod]
    public void Figures_of_steps_are_written_when_asked_for()
    {
        (Sequential model, Tensor x, Tensor y) = Small();
        model.fit(x, y, batch_size: 1, epochs: 2, verbose: 0, callbacks: [keras.callbacks.TensorBoard(_folder, update_freq: 3)]);
        CollectionAssert.AreEqual(new long[] { 3, 6 }, Events("train").Where(e => e.Tag == "batch_loss").Select(e => e.Step).ToArray());
        Assert.ThrowsExactly<ArgumentException>(() => keras.callbacks.TensorBoard(update_freq: "step"));
    }

    [TestMethod]
    public void Weights_are_counted_into_parts_of_their_range()
    {
        (Sequential model, Tensor x, Tensor y) = Small();
        model.fit(x, y, epochs: 3, verbose: 0, callbacks: [keras.callbacks.TensorBoard(_folder, histogram_freq: 2)]);
        EventValue[] kernels = [.. Events("train").Where(e => e.Tag == "dense/kernel_0/histogram")];
        CollectionAssert.AreEqual(new long[] { 0, 2 }, kernels.Select(k => k.Step).ToArray());
        float[] weights = model.Weights[0].numpy().ToArray<float>();
        (double[] figures, double[] edges, double[] counts) = kernels[1].Histogram!.Value;
        CollectionAssert.AreEqual(new double[] { weights.Min(), weights.Max(), 6 }, figures[..3]);
        Assert.AreEqual(weights.Sum(w => (double)w), figures[3], 1e-6);
        Assert.AreEqual(weights.Sum(w => (double)w * w), figures[4], 1e-6);
        Assert.AreEqual(6, counts.Sum());
        Assert.AreEqual(weights.Max(), edges[^1], 1e-6);
        Assert.AreEqual(1, counts[^1], "Of one value each, the largest is in the last part.");
        CollectionAssert.AreEqual(edges.Order().ToArray(), edges);
    }

    [TestMethod]
    public void Images_come_back_as_they_were()
    {
        using (var writer = new SummaryWriter(_folder))
        {
            writer.image("gray", Tensor.From<float>([0, 0.5f, 1, 2, -1, float.NaN], (2, 3, 1)), 7);
            writer.image("colours", Tensor.From<byte>([.. Enumerable.Range(0, 48).Select(i => (byte)i)], (4, 2, 2, 3)), 8, max_outputs: 2);
            Assert.ThrowsExactly<ArgumentException>(() => writer.image("x", Tensor.From<float>([1, 2], (1, 1, 2)), 0));
            Assert.ThrowsExactly<ArgumentException>(() => writer.image("x", Tensor.From<float>([1, 2], (1, 2)), 0));
            Assert.Throws<ArgumentException>(() => writer.scalar("", 1, 0));
            writer.scalar("negative step", 1.5, -1);
        }
        List<EventValue> events = Events("");
        CollectionAssert.AreEqual(new[] { "gray", "colours/0", "colours/1", "negative step" }, events.Select(e => e.Tag).ToArray());
        (long height, long width, long channels, byte[] png) = events[0].Image!.Value;
        Assert.AreEqual((2L, 3L, 1L), (height, width, channels));
        CollectionAssert.AreEqual(new byte[] { 0, 128, 255, 255, 0, 0 }, ImageFile.Read(png).Pixels);
        CollectionAssert.AreEqual(Enumerable.Range(12, 12).Select(i => (byte)i).ToArray(),
            ImageFile.Read(events[2].Image!.Value.Png).Pixels);
        Assert.AreEqual((7L, 8L, -1L), (events[0].Step, events[2].Step, events[3].Step));
        Assert.AreEqual(1.5f, events[3].Number);
    }

    [TestMethod]
    public void The_callback_takes_images_in_training()
    {
        (Sequential model, Tensor x, Tensor y) = Small();
        TensorBoard board = keras.callbacks.TensorBoard(_folder);
        var sample = Tensor.From<float>(new float[4], (2, 2, 1));
        model.fit(x, y, epochs: 2, verbose: 0, callbacks: [keras.callbacks.LambdaCallback(on_epoch_end: (epoch, _) =>
            board.write_image("sample", sample, epoch)), board]);
        Assert.AreEqual(2, Events("train").Count(e => e.Tag == "sample" && e.Image is not null));
    }

    [TestMethod]
    public void Evaluation_outside_of_training_is_written_by_the_optimizers_steps()
    {
        (Sequential model, Tensor x, Tensor y) = Small();
        model.fit(x, y, batch_size: 1, epochs: 2, verbose: 0);
        Dictionary<string, float> score = model.evaluate(x, y, verbose: 0, callbacks: [keras.callbacks.TensorBoard(_folder)]);
        EventValue loss = Events("validation").Single(e => e.Tag == "evaluation_loss_vs_iterations");
        Assert.AreEqual((8L, score["loss"]), (loss.Step, loss.Number!.Value));
    }

    [TestMethod]
    public void Histogram_buckets_leave_out_what_is_no_number()
    {
        var counts = new ValueCounts([1, float.NaN, 2, float.PositiveInfinity]);
        Assert.AreEqual((2.0, 1.0, 2.0, 3.0), (counts.Count, counts.Least, counts.Most, counts.Sum));
        Assert.AreEqual(2, counts.InBuckets.Sum());
        Assert.AreEqual(0, new ValueCounts([float.NaN]).Count);
        Assert.AreEqual(3, new ValueCounts([4, 4, 4]).InBuckets.Sum());
    }
}
