using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tensorflow.IO;

/// <summary>How far a download has come.</summary>
/// <param name="Url">The mirror in use.</param>
/// <param name="Bytes">Bytes received.</param>
/// <param name="Total">Bytes the mirror announced, or null when it did not.</param>
public readonly record struct DownloadProgress(string Url, long Bytes, long? Total);

/// <summary>Settings of <see cref="CheckedDownload.FetchAsync"/>.</summary>
public sealed record DownloadOptions
{
    /// <summary>The checksum is that of the content after gunzip, not of the file itself.</summary>
    public bool HashUnpacked { get; init; }

    /// <summary>Most bytes to accept, packed and unpacked; a mirror that sends more is given up.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Time for all mirrors together to begin an answer, shared equally: without network, that is the longest wait.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest pause in a running download.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the user can do instead; the last sentence of the error.</summary>
    public string Remedy { get; init; } = "";
}

/// <summary>No mirror gave the file; the text lists each with its reason, and what to do.</summary>
public sealed class DownloadException : IOException
{
    /// <summary>An error with this text.</summary>
    public DownloadException(string message) : base(message)
    {
    }

    /// <summary>An error with this text and cause.</summary>
    public DownloadException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>An error without a text.</summary>
    public DownloadException()
    {
    }
}

/// <summary>Downloads a file whose SHA-256 is known: it appears whole and checked under its name, or not at all.</summary>
public static class CheckedDownload
{
    // Time limits are set for each request (a download may take long), hence none here.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "MlPipelines" } },
    };

    /// <summary>As <see cref="FetchAsync"/>, waiting for the end.</summary>
    /// <inheritdoc cref="FetchAsync"/>
    public static string Fetch(
        IReadOnlyList<string> urls,
        string sha256,
        string targetPath,
        DownloadOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => FetchAsync(urls, sha256, targetPath, options, progress, cancellationToken), cancellationToken).GetAwaiter().GetResult();

    /// <summary>
    /// Tries the mirrors in order. The content goes to a temporary file beside the target, is compared with the checksum,
    /// flushed and renamed; on any failure the temporary file is removed. A file already there is replaced.
    /// </summary>
    /// <param name="urls">The mirrors: http or https addresses of the same file.</param>
    /// <param name="sha256">64 hexadecimal digits.</param>
    /// <param name="targetPath">Where the file shall be. Its folder is made when a mirror answers.</param>
    /// <param name="options">Limits and the remedy; null for the defaults.</param>
    /// <param name="progress">Told of the bytes received, after every part that arrives.</param>
    /// <param name="cancellationToken">Stops at once and leaves nothing behind.</param>
    /// <returns>The address that gave the file.</returns>
    /// <exception cref="ArgumentException">No mirror, an address that is not http or https, or a checksum that is none.</exception>
    /// <exception cref="DownloadException">No mirror gave the right file.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<string> FetchAsync(
        IReadOnlyList<string> urls,
        string sha256,
        string targetPath,
        DownloadOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(urls);
        ArgumentNullException.ThrowIfNull(sha256);
        if (urls.Count == 0) throw new ArgumentException("Got no mirror; at least one address is needed.", nameof(urls));
        foreach (string url in urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
                throw new ArgumentException($"Got the address '{url}'; http:// or https:// addresses are taken.", nameof(urls));
        }
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"Got the checksum '{sha256}'; a SHA-256 has 64 hexadecimal digits.", nameof(sha256));
        options ??= new DownloadOptions();
        string target = Path.GetFullPath(targetPath);
        var reasons = new List<string>();
        foreach (string url in urls)
        {
            string temporary = AtomicFile.TemporaryBeside(target);
            try
            {
                string? reason = await ReceiveAsync(url, temporary, options, options.AnswerTimeout / urls.Count, progress, cancellationToken)
                    .ConfigureAwait(false);
                reason ??= await CheckAsync(temporary, sha256, options, cancellationToken).ConfigureAwait(false);
                if (reason is null)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    File.Move(temporary, target, overwrite: true);
                    return url;
                }
                reasons.Add($"  {url}: {reason}");
            }
            finally
            {
                AtomicFile.Remove(temporary);
            }
        }
        throw new DownloadException($"{Path.GetFileName(target)} could not be downloaded.\n{string.Join('\n', reasons)}\n{options.Remedy}".TrimEnd());
    }

    /// <summary>Receives one mirror's file; returns null, or why it is to be given up. Errors in writing are not the mirror's and pass on.</summary>
    private static async Task<string?> ReceiveAsync(
        string url,
        string temporary,
        DownloadOptions options,
        TimeSpan answerTimeout,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(answerTimeout);
        HttpResponseMessage response;
        Stream content;
        try
        {
            response = await Client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            content = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {answerTimeout.TotalSeconds:0.#} s";
        }
        catch (Exception e) when (IsNetworkError(e))
        {
            return Reason(e);
        }
        using (response)
        await using (content)
        {
            if (response.StatusCode != HttpStatusCode.OK) return $"the server answered {(int)response.StatusCode} ({response.ReasonPhrase})";
            long? total = response.Content.Headers.ContentLength;
            if (total > options.MaxBytes) return $"announces {total} bytes; at most {options.MaxBytes} are accepted";

            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            await using FileStream file = AtomicFile.Create(temporary);
            byte[] buffer = new byte[1 << 16];
            long received = 0;
            while (true)
            {
                int read;
                try
                {
                    patience.CancelAfter(options.StallTimeout);
                    read = await content.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    return $"nothing came for {options.StallTimeout.TotalSeconds:0.#} s after {received} bytes";
                }
                catch (Exception e) when (IsNetworkError(e))
                {
                    return $"the connection broke after {received} of {total?.ToString() ?? "?"} bytes: {Reason(e)}";
                }
                if (read == 0) break;
                received += read;
                if (received > options.MaxBytes) return $"sends more than {options.MaxBytes} bytes";
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report(new DownloadProgress(url, received, total));
            }
            if (total is not null && received != total) return $"the connection ended after {received} of {total} bytes";
            file.Flush(flushToDisk: true);
            return null;
        }
    }

    private static async Task<string?> CheckAsync(string path, string sha256, DownloadOptions options, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        await using Stream content = options.HashUnpacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                bytes += read;
                if (bytes > options.MaxBytes) return $"unpacks to more than {options.MaxBytes} bytes";
            }
        }
        catch (InvalidDataException e)
        {
            return $"is no whole gzip file: {e.Message}";
        }
        string received = Convert.ToHexStringLower(hash.GetHashAndReset());
        return received.Equals(sha256, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"wrong checksum: SHA-256 {received} of {bytes}{(options.HashUnpacked ? " unpacked" : "")} bytes, expected {sha256}";
    }

    private static bool IsNetworkError(Exception e) => e is HttpRequestException or IOException or SocketException;

    private static string Reason(Exception e) => e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal)
        ? $"{e.Message} ({inner.Message})"
        : e.Message;
}
