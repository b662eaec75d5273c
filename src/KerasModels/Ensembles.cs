using Tensorflow;
using Tensorflow.Keras.Engine;
using static Tensorflow.KerasApi;

namespace MlPipelines.KerasModels;

/// <summary>Several trained classifiers as one, which paper 4 names as further work. An ensemble is a Keras model like any other: it is saved, exported and scored as one.</summary>
/// <remarks>Source: paper 4 (mlp), section VII. Bagging is in how the members are trained, each on rows drawn with replacement; boosting is not built.</remarks>
public static class Ensembles
{
    /// <summary>The mean of the members' probabilities.</summary>
    /// <param name="members">Two or more trained models from one shape of images to probabilities of the same classes. They are renamed member_1, member_2 ...</param>
    /// <returns>A model from the members' input to [batch, classes], probabilities; not compiled, as there is nothing to train.</returns>
    /// <exception cref="ArgumentException">There are fewer than two, or they take or give other shapes.</exception>
    /// <example><code>Model ensemble = Ensembles.Average([first, second, third]);</code></example>
    public static Model Average(IReadOnlyList<Model> members)
    {
        (Tensor input, Tensor[] outputs) = Join(members);
        return keras.Model(input, keras.layers.Average().Apply(new Tensors(outputs)), name: "averaged");
    }

    /// <summary>A softmax layer that learns whom to believe: from the members' probabilities side by side.</summary>
    /// <remarks>The members are frozen. Train it on rows they did not see, or it learns to trust those that learned their rows by heart.</remarks>
    /// <param name="members">As for <see cref="Average"/>.</param>
    /// <returns>A model from the members' input to [batch, classes], probabilities; not compiled.</returns>
    /// <exception cref="ArgumentException">There are fewer than two, or they take or give other shapes.</exception>
    /// <example><code>
    /// Model ensemble = Ensembles.Stack([first, second, third]);
    /// ensemble.compile("adam", "sparse_categorical_crossentropy", "accuracy");
    /// </code></example>
    public static Model Stack(IReadOnlyList<Model> members)
    {
        (Tensor input, Tensor[] outputs) = Join(members);
        foreach (Model member in members) member.trainable = false;
        Tensor beside = keras.layers.Concatenate().Apply(new Tensors(outputs));
        return keras.Model(input, keras.layers.Dense((int)outputs[0].shape[-1], activation: "softmax").Apply(beside), name: "stacked");
    }

    /// <summary>The members' outputs for one input.</summary>
    private static (Tensor Input, Tensor[] Outputs) Join(IReadOnlyList<Model> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count < 2) throw new ArgumentException($"Got {members.Count} members; an ensemble has 2 or more.", nameof(members));
        Shape sample = members[0].inputs[0].shape[1..], scores = members[0].outputs[0].shape[1..];
        for (int i = 0; i < members.Count; i++)
        {
            Shape taken = members[i].inputs[0].shape[1..], given = members[i].outputs[0].shape[1..];
            if (!taken.Equals(sample) || !given.Equals(scores))
                throw new ArgumentException($"Member {i + 1} goes from {taken} to {given}, the first one from {sample} to {scores}; all take and give the same shapes.", nameof(members));
            // Layers of a model have names of their own; members trained one after the other are all called alike.
            members[i].Name = $"member_{i + 1}";
        }
        Tensor input = keras.Input(sample);
        return (input, [.. members.Select(member => (Tensor)member.Apply(input))]);
    }
}
