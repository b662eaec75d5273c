using Microsoft.ML;
using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Generation;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;

namespace MlPipelines.App.Augment;

/// <summary>The CycleGAN of paper 2: images of domain A in the style of domain B.</summary>
internal sealed class CycleGanKind(AugmentRequest request, GenerativeTraining training, string domain, Action<string> notice) : AugmentKind(request)
{
    /// <summary>Domain B: half of the images, drawn in another style.</summary>
    public const string Styles = "styles";

    /// <summary>Domain B: USPS.</summary>
    public const string Usps = "usps";

    private DigitSet? _a, _b;

    public override GenerativeTraining Training => training;

    public override string ModelName => $"images of domain B ({domain})";

    /// <summary>Domain B.</summary>
    /// <exception cref="FileNotFoundException">USPS was asked for and is not here.</exception>
    public override DigitSet Prepare(DigitSet images)
    {
        (_a, _b) = domain switch
        {
            Styles => DigitDomains.Styles(images, (ulong)Request.Seed),
            Usps => (images, FindUsps()),
            _ => (images, ImageFolder.Read(domain, OwnDigits.Side, OwnDigits.Side, notice: notice)),
        };
        return _b;
    }

    public override (DigitSet Digits, GeneratedDigitsReport Report) Make(MLContext ml, DigitSet images, Lazy<KerasTransformer> classifier,
        CancellationToken cancellationToken)
    {
        CycleGanModel model = training.Finish(new CycleGanTrainer(training.Options()).Train(_a!, _b!));
        return Fit(new CycleGanDigits(ml, new CycleGanDigits.Options
        {
            Count = Request.Count,
            Translator = model.Translate,
            Seed = (ulong)Request.Seed,
            CancellationToken = cancellationToken,
        }), _a!);
    }

    private DigitSet FindUsps()
    {
        if (new DigitDataFinder(Request.Places, notice).FindUsps() is { } found) return DigitDomains.Centred(found.Train);
        IEnumerable<string> places = Request.Places.DataFolder is { } only ? [Path.GetFullPath(only)] : Request.Places.Places.Select(place => place.Path);
        throw new FileNotFoundException($"USPS was not found: looked for {string.Join(", ", IdxDataset.Usps.Files.Select(file => file.Name))}, plain or as .gz, in "
            + $"{IdxDataset.Usps.Name}/ of {string.Join(", ", places)}. Put the files there, name another data folder with --data, or take --domain {Styles}.");
    }
}
