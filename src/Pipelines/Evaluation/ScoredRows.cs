using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>What an evaluation keeps of scored rows: some 28 bytes a row, not the scores. Filled in one pass.</summary>
/// <param name="classes">Number of classes, at least 2.</param>
internal sealed class ScoredRows(int classes)
{
    public List<long> Ids { get; } = [];

    public List<int> Actual { get; } = [];

    public List<int> Predicted { get; } = [];

    /// <summary>How many classes were scored above the true one.</summary>
    public List<int> Ranks { get; } = [];

    /// <summary>Score of the predicted class.</summary>
    public List<float> Confidence { get; } = [];

    /// <summary>Sum of the rows' losses, if all scores are probabilities.</summary>
    public double Loss { get; private set; }

    /// <summary>Says which score is no probability; null if all are.</summary>
    public string? NoProbability { get; private set; }

    /// <summary>Rows left out because their label is missing.</summary>
    public long Unlabelled { get; set; }

    /// <summary>Takes a row.</summary>
    /// <param name="id">Identifies the row.</param>
    /// <param name="actual">Its class.</param>
    /// <param name="predicted">The class chosen; negative for that of the highest score.</param>
    /// <param name="scores">One a class.</param>
    /// <exception cref="ArgumentException">A score is not finite, or a program made the row.</exception>
    public void Add(long id, int actual, int predicted, ReadOnlySpan<float> scores)
    {
        if (scores.Length != classes)
            throw new ArgumentException($"Row {Ids.Count} (id {id}) has {scores.Length} scores; takes {classes}, one a class.", nameof(scores));
        RefuseSynthetic(id);
        int wrong = ScoreMath.FirstNotFinite(scores);
        if (wrong >= 0)
            throw new ArgumentException($"Row {Ids.Count} (id {id}) has the score {scores[wrong]} for class {wrong}; takes finite numbers. "
                + "Look at that row's input, or at the training's loss: a model that diverged gives such scores.", nameof(scores));
        int none = ScoreMath.FirstNoProbability(scores);
        if (none >= 0) NoProbability ??= $"row {Ids.Count} (id {id}) has the score {scores[none]} for class {none}";
        if (predicted < 0) predicted = ScoreMath.ArgMax(scores);
        Ids.Add(id);
        Actual.Add(actual);
        Predicted.Add(predicted);
        Ranks.Add(ScoreMath.Rank(scores, actual));
        Confidence.Add(scores[predicted]);
        if (NoProbability is null) Loss += ScoreMath.Loss(scores, actual);
    }

    /// <summary>Refuses rows made for training: figures about them say nothing about real data.</summary>
    /// <exception cref="ArgumentException">A program made the row.</exception>
    public static void RefuseSynthetic(long id)
    {
        if (ImageColumns.IsSynthetic(id))
            throw new ArgumentException($"The row with Id {id} was made by a program; a classifier is evaluated on original rows. Split before "
                + "augmenting, augment the training part only, and score with GetModelFor(TransformerScope.Scoring).");
    }
}
