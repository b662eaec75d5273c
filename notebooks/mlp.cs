#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of mlp.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using Microsoft.Data.Analysis;
using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Search;
using MlPipelines.Pipelines.Training;
using MlPipelines.Pipelines;
using static MlPipelines.Reports.Notebooks.Notebook;
using static Tensorflow.KerasApi;

// # Paper 4: a small network and its tuning
//
// 784 pixels, one hidden layer of 128 relu neurons, softmax; then a search for better settings, chosen on validation images alone. All five searches, the
// SVM, the CNNs and the ensembles are in `mlpipelines reproduce mlp`, a search on many processes in `mlpipelines sweep`.
//
// ```python
// model = keras.Sequential([
//     keras.Input(784),
//     layers.Dense(128, activation='relu'),
//     layers.Dense(10, activation='softmax'),
// ])
// model.compile('adam', 'categorical_crossentropy', ['accuracy'])
// ```

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(12_000, 2_000);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

(DigitSet train, DigitSet validation) = Stratification.Draw(digits.Train, 2_000, seed: 1);
Display(Mlp.Create());

// ## The paper's network

KerasTransformer Fit(KerasTrainer.Options options, DigitSet images)
{
    var ml = new MLContext(seed: 1);
    options.Seed = 1;
    options.Verbose = false;
    return ml.MulticlassClassification.Trainers.Keras(ml, options).Fit(images.AsDataView());
}

double Accuracy(KerasTransformer model, DigitSet images) =>
    new MLContext().MulticlassClassification.EvaluateClassifier(model.Transform(images.AsDataView())).Accuracy;

var plain = TrialSettings.Options(ModelList.Find("mlp"), new Point(("epochs", 8)));
plain.Validation = validation.AsDataView();
KerasTransformer first = Fit(plain, train);
Console.WriteLine($"on validation images: {Accuracy(first, validation):F4}");
Display(first.History);

// ## Bayesian search
//
// A Gaussian process guesses from the trials so far where the next one may be best.

var space = new SearchSpace(
    new RealDimension("learning_rate", 3e-4, 1e-2, log: true),
    new IntegerDimension("units", 64, 512, log: true),
    new RealDimension("dropout", 0, 0.5));
SearchMethod method = new BayesianSearch(space, seed: 1, 4);
var trials = new List<FinishedTrial>();
for (int number = 0; number < 8; number++)
{
    Point point = method.Suggest(number, trials);
    KerasTrainer.Options options = TrialSettings.Options(ModelList.Find("mlp"), point);
    options.Epochs = 6;
    trials.Add(new FinishedTrial(number, point, Accuracy(Fit(options, train), validation)));
    Console.WriteLine($"{number}: {trials[^1].Score:F4}  {point}");
}

var ranked = trials.OrderByDescending(trial => trial.Score).ToArray();
Display(new DataFrame(
    new DoubleDataFrameColumn("accuracy", ranked.Select(trial => trial.Score)),
    new DoubleDataFrameColumn("learning rate", ranked.Select(trial => (double?)trial.Point.Number("learning_rate"))),
    new PrimitiveDataFrameColumn<int>("units", ranked.Select(trial => trial.Point.Integer("units"))),
    new DoubleDataFrameColumn("dropout", ranked.Select(trial => (double?)trial.Point.Number("dropout")))));

// ## The choice, fitted to all training images and tested once

KerasTrainer.Options best = TrialSettings.Options(ModelList.Find("mlp"), ranked[0].Point);
best.Epochs = 6;
KerasTransformer tuned = Fit(best, digits.Train);
Display(new MLContext().MulticlassClassification.EvaluateClassifier(tuned.Transform(digits.Test.AsDataView())));
