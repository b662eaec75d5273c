#:project ../src/Reports/Reports.csproj
#:property TreatWarningsAsErrors=false
#:property PublishAot=false

// Made of cyclegan.ipynb by 'mlpipelines notebook twin'. Change the notebook, not this file.

using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Reports.Charts;
using static MlPipelines.Reports.Notebooks.Notebook;

// # Paper 2: digits translated by a CycleGAN
//
// Two generators translate between two styles of digits, each held to what it can translate back; no pairs are needed. Domain A are digits as they are, domain
// B the other half, slanted and drawn with a thick pen. A translated digit keeps its label, which makes it training data.

DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(6_000, 1_000);
Console.WriteLine($"{digits.Name}: {digits.Train.Count:N0} images to train on, {digits.Test.Count:N0} to test on");

(DigitSet plain, DigitSet styled) = DigitDomains.Styles(digits.Train, 1);
Display(plain.Take(20));
Display(styled.Take(20));

// The generator: a 7 x 7 convolution, two that halve the image, three residual blocks, two that double it again.

Display(MlPipelines.KerasModels.CycleGan.Generator());

// 30 steps of 32 images; 3,000 are the desk scale's.

var trained = new CycleGanTrainer(new GenerationOptions { Steps = 30, Seed = 1, Verbose = false }).Train(plain, styled);
Console.WriteLine($"{trained.History.Steps} steps in {trained.History.Seconds:F0} s");
Display(trained.Model.Translate(plain.Take(20)));

Display(new LineChart
{
    Id = "losses", Title = "Losses, step by step", ValueName = "loss", StepName = "step",
    Series =
    [
        new LineSeries("generators", [.. trained.History.GeneratorLoss.Select(loss => (double)loss)]),
        new LineSeries("discriminators", [.. trained.History.DiscriminatorLoss.Select(loss => (double)loss)]),
    ],
});
