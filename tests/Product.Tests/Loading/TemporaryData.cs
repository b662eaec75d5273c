using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Tests.Loading;

/// <summary>A folder for one test, with helpers that put small data sets into it.</summary>
internal sealed class TemporaryData : IDisposable
{
    public TemporaryData() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"mlp-loading-{Guid.NewGuid():N}");

    public string this[params string[] parts] => Path.Combine([Folder, .. parts]);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Random images with the labels 0, 1, 2, ... 9, 0, ...</summary>
    public static DigitSet Digits(int count, int seed, int side = 28)
    {
        byte[] pixels = new byte[count * side * side], labels = new byte[count];
        new Random(seed).NextBytes(pixels);
        for (int i = 0; i < count; i++) labels[i] = (byte)(i % 10);
        return new DigitSet(pixels, labels, side, side);
    }

    /// <summary>Writes the four files of a small data set, in MNIST's names and size unless told otherwise.</summary>
    public string PutFour(string folder, int seed = 1, bool gzip = true, IdxDataset? names = null, int side = 28)
    {
        names ??= IdxDataset.Mnist;
        string end = gzip ? ".gz" : "";
        DigitSet train = Digits(30, seed, side), test = Digits(20, seed + 100, side);
        Idx.Write(Path.Combine(folder, names.TrainImages.Name + end), new IdxArray([30, side, side], train.Images), gzip);
        Idx.Write(Path.Combine(folder, names.TrainLabels.Name + end), new IdxArray([30], train.Labels), gzip);
        Idx.Write(Path.Combine(folder, names.TestImages.Name + end), new IdxArray([20, side, side], test.Images), gzip);
        Idx.Write(Path.Combine(folder, names.TestLabels.Name + end), new IdxArray([20], test.Labels), gzip);
        return folder;
    }

    /// <summary>MNIST's names with the checksums of what <see cref="PutFour"/> writes with this seed.</summary>
    public IdxDataset SmallMnist(int seed, params string[] mirrors)
    {
        string folder = PutFour(this[$"sums-{Guid.NewGuid():N}"], seed, gzip: false);
        IdxFile Sum(IdxFile file) => file with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, file.Name)))) };
        IdxDataset m = IdxDataset.Mnist;
        var small = new IdxDataset(m.Name, Sum(m.TrainImages), Sum(m.TrainLabels), Sum(m.TestImages), Sum(m.TestLabels)) { Mirrors = mirrors };
        Directory.Delete(folder, recursive: true);
        return small;
    }

    public static string Gunzip(string path)
    {
        using var unpacked = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return Convert.ToHexStringLower(SHA256.HashData(unpacked));
    }
}

/// <summary>A mirror on this machine: serves the files of a folder, and 404 for others.</summary>
internal sealed class LocalMirror : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string? _folder;
    private int _requests;

    /// <param name="folder">What to serve; null for a mirror that never answers.</param>
    public LocalMirror(string? folder)
    {
        _folder = folder;
        _listener.Start();
        _ = ServeAsync();
    }

    public int Requests => _requests;

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Called with each file name before the answer.</summary>
    public Action<string>? OnRequest { get; init; }

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        var silent = new List<TcpClient>();
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                if (_folder is null)
                {
                    silent.Add(client);
                    continue;
                }
                using (client)
                {
                    NetworkStream stream = client.GetStream();
                    using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                    string name = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }
                    Interlocked.Increment(ref _requests);
                    OnRequest?.Invoke(name);
                    string path = Path.Combine(_folder, name);
                    byte[] body = File.Exists(path) ? File.ReadAllBytes(path) : [];
                    string status = File.Exists(path) ? "200 OK" : "404 Not Found";
                    await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
                    await stream.WriteAsync(body);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            foreach (TcpClient client in silent) client.Dispose();
        }
    }
}
