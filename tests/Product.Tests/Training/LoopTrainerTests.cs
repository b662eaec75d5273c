using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using static Tensorflow.KerasApi;

namespace MlPipelines.Tests.Training;

/// <summary>A training loop of one's own inside a pipeline.</summary>
[TestClass]
public sealed class LoopTrainerTests
{
    [TestMethod]
    public void A_module_trained_by_a_tape_scores_in_the_pipeline_as_it_does_alone()
    {
        var ml = new MLContext(1);
        keras.utils.set_random_seed(1);
        var module = new SequentialModule();
        KerasTransformer trained = ml.MulticlassClassification.Trainers.Loop(ml, 784, (x, y) =>
        {
            CollectionAssert.AreEqual(new long[] { Tiny.Train.Count, 784 }, x.shape.dims);
            CollectionAssert.AreEqual(new long[] { Tiny.Train.Count, 10 }, y.shape.dims);
            DenseTraining.Train(module, x, y, training_steps: 2);
            return ModelList.WithWeights("dense", module.variables);
        }).Fit(Tiny.Train.AsDataView());

        float[] alone = module.Call(DigitTensors.Pixels(Tiny.Test, 784)).ToArray<float>();
        float[] scored = [.. Tiny.Scores(trained.Transform(Tiny.Test.AsDataView())).SelectMany(row => row)];
        for (int i = 0; i < alone.Length; i++) Assert.AreEqual(alone[i], scored[i], 1e-6f);
    }

    [TestMethod]
    public void It_stands_in_a_chain_between_other_steps()
    {
        var ml = new MLContext(1);
        var chain = ml.Transforms.CopyColumns("Copy", "Label")
            .Append(ml.MulticlassClassification.Trainers.Loop(ml, 784, (_, _) => Tiny.Linear()))
            .Append(ml.Transforms.Conversion.MapKeyToValue("Digit", "PredictedLabel"));
        DigitView rows = Tiny.Train.AsDataView();
        string[] columns = [.. chain.Fit(rows).Transform(rows).Schema.Select(c => c.Name)];
        foreach (string name in new[] { "Copy", "Score", "PredictedLabel", "Digit" }) CollectionAssert.Contains(columns, name);
    }

    [TestMethod]
    public void Images_of_another_size_and_a_model_of_other_classes_are_refused()
    {
        var ml = new MLContext(1);
        ArgumentException size = Assert.ThrowsExactly<ArgumentException>(() =>
            ml.MulticlassClassification.Trainers.Loop(ml, 256, (_, _) => Tiny.Linear()).Fit(Tiny.Train.AsDataView()));
        StringAssert.Contains(size.Message, "784 pixels instead of 256");
        ArgumentException classes = Assert.ThrowsExactly<ArgumentException>(() =>
            ml.MulticlassClassification.Trainers.Loop(ml, 784, (_, _) => Tiny.Linear(classes: 3)).Fit(Tiny.Train.AsDataView()));
        StringAssert.Contains(classes.Message, "10 classes");
    }
}
