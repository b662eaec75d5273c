using Tensorflow.Kernels;
using Tensorflow.Memory;

namespace Tensorflow.Data;

/// <summary>One step of a pipeline. The items are elements or, while all that matters is which rows of an array come when, row numbers.</summary>
internal abstract class Stage<T>
{
    /// <summary>The number of items; -1 for ever, -2 unknown.</summary>
    public abstract long Cardinality { get; }

    /// <summary>Begins a loop over the items.</summary>
    public abstract IEnumerator<T> Start();
}

/// <summary>What a step holds on to while the loop goes on must not end with the training step in which it was made.</summary>
internal static class Lasting
{
    public static T Keep<T>(T item)
    {
        if (item is Tensors tensors)
            foreach (Tensor tensor in tensors) TensorScope.Release(tensor);
        return item;
    }
}

/// <summary>The numbers 0 .. count - 1.</summary>
internal sealed class RangeStage(int count) : Stage<int>
{
    public override long Cardinality => count;

    public override IEnumerator<int> Start()
    {
        for (int i = 0; i < count; i++) yield return i;
    }
}

/// <summary>Items from any sequence that can be gone through again.</summary>
internal sealed class SequenceStage<T>(Func<IEnumerable<T>> items, Func<long> cardinality) : Stage<T>
{
    public override long Cardinality => cardinality();

    public override IEnumerator<T> Start() => items().GetEnumerator();
}

/// <summary>TensorFlow's shuffle: a buffer of fixed size, of which one place is drawn, given out and filled again.</summary>
internal sealed class ShuffleStage<T> : Stage<T>
{
    private readonly Stage<T> _source;
    private readonly int _size;
    private readonly bool _reshuffle;
    private readonly RandomStream _stream;

    public ShuffleStage(Stage<T> source, int bufferSize, int? seed, bool reshuffle)
    {
        if (bufferSize < 1) throw new ArgumentException($"shuffle got buffer_size {bufferSize}; it takes 1 or more, best the number of elements.");
        (_source, _size, _reshuffle) = (source, bufferSize, reshuffle);
        _stream = seed is { } s ? new RandomStream(s) : RandomStream.Global.Split();
    }

    public override long Cardinality => _source.Cardinality;

    public override IEnumerator<T> Start() => Run(new Draws(_reshuffle ? _stream.Split() : new RandomStream(_stream.Seed)));

    private IEnumerator<T> Run(Draws draws)
    {
        using IEnumerator<T> items = _source.Start();
        var buffer = new List<T>((int)Math.Min(_size, _source.Cardinality < 0 ? 1024 : _source.Cardinality));
        while (buffer.Count < _size && items.MoveNext()) buffer.Add(Lasting.Keep(items.Current));
        bool more = buffer.Count == _size;
        while (buffer.Count > 0)
        {
            int place = draws.Next(buffer.Count);
            yield return buffer[place];
            if (more && (more = items.MoveNext()))
            {
                buffer[place] = Lasting.Keep(items.Current);
                continue;
            }
            buffer[place] = buffer[^1];
            buffer.RemoveAt(buffer.Count - 1);
        }
    }

    /// <summary>Numbers from a stream, made some at a time.</summary>
    private sealed class Draws(RandomStream stream)
    {
        private readonly uint[] _words = new uint[256];
        private int _next = 256;

        public unsafe int Next(int below)
        {
            if (_next == _words.Length)
            {
                fixed (uint* words = _words) Philox.Fill((ulong)stream.Seed, (ulong)stream.Take(_words.Length), words, _words.Length);
                _next = 0;
            }
            return (int)((ulong)_words[_next++] * (ulong)below >> 32);
        }
    }
}

/// <summary>The first items.</summary>
internal sealed class TakeStage<T>(Stage<T> source, long count) : Stage<T>
{
    public override long Cardinality =>
        count < 0 ? source.Cardinality : source.Cardinality switch { -1 => count, -2 => -2, long all => Math.Min(all, count) };

    public override IEnumerator<T> Start()
    {
        using IEnumerator<T> items = source.Start();
        for (long i = 0; i != count && items.MoveNext(); i++) yield return items.Current;
    }
}

/// <summary>All but the first items.</summary>
internal sealed class SkipStage<T>(Stage<T> source, long count) : Stage<T>
{
    public override long Cardinality =>
        count < 0 ? 0 : source.Cardinality < 0 ? source.Cardinality : Math.Max(0, source.Cardinality - count);

    public override IEnumerator<T> Start()
    {
        if (count < 0) yield break;
        using IEnumerator<T> items = source.Start();
        for (long i = 0; i < count; i++)
            if (!items.MoveNext()) yield break;
        while (items.MoveNext()) yield return items.Current;
    }
}

/// <summary>The items several times over, or for ever.</summary>
internal sealed class RepeatStage<T>(Stage<T> source, long count) : Stage<T>
{
    public override long Cardinality =>
        source.Cardinality is var all && (all == 0 || count == 0) ? 0 : all < 0 ? all : count < 0 ? -1 : all * count;

    public override IEnumerator<T> Start()
    {
        for (long i = 0; i != count; i++)
        {
            bool any = false;
            using IEnumerator<T> items = source.Start();
            while (items.MoveNext())
            {
                any = true;
                yield return items.Current;
            }
            if (!any) yield break; // else an empty dataset, repeated for ever, would never come back
        }
    }
}

/// <summary>Every so-manieth item.</summary>
internal sealed class ShardStage<T>(Stage<T> source, int shards, int index) : Stage<T>
{
    public override long Cardinality => source.Cardinality < 0 ? source.Cardinality : (source.Cardinality - index + shards - 1) / shards;

    public override IEnumerator<T> Start()
    {
        using IEnumerator<T> items = source.Start();
        for (long i = 0; items.MoveNext(); i++)
            if (i % shards == index) yield return items.Current;
    }
}

/// <summary>The items as the first complete loop gave them.</summary>
internal sealed class CacheStage<T>(Stage<T> source) : Stage<T>
{
    private List<T>? _kept;

    public override long Cardinality => _kept?.Count ?? source.Cardinality;

    public override IEnumerator<T> Start() => _kept?.GetEnumerator() ?? Fill();

    private IEnumerator<T> Fill()
    {
        var seen = new List<T>();
        using IEnumerator<T> items = source.Start();
        while (items.MoveNext())
        {
            seen.Add(Lasting.Keep(items.Current));
            yield return items.Current;
        }
        _kept = seen;
    }
}
