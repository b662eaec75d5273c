using System.Text.Json.Nodes;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations;

namespace Tensorflow.Keras.Optimizers;

/// <summary>How long gradients may be; longer ones are shortened before they are used.</summary>
/// <param name="clipnorm">Largest Euclidean length of each gradient, above 0; null for any.</param>
/// <param name="clipvalue">Largest absolute value of each element, above 0; null for any.</param>
/// <param name="global_clipnorm">Largest Euclidean length of all gradients taken together, above 0; null for any.</param>
/// <exception cref="ArgumentException">More than one is given, or one is not above 0.</exception>
public readonly struct Clipping(double? clipnorm, double? clipvalue, double? global_clipnorm)
{
    private readonly double? _norm = Checked(clipnorm, clipvalue, global_clipnorm), _value = clipvalue, _globalNorm = global_clipnorm;

    /// <summary>True when something is limited.</summary>
    public bool Any => _norm is not null || _value is not null || _globalNorm is not null;

    /// <summary>Replaces gradients that are too long; nulls stay.</summary>
    internal void Apply(Span<Tensor?> gradients)
    {
        if (_globalNorm is { } together)
        {
            TrainingOps.ClipByGlobalNorm(gradients, together);
            return;
        }
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is null) continue;
            if (_norm is { } each) TrainingOps.ClipByGlobalNorm(gradients.Slice(i, 1), each);
            else if (_value is { } most) gradients[i] = MathOps.ClipByValue(gradients[i]!, -most, most);
        }
    }

    internal void Write(JsonObject config)
    {
        if (_norm is { } norm) config["clipnorm"] = norm;
        if (_value is { } value) config["clipvalue"] = value;
        if (_globalNorm is { } globalNorm) config["global_clipnorm"] = globalNorm;
    }

    internal static Clipping Read(ConfigReader config) =>
        new(config.Number("clipnorm"), config.Number("clipvalue"), config.Number("global_clipnorm"));

    private static double? Checked(double? norm, double? value, double? globalNorm)
    {
        if ((norm is null ? 0 : 1) + (value is null ? 0 : 1) + (globalNorm is null ? 0 : 1) > 1)
            throw new ArgumentException("Got more than one of clipnorm, clipvalue and global_clipnorm; an optimizer takes one of them.");
        if (norm <= 0 || value <= 0 || globalNorm <= 0)
            throw new ArgumentException($"Got clipnorm {norm}, clipvalue {value}, global_clipnorm {globalNorm}; a limit is above 0.");
        return norm;
    }
}
