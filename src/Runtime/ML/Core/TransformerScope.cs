namespace Microsoft.ML.Data;

/// <summary>When a step of a chain takes part, for <see cref="TransformerChain{TLastTransformer}.GetModelFor"/>.</summary>
[Flags]
public enum TransformerScope
{
    /// <summary>Never.</summary>
    None = 0,

    /// <summary>While learning.</summary>
    Training = 1,

    /// <summary>While testing.</summary>
    Testing = 2,

    /// <summary>When new data are scored.</summary>
    Scoring = 4,

    /// <summary>While learning and testing.</summary>
    TrainTest = Training | Testing,

    /// <summary>Always.</summary>
    Everything = Training | Testing | Scoring,
}
