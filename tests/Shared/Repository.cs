namespace MlPipelines.Tests;

/// <summary>Where the tests find the project's own files, and data that live beside it.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>MNIST's folder beside the project; the test is a visible skip without it.</summary>
    public static string RequireMnist()
    {
        string folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", "mnist"));
        if (!Directory.Exists(folder)) Assert.Inconclusive($"MNIST is not at {folder}.");
        return folder;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlPipelines.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No MlPipelines.sln above {AppContext.BaseDirectory}.");
    }
}
