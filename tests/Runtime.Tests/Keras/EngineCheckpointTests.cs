using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Tensorflow;
using Tensorflow.IO;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Protects checkpoints: a training that was broken off and goes on ends with the same bits as one that was not.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EngineCheckpointTests
{
    private string _folder = "";

    private string Target => Path.Combine(_folder, "training.npz");

    [TestInitialize]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("checkpoint-").FullName;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    private static (Tensor X, Tensor Y) Samples()
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 100 * 6).Select(_ => random.NextSingle() - 0.5f)];
        return (Tensor.From<float>(x, (100, 6)), Tensor.From<int>([.. Enumerable.Range(0, 100).Select(i => x[6 * i] + x[6 * i + 1] > 0
            ? 1 : 0)], 100));
    }

    /// <summary>A model as a new process would make it: with another state of the random numbers.</summary>
    private static Sequential Fresh(int seed)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(seed);
        var l = keras.layers;
        Sequential inner = keras.Sequential([keras.Input(8), l.Dense(8, activation: "tanh"), l.Dropout(0.3)]);
        var model = keras.Sequential([l.Dense(8, activation: "relu", input_shape: 6), l.Dropout(0.4), inner,
            l.Dense(2, activation: "softmax")]);
        model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", "accuracy");
        return model;
    }

    private static string Hash(Model model) => Convert.ToHexString(SHA256.HashData(
        [.. model.Weights.Concat(model.optimizer!.variables).SelectMany(w =>
            w.numpy().ToArray<float>()).SelectMany(BitConverter.GetBytes)]));

    [TestMethod]
    public void Two_epochs_and_two_more_give_the_bits_of_four()
    {
        (Tensor x, Tensor y) = Samples();
        Sequential straight = Fresh(1);
        ICallback whole = straight.fit(x, y, epochs: 4, verbose: 0, batch_size: 16);

        Sequential first = Fresh(1);
        first.fit(x, y, epochs: 2, verbose: 0, batch_size: 16);
        Assert.AreNotEqual(Hash(straight), Hash(first));
        first.save_checkpoint(Target);
        Assert.HasCount(1, Directory.GetFiles(_folder));

        Sequential second = Fresh(77);
        TrainingPosition at = second.load_checkpoint(Target);
        Assert.AreEqual(new TrainingPosition(2, 0), at);
        Assert.AreEqual(Hash(first), Hash(second));
        ICallback rest = second.fit(x, y, epochs: 4, verbose: 0, batch_size: 16, initial_epoch: at.epoch, initial_batch: at.batch);
        Assert.AreEqual(Hash(straight), Hash(second));
        CollectionAssert.AreEqual(whole.history["loss"][2..], rest.history["loss"]);
        CollectionAssert.AreEqual(whole.history["accuracy"][2..], rest.history["accuracy"]);
    }

    private sealed class KillAt(string path, int epoch, long step, CancellationTokenSource source) : Callback
    {
        private int _epoch;

        public override void on_epoch_begin(int epoch) => _epoch = epoch;

        public override void on_train_batch_end(long end_step, Dictionary<string, float> logs)
        {
            if (_epoch != epoch || end_step != step) return;
            model.save_checkpoint(path);
            source.Cancel();
        }
    }

    [TestMethod]
    [DataRow(1, 3)]
    [DataRow(0, 0)]
    [DataRow(2, 6)]
    public void A_training_killed_in_the_middle_of_an_epoch_ends_with_the_same_bits(int epoch, int step)
    {
        (Tensor x, Tensor y) = Samples();
        Sequential straight = Fresh(1);
        straight.fit(x, y, epochs: 4, verbose: 0, batch_size: 16);

        Sequential killed = Fresh(1);
        using var source = new CancellationTokenSource();
        killed.fit(x, y, epochs: 4, verbose: 0, batch_size: 16, callbacks: [new KillAt(Target, epoch, step, source)],
            cancellation_token: source.Token);

        Sequential resumed = Fresh(9);
        TrainingPosition at = resumed.load_checkpoint(Target);
        Assert.AreEqual(new TrainingPosition(epoch, step + 1), at);
        resumed.fit(x, y, epochs: 4, verbose: 0, batch_size: 16, initial_epoch: at.epoch, initial_batch: at.batch);
        Assert.AreEqual(Hash(straight), Hash(resumed));
    }

    [TestMethod]
    public void The_random_numbers_inside_recurrent_layers_and_moving_averages_come_back()
    {
        (Tensor x, Tensor y) = Samples();
        Sequential straight = Recurrent(1);
        straight.fit(x, y, epochs: 2, verbose: 0);
        Sequential first = Recurrent(1);
        first.fit(x, y, epochs: 1, verbose: 0);
        first.save_checkpoint(Target);
        Sequential second = Recurrent(8);
        second.load_checkpoint(Target);
        second.fit(x, y, epochs: 2, initial_epoch: 1, verbose: 0);
        Assert.AreEqual(Hash(straight), Hash(second));

        static Sequential Recurrent(int seed)
        {
            keras.backend.clear_session();
            keras.utils.set_random_seed(seed);
            var l = keras.layers;
            var model = keras.Sequential([l.Reshape((3, 2), input_shape: 6), l.Bidirectional(l.LSTM(3, dropout: 0.2f,
                recurrent_dropout: 0.2f)),
                l.GaussianNoise(0.1f), l.BatchNormalization(), l.Dense(2, activation: "softmax")]);
            model.compile(keras.optimizers.RMSprop(0.01), "sparse_categorical_crossentropy");
            return model;
        }
    }

    [TestMethod]
    public void The_learning_rate_and_the_number_of_steps_come_back()
    {
        (Tensor x, Tensor y) = Samples();
        Sequential model = Fresh(1);
        model.fit(x, y, epochs: 1, verbose: 0);
        model.optimizer!.learning_rate = 0.005;
        model.save_checkpoint(Target);
        Sequential other = Fresh(2);
        other.load_checkpoint(Target);
        Assert.AreEqual(0.005, other.optimizer!.learning_rate, 1e-12);
        Assert.AreEqual(4, other.optimizer.iterations);
        Assert.AreEqual(new TrainingPosition(1, 0), other.position);
    }

    [TestMethod]
    public void Each_epoch_has_an_order_of_its_own_that_no_call_changes()
    {
        (Tensor x, Tensor y) = Samples();
        Sequential straight = Fresh(1), stepwise = Fresh(1);
        straight = Fresh(1);
        straight.fit(x, y, epochs: 3, verbose: 0);
        stepwise = Fresh(1);
        for (int epoch = 0; epoch < 3; epoch++) stepwise.fit(x, y, epochs: epoch + 1, initial_epoch: epoch, verbose: 0);
        Assert.AreEqual(Hash(straight), Hash(stepwise));
    }

    [TestMethod]
    public void Files_of_other_models_and_damaged_ones_are_refused_and_change_nothing()
    {
        (Tensor x, Tensor y) = Samples();
        Sequential model = Fresh(1);
        model.fit(x, y, epochs: 1, verbose: 0);
        model.save_checkpoint(Target);
        byte[] good = File.ReadAllBytes(Target);

        keras.backend.clear_session();
        Sequential other = keras.Sequential([keras.layers.Dense(3, input_shape: 6)]);
        other.compile("adam", "mse");
        Refused(other, "weights");
        Sequential sgd = Fresh(2);
        sgd.compile("sgd", "sparse_categorical_crossentropy");
        Refused(sgd, "'Adam'");
        Sequential plain = keras.models.clone_model(model) as Sequential ?? throw new InvalidOperationException();
        Assert.ThrowsExactly<InvalidOperationException>(() => plain.load_checkpoint(Target));

        Sequential fresh = Fresh(3);
        float[] before = fresh.Weights[0].AsTensor().ToArray<float>();
        File.WriteAllBytes(Target, good[..(good.Length / 2)]);
        Refused(fresh);
        for (int i = 60; i < good.Length; i += 97)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x40;
            File.WriteAllBytes(Target, bad);
            try
            {
                Fresh(3).load_checkpoint(Target);
            }
            catch (Exception e) when (e is InvalidDataException or NotSupportedException)
            {
                StringAssert.Contains(e.Message, Target);
            }
        }
        Npz.Write(Target, [new("manifest", NpyArray.From<byte>("{}"u8))]);
        Refused(fresh, "format");
        Npz.Write(Target, [new("x", NpyArray.From<float>([1f]))]);
        Refused(fresh, "manifest");
        CollectionAssert.AreEqual(before, fresh.Weights[0].AsTensor().ToArray<float>());
        Assert.ThrowsExactly<FileNotFoundException>(() => fresh.load_checkpoint(Target + ".none"));

        void Refused(Model into, string says = "")
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => into.load_checkpoint(Target));
            StringAssert.Contains(error.Message, Target);
            StringAssert.Contains(error.Message, says);
        }
    }

    [TestMethod]
    public void The_file_is_a_npz_with_a_manifest_that_others_can_read()
    {
        Sequential model = Fresh(1);
        (Tensor x, Tensor y) = Samples();
        model.fit(x, y, epochs: 1, verbose: 0);
        model.save_checkpoint(Target);
        Dictionary<string, NpyArray> arrays = Npz.Read(Target);
        JsonNode manifest = JsonNode.Parse(arrays["manifest"].Data)!;
        Assert.AreEqual(model.Weights[0].Name, manifest["weights"]![0]!["name"]!.GetValue<string>());
        CollectionAssert.AreEqual(model.Weights[0].AsTensor().ToArray<float>(), arrays["weight_0"].ToArray<float>());
        Assert.AreEqual(2 * 6, manifest["optimizer"]!["variables"]!.AsArray().Count);
        Assert.HasCount(2, manifest["streams"]!.AsArray());
        Assert.AreEqual(RandomStream.Global.Seed, manifest["global_stream"]!["seed"]!.GetValue<long>());
    }
}
