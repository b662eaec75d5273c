using Microsoft.ML;
using MlPipelines.App.Commands;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Augment;

/// <summary>The course of 'augment', whatever the kind: load, make, save, measure.</summary>
internal sealed class AugmentRun(AppServices services, AugmentRequest request, AugmentKind kind)
{
    // Some sheets to look at; more of the same would show nothing new.
    private const int Sheets = 3;

    public int Run()
    {
        OutputFile.CheckFolder(request.Output, "--out");
        kind.Training?.Check();
        DigitData data = DataCommand.Load(services, request.Places);
        DigitSet images = request.Limit is { } limit ? data.Train.TakeStratified(limit) : data.Train;
        DigitSet model = kind.Prepare(images);
        if (Math.Min(images.Count, model.Count) < 2)
            throw new InvalidDataException($"Got {images.Count} training images, and {model.Count} {kind.ModelName} to be like; digits are made from two or more. Add some.");
        services.Out.WriteLine($"kind: {request.Kind} ({request.Title.TrimEnd('.')}), {images.Count:N0} images"
            + (ReferenceEquals(model, images) ? "" : $", in the style of {model.Count:N0} {kind.ModelName}")
            + (kind.Training is { } training ? $", {training.Length}" : "") + $", seed {request.Seed}");
        try
        {
            Make(data, images, model);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (services.CancellationToken.IsCancellationRequested && kind.Training is { HasCheckpoint: true })
        {
            services.Error.WriteLine(kind.Training.HowToGoOn);
            return ExitCode.Cancelled;
        }
    }

    private void Make(DigitData data, DigitSet images, DigitSet model)
    {
        var ml = new MLContext(request.Seed);
        // After the generator: whoever stops that training has not waited for this one.
        var classifier = new Lazy<KerasTransformer>(() => Classifier(ml, images));
        (DigitSet made, GeneratedDigitsReport report) = kind.Make(ml, images, classifier, services.CancellationToken);
        services.Out.WriteLine($"made: {report}");
        if (made.Count < 2)
            throw new InvalidDataException($"{made.Count} of {report.Draws:N0} images were kept, too few to be saved; train longer (--resume, with more --epochs or "
                + "--steps), or keep less certain ones (--confidence).");
        services.CancellationToken.ThrowIfCancellationRequested();
        GeneratedQuality quality = GeneratedQuality.Measure(made, model, classifier.Value,
            $"CNN of paper 1, 3 epochs on {images.Count} images of {data.Name}, seed {request.Seed}", kind.Labelled);
        IReadOnlyList<string> files = GeneratedDigitsFiles.Save(made, request.Output, request.Kind, Sheets);
        var result = new AugmentQuality(request, data, kind, report, quality);
        result.Write(services.Out);
        string path = Path.Combine(request.Output, "quality.json");
        result.Save(path);
        foreach (string file in (IEnumerable<string>)[.. files, path]) services.Out.WriteLine($"written: {Path.GetFullPath(file)}");
    }

    private KerasTransformer Classifier(MLContext ml, DigitSet images)
    {
        services.Out.WriteLine("training the CNN that judges the digits: 3 epochs");
        KerasTransformer classifier = GanDigits.DefaultClassifier(ml, (ulong)request.Seed, services.CancellationToken).Fit(images.AsDataView());
        services.CancellationToken.ThrowIfCancellationRequested();
        return classifier;
    }
}
