namespace Tensorflow;

/// <summary>The functions that turn scores into probabilities and remember the scores.</summary>
public enum LogitsKind
{
    /// <summary>Softmax over the last axis: probabilities of classes that exclude each other.</summary>
    Softmax,

    /// <summary>Sigmoid, element by element: probabilities of yes-or-no questions.</summary>
    Sigmoid,
}

public unsafe partial class Tensor
{
    private Tensor? _logits;
    private LogitsKind _logitsKind;

    /// <summary>
    /// What a softmax or sigmoid that gave this tensor was taken of, so that a crossentropy can be computed from it without loss of
    /// precision; null for other tensors, for another function, and when it was disposed.
    /// </summary>
    /// <param name="kind">The function that the caller would otherwise undo.</param>
    public Tensor? LogitsOf(LogitsKind kind) => _logitsKind == kind && _logits is { IsDisposed: false } logits ? logits : null;

    /// <summary>Notes what this tensor is a softmax or sigmoid of, and returns it.</summary>
    internal Tensor WithLogits(Tensor logits, LogitsKind kind)
    {
        // Whoever holds this tensor may come back for the other.
        logits.Show(forGood: true);
        (_logits, _logitsKind) = (logits, kind);
        return this;
    }
}
