using System.Numerics;

namespace MlPipelines.Pipelines.Evaluation;

/// <summary>What one row of scores says: the choice, the place of the true class, the loss. The same for views and for plain arrays.</summary>
internal static class ScoreMath
{
    /// <summary>Place of the highest score; the first of equal ones.</summary>
    public static int ArgMax<T>(ReadOnlySpan<T> scores) where T : IFloatingPointIeee754<T>
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best]) best = c;
        return best;
    }

    /// <summary>How many classes come before the true one. Of equal scores the last class comes first, as in scikit-learn.</summary>
    public static int Rank<T>(ReadOnlySpan<T> scores, int actual) where T : IFloatingPointIeee754<T>
    {
        int rank = 0;
        for (int c = 0; c < scores.Length; c++)
            if (scores[c] > scores[actual] || scores[c] == scores[actual] && c > actual) rank++;
        return rank;
    }

    /// <summary>
    /// Minus the logarithm of the true class's probability, as scikit-learn's log_loss takes it: every probability is first kept
    /// <see cref="Epsilon{T}"/> away from 0 and 1, then their sum is brought to 1. (scikit-learn 1.5 and later leave out the second step, which
    /// matters for rows that do not sum to 1 only.)
    /// </summary>
    public static double Loss<T>(ReadOnlySpan<T> probabilities, int actual) where T : IFloatingPointIeee754<T>
    {
        double epsilon = Epsilon<T>(), sum = 0;
        foreach (T p in probabilities) sum += Math.Clamp(double.CreateChecked(p), epsilon, 1 - epsilon);
        return -Math.Log(Math.Clamp(double.CreateChecked(probabilities[actual]), epsilon, 1 - epsilon) / sum);
    }

    /// <summary>The distance from 1 to the next number of the scores' type.</summary>
    public static double Epsilon<T>() where T : IFloatingPointIeee754<T> => double.CreateChecked(T.BitIncrement(T.One) - T.One);

    /// <summary>Place of the first score that is not finite, or -1.</summary>
    public static int FirstNotFinite<T>(ReadOnlySpan<T> scores) where T : IFloatingPointIeee754<T>
    {
        for (int c = 0; c < scores.Length; c++)
            if (!T.IsFinite(scores[c])) return c;
        return -1;
    }

    /// <summary>Place of the first score outside 0 .. 1, or -1.</summary>
    public static int FirstNoProbability<T>(ReadOnlySpan<T> scores) where T : IFloatingPointIeee754<T>
    {
        for (int c = 0; c < scores.Length; c++)
            if (!(scores[c] >= T.Zero && scores[c] <= T.One)) return c;
        return -1;
    }
}
