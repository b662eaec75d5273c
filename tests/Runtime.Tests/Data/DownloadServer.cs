using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlPipelines.Tests.Data;

/// <summary>A web server on this machine that gives each path the bytes it was told to, and then closes the connection or says no more.</summary>
internal sealed class DownloadServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, (byte[] Bytes, bool Hold)> _replies = [];
    private readonly CancellationTokenSource _stop = new();
    private int _requests;

    public DownloadServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Requests => _requests;

    /// <summary>Serves a file; other lengths than the content's announce more than is sent.</summary>
    public string Serve(string path, byte[] content, long? announced = null, bool hold = false, bool withLength = true)
    {
        string length = withLength ? $"Content-Length: {announced ?? content.Length}\r\n" : "";
        return Reply(path, [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{length}Connection: close\r\n\r\n"), .. content], hold);
    }

    /// <summary>Answers with these bytes, whatever they are; then closes the connection, or holds it open in silence.</summary>
    public string Reply(string path, byte[] bytes, bool hold = false)
    {
        lock (_replies) _replies[path] = (bytes, hold);
        return Url(path);
    }

    public string Url(string path) => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{path}";

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            _ = AnswerAsync(client, _stop.Token);
        }
    }

    private async Task AnswerAsync(TcpClient client, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string path = (await reader.ReadLineAsync(stop))!.Split(' ')[1].TrimStart('/');
                while (await reader.ReadLineAsync(stop) is { Length: > 0 })
                {
                }
                Interlocked.Increment(ref _requests);
                (byte[] Bytes, bool Hold) reply;
                lock (_replies)
                    reply = _replies.TryGetValue(path, out var known) ? known : ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), false);
                await stream.WriteAsync(reply.Bytes, stop);
                if (reply.Hold) await Task.Delay(Timeout.Infinite, stop);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }
}
