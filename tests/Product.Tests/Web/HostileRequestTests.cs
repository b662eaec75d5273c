using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MlPipelines.Fuzz;
using MlPipelines.Tests.Recognition;
using MlPipelines.Tests.Training;
using Tensorflow.IO;

namespace MlPipelines.Tests.Web;

/// <summary>
/// Protects that whatever is sent, the real server lives on, takes at most 256 MB more memory, and says nothing about its insides.
/// </summary>
[TestClass]
public sealed class HostileRequestTests
{
    private const long MostMemory = 256L << 20;
    private const int Mutations = 10_000;

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public async Task Bombs_mutations_wrong_lengths_slow_bodies_and_tricks_do_no_harm()
    {
        if (!OperatingSystem.IsLinux()) Assert.Inconclusive("Memory is read from /proc.");
        await using RunningServer server = await RunningServer.StartAsync(ServedBundle.Empty, "--model", ServedBundle.First, "--rate-limit", "0");
        // What it has once warm, before anybody is hostile.
        for (int i = 0; i < 50; i++) await server.ReadAsync(ServedBundle.Png(ServedBundle.Picture(i)));
        long before = server.Memory("VmHWM");

        Task slow = SendSlowlyAsync(server.Address);
        await SendBombsAsync(server, before);
        Report("bombs", server, before);
        await SendWrongLengthsAsync(server.Address);
        await SendTricksAsync(server);
        Report("lengths and tricks", server, before);
        await SendMutationsAsync(server);
        Report("mutations", server, before);
        await slow;

        Assert.IsTrue(server.IsAlive);
        await server.ReadAsync(ServedBundle.Png(ServedBundle.Picture(1)));
        Assert.IsLessThanOrEqualTo(MostMemory, server.Memory("VmHWM") - before, "Bytes of memory above those before.");
    }

    private static void Report(string what, RunningServer server, long before) =>
        Console.WriteLine($"{what}: at most {(server.Memory("VmHWM") - before) / 1e6:F0} MB more memory so far");

    private static async Task SendBombsAsync(RunningServer server, long before)
    {
        var watch = Stopwatch.StartNew();
        // Pixels of 40 megapixels at the limit: read, blank or refused, several at once.
        byte[][] large = [Bomb(8000, 5000, depth: 8, colour: 6), Bomb(8000, 5000, depth: 16, colour: 6), Bomb(8000, 5000, depth: 1, colour: 0), Bomb(640, 62_500, depth: 8, colour: 6), Bomb(65_535, 610, depth: 8, colour: 6)];
        foreach (byte[] bomb in large)
        {
            foreach (HttpStatusCode status in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StatusAsync(server, bomb))))
                Assert.IsTrue(status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.ServiceUnavailable, status.ToString());
            Report("40 megapixels", server, before);
        }
        // Pages that are written all over: a grid that hangs together, blots as wide as several digits, one of them a page high.
        foreach (ImageData page in new[] { Grid(3000, 2000, 60, 6), Grid(1200, 1000, 9, 3), Blots(1000, 800, 10), Blots(3000, 2000, 2) })
            foreach (HttpStatusCode status in await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StatusAsync(server, PngWriter.Encode(page)))))
                Assert.IsTrue(status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.ServiceUnavailable, status.ToString());
        Report("pages written all over", server, before);
        // More than that, and files that promise what they do not hold.
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(server, Bomb(8000, 5001, depth: 8, colour: 0)));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(server, Bomb(40_000_000, 1, depth: 8, colour: 6)));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(server, Bomb(int.MaxValue, int.MaxValue, depth: 8, colour: 0, rows: 10)));
        Assert.AreEqual(HttpStatusCode.BadRequest, await StatusAsync(server, Bomb(8000, 5000, depth: 8, colour: 0, rows: 100)));
        Assert.AreEqual(HttpStatusCode.BadRequest, await StatusAsync(server, Bomb(28, 28, depth: 8, colour: 0, rows: 1_000_000)));
        // A zip of zeros, by itself and as what HTTP calls a packed body.
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry("zeros").Open())
            for (int i = 0; i < 1000; i++) entry.Write(new byte[1 << 20]);
        Assert.AreEqual(HttpStatusCode.BadRequest, await StatusAsync(server, packed.ToArray()));
        using var gzip = new MemoryStream();
        using (var stream = new GZipStream(gzip, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(new byte[100 << 20]);
        using var body = new ByteArrayContent(gzip.ToArray());
        body.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await server.Client.PostAsync("/api/recognize", body);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        // Many bodies at the limit of size at once.
        byte[] noise = new byte[5_000_000];
        new Random(1).NextBytes(noise);
        "P5 5000 999 255\n"u8.CopyTo(noise);
        foreach (HttpStatusCode status in await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => StatusOrClosedAsync(server, noise))))
            Assert.IsTrue(status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.ServiceUnavailable, status.ToString());
        Console.WriteLine($"bombs took {watch.Elapsed.TotalSeconds:F1} s");
    }

    private static async Task SendWrongLengthsAsync(Uri address)
    {
        byte[] png = ServedBundle.Png(ServedBundle.Picture(1));
        foreach (string head in (string[])[
            $"POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: {png.Length - 5}\r\nConnection: close\r\n\r\n",
            "POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
            "POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\nConnection: close\r\n\r\n",
            "POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: 4294967296\r\nConnection: close\r\n\r\n",
            "POST /api/recognize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
            "POST /api/recognize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: close\r\n\r\nzz\r\n",
            "POST /api/recognize HTTP/9.9\r\n\r\n",
            $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
            $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: {i}\r\n"))}\r\n",
            "\0\0\0\0\r\n\r\n"])
        {
            string answer = await ExchangeAsync(address, [.. Encoding.ASCII.GetBytes(head), .. png]);
            // Where it closes with bytes unread, its answer may be lost on the way.
            Assert.IsTrue(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), head + answer);
            CheckSilent(answer);
        }
        // A length that is never filled: the sender goes away.
        for (int i = 0; i < 20; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: {png.Length * 2}\r\n\r\n").Concat(png).ToArray());
        }
    }

    /// <summary>A byte now and then, which the server does not wait for forever.</summary>
    private static async Task SendSlowlyAsync(Uri address)
    {
        TcpClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => new TcpClient())];
        foreach (TcpClient client in clients)
        {
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync("POST /api/recognize HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"u8.ToArray());
        }
        var watch = Stopwatch.StartNew();
        foreach (TcpClient client in clients)
        {
            using (client)
            {
                byte[] answer = new byte[4096];
                Task<int> read = client.GetStream().ReadAsync(answer).AsTask();
                while (!read.IsCompleted)
                {
                    Assert.IsLessThan(60, watch.Elapsed.TotalSeconds, "A slow body is waited for.");
                    try
                    {
                        await client.GetStream().WriteAsync(new byte[1]);
                    }
                    catch (IOException)
                    {
                        break;
                    }
                    await Task.WhenAny(read, Task.Delay(500));
                }
                try
                {
                    CheckSilent(Encoding.ASCII.GetString(answer, 0, await read));
                }
                catch (IOException)
                {
                    // Ended without an answer.
                }
            }
        }
    }

    private static async Task SendTricksAsync(RunningServer server)
    {
        foreach (string path in (string[])["/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/models/..%2f../model.json", "/models/convolution/..%5c..%5cmodel.json", "/models/%00/model.json",
            "/models/convolution/model.json%00.txt", "/%2e%2e/%2e%2e/app.css", "//etc/passwd", "/tfjs/../api/models", "/page/index.html", "/Page%2findex.html"])
        {
            string answer = await ExchangeAsync(server.Address, Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            Assert.DoesNotContain("root:", answer);
            Assert.IsTrue(answer.Contains("HTTP/1.1 4", StringComparison.Ordinal) || path == "/tfjs/../api/models" || path.Contains("%2e%2e", StringComparison.Ordinal), path + answer);
            CheckSilent(answer);
        }
        foreach (string query in (string[])["?model=../../x", "?model=%00", $"?model={new string('x', 5000)}", "?explain=true&explain=false&explain=no", "?" + string.Concat(Enumerable.Repeat("a=b&", 1500))])
        {
            using HttpResponseMessage response = await server.RecognizeAsync(ServedBundle.Png(ServedBundle.Picture(1)), query: query);
            CheckSilent(await response.Content.ReadAsStringAsync());
        }
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));
        using HttpResponseMessage nested = await server.RecognizeAsync(Encoding.ASCII.GetBytes(deep), "application/json");
        Assert.AreEqual(HttpStatusCode.BadRequest, nested.StatusCode);
    }

    private static async Task SendMutationsAsync(RunningServer server)
    {
        ImageData page = DigitSheets.Make(Tiny.Test, 4).Picture, grey = page.WithChannels(1), digit = ServedBundle.Picture(2);
        (byte[] Content, string Type)[] valid =
        [
            (ServedBundle.Png(digit), "image/png"),
            (ServedBundle.Png(digit.WithChannels(4)), "image/png"),
            (ServedBundle.Png(page), "image/png"),
            (Bmp(digit), "image/bmp"),
            ([.. Encoding.ASCII.GetBytes($"P5 {grey.Width} {grey.Height} 255\n"), .. grey.Pixels], "image/x-portable-graymap"),
            (Encoding.ASCII.GetBytes($"P2 28 28 255\n{string.Join(' ', digit.Pixels)}"), "image/x-portable-graymap"),
            (Encoding.ASCII.GetBytes($"{{\"pixels\": [{string.Join(',', digit.Pixels)}]}}"), "application/json"),
        ];
        foreach ((byte[] content, string type) in valid) await server.ReadAsync(content, type: type);
        var random = new Random(10);
        var counts = new SortedDictionary<int, int>();
        const int AtOnce = 16;
        for (int i = 0; i < Mutations; i += AtOnce)
        {
            (byte[] Content, string Type)[] bodies = [.. Enumerable.Range(0, AtOnce).Select(_ =>
            {
                (byte[] content, string type) = valid[random.Next(valid.Length)];
                return (Mutation.Of(content, random), type);
            })];
            await Task.WhenAll(bodies.Select(async body =>
            {
                using HttpResponseMessage response = await server.RecognizeAsync(body.Content, body.Type, random.Next(4) == 0 ? "?explain=true" : "");
                string text = await response.Content.ReadAsStringAsync();
                int status = (int)response.StatusCode;
                lock (counts) counts[status] = counts.GetValueOrDefault(status) + 1;
                Assert.IsTrue(status is 200 or 400 or 413 or 415 or 422, $"{status}: {text}\n{Convert.ToHexString(body.Content.AsSpan(0, Math.Min(200, body.Content.Length)))}");
                JsonDocument.Parse(text).Dispose();
                CheckSilent(text);
            }));
        }
        Console.WriteLine($"mutations by status: {string.Join(", ", counts.Select(c => $"{c.Key}: {c.Value}"))}");
    }

    private static ImageData Grid(int width, int height, int distance, int thick)
    {
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i % width % distance < thick || i / width % distance < thick ? 0 : 255);
        return new ImageData(height, width, 1, pixels);
    }

    /// <summary>A square of blots, each of scribbled lines.</summary>
    private static ImageData Blots(int width, int height, int count)
    {
        byte[] pixels = new byte[width * height];
        pixels.AsSpan().Fill(255);
        int across = width / count, down = height / count;
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y) = (i % width % across, i / width % down);
            if (x > across / 10 && y > down / 5 && (x % (across / 14) < across / 40 || y % (down / 5) < down / 20)) pixels[i] = 0;
        }
        return new ImageData(height, width, 1, pixels);
    }

    /// <summary>A PNG of zeros, with as many rows as it says or others.</summary>
    private static byte[] Bomb(int width, int height, int depth, int colour, int? rows = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colour);
        Chunk("IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            long left = (rows ?? height) * (1 + ((long)width * (colour == 6 ? 4 : 1) * depth + 7) / 8);
            byte[] zeros = new byte[1 << 20];
            // A width that nobody has memory for is not written out.
            for (left = Math.Min(left, 400_000_000); left > 0; left -= zeros.Length) zlib.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }
        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return file.ToArray();

        void Chunk(string type, byte[] data)
        {
            byte[] chunk = new byte[data.Length + 12];
            BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
            Encoding.ASCII.GetBytes(type).CopyTo(chunk, 4);
            data.CopyTo(chunk, 8);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Mutation.Checksum(chunk.AsSpan(4, data.Length + 4)));
            file.Write(chunk);
        }
    }

    private static byte[] Bmp(ImageData grey)
    {
        int row = (grey.Width * 3 + 3) / 4 * 4;
        byte[] file = new byte[54 + row * grey.Height];
        (file[0], file[1], file[10], file[14], file[26], file[28]) = ((byte)'B', (byte)'M', 54, 40, 1, 24);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), grey.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), grey.Height);
        for (int y = 0; y < grey.Height; y++)
            for (int x = 0; x < grey.Width; x++) file.AsSpan(54 + (grey.Height - 1 - y) * row + 3 * x, 3).Fill(grey.Pixels[y * grey.Width + x]);
        return file;
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, byte[] content)
    {
        using HttpResponseMessage response = await server.RecognizeAsync(content);
        CheckSilent(await response.Content.ReadAsStringAsync());
        return response.StatusCode;
    }

    /// <summary>The status, or 503 where the server has closed the connection before all was sent.</summary>
    private static async Task<HttpStatusCode> StatusOrClosedAsync(RunningServer server, byte[] content)
    {
        try
        {
            return await StatusAsync(server, content);
        }
        catch (HttpRequestException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
    }

    private static async Task<string> ExchangeAsync(Uri address, byte[] request)
    {
        using var client = new TcpClient { ReceiveTimeout = 20_000 };
        await client.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(request);
            byte[] buffer = new byte[4096];
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            for (int count; (count = await stream.ReadAsync(buffer, patience.Token)) > 0;) answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // It may close before all was sent; what it said before counts.
        }
        return answer.ToString();
    }

    /// <summary>Nothing of the program's insides.</summary>
    private static void CheckSilent(string text)
    {
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("System.", text);
        Assert.DoesNotContain(".cs:", text);
        Assert.DoesNotContain(AppContext.BaseDirectory, text);
    }
}
