#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of gan.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using Microsoft.ML;
using MlPipelines.KerasModels;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using MlPipelines.Pipelines;
using MlPipelines.Reports.Charts;
using Tensorflow.Keras.Engine;
using static MlPipelines.Reports.Notebooks.Notebook;
using static Tensorflow.KerasApi;

// # Paper 1: a GAN, and a CNN with its digits
//
// Figure 3's generator, beside its port in `src/KerasModels/Gan.cs`:
//
// ```python
// def make_generator_model():
//     model = models.Sequential()
//     model.add(layers.Dense(7*7*256, use_bias=False, input_shape=(100,)))
//     model.add(layers.BatchNormalization())
//     model.add(layers.LeakyReLU())
//     model.add(layers.Reshape((7, 7, 256)))
//     model.add(layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding='same', use_bias=False))
//     model.add(layers.BatchNormalization())
//     model.add(layers.LeakyReLU())
//     model.add(layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding='same', use_bias=False))
//     model.add(layers.BatchNormalization())
//     model.add(layers.LeakyReLU())
//     model.add(layers.Conv2DTranspose(1, (5, 5), strides=(2, 2), padding='same', use_bias=False, activation='tanh'))
//     return model
// ```

Sequential make_generator_model()
{
    var layers = keras.layers;
    var model = keras.Sequential();
    model.add(layers.Dense(7 * 7 * 256, use_bias: false, input_shape: 100));
    model.add(layers.BatchNormalization());
    model.add(layers.LeakyReLU());
    model.add(layers.Reshape((7, 7, 256)));
    model.add(layers.Conv2DTranspose(128, (5, 5), strides: (1, 1), padding: "same", use_bias: false));
    model.add(layers.BatchNormalization());
    model.add(layers.LeakyReLU());
    model.add(layers.Conv2DTranspose(64, (5, 5), strides: (2, 2), padding: "same", use_bias: false));
    model.add(layers.BatchNormalization());
    model.add(layers.LeakyReLU());
    model.add(layers.Conv2DTranspose(1, (5, 5), strides: (2, 2), padding: "same", use_bias: false, activation: "tanh"));
    return model;
}

Display(make_generator_model());

// Losses, optimizers and the training step (figures 4 and 7) stand line by line in `docs/gan.md`; `GanTrainer` runs them. 24 steps of 256 images are far from digits:
// the losses say that both networks learn, and the picture shows how far the generator is. `mlpipelines augment gan --epochs 50` takes hours.

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(6_000, 2_000);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

var gan = new GanTrainer(new GenerationOptions { Steps = 24, Seed = 1, Verbose = false }).Train(digits.Train);
Console.WriteLine($"{gan.History.Steps} steps in {gan.History.Seconds:F0} s");
Display(gan.Model.Generate(40, seed: 1));

Display(new LineChart
{
    Id = "losses", Title = "Losses, step by step", ValueName = "loss", StepName = "step",
    Series =
    [
        new LineSeries("generator", [.. gan.History.GeneratorLoss.Select(loss => (double)loss)]),
        new LineSeries("discriminator", [.. gan.History.DiscriminatorLoss.Select(loss => (double)loss)]),
    ],
});

// ## The CNN of figure 5
//
// ```python
// cnn_model = models.Sequential([
//     layers.Conv2D(32, (3, 3), activation='relu', input_shape=(28, 28, 1)),
//     layers.MaxPooling2D((2, 2)),
//     layers.Conv2D(64, (3, 3), activation='relu'),
//     layers.MaxPooling2D((2, 2)),
//     layers.Conv2D(64, (3, 3), activation='relu'),
//     layers.Flatten(),
//     layers.Dense(64, activation='relu'),
//     layers.Dense(10, activation='softmax')
// ])
// cnn_model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
// ```
//
// Classical augmentation changes each image anew in every epoch.

var ml = new MLContext(seed: 1);
foreach (ClassicalAugmentation change in new[] { null, ClassicalAugmentation.Mild })
{
    var trained = ml.MulticlassClassification.Trainers.Keras(ml, new KerasTrainer.Options { Model = (_, _) => Gan.Cnn(), Epochs = 3, Seed = 1, Augmentation = change, Verbose = false })
        .Fit(digits.Train.AsDataView());
    double accuracy = ml.MulticlassClassification.EvaluateClassifier(trained.Transform(digits.Test.AsDataView())).Accuracy;
    Console.WriteLine($"{(change is null ? "as they are" : "with mild changes")}: test accuracy {accuracy:F4}");
}
