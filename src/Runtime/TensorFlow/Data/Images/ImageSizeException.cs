namespace Tensorflow.IO;

/// <summary>An image has more pixels than are read. Nothing was decoded.</summary>
/// <param name="message">Its size, and the largest.</param>
public sealed class ImageSizeException(string message) : NotSupportedException(message);
