#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of tour.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using Microsoft.ML;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines;
using Tensorflow;
using static MlPipelines.Reports.Notebooks.Notebook;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

// # A tour
//
// Tensors, gradients, a Keras model, an ML.NET pipeline, tables and charts: what a Python notebook has, in C#. Run it from the top:
//
//     mlpipelines notebook run notebooks/tour.ipynb

// ## Tensors and gradients
//
// ```python
// x = tf.Variable(3.0)
// with tf.GradientTape() as tape:
//     y = x * x + 2.0 * x
// print(tape.gradient(y, x))
// ```

var x = tf.Variable(3.0f);
var tape = tf.GradientTape();
var y = x * x + 2.0f * x;
Display(tape.gradient(y, x));

// ## Digits
//
// MNIST from this machine, else downloaded; without a network, digits that the program draws. 10,000 of the training images are enough here.

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(10_000, 2_000);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

Display(digits.Train.Take(40));

// ## A Keras model
//
// ```python
// model = keras.Sequential([
//     layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)),
//     layers.MaxPooling2D((2, 2)),
//     layers.Flatten(),
//     layers.Dense(10, activation='softmax'),
// ])
// ```

var layers = keras.layers;
var model = keras.Sequential([
    layers.Conv2D(32, (3, 3), activation: "relu", input_shape: (28, 28, 1)),
    layers.MaxPooling2D((2, 2)),
    layers.Flatten(),
    layers.Dense(10, activation: "softmax"),
]);
Display(model);

// ## One pipeline
//
// Loading, augmentation, training and evaluation are ML.NET's estimators and transformers.

var ml = new MLContext(seed: 1);
var trained = ml.MulticlassClassification.Trainers.Keras(ml, () => model, epochs: 3).Fit(digits.Train.AsDataView());
ClassifierEvaluation evaluation = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(digits.Test.AsDataView()));
Display(evaluation);

Display(trained.History);

// ## Tables
//
// An evaluation's tables are data frames; so is whatever one makes of them.

Display(evaluation.MostConfusedFrame(pairs: 5));

// ## A file that keeps the model
//
// `LoadBundle`, `mlpipelines predict` and the evaluation command read it.

string path = Path.Combine(Path.GetTempPath(), "tour.mlp");
ml.Model.SaveBundle(trained, path);
var loaded = ml.Model.LoadBundle(path).Classifier;
double again = ml.MulticlassClassification.EvaluateClassifier(loaded.Transform(digits.Test.AsDataView())).Accuracy;
Console.WriteLine($"{new FileInfo(path).Length:N0} bytes; the same accuracy: {again == evaluation.Accuracy}");
File.Delete(path);
