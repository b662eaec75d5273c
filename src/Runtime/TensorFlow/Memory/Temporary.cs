namespace Tensorflow.Memory;

/// <summary>
/// For those who write models and training loops: says which tensors nobody holds but recorded operations, such as the values
/// between two layers, so that a backward pass frees each as soon as it has been used.
/// </summary>
/// <example><code>
/// long before = Temporary.Now;
/// Tensor h = first.Apply(x);
/// Temporary.Hide(h, before);      // nobody but the tape needs it from here on
/// return second.Apply(h);
/// </code></example>
public static class Temporary
{
    /// <summary>The present place in the order in which this thread makes tensors.</summary>
    public static long Now => Tensor.CreatedOnThisThread;

    /// <summary>Lets the last gradient tape that needs a tensor end its life. Has no effect on one made earlier, or shown for good.</summary>
    /// <param name="tensor">A tensor that no code holds after the call in which it was made.</param>
    /// <param name="since">What <see cref="Now"/> was before it was made.</param>
    public static void Hide(Tensor tensor, long since)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (Tensor.CreatedHereAfter(tensor, since)) tensor.Hide();
    }

    /// <summary>Takes <see cref="Hide"/> back, as somebody gets hold of the tensor after all.</summary>
    /// <param name="tensor">Any tensor.</param>
    /// <param name="forGood">True when it may be held from here on, whoever hides it later.</param>
    public static void Show(Tensor tensor, bool forGood)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Show(forGood);
    }

    /// <summary>
    /// Ends a tensor's life, and lets its object be used for another one. Only the caller may hold it; where others might, call
    /// <see cref="Tensor.Dispose"/>.
    /// </summary>
    public static void Free(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Recycle();
    }
}
