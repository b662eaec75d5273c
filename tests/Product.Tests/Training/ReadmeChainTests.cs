using Microsoft.ML;
using Microsoft.ML.Data;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Evaluation;

namespace MlPipelines.Tests.Training;

/// <summary>Protects the README's second example, which is this test's body.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReadmeChainTests
{
    [TestMethod, Slow]
    public void One_chain_loads_MNIST_augments_trains_the_CNN_and_evaluates()
    {
        Repository.RequireMnist();

        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadMnist("train"), test = ml.Data.LoadMnist("test");
        var pipeline = new EstimatorChain<ITransformer>()
            .Append(ml.Transforms.AugmentImages(ml, copies: 1), TransformerScope.Training)
            .Append(ml.MulticlassClassification.Trainers.Keras(ml, Gan.Cnn, epochs: 1));
        var model = pipeline.Fit(train).GetModelFor(TransformerScope.Scoring);
        ClassifierEvaluation result = ml.MulticlassClassification.EvaluateClassifier(model.Transform(test));
        Console.WriteLine(result.Report(digits: 4));

        Assert.IsGreaterThan(0.98, result.Accuracy);
    }
}
