using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Optimizers;

namespace MlPipelines.Tests.Training;

/// <summary>Protects what a search's values mean: each reaches the model or its training, and what a model does not take is refused before training.</summary>
[TestClass]
public sealed class TrialSettingsTests
{
    private static readonly ModelChoice s_mlp = ModelList.Find("mlp");

    [TestMethod]
    public void Every_setting_reaches_the_model_or_its_training()
    {
        var point = new Point(("layers", 2), ("units", 32), ("l1", 1e-5), ("l2", 1e-4), ("dropout", 0.25), ("learning_rate", 0.01), ("batch_size", 64), ("epochs", 7),
            ("optimizer", "sgd"), ("augment", "mild"));
        KerasTrainer.Options options = TrialSettings.Options(s_mlp, point);
        Assert.AreEqual((64, 7, "categorical_crossentropy"), (options.BatchSize, options.Epochs, options.Loss));
        Assert.IsNotNull(options.Augmentation);
        Assert.AreEqual(0.01f, ((SGD)options.Optimizer!()).learning_rate);
        Model model = options.Model!(new ImageShape(28, 28), 10);
        CollectionAssert.AreEqual(new[] { "Dense", "Dropout", "Dense", "Dropout", "Dense" }, model.Layers.Select(l => l.ClassName).Where(n => n != "InputLayer").ToArray());
        Assert.AreEqual(784 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10, model.count_params());
        Assert.AreEqual(0.25, (double)model.Layers.OfType<Dropout>().First().get_config()["rate"]!, 1e-9);
        string regularizer = model.Layers.OfType<Dense>().First().get_config()["kernel_regularizer"]!.ToJsonString();
        Assert.Contains("1E-05", regularizer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("0.0001", regularizer);
    }

    [TestMethod]
    public void What_is_not_named_is_the_models_own()
    {
        KerasTrainer.Options options = TrialSettings.Options(s_mlp, new Point(("units", 64)));
        Assert.AreEqual((128, 20), (options.BatchSize, options.Epochs));
        Assert.IsNull(options.Augmentation);
        Assert.AreEqual(1e-3f, ((Adam)options.Optimizer!()).learning_rate);
        Assert.AreEqual(784 * 64 + 64 + 650, options.Model!(new ImageShape(28, 28), 10).count_params());
        Assert.AreEqual(26, options.Model!(new ImageShape(28, 28), 26).outputs[0].shape[1]);
    }

    [TestMethod]
    public void A_support_vector_machine_gives_scores_for_any_number_of_classes()
    {
        Model model = TrialSettings.Options(ModelList.Find("svm"), new Point(("l2", 1e-3))).Model!(new ImageShape(28, 28), 5);
        Assert.AreEqual("linear", (string)model.Layers[^1].get_config()["activation"]!);
        Assert.AreEqual(785 * 5, model.count_params());
    }

    [TestMethod]
    [DataRow("units", 0.0, "Got the units 0; takes whole numbers from 1 to 4096.")]
    [DataRow("units", 1.5, "whole numbers")]
    [DataRow("dropout", 1.0, "numbers from 0 to 0.95")]
    [DataRow("learning_rate", 0.0, "Got the learning_rate 0;")]
    [DataRow("filters", 8.0, "The model 'mlp' has no setting 'filters'; it takes learning_rate, optimizer, batch_size, epochs, augment, layers, units, l1, l2, dropout.")]
    public void A_value_that_no_model_takes_is_refused_with_what_it_takes(string name, double value, string message) =>
        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => TrialSettings.Options(s_mlp, new Point((name, value)))).Message);

    [TestMethod]
    public void A_space_is_refused_when_some_of_its_points_would_be()
    {
        TrialSettings.Check(s_mlp, SearchSpace.Parse("""{"units": {"integer": [1, 4096]}, "optimizer": {"choice": ["adam", "rmsprop"]}, "dropout": {"real": [0, 0.5]}}"""));
        foreach ((string space, string part) in new[]
        {
            ("""{"units": {"integer": [1, 5000]}}""", "Got the units 5000"),
            ("""{"units": {"real": [1, 512]}}""", "\"integer\" dimension"),
            ("""{"optimizer": {"choice": ["adam", "lion"]}}""", "adam, sgd, rmsprop"),
            ("""{"batch_size": {"choice": [32, "many"]}}""", "Got the batch_size many"),
            ("""{"width": {"integer": [1, 2]}}""", "has no setting 'width'"),
        })
            Assert.Contains(part, Assert.ThrowsExactly<ArgumentException>(() => TrialSettings.Check(s_mlp, SearchSpace.Parse(space))).Message);
        Assert.Contains("has no setting 'units'", Assert.ThrowsExactly<ArgumentException>(() => TrialSettings.Options(ModelList.Find("cnn"), new Point(("units", 9)))).Message);
    }
}
