using MlPipelines.Fuzz;

namespace MlPipelines.Tests.Fuzzing;

/// <summary>Protects every reader of files from changed ones, with few cases of fixed numbers; <c>tests/Fuzz</c> has the many.</summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Cases = 150;

    private static DirectoryInfo s_folder = null!;
    private static IReadOnlyList<FuzzTarget> s_targets = null!;

    [ClassInitialize]
    public static void Make(TestContext _)
    {
        s_folder = Directory.CreateTempSubdirectory("mlp-fuzz-");
        s_targets = FuzzTargets.All(Path.Combine(s_folder.FullName, "valid"));
    }

    [ClassCleanup]
    public static void Remove() => s_folder.Delete(recursive: true);

    [TestMethod]
    [DataRow("idx")]
    [DataRow("gzip")]
    [DataRow("npy")]
    [DataRow("npz")]
    [DataRow("png")]
    [DataRow("bmp")]
    [DataRow("pnm")]
    [DataRow("csv")]
    [DataRow("hdf5")]
    [DataRow("keras")]
    [DataRow("tfjs")]
    [DataRow("bundle")]
    [DataRow("checkpoint")]
    [DataRow("record")]
    [DataRow("sweep")]
    [DataRow("notebook")]
    public void Changed_files_are_read_or_refused_as_documented(string format)
    {
        FuzzTarget target = s_targets.Single(t => t.Name == format);
        string folder = Path.Combine(s_folder.FullName, format);
        foreach (byte[] valid in target.Valid)
        {
            string path = Path.Combine(folder, target.FileName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, valid);
            (string? fault, bool well, _) = FuzzRun.Try(target, path, valid.Length);
            // A file of weights alone is no model.
            Assert.IsTrue(well || format == "hdf5", $"An unchanged file: {fault}");
        }
        FuzzResult result = FuzzRun.Run(target, 0, Cases, folder);
        Assert.IsEmpty(result.Faults, string.Join('\n', result.Faults));
        Assert.IsGreaterThan(0, result.Refused, "No case was refused: the changes do not reach what is checked.");
    }

    /// <summary>Proves that a reader that trusts its file is caught: one that takes a length as it stands.</summary>
    [TestMethod]
    public void A_reader_that_trusts_its_file_is_caught()
    {
        var trusting = new FuzzTarget("trusting", "f.bin", [[8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]], path =>
        {
            byte[] file = File.ReadAllBytes(path);
            byte[] content = new byte[BitConverter.ToInt32(file)];
            for (int i = 0; i < content.Length; i++) content[i] = file[4 + i];
        });
        Assert.IsNotEmpty(FuzzRun.Run(trusting, 0, Cases, Path.Combine(s_folder.FullName, "trusting")).Faults);
    }
}
