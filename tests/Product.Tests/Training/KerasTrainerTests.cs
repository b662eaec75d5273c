using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.Loading;
using Tensorflow;
using Tensorflow.Keras.Callbacks;
using Tensorflow.Keras.Engine;
using Tensorflow.Kernels;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Training;

/// <summary>Protects that the trainer is Keras' own training, fed from a view, and what bad input gets.</summary>
[TestClass]
[DoNotParallelize]
public sealed class KerasTrainerTests
{
    [TestMethod]
    [DataRow("sparse_categorical_crossentropy", true)]
    [DataRow("categorical_crossentropy", false)]
    public void A_view_trains_to_the_same_bits_as_arrays(string loss, bool flat)
    {
        keras.backend.clear_session();
        keras.utils.set_random_seed(5);
        Sequential own = flat ? Tiny.Linear() : Tiny.Convolution();
        own.compile("adam", loss, "accuracy");
        Shape sample = flat ? 784 : (28, 28, 1);
        Tensor labels = loss.StartsWith("sparse", StringComparison.Ordinal) ? DigitTensors.Labels(Tiny.Train) : DigitTensors.OneHot(Tiny.Train);
        Tensor tried = loss.StartsWith("sparse", StringComparison.Ordinal) ? DigitTensors.Labels(Tiny.Test) : DigitTensors.OneHot(Tiny.Test);
        ICallback history = own.fit(DigitTensors.Pixels(Tiny.Train, sample), labels, epochs: 3, verbose: 0, validation_data: (DigitTensors.Pixels(Tiny.Test, sample), tried));

        KerasTrainer.Options options = Tiny.Options(() => flat ? Tiny.Linear() : Tiny.Convolution(), epochs: 3);
        (options.Seed, options.Loss, options.Validation) = (5, loss, Tiny.Test.AsDataView());
        KerasTransformer trained = Tiny.Fit(options);
        Tiny.SameWeights(own, trained.Model);
        foreach ((string name, List<float> values) in history.history) CollectionAssert.AreEqual(values, trained.History!.history[name], name);
    }

    [TestMethod]
    public void It_learns_and_views_of_unknown_length_and_shared_rows_give_the_same()
    {
        KerasTrainer.Options options = Tiny.Options(epochs: 15);
        KerasTransformer trained = Tiny.Fit(options);
        Assert.IsGreaterThan(0.8f, trained.History!.history["accuracy"][^1]);
        Tiny.SameWeights(trained.Model, Tiny.Fit(options, ViewRows.Foreign(Tiny.Train.AsDataView())).Model);
        int[] order = [.. Enumerable.Range(0, Tiny.Train.Count)];
        Tiny.SameWeights(trained.Model, Tiny.Fit(options, Tiny.Train.AsDataView().Select(order)).Model);
    }

    [TestMethod]
    public void Epochs_of_some_steps_are_the_same_training_cut_elsewhere()
    {
        KerasTrainer.Options whole = Tiny.Options(epochs: 2), cut = Tiny.Options(epochs: 4);
        (whole.BatchSize, cut.BatchSize, cut.StepsPerEpoch) = (100, 100, 2);
        KerasTransformer trained = Tiny.Fit(cut);
        Assert.HasCount(4, trained.History!.epoch);
        Tiny.SameWeights(Tiny.Fit(whole).Model, trained.Model); // 400 images: 2 epochs of 4 steps
        cut.StepsPerEpoch = 0;
        Assert.Contains("0 steps", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tiny.Fit(cut)).Message);
    }

    [TestMethod]
    public void A_batch_larger_than_the_data_is_one_smaller_batch()
    {
        KerasTrainer.Options options = Tiny.Options();
        options.BatchSize = 1000;
        Assert.HasCount(1, Tiny.Fit(options, Tiny.Train.Take(7).AsDataView()).History!.epoch);
    }

    [TestMethod]
    public void A_fraction_is_kept_for_validation_with_every_class_in_proportion()
    {
        KerasTrainer.Options options = Tiny.Options();
        options.ValidationFraction = 0.25;
        string trace = "";
        var ml = new MLContext();
        ml.Log += (_, m) => trace += m.Kind == ChannelMessageKind.Trace ? m.RawMessage : "";
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(Tiny.Train.AsDataView());
        Assert.IsTrue(trained.History!.history.ContainsKey("val_accuracy"));
        Assert.Contains("300 images of 28 x 28, 10 classes, 10 steps an epoch, 100 images for validation", trace);
    }

    [TestMethod]
    public void The_log_gets_one_message_an_epoch()
    {
        var ml = new MLContext();
        var lines = new List<string>();
        ml.Log += (_, m) =>
        {
            if (m.Source == KerasTrainer.ChannelName && m.Kind == ChannelMessageKind.Info) lines.Add(m.RawMessage);
        };
        ml.MulticlassClassification.Trainers.Keras(ml, Tiny.Options(epochs: 2)).Fit(Tiny.Train.AsDataView());
        Assert.HasCount(2, lines);
        Assert.MatchesRegex(@"^Epoch 2/2 - accuracy: 0\.\d{4} - loss: \d+\.\d{4}$", lines[1]);
    }

    [TestMethod]
    public void Augmentation_changes_images_anew_in_each_epoch_and_a_seed_repeats_it()
    {
        KerasTrainer.Options options = Tiny.Options(epochs: 2);
        Model plain = Tiny.Fit(options).Model;
        options.Augmentation = ClassicalAugmentation.Mild;
        Model changed = Tiny.Fit(options).Model;
        Tiny.SameWeights(changed, Tiny.Fit(options).Model);
        CollectionAssert.AreNotEqual(Tiny.Weights(plain)[0], Tiny.Weights(changed)[0]);
        int threads = Workers.Threads;
        try
        {
            Workers.Threads = 1;
            Tiny.SameWeights(changed, Tiny.Fit(options).Model);
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [TestMethod]
    public void Class_weights_go_by_name()
    {
        KerasTrainer.Options options = Tiny.Options(epochs: 5);
        options.ClassWeights = new Dictionary<string, float> { ["3"] = 0 };
        float[][] scores = Tiny.Scores(Tiny.Fit(options).Transform(Tiny.Test.AsDataView()));
        Assert.IsFalse(scores.Any(s => Array.IndexOf(s, s.Max()) == 3), "a class that counts nothing is not learned");
        options.ClassWeights = new Dictionary<string, float> { ["x"] = 2 };
        Assert.Contains("'x'; the classes are 0, 1, 2", Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(options)).Message);
    }

    [TestMethod]
    public void Images_are_resized_and_coloured_to_what_the_model_takes()
    {
        KerasTransformer trained = Tiny.Fit(Tiny.Options(() => Tiny.Convolution(15, 17, 3)));
        Assert.AreEqual(new ImageShape(15, 17, 3), trained.InputShape);
        Assert.HasCount(300, Tiny.Scores(trained.Transform(Tiny.Test.AsDataView())));
        byte[] colours = [.. Tiny.Test.Images.SelectMany(p => (byte[])[p, p, p])];
        IDataView coloured = new DigitSet(colours, Tiny.Test.Labels, 28, 28, 3).AsDataView();
        KerasTransformer grey = Tiny.Fit(Tiny.Options());
        float[][] expected = Tiny.Scores(grey.Transform(Tiny.Test.AsDataView())), actual = Tiny.Scores(grey.Transform(coloured));
        for (int i = 0; i < 300; i++)
            for (int k = 0; k < 10; k++) Assert.AreEqual(expected[i][k], actual[i][k], 1e-5f);
    }

    [TestMethod]
    public void Cancelling_ends_training_with_what_was_learned()
    {
        using var stop = new CancellationTokenSource();
        KerasTrainer.Options options = Tiny.Options(epochs: 50);
        options.CancellationToken = stop.Token;
        options.Callbacks = [new LambdaCallback(on_epoch_end: (epoch, _) => { if (epoch == 1) stop.Cancel(); })];
        KerasTransformer trained = Tiny.Fit(options);
        Assert.IsTrue(trained.History!.cancelled);
        Assert.HasCount(2, trained.History.epoch);
    }

    [TestMethod]
    public void Later_changes_of_the_options_do_not_reach_a_trainer()
    {
        var ml = new MLContext();
        KerasTrainer.Options options = Tiny.Options();
        KerasTrainer trainer = ml.MulticlassClassification.Trainers.Keras(ml, options);
        options.Epochs = 9;
        Assert.HasCount(1, trainer.Fit(Tiny.Train.AsDataView()).History!.epoch);
    }

    [TestMethod]
    public void Settings_that_cannot_be_are_refused()
    {
        void Refused(string expected, Action<KerasTrainer.Options> change)
        {
            KerasTrainer.Options options = Tiny.Options();
            change(options);
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Tiny.Fit(options)).Message);
        }
        Refused("have no Model", o => o.Model = null);
        Refused("Got 0 epochs", o => o.Epochs = 0);
        Refused("Got batches of 0 rows", o => o.BatchSize = 0);
        Refused("validation fraction 1", o => o.ValidationFraction = 1);
        Refused("give one of the two", o => (o.ValidationFraction, o.Validation) = (0.5, Tiny.Test.AsDataView()));
        Refused("There is no column 'Image'; the columns are Label, Pixels, Id", o => o.PixelsColumn = "Image");
        Refused("There is no column 'Class'", o => o.LabelColumn = "Class");
        Refused("labels are keys held as UInt32. Put Conversion.MapValueToKey(\"Id\")", o => o.LabelColumn = "Id");
        Refused("gives samples of shape (7", o => o.Model = (_, _) => Tiny.Linear(7));
        Refused("nonsense", o => o.Loss = "nonsense");
    }

    [TestMethod]
    public void A_chain_tells_bad_columns_before_it_learns()
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable([new NoImage { Label = 1, Pixels = 2 }]);
        void Refused(string expected, Action<KerasTrainer.Options> change)
        {
            KerasTrainer.Options options = Tiny.Options();
            change(options);
            var chain = ml.Transforms.CopyColumns("Other", "Label").Append(ml.MulticlassClassification.Trainers.Keras(ml, options));
            Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(rows)).Message);
        }
        Refused("Conversion.MapValueToKey(\"Label\")", _ => { });
        Refused("'Pixels' is a Scalar of Single; images are vectors", o => o.LabelColumn = "Key");
        Refused("There is no column 'Image'", o => o.PixelsColumn = "Image");
    }

    [TestMethod]
    public void Made_images_are_kept_out_of_validation()
    {
        var ml = new MLContext();
        ITransformer copies = ml.Transforms.AugmentImages(ml, copies: 1).Fit(Tiny.Train.AsDataView());
        IDataView more = copies.Transform(Tiny.Train.AsDataView());
        KerasTrainer.Options options = Tiny.Options();
        options.Validation = more;
        Assert.Contains("Validate on original rows", Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(options)).Message);
        (options.Validation, options.ValidationFraction) = (null, 0.1);
        Assert.Contains("Split with ml.Data.StratifiedSplit before augmenting", Assert.ThrowsExactly<ArgumentException>(() => Tiny.Fit(options, more)).Message);
    }

    [TestMethod]
    public void Bad_rows_are_named_and_an_empty_view_is_told()
    {
        var ml = new MLContext();
        FloatRow[] rows = [.. Enumerable.Range(0, 5).Select(i => new FloatRow { Label = 1, Id = 10 + i, Pixels = new float[784] })];
        rows[3].Pixels[7] = float.NaN;
        Assert.Contains("Pixel 7 of the row with Id 13 is NaN", Assert.ThrowsExactly<InvalidDataException>(
            () => Tiny.Fit(Tiny.Options(), ml.Data.LoadFromEnumerable(rows))).Message);
        rows[3].Pixels[7] = 0.5f;
        rows[0].Label = 0;
        Assert.IsNotNull(Tiny.Fit(Tiny.Options(), ml.Data.LoadFromEnumerable(rows)));
        foreach (FloatRow row in rows) row.Label = 0;
        Assert.Contains("has no rows with a label, and 5 without", Assert.ThrowsExactly<ArgumentException>(
            () => Tiny.Fit(Tiny.Options(), ml.Data.LoadFromEnumerable(rows))).Message);
        Assert.Contains("The training view has no rows", Assert.ThrowsExactly<ArgumentException>(
            () => Tiny.Fit(Tiny.Options(), Tiny.Train.Take(0).AsDataView())).Message);
    }

    [TestMethod]
    public void Every_model_of_the_list_can_be_made_and_unknown_ones_list_the_known()
    {
        foreach (ModelChoice choice in ModelList.All.Where(m => !m.Name.StartsWith("depth", StringComparison.Ordinal)))
        {
            Model model = choice.ForClasses(new ImageShape(28, 28), 10);
            Assert.AreEqual(10, model.outputs[0].shape[1], choice.Name);
        }
        Assert.AreEqual(26, ModelList.Find("CNN").ForClasses(new ImageShape(28, 28), 26).outputs[0].shape[1]);
        Assert.ThrowsExactly<NotSupportedException>(() => ModelList.Find("vit").ForClasses(new ImageShape(28, 28), 26));
        Assert.Contains("Models: dense, mlp, svm, cnn,", Assert.ThrowsExactly<ArgumentException>(() => ModelList.Find("lstm")).Message);
    }

    private sealed class NoImage
    {
        [KeyType(10)]
        public uint Key { get; set; }

        public float Label { get; set; }

        public float Pixels { get; set; }
    }

    internal sealed class FloatRow
    {
        [KeyType(10)]
        public uint Label { get; set; }

        public long Id { get; set; }

        [VectorType(28, 28)]
        public float[] Pixels { get; set; } = [];
    }
}
