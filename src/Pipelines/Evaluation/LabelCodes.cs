namespace MlPipelines.Pipelines.Evaluation;

/// <summary>Labels of any type as numbers from 0.</summary>
/// <typeparam name="T">Type of the labels.</typeparam>
internal sealed class LabelCodes<T> where T : notnull
{
    private readonly Dictionary<T, int> _codes = [];

    /// <summary>The label of each number.</summary>
    public List<T> Labels { get; } = [];

    /// <summary>Numbers labels in the order they come in.</summary>
    public int[] AddAll(IEnumerable<T> labels)
    {
        var codes = new List<int>();
        foreach (T label in labels)
        {
            if (!_codes.TryGetValue(label, out int code))
            {
                _codes.Add(label, code = Labels.Count);
                Labels.Add(label);
            }
            codes.Add(code);
        }
        return [.. codes];
    }

    /// <summary>The number of a label; -1 if it has none.</summary>
    public int this[T label] => _codes.GetValueOrDefault(label, -1);

    /// <summary>The labels that occur, each once, in rising order (texts by their characters' codes, as Python sorts).</summary>
    public static T[] Sorted(IEnumerable<T> labels)
    {
        T[] distinct = [.. labels.Distinct()];
        Array.Sort(distinct, typeof(T) == typeof(string) ? (IComparer<T>)(object)StringComparer.Ordinal : Comparer<T>.Default);
        return distinct;
    }
}
