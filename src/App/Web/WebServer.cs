using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlPipelines.App.Web;

/// <summary>The website that reads digits, and its API.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>What reads and changes nothing.</summary>
    public static readonly string[] Get = ["GET", "HEAD"];

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const int MostConnections = 512;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly ServedModels _models;
    private readonly ServerMetrics _metrics;
    private readonly RecognizeEndpoint _recognize;
    private readonly QuickTraining? _training;
    private readonly PartitionedRateLimiter<IPAddress>? _limiter;
    private readonly ServeOptions _options;
    private readonly TextWriter _error;

    private WebServer(ServeOptions options, ServedModels models, ServerMetrics metrics, QuickTraining? training, TextWriter error)
    {
        (_options, _models, _metrics, _training, _error) = (options, models, metrics, training, error);
        _recognize = new RecognizeEndpoint(models, metrics);
        if (options.RateLimit > 0)
            _limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(address,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = options.RateLimit, Window = s_window, QueueLimit = 0 }));
        // Nothing is read from the current folder or the environment: what is served is what the command line says.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The endpoint refuses what is larger than a picture may be; what then still comes is read away up to this size, so that the sender sees the answer.
            kestrel.Limits.MaxRequestBodySize = 10L * RecognizeEndpoint.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBufferSize = 64 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        _app = builder.Build();
        _app.Use(AnswerAsync);
        _app.UseRouting();
        Map(_app);
    }

    /// <summary>Where it can be reached, once it is started.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Addresses and limits.</param>
    /// <param name="models">What to read with; may be empty where there is a training.</param>
    /// <param name="metrics">Counts what is done.</param>
    /// <param name="training">Offered where there is no model.</param>
    /// <param name="error">Gets a line about each failure of the server itself.</param>
    /// <exception cref="IOException">An address is taken, or cannot be listened on.</exception>
    public static async Task<WebServer> StartAsync(ServeOptions options, ServedModels models, ServerMetrics metrics, QuickTraining? training, TextWriter error)
    {
        var server = new WebServer(options, models, metrics, training, error);
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_limiter is not null) await _limiter.DisposeAsync();
        _recognize.Dispose();
    }

    private void Map(WebApplication app)
    {
        PageFiles.Map(app);
        app.MapPost("/api/recognize", (RequestDelegate)_recognize.HandleAsync);
        app.MapMethods("/api/models", Get, (RequestDelegate)(context => Answers.WriteAsync(context, this, static (json, server) => server.WriteModels(json))));
        app.MapPost("/api/train", (RequestDelegate)TrainAsync);
        app.MapMethods("/healthz", Get, (RequestDelegate)(context => Answers.WriteAsync(context, _models.All.Count, static (json, count) =>
        {
            json.WriteStartObject();
            json.WriteString("status", count > 0 ? "ok" : "no model");
            json.WriteNumber("models", count);
            json.WriteEndObject();
        })));
        app.MapMethods("/metrics", Get, (RequestDelegate)(context =>
            PageFiles.SendAsync(context, Encoding.UTF8.GetBytes(_metrics.Text()), "text/plain; version=0.0.4; charset=utf-8")));
        app.MapMethods("/models/{name}/{file}", Get, (RequestDelegate)ModelFileAsync);
        if (_options.TensorFlowJs is { } library)
            app.MapMethods("/tfjs/tf.min.js", Get, (RequestDelegate)(context =>
            {
                context.Response.ContentType = PageFiles.Type(library);
                return context.Response.SendFileAsync(library, context.RequestAborted);
            }));
    }

    /// <summary>Around every request: headers, the limit, the count, and an answer whatever happens.</summary>
    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        _metrics.Begin();
        try
        {
            bool post = HttpMethods.IsPost(context.Request.Method);
            context.Response.OnStarting(static state => AddHeaders((HttpContext)state), context);
            if (post && _limiter is not null && context.Connection.RemoteIpAddress is { } address)
            {
                using RateLimitLease lease = _limiter.AttemptAcquire(address);
                if (!lease.IsAcquired)
                {
                    int wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan after) ? (int)Math.Ceiling(after.TotalSeconds) : (int)s_window.TotalSeconds;
                    throw new RequestException(StatusCodes.Status429TooManyRequests, $"More than {_options.RateLimit} requests came from this address within a minute. Try again in {wait} s.") { RetryAfter = wait };
                }
            }
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed && context.Response.ContentLength is null)
                throw new RequestException(context.Response.StatusCode, context.Response.StatusCode == StatusCodes.Status404NotFound
                    ? "There is nothing at this address. /openapi.json describes the API; the page is at /."
                    : $"{context.Request.Method} is not answered here. /openapi.json describes the API.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (RequestException e) when (!context.Response.HasStarted)
        {
            await Answers.ProblemAsync(context, e.Status, e.Message, e.RetryAfter);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Answers.ProblemAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? $"The request has more than {10 * (RecognizeEndpoint.MostBytes / 1_000_000)} MB. Send a picture of at most {RecognizeEndpoint.MostBytes / 1_000_000}."
                : "The request's body came too slowly or broke off. Send it again.");
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            _error.WriteLine($"error: {context.Request.Method} {context.Request.Path}: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
            if (Environment.GetEnvironmentVariable(MlPipelinesApp.TraceVariable) == "1") _error.WriteLine(e);
            await Answers.ProblemAsync(context, StatusCodes.Status500InternalServerError, "The server failed at this request. Its log says why.");
        }
        finally
        {
            _metrics.End(context.Response.StatusCode);
        }
    }

    private static Task AddHeaders(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }

    private Task TrainAsync(HttpContext context)
    {
        if (_training is null || _models.All.Count > 0)
            throw new RequestException(StatusCodes.Status409Conflict, "There is a model already. 'mlpipelines train' trains others.");
        _training.Start();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Answers.WriteAsync(context, this, static (json, server) => server.WriteModels(json));
    }

    /// <summary>Names are looked up, never made into paths.</summary>
    private Task ModelFileAsync(HttpContext context)
    {
        string name = (string)context.GetRouteValue("name")!, file = (string)context.GetRouteValue("file")!;
        if (!_models.TryFind(name, out ServedModel? model) || !model.TensorFlowJs.TryGetValue(file, out byte[]? content))
            throw new RequestException(StatusCodes.Status404NotFound, "There is no such model file. /api/models lists the models.");
        return PageFiles.SendAsync(context, content, PageFiles.Type(file));
    }

    private void WriteModels(System.Text.Json.Utf8JsonWriter json)
    {
        IReadOnlyList<ServedModel> models = _models.All;
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (ServedModel model in models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteString("title", model.Title);
            json.WriteStartArray("classes");
            foreach (string name in model.Classifier.ClassNames) json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteStartObject("input");
            json.WriteNumber("height", model.Classifier.InputShape.Height);
            json.WriteNumber("width", model.Classifier.InputShape.Width);
            json.WriteNumber("channels", model.Classifier.InputShape.Channels);
            json.WriteEndObject();
            json.WriteNumber("parameters", model.Classifier.Model.count_params());
            if (model.Accuracy is { } accuracy) json.WriteNumber("accuracy", accuracy);
            else json.WriteNull("accuracy");
            json.WriteString("tfjs", $"/models/{Uri.EscapeDataString(model.Name)}/model.json");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (models.Count > 0) json.WriteString("default", models[0].Name);
        else json.WriteNull("default");
        json.WriteBoolean("tfjs", _options.TensorFlowJs is not null);
        if (models.Count == 0 && _training?.Now is { } state)
        {
            json.WriteStartObject("training");
            json.WriteString("state", state.Name);
            json.WriteNumber("done", state.Done);
            json.WriteString("message", state.Message);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Signals are the command's own affair.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
