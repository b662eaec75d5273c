using Microsoft.Playwright;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Reports;
using MlPipelines.Tests.Reports.Papers;
using MlPipelines.Tests.Web;

namespace MlPipelines.Tests.Reports;

/// <summary>Opens the report in a browser: nothing overflows or overlaps, nothing is an error, and axe-core finds no serious barrier.</summary>
[TestClass]
public sealed class ReportPageTests
{
    /// <summary>Elements whose content is wider than they are and that cannot be scrolled, and texts of one drawing that cover each other.</summary>
    private const string Faults = """
        () => {
          const faults = [];
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) {
            faults.push(`page is ${root.scrollWidth} wide in ${root.clientWidth}`);
            for (const e of document.querySelectorAll('body *')) {
              if (!e.closest('svg') && !e.closest('.scroll') && !e.closest('pre') && e.getBoundingClientRect().right > root.clientWidth + 1)
                faults.push(`beyond the edge: ${e.tagName}.${e.className} ${(e.textContent || '').trim().slice(0, 60)}`);
            }
          }
          for (const svg of document.querySelectorAll('svg')) {
            const frame = svg.getBoundingClientRect();
            if (frame.width === 0) continue;
            const boxes = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
            for (let i = 0; i < boxes.length; i++) {
              const [t, a] = boxes[i];
              if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
                faults.push(`${svg.id}: '${t.textContent}' leaves the drawing`);
              for (let j = i + 1; j < boxes.length; j++) {
                const b = boxes[j][1];
                const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                // Boxes of lines hold room above and below the letters.
                if (x > 1 && y > 0.35 * Math.min(a.height, b.height)) faults.push(`${svg.id}: '${t.textContent}' and '${boxes[j][0].textContent}' overlap`);
              }
            }
          }
          return faults.slice(0, 20);
        }
        """;

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    [DataRow(360, ColorScheme.Light)]
    [DataRow(360, ColorScheme.Dark)]
    [DataRow(768, ColorScheme.Light)]
    [DataRow(768, ColorScheme.Dark)]
    [DataRow(1600, ColorScheme.Light)]
    [DataRow(1600, ColorScheme.Dark)]
    [DataRow(360, ColorScheme.Light, true)]
    [DataRow(1600, ColorScheme.Light, true)]
    public async Task The_page_has_no_overflow_no_overlaps_no_errors_and_no_serious_barriers(int width, ColorScheme scheme, bool many = false)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        foreach (RunRecord record in many ? PaperRecords.All(seeds: 2) : Records()) RunRecordFiles.Write(record, folder.Path);
        string path = HtmlReport.Write(RunRecordFiles.ReadAll(folder.Path), folder.Path);
        await Check(path, width, scheme, many ? "report-many" : "report");
    }

    [TestMethod]
    [Slow]
    [TestCategory("Slow")]
    [DataRow(360, ColorScheme.Light)]
    [DataRow(360, ColorScheme.Dark)]
    [DataRow(1600, ColorScheme.Light)]
    [DataRow(1600, ColorScheme.Dark)]
    public async Task So_has_the_page_of_a_sweep(int width, ColorScheme scheme)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        await Check(SweepPage.Write(SweepPageTests.Results(trials: 30), folder.Path), width, scheme, "sweep");
    }

    private static async Task Check(string path, int width, ColorScheme scheme, string shot)
    {
        await using TestBrowser browser = await TestBrowser.StartAsync();
        IPage page = await browser.Browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
        var errors = new List<string>();
        page.Console += (_, message) => { if (message.Type is "error" or "warning") errors.Add(message.Text); };
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) => { if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) errors.Add("asked for " + request.Url); };
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        if (Environment.GetEnvironmentVariable("MLPIPELINES_SCREENSHOTS") is { Length: > 0 } shots)
        {
            string name = Path.Combine(shots, $"{shot}-{width}-{scheme}");
            File.Copy(path, name + ".html", overwrite: true);
            await page.ScreenshotAsync(new() { Path = name + ".png", FullPage = true });
        }
        foreach (bool open in new[] { false, true })
        {
            if (open) await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            string[] faults = await page.EvaluateAsync<string[]>(Faults);
            Assert.IsEmpty(faults, string.Join('\n', faults));
        }
        await TestBrowser.AssertNoBarriersAsync(page);
        Assert.IsEmpty(errors, string.Join('\n', errors));
    }

    /// <summary>So few that each is shown with its figures: runs with several seeds, generators, and names that are hard to lay out.</summary>
    private static IEnumerable<RunRecord> Records()
    {
        foreach ((string experiment, string model) in new[] { ("dense", "dense"), ("mlp", "mlp"), ("gan", "cnn"), ("cyclegan", "cnn"), ("depth", "depth4") })
        {
            for (int seed = 1; seed <= 2; seed++)
            {
                var random = new Random(seed);
                byte[] actual = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i % 10))];
                byte[] predicted = [.. actual.Select(a => random.NextDouble() < 0.95 ? a : (byte)random.Next(10))];
                var pixels = new byte[2000 * 28 * 28];
                random.NextBytes(pixels);
                RunRecord record = TestRecords.Make(experiment, seed, model, "A model with a long name, <b>784-128-10</b> & more");
                record = record with { Dataset = record.Dataset with { TestCount = 2000 }, WeightsSha256 = new string('a', 64) };
                yield return record.WithPredictions(actual, predicted).WithImages(new MlPipelines.Pipelines.Loading.DigitSet(pixels, actual, 28, 28));
            }
        }
        foreach (RunRecord record in PaperRecords.All(seeds: 2).Where(r => r.Sheets is not null || r.Variant == "gan+32")) yield return record;
    }
}
