using MlPipelines.App;

namespace MlPipelines.Tests.App;

[TestClass]
public sealed class UsageTests
{
    [TestMethod]
    [DataRow("trane", "'trane' is no command. Commands: reproduce, train, sweep, augment, evaluate, predict, serve, export, import, data, report, compare, notebook.")]
    [DataRow("reproduce lstm", "'lstm' is no experiment. Experiments: dense, mlp, gan.")]
    [DataRow("reproduce dense lstm", "'lstm' is no experiment. Experiments: dense, mlp, gan.")]
    [DataRow("reproduce --scale huge", "'huge' is no scale. Scales: quick, desk, paper.")]
    [DataRow("reproduce --scale 1", "'1' is no scale. Scales: quick, desk, paper.")]
    [DataRow("reproduce --scal quick", "'--scal' is no option of 'reproduce'. Options: --scale, --seeds, --seed, --out, --data, --offline, --resume, --help, --threads.")]
    [DataRow("reproduce --seeds 0", "--seeds takes a whole number from 1 to 100; got '0'.")]
    [DataRow("reproduce --seeds many", "--seeds takes a whole number from 1 to 100; got 'many'.")]
    [DataRow("reproduce --seeds", "--seeds")]
    [DataRow("--threads 65 data info", "--threads takes a whole number from 1 to 64; got '65'.")]
    [DataRow("data info --threads x", "--threads takes a whole number from 1 to 64; got 'x'.")]
    [DataRow("data", "'mlpipelines data' needs a command: info, fetch.")]
    [DataRow("data get", "'get' is no command. Commands: info, fetch.")]
    [DataRow("report", "report")]
    [DataRow("report a b", "'b' is no argument of 'report'.")]
    [DataRow("train lstm", "'lstm' is no model. Models: dense, mlp, svm, cnn,")]
    [DataRow("train cnn --epochs 0", "--epochs takes a whole number from 1 to 10000; got '0'.")]
    [DataRow("sweep", "Required argument missing for command: 'sweep'.")]
    [DataRow("sweep a.json b.json", "'b.json' is no argument of 'sweep'.")]
    [DataRow("sweep a.json --jobs 0", "--jobs takes a whole number from 1 to 64; got '0'.")]
    [DataRow("sweep a.json --shard 3/2", "--shard takes a shard such as 2/3, the number from 1 and how many there are; got '3/2'.")]
    [DataRow("sweep a.json --works", "'--works' is no option of 'sweep'. Options: --out, --jobs, --shard, --lease, --data, --offline, --help, --threads.")]
    [DataRow("sweep collect", "Required argument missing for command: 'collect'.")]
    [DataRow("train", "Required argument missing for command: 'train'.")]
    [DataRow("augment", "'mlpipelines augment' needs a command: gan, cgan, cyclegan, classical.")]
    [DataRow("augment wgan", "'wgan' is no command. Commands: gan, cgan, cyclegan, classical.")]
    [DataRow("augment gan --domain usps", "'--domain' is no option of 'gan'. Options: --count, --epochs, --steps, --confidence, --resume, --limit, --seed, --out,")]
    [DataRow("augment cgan --confidence 90", "'--confidence' is no option of 'cgan'.")]
    [DataRow("augment cyclegan --epochs 3", "'--epochs' is no option of 'cyclegan'.")]
    [DataRow("augment classical --resume", "'--resume' is no option of 'classical'.")]
    [DataRow("augment cyclegan --domain nowhere", "'nowhere' is no domain. Domains: styles, usps, or a folder with a folder of pictures for each class.")]
    [DataRow("augment gan --count 1", "--count takes a whole number from 2 to 1000000; got '1'.")]
    [DataRow("evaluate a.mlp b", "'b' is no argument of 'evaluate'.")]
    [DataRow("predict a.mlp", "'predict' needs one or more images.")]
    [DataRow("predict a.mlp b.mlp c.png", "Got the bundles a.mlp and b.mlp; takes one.")]
    [DataRow("predict --fast a.png", "'--fast' is no option of 'predict'.")]
    [DataRow("export", "Required argument missing for command: 'export'.")]
    [DataRow("export a.mlp --format pb", "'pb' is no format. Formats: h5, tfjs, onnx.")]
    [DataRow("export a.mlp b.mlp", "'b.mlp' is no argument of 'export'.")]
    [DataRow("import", "Required argument missing for command: 'import'.")]
    [DataRow("import a.h5 --classes a,,b", "--classes takes names with commas between; got 'a,,b'.")]
    [DataRow("import a.h5 --format h5", "'--format' is no option of 'import'. Options: --out, --classes, --help, --threads.")]
    [DataRow("--fast", "'--fast' is no option of 'mlpipelines'. Options: --help, --version, --threads.")]
    public void Wrong_usage_gives_2_and_says_what_is_valid(string line, string expected)
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.WrongUsage, app.Run(line.Split(' ')), app.Out);
        Assert.Contains(expected, app.Error);
        Assert.Contains("--help' explains the usage.", app.Error);
        Assert.HasCount(2, app.Error.TrimEnd().Split('\n'), "one error and one hint");
        Assert.AreEqual("", app.Out);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("--help")]
    [DataRow("-h")]
    public void Help_shows_commands_examples_and_exit_codes(string line)
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        string[] parts = ["reproduce", "train", "augment", "evaluate", "predict", "data", "report", "--threads", "Examples:", "mlpipelines reproduce dense mlp", "130", "MLPIPELINES_DATA"];
        foreach (string part in parts) Assert.Contains(part, app.Out);
    }

    [TestMethod]
    public void Help_of_reproduce_lists_experiments_and_scales()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("reproduce", "--help"));
        foreach (string part in new[] { "dense: trains dense", "gan: trains gan", "quick|desk|paper", "--offline", "Examples:" }) Assert.Contains(part, app.Out);
    }

    [TestMethod]
    public void Version_is_printed()
    {
        using var app = new AppRun();
        Assert.AreEqual(ExitCode.Done, app.Run("--version"));
        Assert.MatchesRegex(@"^mlpipelines \d+\.\d+\.\d+.*, \.NET \d+", app.Out);
    }

    [TestMethod]
    public void Arguments_that_look_like_response_files_are_not_opened()
    {
        using var app = new AppRun();
        File.WriteAllText(Path.Combine(app.Folder, "args"), "--help");
        Assert.AreEqual(ExitCode.WrongUsage, app.Run("@" + Path.Combine(app.Folder, "args")));
    }
}
