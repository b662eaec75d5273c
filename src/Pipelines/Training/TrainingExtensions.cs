using Microsoft.ML;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.Keras.Engine;

namespace MlPipelines.Pipelines;

/// <summary>Trains Keras models on views of images.</summary>
public static class TrainingExtensions
{
    /// <summary>A trainer with Keras' own settings.</summary>
    /// <param name="catalog">The catalog of trainers.</param>
    /// <param name="ml">The context; a catalog cannot reach it by itself.</param>
    /// <param name="model">Makes the model, such as <c>Gan.Cnn</c>.</param>
    /// <param name="epochs">Passes over the training rows, at least 1.</param>
    /// <exception cref="ArgumentException">The number of epochs is below 1.</exception>
    public static KerasTrainer Keras(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MLContext ml, Func<Model> model,
        int epochs = 10)
    {
        ArgumentNullException.ThrowIfNull(model);
        return catalog.Keras(ml, new KerasTrainer.Options { Model = (_, _) => model(), Epochs = epochs });
    }

    /// <summary>A trainer.</summary>
    /// <param name="catalog">The catalog of trainers.</param>
    /// <param name="ml">The context; a catalog cannot reach it by itself.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">A setting is out of range or missing.</exception>
    public static KerasTrainer Keras(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MLContext ml,
        KerasTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new KerasTrainer(ml, options);
    }

    /// <summary>A training loop of one's own as an estimator; see <see cref="LoopTrainer"/>.</summary>
    /// <param name="catalog">The catalog of trainers.</param>
    /// <param name="ml">The context; a catalog cannot reach it by itself.</param>
    /// <param name="sample">Shape of one image for the loop: <c>784</c> or <c>(28, 28, 1)</c>.</param>
    /// <param name="train">Takes images [rows, ..sample] and one-hot classes [rows, classes]; gives the model that scores.</param>
    public static LoopTrainer Loop(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, MLContext ml, Shape sample,
        Func<Tensor, Tensor, Model> train)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LoopTrainer(ml, sample, train);
    }
}
