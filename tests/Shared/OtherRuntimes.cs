using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlPipelines.Tests;

/// <summary>Numbers that go to another program and come back.</summary>
/// <param name="Shape">Their sizes.</param>
/// <param name="Data">The numbers, row by row.</param>
/// <param name="Type">"float32", or another of the program's types for whole numbers.</param>
internal sealed record Numbers(long[] Shape, float[] Data, string Type = "float32");

/// <summary>Programs that run models written here: TensorFlow.js, onnxruntime and Python's libraries, through the scripts of tests/interop.</summary>
internal static class OtherRuntimes
{
    private static readonly Dictionary<string, string> s_pythons = [];

    /// <summary>Predicts in TensorFlow.js with the LayersModel of a folder; the test is a visible skip without it.</summary>
    public static Numbers[][] TensorFlowJs(string folder, params Numbers[][] runs) => Predict("tfjs", "@tensorflow/tfjs", folder, runs);

    /// <summary>Predicts in onnxruntime with the graph of a file; the test is a visible skip without it.</summary>
    public static Numbers[][] OnnxRuntime(string file, params Numbers[][] runs) => Predict("onnx", "onnxruntime-node", file, runs);

    /// <summary>What a script of tests/interop prints that Python runs with a library; the test is a visible skip without them.</summary>
    public static JsonNode Python(string folder, string script, string library, params string[] arguments) =>
        JsonNode.Parse(Output(PythonWith(library), [Path.Combine(Repository.Root, "tests", "interop", folder, script), .. arguments]))!;

    /// <summary>Fails where numbers are not close to those expected: within a share of them, and of 1 below that.</summary>
    public static void AssertClose(Numbers expected, Numbers actual, double tolerance, string what)
    {
        CollectionAssert.AreEqual(expected.Shape, actual.Shape, what);
        for (int i = 0; i < expected.Data.Length; i++)
            Assert.AreEqual(expected.Data[i], actual.Data[i], tolerance * Math.Max(1, Math.Abs(expected.Data[i])), $"{what}, element {i}");
    }

    private static Numbers[][] Predict(string name, string package, string model, Numbers[][] runs)
    {
        string scripts = Path.Combine(Repository.Root, "tests", "interop", name);
        if (!Directory.Exists(Path.Combine(scripts, "node_modules", package))) Assert.Inconclusive($"{package} is not installed; run npm install in {scripts}.");
        string input = Path.Combine(Path.GetTempPath(), $"runs-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(input, JsonSerializer.Serialize(runs, JsonSerializerOptions.Web));
            return JsonSerializer.Deserialize<Numbers[][]>(Output("node", [Path.Combine(scripts, "predict.mjs"), model, input]), JsonSerializerOptions.Web)!;
        }
        finally
        {
            File.Delete(input);
        }
    }

    private static string PythonWith(string library)
    {
        lock (s_pythons)
        {
            if (s_pythons.TryGetValue(library, out string? known)) return known;
            // Debian's Python comes first, as its libraries are packages of Debian's.
            foreach (string candidate in OperatingSystem.IsWindows() ? (string[])["python"] : ["/usr/bin/python3", "python3"])
                if (Run(candidate, ["-c", $"import {library}"]) is { Code: 0 }) return s_pythons[library] = candidate;
        }
        Assert.Inconclusive($"No Python with {library}; on Debian: apt-get install python3-{library}.");
        return "";
    }

    private static string Output(string program, string[] arguments)
    {
        (int code, string output, string error) = Run(program, arguments);
        if (code < 0) Assert.Inconclusive($"There is no program {program}.");
        Assert.AreEqual(0, code, error);
        return output;
    }

    /// <summary>Runs a program to its end; the code is -1 where there is none of that name.</summary>
    private static (int Code, string Output, string Error) Run(string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"{program} {string.Join(' ', arguments)} does not end.");
            }
            return (process.ExitCode, output.Result, error.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", "");
        }
    }
}
