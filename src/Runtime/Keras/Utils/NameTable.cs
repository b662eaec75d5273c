using System.Collections;
using System.Collections.Concurrent;

namespace Tensorflow.Keras.Utils;

/// <summary>
/// Things that go by a name. Case and underscores make no difference, so that Keras' functions (<c>mean_squared_error</c>),
/// its classes (<c>MeanSquaredError</c>) and TensorFlow.js (<c>meanSquaredError</c>) are all understood.
/// </summary>
/// <param name="kind">What they are, for errors: <c>loss</c>.</param>
internal sealed class NameTable<T>(string kind) : IEnumerable<KeyValuePair<string, T>>
{
    private readonly ConcurrentDictionary<string, T> _values = new();
    private readonly ConcurrentDictionary<string, T> _byShownName = new();

    /// <summary>The names in errors and listings, in alphabetical order; aliases are not among them.</summary>
    public IReadOnlyList<string> Names => [.. _byShownName.Keys.Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Adds a thing, or puts another in its place.</summary>
    public void Add(string name, T value, params ReadOnlySpan<string> aliases)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _byShownName[name] = value;
        _values[Normal(name)] = value;
        foreach (string alias in aliases) _values[Normal(alias)] = value;
    }

    public bool TryGet(string name, out T value) => _values.TryGetValue(Normal(name), out value!);

    /// <exception cref="ArgumentException">Nothing has this name; the text lists the names there are.</exception>
    public T Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryGet(name, out T value) ? value :
            throw new ArgumentException($"Got the unknown {kind} '{name}'; known are {string.Join(", ", Names)}.");
    }

    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _byShownName.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static string Normal(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
