using Microsoft.Playwright;

namespace MlPipelines.Tests.Web;

/// <summary>Chromium for tests that look at pages, with axe-core to find barriers; the test is a visible skip where one of them is missing.</summary>
internal sealed class TestBrowser : IAsyncDisposable
{
    private const string Barriers = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(v => v.impact === 'serious' || v.impact === 'critical')
          .map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')}`)
        """;

    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string Axe = Path.Combine(Repository.Root, "tests/interop/axe/node_modules/axe-core/axe.min.js");

    private readonly IPlaywright _playwright;

    private TestBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, Browser) = (playwright, browser);

    public IBrowser Browser { get; }

    /// <summary>Starts Chromium.</summary>
    /// <param name="arguments">Of its command line, besides those that a container needs.</param>
    public static async Task<TestBrowser> StartAsync(params string[] arguments)
    {
        string? program = Paths.FirstOrDefault(File.Exists);
        if (program is null) Assert.Inconclusive("Needs Chromium: apt-get install chromium.");
        if (!File.Exists(Axe)) Assert.Inconclusive("Needs axe-core: npm install in tests/interop/axe.");
        IPlaywright playwright = await Playwright.CreateAsync();
        return new TestBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", .. arguments] }));
    }

    /// <summary>Fails the test where axe-core finds something serious or critical.</summary>
    public static async Task AssertNoBarriersAsync(IPage page)
    {
        // Not as a script element, which a page's policy may forbid.
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        string[] barriers = await page.EvaluateAsync<string[]>(Barriers);
        Assert.IsEmpty(barriers, string.Join('\n', barriers));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }
}
