namespace Microsoft.ML.Data;

/// <summary>How well scores of several classes fit the true classes.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounts counts, string[] names)
    {
        LogLoss = counts.LogLoss;
        LogLossReduction = counts.LogLossReduction;
        MicroAccuracy = counts.MicroAccuracy;
        MacroAccuracy = counts.MacroAccuracy;
        TopKAccuracy = counts.TopKAccuracy;
        TopKPredictionCount = counts.TopK;
        PerClassLogLoss = counts.PerClassLogLoss;
        ConfusionMatrix = new ConfusionMatrix(counts.Table, names);
    }

    /// <summary>The mean of -log(score of the true class), scores being taken as probabilities.</summary>
    public double LogLoss { get; }

    /// <summary>How much smaller the log-loss is than that of the classes' frequencies: 1 for a perfect model, 0 for one as good as these.</summary>
    public double LogLossReduction { get; }

    /// <summary>The mean over classes of the part of a class's rows predicted right.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The part of rows predicted right.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The part of rows whose true class is among the <see cref="TopKPredictionCount"/> with the highest scores; 0 where that is 0.</summary>
    public double TopKAccuracy { get; }

    /// <summary>How many of the highest scores <see cref="TopKAccuracy"/> looks at.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>For each class, the log-loss of its rows; 0 where there are none.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    /// <summary>How often each class was taken for each.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
