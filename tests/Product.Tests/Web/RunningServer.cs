using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlPipelines.Tests.Web;

/// <summary>The command 'serve' in a process of its own, on a free port.</summary>
internal sealed partial class RunningServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private RunningServer(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _error = process.StandardError.ReadToEndAsync();
        // What it prints later must not fill the pipe.
        _ = process.StandardOutput.ReadToEndAsync();
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public bool IsAlive => !_process.HasExited;

    /// <summary>Starts a server in a folder and waits until it listens.</summary>
    public static async Task<RunningServer> StartAsync(string folder, params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "mlpipelines.dll");
        var start = new ProcessStartInfo(Programs.Dotnet, [program, "serve", "--urls", "http://127.0.0.1:0", "--offline", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        Process process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                if (Listening().Match(line) is { Success: true } match) return new RunningServer(process, new Uri(match.Groups["address"].Value));
            throw new InvalidOperationException($"The server ended: {await process.StandardError.ReadToEndAsync(CancellationToken.None)}");
        }
        catch
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends a picture, or anything.</summary>
    public async Task<HttpResponseMessage> RecognizeAsync(byte[] content, string type = "image/png", string query = "")
    {
        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await Client.PostAsync($"/api/recognize{query}", body);
    }

    /// <summary>The digits of a picture.</summary>
    public async Task<JsonElement> ReadAsync(byte[] content, string query = "", string type = "image/png")
    {
        using HttpResponseMessage response = await RecognizeAsync(content, type, query);
        string text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Reads an address as JSON.</summary>
    public async Task<JsonElement> JsonAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path)).RootElement;

    /// <summary>A figure of the process in bytes: VmRSS, or VmHWM for the most so far.</summary>
    public long Memory(string name)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (IsAlive) _process.Kill();
        await _process.WaitForExitAsync();
        await _error;
        _process.Dispose();
    }

    [GeneratedRegex("^reading digits at (?<address>http://[^ ]+)")]
    private static partial Regex Listening();
}
