using System.Diagnostics.CodeAnalysis;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MlPipelines.Tests.Web;

/// <summary>The page of 'serve' in a browser of its own.</summary>
internal sealed class PageVisit : IAsyncDisposable
{
    /// <summary>Milliseconds that an answer may take.</summary>
    public const int Patience = 5000;

    /// <summary>For each digit its strokes as people draw them, in a box of height 1.</summary>
    private static readonly (double X, double Y)[][][] Strokes =
    [
        [[(0.55, 0.02), (0.3, 0.08), (0.14, 0.3), (0.1, 0.55), (0.18, 0.85), (0.4, 0.99),
             (0.62, 0.93), (0.8, 0.7), (0.84, 0.42), (0.76, 0.14), (0.55, 0.02)]],
        [[(0.52, 0), (0.5, 0.3), (0.47, 0.65), (0.45, 1)]],
        [[(0.12, 0.25), (0.22, 0.08), (0.45, 0), (0.7, 0.08), (0.78, 0.28), (0.66, 0.5),
             (0.4, 0.74), (0.1, 0.98), (0.35, 0.97), (0.6, 0.97), (0.88, 0.98)]],
        [[(0.15, 0.12), (0.35, 0.01), (0.62, 0.04), (0.74, 0.2), (0.62, 0.38), (0.36, 0.47),
             (0.62, 0.52), (0.8, 0.7), (0.7, 0.9), (0.42, 1), (0.12, 0.9)]],
        [[(0.3, 0), (0.2, 0.3), (0.12, 0.55), (0.4, 0.57), (0.85, 0.54)],
            [(0.72, 0.05), (0.68, 0.4), (0.62, 1)]],
        [[(0.78, 0.02), (0.5, 0.02), (0.25, 0.04), (0.22, 0.25), (0.18, 0.44), (0.45, 0.4),
             (0.7, 0.5), (0.78, 0.7), (0.66, 0.92), (0.38, 1), (0.12, 0.92)]],
        [[(0.66, 0), (0.42, 0.18), (0.24, 0.45), (0.16, 0.72), (0.26, 0.94), (0.5, 1),
             (0.72, 0.88), (0.74, 0.68), (0.56, 0.56), (0.34, 0.62), (0.2, 0.78)]],
        [[(0.1, 0.08), (0.4, 0.06), (0.84, 0.04), (0.68, 0.35), (0.52, 0.66), (0.4, 1)]],
        [[(0.72, 0.14), (0.5, 0), (0.26, 0.1), (0.28, 0.3), (0.5, 0.46), (0.74, 0.68), (0.7, 0.92),
             (0.46, 1), (0.22, 0.9), (0.24, 0.68), (0.5, 0.48), (0.7, 0.32), (0.74, 0.16)]],
        [[(0.76, 0.2), (0.56, 0.02), (0.3, 0.1), (0.22, 0.3), (0.36, 0.48),
             (0.6, 0.44), (0.76, 0.22), (0.74, 0.5), (0.68, 0.78), (0.6, 1)]],
    ];

    private readonly TestBrowser _browser;
    private readonly List<string> _errors = [];

    private PageVisit(TestBrowser browser, IPage page, Uri address)
    {
        (_browser, Page) = (browser, page);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") _errors.Add(message.Text); };
        page.PageError += (_, error) => _errors.Add(error);
        page.Request += (_, request) =>
        {
            var asked = new Uri(request.Url);
            if (asked.Scheme.StartsWith("http", StringComparison.Ordinal) && !address.IsBaseOf(asked)) _errors.Add($"asked for {asked}");
        };
    }

    public IPage Page { get; }

    /// <summary>Opens the page and waits until it knows the models.</summary>
    public static async Task<PageVisit> OpenAsync(Uri address, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        TestBrowser browser = await TestBrowser.StartAsync("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
        IBrowserContext context = await browser.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 },
            ColorScheme = scheme,
            Permissions = ["clipboard-read", "clipboard-write", "camera"],
        });
        var visit = new PageVisit(browser, await context.NewPageAsync(), address);
        await visit.Page.GotoAsync(address.AbsoluteUri);
        await visit.Page.WaitForSelectorAsync("#models label, #training:not([hidden])", new() { State = WaitForSelectorState.Attached });
        return visit;
    }

    /// <summary>Waits until the page reads so.</summary>
    public Task ReadsAsync(string number) => Expect(Page.Locator("#answer")).ToHaveTextAsync(number, new() { Timeout = Patience });

    public Task UploadAsync(string name, string type, byte[] content) =>
        Page.SetInputFilesAsync("#file", new FilePayload { Name = name, MimeType = type, Buffer = content });

    /// <summary>Draws a digit with the mouse.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="left">Of the pad's width.</param>
    /// <param name="top">Of the pad's height.</param>
    /// <param name="size">Height of the digit, of the pad's.</param>
    public async Task DrawAsync(int digit, double left, double top, double size)
    {
        LocatorBoundingBoxResult pad = (await Page.Locator("#canvas").BoundingBoxAsync())!;
        foreach ((double X, double Y)[] stroke in Strokes[digit])
        {
            bool down = false;
            foreach ((double x, double y) in stroke)
            {
                double toX = pad.X + left * pad.Width + x * size * pad.Height, toY = pad.Y + (top + y * size) * pad.Height;
                await Page.Mouse.MoveAsync((float)toX, (float)toY, new() { Steps = down ? 4 : 1 });
                if (!down) await Page.Mouse.DownAsync();
                down = true;
            }
            await Page.Mouse.UpAsync();
        }
    }

    /// <summary>Fails the test where the page logged an error or a warning, or asked another server for anything.</summary>
    public void AssertNoErrors() => Assert.IsEmpty(_errors, string.Join('\n', _errors));

    public ValueTask DisposeAsync() => _browser.DisposeAsync();
}
