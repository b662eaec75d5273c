using System.CommandLine;
using MlPipelines.App.Web;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App.Commands;

/// <summary>Serves a website that reads what people draw, and an API.</summary>
internal static class ServeCommand
{
    private const string DefaultUrl = "http://127.0.0.1:5080", QuickBundle = "cnn.mlp";
    private const string Library = "node_modules/@tensorflow/tfjs/dist/tf.min.js";
    private const int DefaultRate = 600;

    public static Command Create(AppServices services)
    {
        var models = new Option<string[]>("--model")
        {
            HelpName = "FILE",
            Description = "A bundle (.mlp) to read with; several may be named, the first is the one used unless another is asked for. "
                + "Default: the most accurate that the last 'train' and 'reproduce' left here; without any, the page offers to train one.",
            DefaultValueFactory = _ => [],
        };
        var urls = new Option<string>("--urls")
        {
            HelpName = "URL[;URL]",
            Description = "Where to listen. Only this machine reaches the default.",
            DefaultValueFactory = _ => DefaultUrl,
        };
        urls.Validators.Add(result =>
        {
            foreach (string url in (result.GetValueOrDefault<string>() ?? "").Split(';'))
                if (!Uri.TryCreate(url.Replace("://*", "://any").Replace("://+", "://any"), UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
                    result.AddError($"--urls takes addresses such as {DefaultUrl}; got '{url}'. For https put a proxy in front.");
        });
        Option<int?> rate = OptionParsers.WholeNumber("--rate-limit", "N", 0, 1_000_000, $"Requests a minute that an address may send; 0 for any number. Default: {DefaultRate}.");
        Option<string?> library = OptionParsers.File("--tfjs", $"TensorFlow.js, so that the page can run the model itself. Default: {Library} here, where npm put it.");
        Option<string?> data = DataCommand.TrainingFolderOption();
        Option<bool> offline = DataCommand.OfflineOption();
        var command = new Command("serve", "Serve a website and an API that read handwritten digits.") { models, urls, rate, library, data, offline };
        command.SetAction(parsed =>
        {
            var options = new ServeOptions(parsed.GetRequiredValue(urls).Split(';'), parsed.GetValue(rate) ?? DefaultRate, FindLibrary(parsed.GetValue(library)));
            DataOptions places = services.DataOptions(parsed.GetValue(data), parsed.GetValue(offline));
            return Run(services, parsed.GetRequiredValue(models), options, places);
        });
        return command;
    }

    private static int Run(AppServices services, string[] files, ServeOptions options, DataOptions places)
    {
        var metrics = new ServerMetrics();
        using var models = new ServedModels(metrics);
        IReadOnlyList<string> bundles = files.Length > 0 ? files : ServedModels.Find(Directory.GetCurrentDirectory(), note => services.Out.WriteLine($"note: {note}"));
        foreach (string bundle in bundles)
        {
            ServedModel model = models.Add(bundle);
            services.Out.WriteLine($"model: {model.Name} ({model.Title}){(model.Accuracy is { } accuracy ? $", test accuracy {accuracy:F4}" : "")}, from {bundle}");
        }
        QuickTraining? training = null;
        if (bundles.Count == 0)
        {
            services.Out.WriteLine("There is no model here. The page offers to train a small one, in seconds; 'mlpipelines train cnn --augment' trains a good one, in minutes.");
            training = new QuickTraining(stop => new DigitDataFinder(places, notice => services.Out.WriteLine($"note: {notice}")).Load(stop),
                Path.GetFullPath(QuickBundle), path => models.Add(path), services.CancellationToken);
        }
        return ServeAsync(services, options, models, metrics, training).GetAwaiter().GetResult();
    }

    private static async Task<int> ServeAsync(AppServices services, ServeOptions options, ServedModels models, ServerMetrics metrics, QuickTraining? training)
    {
        await using WebServer server = await StartAsync(services, options, models, metrics, training);
        foreach (string address in server.Addresses) services.Out.WriteLine($"reading digits at {address}");
        if (server.Addresses.Any(address => !new Uri(address).IsLoopback)) services.Out.WriteLine("note: other machines can reach this address.");
        services.Out.WriteLine("Ctrl+C stops.");
        try
        {
            await Task.Delay(Timeout.Infinite, services.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The usual end of a server.
        }
        if (training is not null) await training.Finished;
        return ExitCode.Done;
    }

    private static async Task<WebServer> StartAsync(AppServices services, ServeOptions options, ServedModels models, ServerMetrics metrics, QuickTraining? training)
    {
        try
        {
            return await WebServer.StartAsync(options, models, metrics, training, services.Error);
        }
        catch (IOException e)
        {
            throw new IOException($"{e.Message.TrimEnd('.')}. Name another address with --urls.", e);
        }
    }

    private static string? FindLibrary(string? named)
    {
        if (named is not null) return File.Exists(named) ? Path.GetFullPath(named) : throw new FileNotFoundException($"There is no file '{named}'; --tfjs takes tf.min.js of npm's @tensorflow/tfjs.", named);
        string path = Path.GetFullPath(Library);
        return File.Exists(path) ? path : null;
    }
}
