using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MlPipelines.Pipelines.Loading;
using MlPipelines.Tests.App;
using MlPipelines.Tests.Reports;
using MlPipelines.Tests.Training;
using Tensorflow.IO;
using static Microsoft.Playwright.Assertions;

namespace MlPipelines.Tests.Web;

/// <summary>Protects the page of 'serve' in a browser, with the model that its quick training makes of MNIST.</summary>
[TestClass]
public sealed class PageTests
{
    private static readonly Lazy<Task<RunningServer>> Server = new(StartAsync);

    private static readonly string TensorFlowJs =
        Path.Combine(Repository.Root, "tests/interop/tfjs/node_modules/@tensorflow/tfjs/dist/tf.min.js");

    /// <summary>Buttons and choices that a finger may miss, and how far the page is wider than the screen.</summary>
    private const string Faults = """
        () => {
          const faults = [], root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) faults.push(`page is ${root.scrollWidth} wide in ${root.clientWidth}`);
          for (const e of document.querySelectorAll('button, .button, .choice, summary')) {
            const { width, height } = e.getBoundingClientRect();
            if (height > 0 && (width < 44 || height < 44)) faults.push(`${e.textContent.trim()} is ${width} x ${height}`);
          }
          return faults;
        }
        """;

    [ClassCleanup]
    public static async Task Stop()
    {
        if (Server.IsValueCreated) await (await Server.Value).DisposeAsync();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task Nine_of_ten_drawn_digits_are_read_right()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        var wrong = new List<string>();
        for (int digit = 0; digit < 10; digit++)
        {
            await visit.Page.ClickAsync("#clear");
            await visit.ReadsAsync("");
            await visit.DrawAsync(digit, 0.32, 0.18, 0.62);
            try
            {
                await visit.ReadsAsync($"{digit}");
            }
            catch (PlaywrightException)
            {
                wrong.Add($"{digit} as {await visit.Page.TextContentAsync("#answer")}");
            }
        }
        Assert.IsLessThanOrEqualTo(1, wrong.Count, string.Join(", ", wrong));
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task A_number_is_read_as_it_is_written_and_can_be_undone_and_cleared()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        await visit.DrawAsync(1, 0.1, 0.25, 0.45);
        await visit.ReadsAsync("1");
        await visit.DrawAsync(7, 0.45, 0.25, 0.45);
        await visit.ReadsAsync("17");
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Read 2 digits: 1 7");
        await Expect(visit.Page.Locator("#digits .digit")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#digits .digit").Nth(1)).ToHaveAttributeAsync("data-label", "7");
        await Expect(visit.Page.Locator("#digits .digit").Nth(1).Locator(".bars li")).ToHaveCountAsync(3);

        await visit.Page.Locator("#digits .digit").Nth(1).HoverAsync();
        await Expect(visit.Page.Locator("#boxes .box").Nth(1)).ToHaveClassAsync(new Regex("marked"));
        await Expect(visit.Page.Locator(".digit .saliency").First).ToBeVisibleAsync();
        await visit.Page.UncheckAsync("#explain");
        await Expect(visit.Page.Locator(".digit .saliency").First).ToBeHiddenAsync();

        await visit.Page.ClickAsync("#undo");
        await visit.ReadsAsync("1");
        await visit.Page.ClickAsync("#clear");
        await visit.ReadsAsync("");
        await Expect(visit.Page.Locator("#boxes .box")).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("Control+z");
        await visit.ReadsAsync("1");
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task The_newest_drawing_wins_over_a_slow_answer()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        int requests = 0;
        await visit.Page.RouteAsync("**/api/recognize*", async route =>
        {
            if (Interlocked.Increment(ref requests) == 1) await Task.Delay(1500);
            await route.ContinueAsync();
        });
        Task<IRequest> first = visit.Page.WaitForRequestAsync("**/api/recognize*");
        await visit.DrawAsync(1, 0.1, 0.25, 0.45);
        await first;
        await visit.DrawAsync(7, 0.45, 0.25, 0.45);
        await visit.ReadsAsync("17");
        await visit.Page.WaitForTimeoutAsync(2000);
        await visit.ReadsAsync("17");
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task A_sheet_of_ten_digits_is_read_in_order_when_it_is_uploaded_and_when_it_is_pasted()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        byte[] sheet = Sheet(rows: 2);
        await visit.UploadAsync("sheet.png", "image/png", sheet);
        await Expect(visit.Page.Locator("#digits .digit")).ToHaveCountAsync(10, new() { Timeout = PageVisit.Patience });
        string read = await visit.Page.InnerTextAsync("#answer");
        int right = read.ReplaceLineEndings("").Zip("0123456789").Count(pair => pair.First == pair.Second);
        Assert.AreEqual('\n', read.ReplaceLineEndings("\n")[5], read);
        Assert.IsGreaterThanOrEqualTo(9, right, read);

        // Boxes lie upon the picture, whatever its size on the screen.
        LocatorBoundingBoxResult picture = (await visit.Page.Locator("#picture").BoundingBoxAsync())!;
        for (int i = 0; i < 10; i++)
        {
            LocatorBoundingBoxResult box = (await visit.Page.Locator("#boxes .box").Nth(i).BoundingBoxAsync())!;
            Assert.AreEqual(i % 5, (int)(5 * (box.X + box.Width / 2 - picture.X) / picture.Width));
            Assert.AreEqual(i / 5, (int)(2 * (box.Y + box.Height / 2 - picture.Y) / picture.Height));
        }

        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.ReadsAsync("");
        await visit.Page.EvaluateAsync("""
            async text => {
              const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
              await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
            }
            """, Convert.ToBase64String(sheet));
        await visit.Page.Keyboard.PressAsync("Control+v");
        await Expect(visit.Page.Locator("#answer")).ToHaveTextAsync(read, new() { Timeout = PageVisit.Patience });
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task The_camera_takes_a_picture_and_is_switched_off()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        await visit.Page.ClickAsync("#camera");
        await visit.Page.WaitForFunctionAsync("() => document.querySelector('#viewfinder').videoWidth > 0");
        await visit.Page.ClickAsync("#shoot");
        await Expect(visit.Page.Locator("#picture")).ToBeVisibleAsync();
        Assert.IsTrue(await visit.Page.EvaluateAsync<bool>("() => document.querySelector('#viewfinder').srcObject === null"));
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    [DataRow(1280, ColorScheme.Light)]
    [DataRow(1280, ColorScheme.Dark)]
    [DataRow(375, ColorScheme.Light)]
    [DataRow(320, ColorScheme.Dark)]
    public async Task No_screen_needs_sideways_scrolling_and_nobody_meets_a_barrier(int width, ColorScheme scheme)
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address, width, scheme);
        await CheckAsync("empty");
        await visit.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        foreach (ILocator model in await visit.Page.Locator("#models input").AllAsync()) await model.CheckAsync();
        await visit.UploadAsync("sheet.png", "image/png", Sheet(rows: 2));
        await Expect(visit.Page.Locator("#compare .column")).ToHaveCountAsync(2, new() { Timeout = PageVisit.Patience });
        await CheckAsync("compared");
        await visit.UploadAsync("notes.txt", "text/plain", "no picture"u8.ToArray());
        await Expect(visit.Page.Locator("#message")).Not.ToBeEmptyAsync();
        await CheckAsync("error");
        visit.AssertNoErrors();

        async Task CheckAsync(string name)
        {
            if (Environment.GetEnvironmentVariable("MLPIPELINES_SCREENSHOTS") is { Length: > 0 } shots)
            {
                string path = Path.Combine(shots, $"serve-{name}-{width}-{scheme}.png");
                await visit.Page.ScreenshotAsync(new() { Path = path, FullPage = true });
            }
            string[] faults = await visit.Page.EvaluateAsync<string[]>(Faults);
            Assert.IsEmpty(faults, $"{name}: {string.Join('\n', faults)}");
            await TestBrowser.AssertNoBarriersAsync(visit.Page);
        }
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task Keys_alone_draw_and_reach_everything()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        IKeyboard keys = visit.Page.Keyboard;
        await keys.PressAsync("Tab");
        Assert.AreEqual("canvas", await Focused());
        for (int i = 0; i < 3; i++) await keys.PressAsync("ArrowUp");
        await keys.PressAsync("Space");
        await Expect(visit.Page.Locator("#status")).ToHaveTextAsync("Pen down");
        for (int i = 0; i < 18; i++) await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Space");
        await visit.ReadsAsync("1");

        var reached = new List<string>();
        do
        {
            await keys.PressAsync("Tab");
            reached.Add(await Focused());
        }
        while (reached.Count < 30 && reached[^1] != "digit");
        string[] expected = ["undo", "clear", "file", "camera", "summary", "input", "explain", "digit"];
        CollectionAssert.IsSubsetOf(expected, reached, string.Join(' ', reached));
        await Expect(visit.Page.Locator("#boxes .box.marked")).ToHaveCountAsync(1);

        await visit.Page.FocusAsync("#clear");
        await keys.PressAsync("Enter");
        await visit.ReadsAsync("");
        visit.AssertNoErrors();

        Task<string> Focused() => visit.Page.EvaluateAsync<string>("""
            () => {
              const element = document.activeElement;
              return element.id || (element.closest('.digit') ? 'digit' : element.tagName.toLowerCase());
            }
            """);
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task Files_that_cannot_be_read_are_explained_in_words()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        byte[] sheet = Sheet(rows: 1);
        await SaysAsync("cut.png", "image/png", sheet[..(sheet.Length / 2)], "");
        await SaysAsync("notes.jpg", "image/jpeg", "no picture"u8.ToArray(), "notes.jpg is no picture that this browser can open");
        await SaysAsync("empty.png", "image/png", [], "empty.png is empty");
        await SaysAsync("large.bmp", "image/bmp", [(byte)'B', (byte)'M', .. new byte[6_000_000]], "the server takes at most 5.0 MB");
        // Its header claims 60,000 x 60,000 pixels.
        byte[] wide = [.. sheet];
        for (int i = 16; i < 24; i += 4) BinaryPrimitives.WriteUInt32BigEndian(wide.AsSpan(i), 60_000);
        await SaysAsync("wide.png", "image/png", wide, "");

        async Task SaysAsync(string name, string type, byte[] content, string text)
        {
            await visit.Page.Keyboard.PressAsync("Escape");
            await Expect(visit.Page.Locator("#message")).ToBeEmptyAsync();
            await visit.UploadAsync(name, type, content);
            await Expect(visit.Page.Locator("#message")).Not.ToBeEmptyAsync(new() { Timeout = PageVisit.Patience });
            string message = await visit.Page.InnerTextAsync("#message");
            StringAssert.Contains(message, text);
            Assert.IsGreaterThan(20, message.Length, name);
            await visit.ReadsAsync("");
        }
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task Models_are_compared_side_by_side()
    {
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        await visit.Page.CheckAsync("#models input[value=linear]");
        await visit.DrawAsync(1, 0.35, 0.2, 0.6);
        await visit.ReadsAsync("1");
        await Expect(visit.Page.Locator("#compare .column")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#compare .column[data-model=cnn] .number")).ToHaveTextAsync("1");
        await visit.Page.UncheckAsync("#models input[value=linear]");
        await Expect(visit.Page.Locator("#compare")).ToBeHiddenAsync();
        await visit.Page.ClickAsync("#models input[value=cnn]");
        await Expect(visit.Page.Locator("#models input[value=cnn]")).ToBeCheckedAsync();
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task The_browser_reads_as_the_server_does()
    {
        if (!File.Exists(TensorFlowJs)) Assert.Inconclusive("TensorFlow.js is not installed; run npm install in tests/interop/tfjs.");
        await using PageVisit visit = await PageVisit.OpenAsync((await Server.Value).Address);
        foreach (ILocator model in await visit.Page.Locator("#models input").AllAsync()) await model.CheckAsync();
        await visit.Page.CheckAsync("#in-browser");
        await visit.UploadAsync("sheet.png", "image/png", Sheet(rows: 2));
        await Expect(visit.Page.Locator("#browser .line")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        foreach (ILocator line in await visit.Page.Locator("#browser .line").AllAsync())
        {
            Assert.AreEqual("true", await line.GetAttributeAsync("data-agrees"));
            Assert.IsLessThan(1e-3, double.Parse((await line.GetAttributeAsync("data-difference"))!, CultureInfo.InvariantCulture));
        }
        await Expect(visit.Page.Locator(".digit .own")).ToHaveCountAsync(10);
        visit.AssertNoErrors();
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    public async Task Without_a_model_the_page_trains_one_and_reads_what_was_drawn()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        IdxDataset names = IdxDataset.Mnist;
        AppRun.Put(folder.Path, names.TrainImages, names.TrainLabels, Tiny.Train);
        AppRun.Put(folder.Path, names.TestImages, names.TestLabels, Tiny.Test);
        await using RunningServer server = await RunningServer.StartAsync(folder.Path, "--data", folder.Path);
        await using PageVisit visit = await PageVisit.OpenAsync(server.Address);
        await Expect(visit.Page.Locator("#training")).ToBeVisibleAsync();
        await TestBrowser.AssertNoBarriersAsync(visit.Page);
        await visit.DrawAsync(1, 0.35, 0.2, 0.6);
        await visit.Page.ClickAsync("#train");
        await Expect(visit.Page.Locator("#digits .digit")).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Expect(visit.Page.Locator("#training")).ToBeHiddenAsync();
        visit.AssertNoErrors();
    }

    /// <summary>A server with the quick training's model and a linear one, and with TensorFlow.js where it is installed.</summary>
    private static async Task<RunningServer> StartAsync()
    {
        string data = Repository.RequireMnist();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlp-page-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        await using (RunningServer trains = await RunningServer.StartAsync(folder.FullName, "--data", data))
        {
            (await trains.Client.PostAsync("/api/train", null)).EnsureSuccessStatusCode();
            JsonElement answer;
            while ((answer = await trains.JsonAsync("/api/models")).GetProperty("models").GetArrayLength() == 0)
            {
                JsonElement training = answer.GetProperty("training");
                Assert.AreNotEqual("failed", training.GetProperty("state").GetString(), training.GetProperty("message").GetString());
                await Task.Delay(500);
            }
        }
        string[] library = File.Exists(TensorFlowJs) ? ["--tfjs", TensorFlowJs] : [];
        return await RunningServer.StartAsync(folder.FullName,
            ["--model", Path.Combine(folder.FullName, "cnn.mlp"), "--model", ServedBundle.Second, "--rate-limit", "0", .. library]);
    }

    /// <summary>The ten digits in order, dark on white, each the first of its kind among MNIST's test images.</summary>
    private static byte[] Sheet(int rows)
    {
        const int Cell = 80, Zoom = 2;
        DigitSet test = IdxDataset.Mnist.ReadPart(Repository.RequireMnist(), train: false)!;
        int columns = 10 / rows, width = columns * Cell;
        byte[] pixels = new byte[rows * Cell * width];
        Array.Fill(pixels, byte.MaxValue);
        for (int digit = 0; digit < 10; digit++)
        {
            ReadOnlySpan<byte> image = test.Image(Array.IndexOf([.. test.Labels], (byte)digit));
            int left = digit % columns * Cell + 12, top = digit / columns * Cell + 12;
            for (int y = 0; y < 28 * Zoom; y++)
                for (int x = 0; x < 28 * Zoom; x++)
                    pixels[(top + y) * width + left + x] = (byte)(byte.MaxValue - image[y / Zoom * 28 + x / Zoom]);
        }
        return PngWriter.Encode(new ImageData(rows * Cell, width, 1, pixels));
    }
}
