using Tensorflow.Operations;

namespace Tensorflow;

/// <summary>Counts of classes taken for each other.</summary>
internal static class Confusion
{
    public static Tensor Matrix(Tensor labels, Tensor predictions, int? classes)
    {
        int[] right = MathOps.Cast(labels, TF_DataType.TF_INT32).ToArray<int>();
        int[] given = MathOps.Cast(predictions, TF_DataType.TF_INT32).ToArray<int>();
        if (right.Length != given.Length)
            throw new ArgumentException($"confusion_matrix got {right.Length} labels and {given.Length} predictions; the numbers must be equal.");
        int n = classes ?? right.Concat(given).DefaultIfEmpty(-1).Max() + 1;
        int[] counts = new int[n * n];
        for (int i = 0; i < right.Length; i++)
        {
            if ((uint)right[i] >= (uint)n || (uint)given[i] >= (uint)n)
                throw new ArgumentException($"confusion_matrix got label {right[i]} and prediction {given[i]} at place {i}; "
                    + $"it takes classes 0 to {n - 1}.");
            counts[right[i] * n + given[i]]++;
        }
        return Tensor.From<int>(counts, (n, n));
    }
}
