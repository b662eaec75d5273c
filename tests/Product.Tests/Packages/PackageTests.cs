using System.IO.Compression;
using System.Text.RegularExpressions;
using MlPipelines.Tests.Reports;
using Tensorflow.IO;

namespace MlPipelines.Tests.Packages;

/// <summary>Protects what others install: the packages and the tool, tried in empty folders, and the examples of docs/getting-started.md.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class PackageTests
{
    private const string Version = "0.1.0-test";

    private static readonly TemporaryFolder s_folder = TestRecords.Folder();
    private static readonly Lazy<string> s_packages = new(Pack);
    private static readonly Lazy<string> s_trained = new(Train);

    [ClassCleanup]
    public static void Cleanup() => s_folder.Dispose();

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void Packages_hold_assembly_documentation_readme_and_licence_and_have_symbols()
    {
        string[] libraries = ["Runtime.TensorFlow", "Runtime.Keras", "Runtime.ML", "Runtime.DataAnalysis", "KerasModels", "Pipelines", "Reports", "Notebooks"];
        string[] expected = [.. libraries.Select(library => $"MlPipelines.{library}"), "mlpipelines"];
        CollectionAssert.AreEquivalent(expected.SelectMany(id => new[] { $"{id}.{Version}.nupkg", $"{id}.{Version}.snupkg" }).ToArray(),
            Directory.GetFiles(s_packages.Value).Select(Path.GetFileName).ToArray());
        foreach (string id in expected)
        {
            using ZipArchive package = ZipFile.OpenRead(Path.Combine(s_packages.Value, $"{id}.{Version}.nupkg"));
            string[] names = [.. package.Entries.Select(entry => entry.FullName)];
            CollectionAssert.IsSubsetOf(new[] { "README.md", "LICENSE" }, names, id);
            if (id == "mlpipelines") continue;
            CollectionAssert.IsSubsetOf(new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }, names, id);
        }
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void The_getting_started_page_trains_a_CNN_from_packages_alone() => Assert.IsTrue(File.Exists(Path.Combine(s_trained.Value, "model.mlp")));

    [TestMethod, Slow]
    [TestCategory("Slow")]
    public void The_tool_installs_and_runs()
    {
        string folder = NewFolder("tool");
        Dotnet(folder, "tool", "install", "mlpipelines", "--version", Version, "--tool-path", "tools");
        string tool = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "mlpipelines.exe" : "mlpipelines");
        Picture(Path.Combine(folder, "photo.png"));
        (int code, string text) = Programs.Run(folder, tool, ["predict", Path.Combine(s_trained.Value, "model.mlp"), "photo.png"]);
        Assert.AreEqual(0, code, text);
        Assert.Contains("photo.png", text);
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DataRow("Microsoft.ML", "Microsoft.ML.Core")]
    [DataRow("TensorFlow.NET", "Tensorflow.Binding")]
    public void Beside_an_original_the_build_ends_with_one_error_that_says_what_to_do(string package, string assembly)
    {
        // The originals' names are what counts, so an empty assembly stands for each.
        string original = NewFolder($"original-{package}");
        Dotnet(original, "new", "classlib", "--output", ".", "--name", "Original");
        Dotnet(original, "pack", "-c", "Release", "-o", s_packages.Value, $"-p:PackageId={package}", $"-p:AssemblyName={assembly}", "-p:Version=9.9.9");
        string folder = NewFolder($"beside-{package}");
        Dotnet(folder, "new", "console", "--output", ".", "--name", "Beside");
        Dotnet(folder, "add", "package", "MlPipelines.Pipelines", "--version", Version);
        Dotnet(folder, "add", "package", package, "--version", "9.9.9");
        foreach (string extension in (string[])["nupkg", "snupkg"]) File.Delete(Path.Combine(s_packages.Value, $"{package}.9.9.9.{extension}"));
        (int code, string text) = Run(folder, "build", "-c", "Release");
        Assert.AreEqual(1, code, text);
        string[] errors = [.. Errors().Matches(text).Select(match => match.Groups["code"].Value).Distinct()];
        CollectionAssert.AreEqual(new[] { "MLP0001" }, errors, text);
        Assert.Contains($"Remove the reference to {package}", text);
    }

    [TestMethod, Slow]
    [TestCategory("Slow")]
    [DataRow("trimmed", "-p:PublishTrimmed=true")]
    [DataRow("native", "-p:PublishAot=true")]
    public void Inference_publishes_without_a_warning_and_gives_the_same_numbers(string kind, string option)
    {
        string[] options = ["-p:TrimmerSingleWarn=false"];
        if (kind == "native")
        {
            // The bits are those of an instruction set; without this the compiler takes one that every processor has.
            options = [.. options, "-p:IlcInstructionSet=native"];
            if (!Programs.Has("clang") && !Programs.Has("gcc")) Assert.Inconclusive("Needs a linker: apt-get install clang.");
            if (!Programs.Has("clang")) options = [.. options, "-p:CppCompilerAndLinker=gcc"];
        }
        string folder = NewProject(kind, Example(1));
        File.Copy(Path.Combine(s_trained.Value, "model.mlp"), Path.Combine(folder, "model.mlp"));
        Picture(Path.Combine(folder, "photo.png"));
        string expected = Dotnet(folder, "run", "-c", "Release");
        Assert.Contains("probability", expected);
        string text = Dotnet(folder, ["publish", "-c", "Release", "--self-contained", "-o", "published", option, .. options]);
        Assert.DoesNotContain("warning", text);
        // Compiled ahead of time, it needs no assembly beside it.
        Assert.AreEqual(kind != "native", File.Exists(Path.Combine(folder, "published", "Try.dll")));
        (int code, string output) = Programs.Run(folder, Path.Combine(folder, "published", OperatingSystem.IsWindows() ? "Try.exe" : "Try"), []);
        Assert.AreEqual(0, code, output);
        Assert.AreEqual(expected, output);
    }

    private static string Pack()
    {
        string packages = s_folder["packages"];
        (int code, string text) = Programs.Run(Repository.Root, Programs.Dotnet, ["pack", "-c", "Release", "--no-build", "-o", packages, $"-p:PackageVersion={Version}"]);
        Assert.AreEqual(0, code, text);
        return packages;
    }

    private static string Train()
    {
        Repository.RequireMnist();
        string folder = NewProject("train", Example(0));
        string text = Dotnet(folder, "run", "-c", "Release");
        Match accuracy = Accuracy().Match(text);
        Assert.IsTrue(accuracy.Success, text);
        Assert.IsGreaterThan(0.975, double.Parse(accuracy.Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture), text);
        return folder;
    }

    private static string NewProject(string name, string program)
    {
        string folder = NewFolder(name);
        Dotnet(folder, "new", "console", "--output", ".", "--name", "Try");
        Dotnet(folder, "add", "package", "MlPipelines.Pipelines", "--version", Version);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        return folder;
    }

    /// <summary>An empty folder whose packages come of the local folder and else of where they always come from.</summary>
    private static string NewFolder(string name)
    {
        string folder = Directory.CreateDirectory(s_folder[name]).FullName;
        File.WriteAllText(Path.Combine(folder, "nuget.config"),
            $"<configuration><packageSources><add key=\"local\" value=\"{s_packages.Value}\" /></packageSources></configuration>");
        return folder;
    }

    private static string Dotnet(string folder, params string[] arguments)
    {
        (int code, string text) = Run(folder, arguments);
        Assert.AreEqual(0, code, $"dotnet {string.Join(' ', arguments)}\n{text}");
        return text;
    }

    private static (int Code, string Text) Run(string folder, params string[] arguments) => Programs.Run(folder, Programs.Dotnet, arguments,
        // Packages of this version are this run's own.
        ("NUGET_PACKAGES", s_folder["cache"]), ("DOTNET_CLI_UI_LANGUAGE", "en"), ("DOTNET_NOLOGO", "1"),
        ("MLPIPELINES_DATA", Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"))), ("MSBuildSDKsPath", null), ("MSBUILD_EXE_PATH", null));

    private static string Example(int index) =>
        Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "getting-started.md")).ReplaceLineEndings("\n"))[index].Groups["code"].Value;

    /// <summary>A 7 of strokes, dark on light as on paper.</summary>
    private static void Picture(string path)
    {
        const int Side = 60;
        byte[] pixels = new byte[Side * Side];
        Array.Fill(pixels, (byte)255);
        for (int i = 0; i < 30; i++)
            for (int pen = 0; pen < 5; pen++)
            {
                pixels[(12 + pen) * Side + 15 + i] = 0;
                pixels[(12 + i) * Side + 42 - i / 2 + pen - 2] = 0;
            }
        PngWriter.Write(path, new ImageData(Side, Side, 1, pixels));
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"accuracy\s+(?<value>0\.\d+)")]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"error (?<code>\w+):")]
    private static partial Regex Errors();
}
