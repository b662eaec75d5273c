using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.ML;
using MlPipelines.Pipelines;
using MlPipelines.Pipelines.Recognition;
using MlPipelines.Pipelines.Training;
using MlPipelines.Tests.App;
using MlPipelines.Tests.Recognition;
using MlPipelines.Tests.Training;
using Tensorflow.IO;

namespace MlPipelines.Tests.Web;

/// <summary>Protects the API of 'serve': what it answers, to whom, and what it says to requests it does not answer.</summary>
[TestClass]
public sealed class ServerTests
{
    private static RunningServer s_server = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) =>
        s_server = await RunningServer.StartAsync(ServedBundle.Empty, "--model", ServedBundle.First, "--model", ServedBundle.Second, "--rate-limit", "0");

    [ClassCleanup]
    public static async Task Stop() => await s_server.DisposeAsync();

    [TestMethod]
    public async Task A_picture_is_read_as_the_library_reads_it()
    {
        DigitSheet sheet = DigitSheets.Make(Tiny.Test, 4);
        Bundle bundle = new MLContext().Model.LoadBundle(ServedBundle.First);
        IReadOnlyList<ReadDigit> expected = PageReading.Read(sheet.Picture, bundle);
        JsonElement read = await s_server.ReadAsync(ServedBundle.Png(sheet.Picture), "?explain=true");
        Assert.AreEqual("convolution", read.GetProperty("model").GetString());
        Assert.AreEqual(sheet.Picture.Width, read.GetProperty("width").GetInt32());
        Assert.AreEqual(expected.Count, read.GetProperty("digits").GetArrayLength());
        foreach ((JsonElement digit, ReadDigit wanted) in read.GetProperty("digits").EnumerateArray().Zip(expected))
        {
            Assert.AreEqual(wanted.Class.ToString(), digit.GetProperty("label").GetString());
            Assert.AreEqual(wanted.Scores.Max(), digit.GetProperty("confidence").GetSingle());
            Assert.AreEqual(wanted.Box.Left, digit.GetProperty("box").GetProperty("left").GetInt32());
            CollectionAssert.AreEqual(wanted.Scores.OrderDescending().Take(3).ToArray(),
                digit.GetProperty("top").EnumerateArray().Select(top => top.GetProperty("probability").GetSingle()).ToArray());
            CollectionAssert.AreEqual(wanted.Pixels, digit.GetProperty("pixels").GetBytesFromBase64());
            Assert.AreEqual(255, digit.GetProperty("saliency").GetBytesFromBase64().Max());
        }
    }

    [TestMethod]
    public async Task Numbers_go_to_the_model_as_they_are()
    {
        byte[] pixels = Tiny.Test.Image(3).ToArray();
        float[] expected = new MLContext().Model.LoadBundle(ServedBundle.Second).Predict(Tiny.Test)[3];
        string array = $"[{string.Join(',', pixels)}]";
        foreach (string body in (string[])[array, $"{{\"name\": [1], \"pixels\": {array}}}"])
        {
            JsonElement read = await s_server.ReadAsync(Encoding.UTF8.GetBytes(body), "?model=linear", "application/json");
            Assert.AreEqual(expected.Max(), read.GetProperty("digits")[0].GetProperty("confidence").GetSingle());
        }
    }

    [TestMethod]
    public async Task Requests_at_once_get_their_own_answers_and_share_passes()
    {
        double Figure(string text, string name) => double.Parse(text.Split('\n').Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1]);
        string before = await s_server.Client.GetStringAsync("/metrics");
        JsonElement[] alone = new JsonElement[40];
        for (int i = 0; i < alone.Length; i++) alone[i] = await s_server.ReadAsync(ServedBundle.Png(ServedBundle.Picture(i)));
        string between = await s_server.Client.GetStringAsync("/metrics");
        byte[][] pictures = [.. alone.Select((_, i) => ServedBundle.Png(ServedBundle.Picture(i)))];
        JsonElement[] together = await Task.WhenAll(pictures.Select(picture => s_server.ReadAsync(picture)));
        string after = await s_server.Client.GetStringAsync("/metrics");
        for (int i = 0; i < alone.Length; i++) Assert.AreEqual(alone[i].GetProperty("digits").GetRawText(), together[i].GetProperty("digits").GetRawText());
        double one = Figure(between, "mlpipelines_batches_total") - Figure(before, "mlpipelines_batches_total");
        double shared = Figure(after, "mlpipelines_batches_total") - Figure(between, "mlpipelines_batches_total");
        Assert.IsLessThan(one, shared, "Passes of 40 pictures at once, against those of 40 one by one.");
    }

    [TestMethod]
    public async Task What_cannot_be_answered_is_explained()
    {
        async Task Check(int status, string detail, byte[] body, string type = "image/png", string query = "")
        {
            using HttpResponseMessage response = await s_server.RecognizeAsync(body, type, query);
            string text = await response.Content.ReadAsStringAsync();
            Assert.AreEqual(status, (int)response.StatusCode, text);
            Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            JsonElement problem = JsonDocument.Parse(text).RootElement;
            Assert.AreEqual(status, problem.GetProperty("status").GetInt32());
            Assert.Contains(detail, problem.GetProperty("detail").GetString()!);
            Assert.DoesNotContain("   at ", text);
        }
        byte[] png = ServedBundle.Png(ServedBundle.Picture(1));
        await Check(400, "no PNG, BMP, PGM", "hello"u8.ToArray());
        await Check(400, "truncated", png[..^20]);
        await Check(400, "no body", []);
        await Check(400, "explain takes true or false", png, query: "?explain=1");
        await Check(400, "Got 3 numbers", "[1,2,3]"u8.ToArray(), "application/json");
        await Check(400, "no number from 0 to 255", "[1,2,300]"u8.ToArray(), "application/json");
        await Check(400, "no JSON", "[1,2"u8.ToArray(), "application/json");
        await Check(400, "no array of numbers", "{\"pixel\": 3}"u8.ToArray(), "application/json");
        await Check(404, "no model of that name. Models: convolution, linear", png, query: "?model=..%2F..%2Fetc%2Fpasswd");
        await Check(413, "more than 5 MB", new byte[5_000_001]);
        await Check(413, "40,000,000", "P4 8000 5001 "u8.ToArray());
        await Check(415, "JPEG", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0]);
        await Check(422, "more than 100 digits", ServedBundle.Png(Dots(40)));
        foreach ((HttpStatusCode code, HttpMethod method, string path) in new[] { (HttpStatusCode.NotFound, HttpMethod.Get, "/nothing"), (HttpStatusCode.MethodNotAllowed, HttpMethod.Get, "/api/recognize"), (HttpStatusCode.Conflict, HttpMethod.Post, "/api/train") })
        {
            using HttpResponseMessage response = await s_server.Client.SendAsync(new HttpRequestMessage(method, path));
            Assert.AreEqual(code, response.StatusCode);
            Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [TestMethod]
    public async Task A_blank_picture_has_no_digits()
    {
        JsonElement read = await s_server.ReadAsync(ServedBundle.Png(new ImageData(50, 60, 1, new byte[3000])), "?explain=true");
        Assert.AreEqual(0, read.GetProperty("digits").GetArrayLength());
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/api/models")]
    [DataRow("/nothing")]
    public async Task Every_answer_keeps_browsers_to_the_pages_own_files(string path)
    {
        using HttpResponseMessage response = await s_server.Client.GetAsync(path);
        Assert.Contains("script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("unsafe", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.AreEqual("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.IsFalse(response.Headers.Contains("Server"));
    }

    [TestMethod]
    public async Task Models_their_files_and_the_descriptions_are_there()
    {
        JsonElement models = await s_server.JsonAsync("/api/models");
        Assert.AreEqual("convolution", models.GetProperty("default").GetString());
        Assert.AreEqual(2, models.GetProperty("models").GetArrayLength());
        JsonElement first = models.GetProperty("models")[0];
        Assert.AreEqual(0.9, first.GetProperty("accuracy").GetDouble());
        JsonElement topology = await s_server.JsonAsync(first.GetProperty("tfjs").GetString()!);
        string weights = topology.GetProperty("weightsManifest")[0].GetProperty("paths")[0].GetString()!;
        Assert.AreEqual(4 * first.GetProperty("parameters").GetInt32(), (await s_server.Client.GetByteArrayAsync($"/models/convolution/{weights}")).Length);
        using HttpResponseMessage other = await s_server.Client.GetAsync("/models/convolution/..%2f..%2fconvolution.mlp");
        Assert.AreEqual(HttpStatusCode.NotFound, other.StatusCode);
        Assert.AreEqual("ok", (await s_server.JsonAsync("/healthz")).GetProperty("status").GetString());
        JsonElement api = await s_server.JsonAsync("/openapi.json");
        foreach (string path in (string[])["/api/recognize", "/api/models", "/api/train", "/models/{name}/{file}", "/healthz", "/metrics"])
            Assert.IsTrue(api.GetProperty("paths").TryGetProperty(path, out _), path);
    }

    [TestMethod]
    public async Task A_browser_that_has_a_file_does_not_get_it_again()
    {
        using HttpResponseMessage first = await s_server.Client.GetAsync("/");
        var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage second = await s_server.Client.SendAsync(again);
        Assert.AreEqual(HttpStatusCode.NotModified, second.StatusCode);
    }

    [TestMethod]
    public async Task More_requests_than_allowed_wait_for_the_next_minute()
    {
        await using RunningServer server = await RunningServer.StartAsync(ServedBundle.Empty, "--model", ServedBundle.First, "--rate-limit", "3");
        byte[] png = ServedBundle.Png(ServedBundle.Picture(1));
        for (int i = 0; i < 3; i++) await server.ReadAsync(png);
        using HttpResponseMessage response = await server.RecognizeAsync(png);
        Assert.AreEqual(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.IsInRange(1, 60, (int)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        // Looking costs nothing.
        Assert.AreEqual("ok", (await server.JsonAsync("/healthz")).GetProperty("status").GetString());
    }

    [TestMethod]
    public async Task Without_a_model_one_is_offered_trained_and_served()
    {
        using var app = new AppRun();
        app.PutStrokes(train: 300, test: 60);
        string folder = Directory.CreateDirectory(Path.Combine(app.Folder, "here")).FullName;
        await using RunningServer server = await RunningServer.StartAsync(folder, "--data", app.Data);
        using (HttpResponseMessage none = await server.RecognizeAsync(ServedBundle.Png(ServedBundle.Picture(1)))) Assert.AreEqual(HttpStatusCode.ServiceUnavailable, none.StatusCode);
        JsonElement models = await server.JsonAsync("/api/models");
        Assert.AreEqual("none", models.GetProperty("training").GetProperty("state").GetString());
        using (HttpResponseMessage started = await server.Client.PostAsync("/api/train", null)) Assert.AreEqual(HttpStatusCode.Accepted, started.StatusCode);
        for (int i = 0; models.GetProperty("models").GetArrayLength() == 0; i++)
        {
            Assert.IsLessThan(600, i, models.GetRawText());
            await Task.Delay(100);
            models = await server.JsonAsync("/api/models");
        }
        Assert.IsTrue(File.Exists(Path.Combine(folder, "cnn.mlp")));
        Assert.AreEqual(1, (await server.ReadAsync(ServedBundle.Png(ServedBundle.Picture(1)))).GetProperty("digits").GetArrayLength());

        // The next server takes it by itself.
        await using RunningServer next = await RunningServer.StartAsync(folder);
        Assert.AreEqual("cnn", (await next.JsonAsync("/api/models")).GetProperty("default").GetString());
    }

    [TestMethod]
    [DataRow("--urls", "https://127.0.0.1:1", "--urls takes addresses such as")]
    [DataRow("--rate-limit", "-1", "--rate-limit takes a whole number")]
    public void Wrong_options_are_explained(string option, string value, string message)
    {
        using var app = new AppRun();
        Assert.AreEqual(2, app.Run("serve", option, value));
        Assert.Contains(message, app.Error);
    }

    [TestMethod]
    public async Task A_taken_address_ends_with_a_message()
    {
        using var app = new AppRun();
        int code = await Task.Run(() => app.Run("serve", "--model", ServedBundle.First, "--urls", s_server.Address.ToString().TrimEnd('/')));
        Assert.AreEqual(1, code, app.Out);
        Assert.Contains("address already in use", app.Error);
    }

    /// <summary>A page with more than a hundred spots as large as digits.</summary>
    private static ImageData Dots(int columns)
    {
        byte[] pixels = new byte[400 * columns * 20];
        for (int y = 0; y < 400; y++)
            for (int x = 0; x < columns * 20; x++)
                pixels[y * columns * 20 + x] = (byte)(x % 20 < 8 && y % 40 < 24 ? 255 : 0);
        return new ImageData(400, columns * 20, 1, pixels);
    }
}
