using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Tests.Training;
using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.KerasModels;

/// <summary>Protects that an ensemble is the mean of its members, or learns from them and leaves them alone, and can be saved as one model.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EnsembleTests
{
    [TestMethod]
    public void The_average_is_the_mean_of_the_members_probabilities_and_survives_a_file()
    {
        Model[] members = Members();
        Tensor images = DigitTensors.Pixels(Tiny.Test.Take(7), 784);
        float[][] alone = [.. members.Select(m => m.predict_on_batch(images)[0].ToArray<float>())];
        Model ensemble = Ensembles.Average(members);
        float[] together = ensemble.predict_on_batch(images)[0].ToArray<float>();
        for (int i = 0; i < together.Length; i++) Assert.AreEqual(alone.Average(a => a[i]), together[i], 1e-6f);
        Assert.HasCount(members.Sum(m => m.Weights.Count), ensemble.Weights);

        string path = Path.Combine(Path.GetTempPath(), $"ensemble-{Guid.NewGuid():N}.keras");
        try
        {
            ensemble.save(path);
            CollectionAssert.AreEqual(together, keras.models.load_model(path).predict_on_batch(images)[0].ToArray<float>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Stacking_trains_its_own_layer_alone()
    {
        Model[] members = Members();
        float[][] before = [.. members.Select(First)];
        Model ensemble = Ensembles.Stack(members);
        ensemble.compile("adam", "sparse_categorical_crossentropy", "accuracy");
        Assert.HasCount(2, ensemble.trainable_variables);
        ICallback history = ensemble.fit(DigitTensors.Pixels(Tiny.Train, 784), DigitTensors.Labels(Tiny.Train), epochs: 3, verbose: 0);
        Assert.IsLessThan(history.history["loss"][0], history.history["loss"][^1]);
        for (int i = 0; i < members.Length; i++) CollectionAssert.AreEqual(before[i], First(members[i]));
    }

    [TestMethod]
    public void Members_that_do_not_fit_are_told()
    {
        Assert.Contains("1 members", Assert.ThrowsExactly<ArgumentException>(() => Ensembles.Average([Tiny.Linear()])).Message);
        Assert.Contains("Member 2", Assert.ThrowsExactly<ArgumentException>(() => Ensembles.Average([Tiny.Linear(), Tiny.Convolution()])).Message);
        Assert.Contains("Member 2", Assert.ThrowsExactly<ArgumentException>(() => Ensembles.Stack([Tiny.Linear(), Tiny.Linear(classes: 9)])).Message);
    }

    private static Model[] Members()
    {
        // As trained one after the other, each in a session of its own: all have one name.
        return [.. Enumerable.Range(1, 3).Select(seed =>
        {
            keras.backend.clear_session();
            keras.utils.set_random_seed(seed);
            return Tiny.Linear();
        })];
    }

    private static float[] First(Model model) => model.Weights[0].numpy().ToArray<float>();
}
