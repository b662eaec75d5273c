using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Losses;
using Tensorflow.Keras.Optimizers;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Keras;

/// <summary>Trains small models for three steps and compares every number with an independent implementation of Keras.</summary>
[TestClass]
public sealed class GoldenTests
{
    /// <summary>The cases the foundation promises; a folder removed by mistake is noticed.</summary>
    private static readonly string[] Promised =
    [
        "activations", "avgpool_same", "batchnorm_2d", "batchnorm_4d", "bce", "bilstm_concat", "bilstm_stacked", "conv2d_nobias_33ch",
        "conv2d_same_stride2", "conv2d_transpose_same1", "conv2d_transpose_same2", "conv2d_valid", "dense_l2", "dense_relu_softmax",
        "dense_sparse", "embedding", "global_pools", "layernorm", "lstm_last", "lstm_sequences", "maxpool_same_stride",
        "maxpool_valid", "paper_cnn_bilstm_small", "paper_generator_small", "rmsprop", "sgd_nesterov", "upsample_pad",
    ];

    public static IEnumerable<object[]> Cases => GoldenCase.Folders().Select(f => new object[] { f });

    public static string Title(System.Reflection.MethodInfo method, object[] data) => $"{method.Name}({Path.GetFileName((string)data[0])})";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(Title))]
    public void Agrees_with_TensorFlow_js(string folder)
    {
        var golden = new GoldenCase(folder);
        Model model = keras.models.load_model(folder);
        model.compile(OptimizerRegistry.Create(golden.OptimizerClass, golden.OptimizerConfig), LossRegistry.Get(golden.Loss));
        GoldenCase.AssertClose(golden.Output, model.predict(golden.Input).Single, "output before training");

        float[] losses = golden.TrainLosses;
        for (int step = 0; step < losses.Length; step++)
            GoldenCase.AssertClose(losses[step], model.train_on_batch(golden.Input, golden.Targets)["loss"], $"loss of step {step}");

        (string Name, Tensor Value)[] after = [.. golden.WeightsAfter];
        IReadOnlyList<ResourceVariable> weights = model.Weights;
        Assert.HasCount(after.Length, weights);
        Dictionary<string, ResourceVariable> byName = weights.ToDictionary(w => w.Name.Replace(":0", "", StringComparison.Ordinal));
        bool named = after.All(w => byName.ContainsKey(w.Name));
        for (int i = 0; i < after.Length; i++)
            GoldenCase.AssertClose(after[i].Value, (named ? byName[after[i].Name] : weights[i]).AsTensor(), after[i].Name);
        GoldenCase.AssertClose(golden.OutputAfter, model.predict(golden.Input).Single, "output after training");
    }

    [TestMethod]
    public void All_promised_cases_are_here()
    {
        string[] here = [.. Directory.GetDirectories(Path.Combine(Repository.Root, "tests", "Golden")).Select(f => Path.GetFileName(f)!)];
        CollectionAssert.IsSubsetOf(Promised, here);
    }

    [TestMethod]
    public void A_wrong_number_is_noticed() => Assert.ThrowsExactly<AssertFailedException>(() => GoldenCase.AssertClose(1.0, 1.001, "planted"));
}
