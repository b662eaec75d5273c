using System.CommandLine;
using MlPipelines.App.Augment;

namespace MlPipelines.App.Commands;

/// <summary>Makes digits and keeps them as files; a command for each kind, with the options that fit it.</summary>
internal static class AugmentCommand
{
    private const int DefaultCount = 6000, DefaultEpochs = 10, DefaultCycleSteps = 3000, DefaultConfidence = 95;

    public static Command Create(AppServices services) =>
        new("augment", "Make digits for training: generated ones or changed copies, as IDX files, PNG sheets and figures of their quality.")
        {
            Gan(services),
            ConditionalGan(services),
            CycleGan(services),
            Classical(services),
        };

    private static Command Gan(AppServices services)
    {
        (Option<int?> epochs, Option<int?> steps, Option<bool> resume) = (Epochs(), Steps(), Resume());
        Option<int?> confidence = OptionParsers.WholeNumber("--confidence", "PERCENT", 0, 100,
            $"Keep the images whose class a CNN, trained on the same images, is at least so sure of; it labels them. Default: {DefaultConfidence}.");
        return Make(services, "gan", "The GAN of paper 1; a CNN labels its images and throws away those it is not sure of.", [epochs, steps, confidence, resume],
            (request, parsed) => new GanKind(request, Training(services, request, parsed.GetValue(epochs) ?? DefaultEpochs, parsed.GetValue(steps), parsed.GetValue(resume)),
                (parsed.GetValue(confidence) ?? DefaultConfidence) / 100.0));
    }

    private static Command ConditionalGan(AppServices services)
    {
        (Option<int?> epochs, Option<int?> steps, Option<bool> resume) = (Epochs(), Steps(), Resume());
        return Make(services, "cgan", "The same GAN, told which digit to draw.", [epochs, steps, resume],
            (request, parsed) => new ConditionalGanKind(request,
                Training(services, request, parsed.GetValue(epochs) ?? DefaultEpochs, parsed.GetValue(steps), parsed.GetValue(resume))));
    }

    private static Command CycleGan(AppServices services)
    {
        Option<int?> steps = WholeSteps($"Steps of the training. Default: {DefaultCycleSteps:N0}.");
        Option<bool> resume = Resume();
        Option<string?> domain = Domain();
        return Make(services, "cyclegan", "The CycleGAN of paper 2: the images in the style of others, with the labels they have.", [domain, steps, resume],
            (request, parsed) => new CycleGanKind(request, Training(services, request, 1, parsed.GetValue(steps) ?? DefaultCycleSteps, parsed.GetValue(resume)),
                parsed.GetValue(domain) ?? CycleGanKind.Styles, notice => services.Out.WriteLine($"note: {notice}")));
    }

    private static Command Classical(AppServices services) =>
        Make(services, "classical", "Copies turned, moved, zoomed and sheared a little; without training.", [], (request, _) => new ClassicalKind(request));

    /// <summary>A kind's command: its own options and those of all kinds.</summary>
    private static Command Make(AppServices services, string kind, string title, Option[] own, Func<AugmentRequest, ParseResult, AugmentKind> create)
    {
        Option<int?> count = OptionParsers.WholeNumber("--count", "N", 2, 1_000_000, $"Digits to make. Default: {DefaultCount:N0}.");
        Option<int?> limit = OptionParsers.WholeNumber("--limit", "N", 10, int.MaxValue, "Use N of the images, each class in proportion. Default: all.");
        Option<int?> seed = OptionParsers.WholeNumber("--seed", "N", 0, int.MaxValue, "Makes the digits repeatable to the bit. Default: 1.");
        Option<string?> output = OptionParsers.Folder("--out", $"The folder to write to. Default: {Path.Combine("augmented", kind)}.");
        Option<string?> data = DataCommand.TrainingFolderOption();
        Option<bool> offline = DataCommand.OfflineOption();
        var command = new Command(kind, title);
        foreach (Option option in (Option[])[count, .. own, limit, seed, output, data, offline]) command.Add(option);
        command.SetAction(parsed =>
        {
            var request = new AugmentRequest(kind, title, parsed.GetValue(output) ?? Path.Combine("augmented", kind), parsed.GetValue(count) ?? DefaultCount,
                parsed.GetValue(seed) ?? 1, parsed.GetValue(limit), services.DataOptions(parsed.GetValue(data), parsed.GetValue(offline)));
            return new AugmentRun(services, request, create(request, parsed)).Run();
        });
        return command;
    }

    private static GenerativeTraining Training(AppServices services, AugmentRequest request, int epochs, int? steps, bool resume) =>
        new(services, request, epochs, steps, resume);

    private static Option<int?> Epochs() => OptionParsers.WholeNumber("--epochs", "N", 1, 10_000, $"Passes over the images. Default: {DefaultEpochs}.");

    private static Option<int?> Steps() => WholeSteps("End the training after N steps, whatever --epochs says. Default: whole epochs.");

    private static Option<int?> WholeSteps(string description) => OptionParsers.WholeNumber("--steps", "N", 1, 100_000_000, description);

    private static Option<bool> Resume() => new("--resume") { Description = "Go on from the checkpoint in the folder, to the same bits as without the break." };

    private static Option<string?> Domain() => new("--domain")
    {
        HelpName = $"{CycleGanKind.Styles}|{CycleGanKind.Usps}|DIR",
        Description = "Whose style the images get: half of them slanted and drawn with a thick pen (styles, the default), USPS from the data folders, or your "
            + "pictures, a folder for each class.",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text is CycleGanKind.Styles or CycleGanKind.Usps || Directory.Exists(text)) return text;
            result.AddError($"'{text}' is no domain. Domains: {CycleGanKind.Styles}, {CycleGanKind.Usps}, or a folder with a folder of pictures for each class.");
            return null;
        },
    };
}
