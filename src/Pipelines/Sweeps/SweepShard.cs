using System.Globalization;

namespace MlPipelines.Pipelines.Sweeps;

/// <summary>Some of a sweep's trials: shard 2 of 3 has the trials 1, 4, 7 and so on.</summary>
/// <param name="Number">Which shard, 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many shards there are.</param>
/// <example><code>bool mine = SweepShard.TryParse("2/3", out SweepShard shard) &amp;&amp; shard.Has(7);   // true</code></example>
public readonly record struct SweepShard(int Number, int Count)
{
    /// <summary>Greatest number of shards.</summary>
    public const int MostShards = SweepSpec.MostTrials;

    /// <summary>All trials.</summary>
    public static SweepShard All { get; } = new(1, 1);

    /// <summary>Whether a trial is the shard's.</summary>
    /// <param name="trial">Number of the trial, from 0.</param>
    public bool Has(int trial) => trial % Count == Number - 1;

    /// <summary>Reads "2/3".</summary>
    /// <param name="text">The text.</param>
    /// <param name="shard">The shard; all trials for another text.</param>
    /// <returns>Whether the text names a shard.</returns>
    public static bool TryParse(string text, out SweepShard shard)
    {
        ArgumentNullException.ThrowIfNull(text);
        shard = All;
        if (text.Split('/') is not [var first, var second] || !Whole(first, out int number) || !Whole(second, out int count)) return false;
        if (number < 1 || number > count || count > MostShards) return false;
        shard = new SweepShard(number, count);
        return true;

        static bool Whole(string part, out int value) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>As it is typed: "2/3".</summary>
    public override string ToString() => $"{Number}/{Count}";
}
