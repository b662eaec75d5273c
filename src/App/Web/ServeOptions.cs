namespace MlPipelines.App.Web;

/// <summary>How the website is served.</summary>
/// <param name="Urls">Addresses to listen on: "http://127.0.0.1:5080".</param>
/// <param name="RateLimit">Requests a minute that an address may send to the API; 0 for any number.</param>
/// <param name="TensorFlowJs">The file tf.min.js of npm's @tensorflow/tfjs; null where it is not installed.</param>
internal sealed record ServeOptions(IReadOnlyList<string> Urls, int RateLimit, string? TensorFlowJs);
