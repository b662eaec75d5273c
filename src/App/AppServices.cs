using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.App;

/// <summary>What the commands work with; tests put their own in place.</summary>
public sealed record AppServices
{
    /// <summary>Where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where errors go, one line each.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>The experiments that can be named.</summary>
    public required IReadOnlyList<Experiment> Experiments { get; init; }

    /// <summary>Turns --data and --offline into the places to look for digits; by default those of this machine.</summary>
    public Func<string?, bool, DataOptions> DataOptions { get; init; } = Pipelines.Loading.DataOptions.Detect;

    /// <summary>Stops the command; what was measured is kept and the exit code is 130.</summary>
    public CancellationToken CancellationToken { get; init; }
}
