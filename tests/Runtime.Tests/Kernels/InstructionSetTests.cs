using System.Diagnostics;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

/// <summary>Protects the narrower forms of the kernels, which this processor would not choose by itself.</summary>
[TestClass]
public sealed class InstructionSetTests
{
    private const string Expected = "MLPIPELINES_EXPECT_VECTOR_BITS";

    [TestMethod]
    [TestCategory("Kernels")]
    public void The_vector_width_is_the_one_the_parent_process_asked_for()
    {
        string? bits = Environment.GetEnvironmentVariable(Expected);
        if (bits is null) Assert.IsTrue(Simd.Bits is 0 or 128 or 256 or 512);
        else Assert.AreEqual(int.Parse(bits), Simd.Bits);
    }

    [TestMethod]
    [DataRow("DOTNET_EnableAVX512", 256)]
    [DataRow("DOTNET_EnableAVX2", 128)]
    [DataRow("DOTNET_EnableHWIntrinsic", 0)]
    public void Kernel_tests_pass_with_an_instruction_set_switched_off(string knob, int bits)
    {
        if (Environment.GetEnvironmentVariable(Expected) is not null) return;
        if (Simd.Bits <= bits) Assert.Inconclusive($"The widest vectors here have {Simd.Bits} bits; {knob} has nothing to switch off.");
        if (!System.Runtime.Intrinsics.X86.Sse.IsSupported) Assert.Inconclusive("The switches are for x86 processors.");
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["vstest", typeof(InstructionSetTests).Assembly.Location, "--TestCaseFilter:TestCategory=Kernels", "--logger:console;verbosity=normal"]) start.ArgumentList.Add(argument);
        start.Environment[knob] = "0";
        start.Environment[Expected] = bits.ToString();
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.AreEqual(0, child.ExitCode, $"{output}\n{error.Result}");
        StringAssert.Contains(output, "Passed The_vector_width", $"The child process did not run the test of the width.\n{output}");
    }
}
