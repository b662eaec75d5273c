using MlPipelines.Pipelines.Sweeps;

namespace MlPipelines.App.Sweeps;

/// <summary>What a sweep was asked for.</summary>
/// <param name="SpecPath">The specification's file.</param>
/// <param name="Folder">The sweep's folder.</param>
/// <param name="Shard">Which trials.</param>
/// <param name="Lease">How long a silent process keeps its trial.</param>
/// <param name="Data">The option --data.</param>
/// <param name="Offline">The option --offline.</param>
internal sealed record SweepRequest(string SpecPath, string Folder, SweepShard Shard, TimeSpan Lease, string? Data, bool Offline);
