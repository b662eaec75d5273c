using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Reports;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Training;

/// <summary>Protects that a training with a checkpoint folder goes on after its last whole epoch as if it had never stopped.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainerCheckpointTests
{
    private static Sequential Random() => keras.Sequential(
    [
        keras.layers.Flatten(input_shape: (28, 28, 1)),
        keras.layers.Dropout(0.25),
        keras.layers.Dense(10, activation: "softmax"),
    ]);

    private static KerasTrainer.Options Options(string? folder, int? steps = null)
    {
        KerasTrainer.Options options = Tiny.Options(Random, epochs: 5);
        (options.BatchSize, options.StepsPerEpoch, options.CheckpointFolder) = (100, steps, folder);
        (options.Augmentation, options.Validation) = (ClassicalAugmentation.Mild, Tiny.Test.AsDataView());
        return options;
    }

    [TestMethod]
    [DataRow(null, false, 1)]
    [DataRow(3, false, 1)] // an epoch then begins in the middle of a pass
    [DataRow(3, true, 1)] // stopped in the middle of an epoch, which is trained again
    [DataRow(7, false, null)] // without a seed
    public void Weights_and_figures_are_those_of_an_unbroken_training(int? steps, bool inside, int? seed)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        KerasTransformer Train(string? path, CancellationTokenSource? stop, out int trained)
        {
            int epochs = 0, current = 0;
            KerasTrainer.Options options = Options(path, steps);
            options.Seed = seed;
            options.CancellationToken = stop?.Token ?? default;
            options.Callbacks = [new LambdaCallback(
                on_epoch_end: (epoch, _) =>
                {
                    epochs++;
                    if (epoch == 1 && !inside) stop?.Cancel();
                },
                on_epoch_begin: epoch => current = epoch,
                on_batch_end: (step, _) =>
                {
                    if (current == 2 && step == 1 && inside) stop?.Cancel();
                })];
            KerasTransformer result = Tiny.Fit(options);
            trained = epochs;
            return result;
        }
        keras.utils.set_random_seed(9);
        KerasTransformer unbroken = Train(null, null, out _);

        keras.utils.set_random_seed(9);
        using var stop = new CancellationTokenSource();
        KerasTransformer stopped = Train(folder["kept"], stop, out int first);
        Assert.AreEqual((true, 2), (stopped.History!.cancelled, first));
        CollectionAssert.AreEquivalent(new[] { $"epoch-{first:0000}.json", $"epoch-{first:0000}.npz" }, Directory.GetFiles(folder["kept"]).Select(Path.GetFileName).ToArray());

        keras.utils.set_random_seed(1234);
        KerasTransformer resumed = Train(folder["kept"], null, out int second);
        Assert.AreEqual(5, first + second);
        Tiny.SameWeights(unbroken.Model, resumed.Model);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, resumed.History!.epoch);
        Assert.HasCount(5, resumed.History.epoch_seconds);
        foreach ((string name, List<float> values) in unbroken.History!.history) CollectionAssert.AreEqual(values, resumed.History.history[name], name);

        KerasTransformer done = Train(folder["kept"], null, out int none);
        Assert.AreEqual(0, none);
        Tiny.SameWeights(unbroken.Model, done.Model);
        CollectionAssert.AreEqual(unbroken.History.history["val_loss"], done.History!.history["val_loss"]);
    }

    [TestMethod]
    public void The_checkpoint_of_another_training_is_refused_with_both_settings()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        Tiny.Fit(Options(folder["kept"]));
        void Refused(string expected, Action<KerasTrainer.Options> change)
        {
            KerasTrainer.Options options = Options(folder["kept"]);
            change(options);
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(options)).Message);
        }
        Refused("of another training: seed 1, 100 rows a step, all steps an epoch", o => o.Seed = 2);
        Refused("this one is seed 1, 50 rows a step", o => o.BatchSize = 50);
        Refused("Give the training a checkpoint folder of its own", o => o.Augmentation = null);
        Refused("has 5 epochs behind it; this training has 4. Give as many or more", o => o.Epochs = 4);
        Assert.Contains("of another training", Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(Options(folder["kept"]), Tiny.Test.AsDataView())).Message);
        KerasTrainer.Options other = Options(folder["kept"]);
        other.Model = (_, _) => Tiny.Convolution();
        Assert.Contains("another model", Assert.ThrowsExactly<InvalidDataException>(() => Tiny.Fit(other)).Message);
    }

    [TestMethod]
    public void A_damaged_checkpoint_is_named()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        Tiny.Fit(Options(folder["kept"]));
        string path = Path.Combine(folder["kept"], "epoch-0005.json"), whole = File.ReadAllText(path);
        foreach (string text in new[] { "", "{", "{}", whole[..(whole.Length / 2)], whole.Replace("\"Version\": 1", "\"Version\": 2") })
        {
            File.WriteAllText(path, text);
            Assert.Contains("epoch-0005.json", Assert.ThrowsExactly<InvalidDataException>(() => Tiny.Fit(Options(folder["kept"]))).Message);
        }
        File.WriteAllText(path, whole);
        File.Move(Path.ChangeExtension(path, ".npz"), Path.Combine(folder["kept"], "epoch-0004.npz"));
        File.Move(path, Path.Combine(folder["kept"], "epoch-0004.json"));
        Assert.Contains("it tells of 5 epochs", Assert.ThrowsExactly<InvalidDataException>(() => Tiny.Fit(Options(folder["kept"]))).Message);
    }
}
