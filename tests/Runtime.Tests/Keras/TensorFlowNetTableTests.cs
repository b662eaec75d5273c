namespace MlPipelines.Tests.Keras;

/// <summary>The rows of the table 'in TensorFlow.NET / ours': one test or more each, named after them, in a file for each part of the library.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class TensorFlowNetTableTests
{
}
