#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of depth.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Pipelines;
using MlPipelines.Reports.Charts;
using static MlPipelines.Reports.Notebooks.Notebook;

// # Paper 3: one to four convolution layers
//
// Convolutions of 64, 128, 512 and 1,024 filters, each with 2 x 2 max pooling, added one at a time. The paper enlarges its digits to 150 x 150 and trains for
// 40 epochs; here they are 48 x 48 and there is one epoch of 1,500 images, so that the differences are those of models that have just begun to learn.
// `mlpipelines reproduce depth --scale paper` is the paper's run.

const int side = 48;

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(1_500, 500);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

Display(Depth.Create(4, side, side));

var ml = new MLContext(seed: 1);
var evaluations = new List<ClassifierEvaluation>();
foreach (int convolutions in new[] { 1, 2, 3, 4 })
{
    var trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options { Model = (_, _) => Depth.Create(convolutions, side, side), Epochs = 1, Seed = 1 })
        .Fit(digits.Train.AsDataView());
    evaluations.Add(ml.MulticlassClassification.EvaluateClassifier(trained.Transform(digits.Test.AsDataView())));
    Console.WriteLine($"{convolutions} convolution{(convolutions == 1 ? "" : "s")}: accuracy {evaluations[^1].Accuracy:F4}");
}

// The paper's Graph 1 compares accuracy, precision, recall and F1.

Display(new GroupedBars
{
    Id = "depths", Title = "Accuracy, precision, recall and F1", ValueName = "share",
    Groups = ["1 layer", "2 layers", "3 layers", "4 layers"],
    Series =
    [
        new BarSeries("accuracy", [.. evaluations.Select(e => e.Accuracy)]),
        new BarSeries("precision", [.. evaluations.Select(e => e.MacroAverage.Precision)]),
        new BarSeries("recall", [.. evaluations.Select(e => e.MacroAverage.Recall)]),
        new BarSeries("F1", [.. evaluations.Select(e => e.MacroAverage.F1)]),
    ],
});

Display(evaluations[^1].Confusion);
