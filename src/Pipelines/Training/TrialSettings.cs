using MlPipelines.Pipelines.Augmentation;
using MlPipelines.Pipelines.Search;
using static Tensorflow.KerasApi;

namespace MlPipelines.Pipelines.Training;

/// <summary>How a model is trained with the settings that a search chose.</summary>
public static class TrialSettings
{
    private const string LearningRate = "learning_rate", OptimizerName = "optimizer", BatchSize = "batch_size", Epochs = "epochs", Augment = "augment";
    private const string Adam = "adam", Sgd = "sgd", RmsProp = "rmsprop", Mild = "mild";

    /// <summary>The settings that any model takes; a model's own are <see cref="ModelChoice.Settings"/>.</summary>
    public static IReadOnlyList<ModelSetting> Common { get; } =
    [
        new(LearningRate, "the optimizer's; Keras' default unless given") { Low = 1e-9, High = 1e3 },
        new(OptimizerName, "with Keras' defaults") { Words = [Adam, Sgd, RmsProp] },
        new(BatchSize, "images a step") { Low = 1, High = 65_536, IsWhole = true },
        new(Epochs, "passes over the images") { Low = 1, High = 10_000, IsWhole = true },
        new(Augment, "mild: small rotations, shifts, zooms and shears, anew in every epoch") { Words = ["none", Mild] },
    ];

    /// <summary>All settings that a model takes.</summary>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<ModelSetting> Of(ModelChoice model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. Common, .. model.Settings];
    }

    /// <summary>Refuses a space some of whose points a model does not take, before anything is trained.</summary>
    /// <param name="model">The model.</param>
    /// <param name="space">What is to be tried.</param>
    /// <exception cref="ArgumentException">A dimension is no setting of the model, or reaches beyond it; the text names it.</exception>
    public static void Check(ModelChoice model, SearchSpace space)
    {
        ArgumentNullException.ThrowIfNull(space);
        foreach (Dimension dimension in space.Dimensions)
        {
            ModelSetting setting = Find(model, dimension.Name);
            // A range is allowed when its ends are.
            IReadOnlyList<PointValue> values = dimension is ChoiceDimension choice ? choice.Choices : [dimension.FromUnit(0), dimension.FromUnit(1)];
            foreach (PointValue value in values) Check(setting, value);
            if (setting.IsWhole && dimension is RealDimension)
                throw new ArgumentException($"Got real numbers for the setting '{setting.Name}'; takes {setting.Expected}. Make it an \"integer\" dimension.", nameof(space));
        }
    }

    /// <summary>A trainer's options for a model at a point.</summary>
    /// <param name="model">The model.</param>
    /// <param name="point">Its settings; for those that are not named, the model's defaults are taken.</param>
    /// <returns>Options that may be completed: a seed, rows for validation, callbacks.</returns>
    /// <exception cref="ArgumentException">A name is no setting of the model, or its value is none of the setting's; the text names both.</exception>
    /// <example><code>
    /// var point = new Point(("units", 256), ("dropout", 0.2), ("learning_rate", 0.001));
    /// KerasTrainer.Options options = TrialSettings.Options(ModelList.Find("mlp"), point);
    /// </code></example>
    public static KerasTrainer.Options Options(ModelChoice model, Point point)
    {
        ArgumentNullException.ThrowIfNull(point);
        foreach (string name in point.Names) Check(Find(model, name), point[name]);
        KerasTrainer.Options options = model.With(point).Options();
        if (point.Find(BatchSize) is not null) options.BatchSize = point.Integer(BatchSize);
        if (point.Find(Epochs) is not null) options.Epochs = point.Integer(Epochs);
        if (point.Find(Augment)?.Text == Mild) options.Augmentation = ClassicalAugmentation.Mild;
        float? rate = point.Find(LearningRate) is { } given ? (float)given.Number : null;
        options.Optimizer = point.Find(OptimizerName)?.Text switch
        {
            Sgd => () => keras.optimizers.SGD(rate ?? 1e-2f),
            RmsProp => () => keras.optimizers.RMSprop(rate ?? 1e-3f),
            _ => () => keras.optimizers.Adam(rate ?? 1e-3f),
        };
        return options;
    }

    private static ModelSetting Find(ModelChoice model, string name) => Of(model).FirstOrDefault(setting => setting.Name == name)
        ?? throw new ArgumentException($"The model '{model.Name}' has no setting '{name}'; it takes {string.Join(", ", Of(model).Select(setting => setting.Name))}.", nameof(name));

    private static void Check(ModelSetting setting, PointValue value)
    {
        if (!setting.Takes(value)) throw new ArgumentException($"Got the {setting.Name} {value}; takes {setting.Expected}.", nameof(value));
    }
}
