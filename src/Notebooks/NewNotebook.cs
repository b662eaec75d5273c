namespace MlPipelines.Notebooks;

/// <summary>What a new notebook begins with.</summary>
public static class NewNotebook
{
    /// <summary>A notebook that loads digits, trains a small network and looks at what it learned.</summary>
    /// <param name="title">Its heading.</param>
    public static NotebookFile Create(string title) => NotebookFile.Create(
        (CellKind.Markdown, $"# {title}\n\nRun it with `mlpipelines notebook run`, or open it in an editor with the kernel \".NET (C#)\"."),
        (CellKind.Code, """
            #r "nuget: MlPipelines.Reports"
            using Microsoft.ML;
            using MlPipelines.Pipelines;
            using MlPipelines.Pipelines.Loading;
            using static MlPipelines.Reports.Notebooks.Notebook;
            using static Tensorflow.KerasApi;

            DigitData digits = new DigitDataFinder(DataOptions.Detect()).Load().TakeStratified(10_000, 2_000);
            digits.Train.Take(40)
            """),
        (CellKind.Code, """
            var model = keras.Sequential([
                keras.layers.Dense(128, activation: "relu", input_shape: 784),
                keras.layers.Dense(10, activation: "softmax"),
            ]);
            model
            """),
        (CellKind.Code, """
            var ml = new MLContext(seed: 1);
            var trained = ml.MulticlassClassification.Trainers.Keras(ml, () => model, epochs: 3).Fit(digits.Train.AsDataView());
            trained.History
            """),
        (CellKind.Code, """
            ml.MulticlassClassification.EvaluateClassifier(trained.Transform(digits.Test.AsDataView()))
            """));
}
