using MlPipelines.Pipelines.Loading;
using MlPipelines.Pipelines.Training;
using Tensorflow;
using Tensorflow.Keras.Engine;
using Tensorflow.Memory;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>What a trained classifier makes of images that are in no view.</summary>
internal static class ClassifierPass
{
    /// <summary>The most probable class of each image, the first of several, and its probability.</summary>
    public static (int[] Classes, float[] Confidence) Classes(KerasTransformer classifier, DigitSet digits)
    {
        int classes = classifier.ClassNames.Count, most = classifier.RowsAtOnce;
        float[] scores = new float[most * classes], confidence = new float[digits.Count];
        int[] chosen = new int[digits.Count];
        var shape = new ImageShape(digits.Height, digits.Width, digits.Channels);
        for (int first = 0; first < digits.Count; first += most)
        {
            int rows = Math.Min(most, digits.Count - first);
            classifier.Score(digits.Images.AsSpan(first * shape.Size, rows * shape.Size), shape, rows, scores);
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<float> row = scores.AsSpan(i * classes, classes);
                chosen[first + i] = ScoreMath.ArgMax(row);
                confidence[first + i] = row[chosen[first + i]];
            }
        }
        return (chosen, confidence);
    }

    /// <summary>What enters the classifier's last layer with weights: its features of each image.</summary>
    /// <returns>[images, features] as one array, and the number of features.</returns>
    /// <exception cref="ArgumentException">The model has fewer than two layers with weights.</exception>
    public static (float[] Features, int Width) Features(KerasTransformer classifier, DigitSet digits)
    {
        Model model = classifier.Model;
        Layer[] weighted = [.. model.Layers.Where(layer => layer.Weights.Count > 0)];
        if (weighted.Length < 2 || model.inputs.Count != 1)
            throw new ArgumentException($"The classifier '{model.Name}' has {weighted.Length} layers with weights and {model.inputs.Count} described inputs; "
                + "features are taken before the last of two or more such layers of a model with one. Take a classifier such as Gan.Cnn.", nameof(classifier));
        var trunk = new Functional(new Tensors(model.inputs[0]), new Tensors(weighted[^1].input), "features");
        int width = checked((int)trunk.outputs[0].shape[1..].size), most = classifier.RowsAtOnce;
        float[] features = new float[checked(digits.Count * width)];
        var shape = new ImageShape(digits.Height, digits.Width, digits.Channels);
        for (int first = 0; first < digits.Count; first += most)
        {
            int rows = Math.Min(most, digits.Count - first);
            using TensorScope scope = TensorScope.Enter();
            Tensor batch = classifier.Input.Begin(rows, shape);
            ModelInput.Scale(digits.Images.AsSpan(first * shape.Size, rows * shape.Size), batch.Span<float>());
            Tensor result = trunk.predict_on_batch(classifier.Input.Finish(batch, shape))[0];
            result.AsSpan<float>().CopyTo(features.AsSpan(first * width));
            GC.KeepAlive(result);
        }
        return (features, width);
    }
}
