namespace MlPipelines.App;

/// <summary>What the program returns to its caller.</summary>
public static class ExitCode
{
    /// <summary>The command did what it was asked to.</summary>
    public const int Done = 0;

    /// <summary>The command failed; one line on the error stream says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; the error stream says what is valid.</summary>
    public const int WrongUsage = 2;

    /// <summary>The command was stopped by Ctrl+C, SIGTERM or its token; what was measured is kept.</summary>
    public const int Cancelled = 130;
}
