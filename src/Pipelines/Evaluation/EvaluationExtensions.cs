using Microsoft.ML;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines;

/// <summary>Evaluation beyond what ML.NET's own Evaluate gives.</summary>
public static class EvaluationExtensions
{
    /// <summary>Everything a scored view says about a classifier, read through one cursor in one pass.</summary>
    /// <param name="catalog">The catalog of multiclass classification.</param>
    /// <param name="scored">A view with labels and scores, such as a trained model's Transform gives.</param>
    /// <param name="labelColumn">The true classes: a key. Rows where it is missing are left out and counted.</param>
    /// <param name="scoreColumn">The scores: a vector of Single, one a class.</param>
    /// <param name="predictedLabelColumn">The predicted classes: a key. Where there is no such column, the highest score decides.</param>
    /// <param name="idColumn">What identifies a row: Int64. By default "Id" where there is one, otherwise rows are known by their position.</param>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, labels and scores do not fit together, a score is not finite, there are no labelled rows,
    /// or one was made by a program.
    /// </exception>
    public static ClassifierEvaluation EvaluateClassifier(this MulticlassClassificationCatalog catalog, IDataView scored,
        string labelColumn = ImageColumns.Label, string scoreColumn = ImageColumns.Score,
        string predictedLabelColumn = ImageColumns.PredictedLabel, string? idColumn = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ClassifierEvaluation.FromView(scored, labelColumn, scoreColumn, predictedLabelColumn, idColumn);
    }
}
