using System.Diagnostics;

namespace MlPipelines.ML.Tests;

/// <summary>Protects what the contract is for: a program that ran on Microsoft.ML runs unchanged and prints the same.</summary>
[TestClass]
public sealed class MlNetSampleTests
{
    [TestMethod]
    public void The_sample_prints_what_it_printed_on_Microsoft_ML()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "mlnet-sample.dll"));
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output + error.Result);
        string expected = File.ReadAllText(Path.Combine(MlPipelines.Tests.Repository.Root, "tests", "MlNetSample", "expected.txt"));
        Assert.AreEqual(expected, output.ReplaceLineEndings("\n"));
    }
}
