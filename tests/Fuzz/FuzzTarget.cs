namespace MlPipelines.Fuzz;

/// <summary>A reader, files that it reads, and what it may say to others.</summary>
/// <param name="Name">Of the format: "png".</param>
/// <param name="FileName">What the reader's file is called.</param>
/// <param name="Valid">Whole files.</param>
/// <param name="Read">Reads a file by its path.</param>
public sealed record FuzzTarget(string Name, string FileName, IReadOnlyList<byte[]> Valid, Action<string> Read)
{
    /// <summary>How many bytes of the managed heap one byte of a file may lead to, by the format's own packing.</summary>
    public int MostPacking { get; init; } = 64;

    /// <summary>Exceptions that the reader documents for files that it does not read.</summary>
    public static bool IsDocumented(Exception e) => e is InvalidDataException or NotSupportedException or IOException;
}
