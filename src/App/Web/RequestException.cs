namespace MlPipelines.App.Web;

/// <summary>A request that cannot be answered, for a reason that its sender is told.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What was received, what is expected, and what to do.</param>
internal sealed class RequestException(int status, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>Seconds after which another try makes sense; null where it makes none.</summary>
    public int? RetryAfter { get; init; }
}
