using System.Collections;
using MlPipelines.Pipelines.Evaluation;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines;

#pragma warning disable CS8981 // the name is scikit-learn's

public static partial class sklearn
{
    /// <summary>Splits examples and their labels at random.</summary>
    /// <typeparam name="TX">Type of an example.</typeparam>
    /// <typeparam name="TY">Type of a label.</typeparam>
    /// <param name="X">Examples.</param>
    /// <param name="y">Their labels.</param>
    /// <param name="test_size">Below 1 the share of the test part, rounded up to whole rows; otherwise its number of rows. By default
    /// the rows that train_size leaves, or 0.25.</param>
    /// <param name="train_size">Below 1 the share of the train part, rounded down; otherwise its number of rows. By default the other rows.</param>
    /// <param name="random_state">Gives the choice, though not NumPy's for that seed; null draws another one at each call.</param>
    /// <param name="shuffle">Whether to draw the rows; otherwise the first ones are the train part.</param>
    /// <param name="stratify">Classes, mostly y: each part has them in the proportions of the whole.</param>
    /// <exception cref="ArgumentException">Lengths differ, a size does not fit the rows, or a class is too small to be in both parts.</exception>
    public static (TX[] X_train, TX[] X_test, TY[] y_train, TY[] y_test) train_test_split<TX, TY>(IReadOnlyList<TX> X, IReadOnlyList<TY> y,
        double? test_size = null, double? train_size = null, int? random_state = null, bool shuffle = true, IEnumerable? stratify = null)
    {
        ArgumentNullException.ThrowIfNull(X);
        ArgumentNullException.ThrowIfNull(y);
        if (X.Count != y.Count) throw new ArgumentException($"Got {X.Count} examples and {y.Count} labels; takes one label an example.", nameof(y));
        (int[] train, int[] test) = Parts(X.Count, test_size, train_size, random_state, shuffle, stratify);
        return (Take(X, train), Take(X, test), Take(y, train), Take(y, test));
    }

    /// <summary>Splits one list at random; with row numbers in it, the split fits any data.</summary>
    /// <typeparam name="T">Type of an element.</typeparam>
    /// <param name="array">The list.</param>
    /// <param name="test_size">As in the other form.</param>
    /// <param name="train_size">As in the other form.</param>
    /// <param name="random_state">As in the other form.</param>
    /// <param name="shuffle">As in the other form.</param>
    /// <param name="stratify">As in the other form.</param>
    /// <exception cref="ArgumentException">A size does not fit the rows, or a class is too small to be in both parts.</exception>
    public static (T[] train, T[] test) train_test_split<T>(IReadOnlyList<T> array, double? test_size = null, double? train_size = null,
        int? random_state = null, bool shuffle = true, IEnumerable? stratify = null)
    {
        ArgumentNullException.ThrowIfNull(array);
        (int[] train, int[] test) = Parts(array.Count, test_size, train_size, random_state, shuffle, stratify);
        return (Take(array, train), Take(array, test));
    }

    /// <summary>Folds in which each class has its share of the whole, to a row: every row is in the test part of one fold.</summary>
    public sealed class StratifiedKFold
    {
        private readonly int _folds;
        private readonly bool _shuffle;
        private readonly int? _seed;

        /// <summary>Says how to split.</summary>
        /// <param name="n_splits">Number of folds, at least 2.</param>
        /// <param name="shuffle">Whether to draw the rows of each class; otherwise they are taken in their order, and the folds are
        /// scikit-learn's.</param>
        /// <param name="random_state">Gives the draw, though not NumPy's for that seed; null draws another one at each call.</param>
        /// <exception cref="ArgumentException">There are fewer than 2 folds, or a seed without a draw.</exception>
        public StratifiedKFold(int n_splits = 5, bool shuffle = false, int? random_state = null)
        {
            if (n_splits < 2) throw new ArgumentOutOfRangeException(nameof(n_splits), $"Got {n_splits} folds; takes 2 or more.");
            if (random_state is not null && !shuffle)
                throw new ArgumentException($"Got the random_state {random_state} without shuffle, where nothing is drawn. Set "
                    + "shuffle: true, or leave it out.", nameof(random_state));
            (_folds, _shuffle, _seed) = (n_splits, shuffle, random_state);
        }

        /// <summary>The number of folds.</summary>
        public int get_n_splits() => _folds;

        /// <summary>The row numbers of each fold's parts, in rising order.</summary>
        /// <typeparam name="T">Type of a label.</typeparam>
        /// <param name="y">The labels.</param>
        /// <exception cref="ArgumentException">No class has as many rows as there are folds.</exception>
        public IReadOnlyList<(int[] train, int[] test)> split<T>(IReadOnlyList<T> y) where T : notnull
        {
            ArgumentNullException.ThrowIfNull(y);
            int[] codes = new LabelCodes<T>().AddAll(y);
            int largest = codes.CountBy(code => code).Select(pair => pair.Value).DefaultIfEmpty().Max();
            if (largest < _folds)
                throw new ArgumentException($"Got {_folds} folds for classes of {largest} rows or fewer; takes at most as many folds "
                    + "as the largest class has rows.", nameof(y));
            int[] fold = _shuffle ? Stratification.Deal(Unsigned(codes), _folds, _seed ?? Random.Shared.Next()) : InOrder(codes);
            return [.. Enumerable.Range(0, _folds).Select(k => (Rows(fold, row => row != k), Rows(fold, row => row == k)))];
        }

        /// <summary>As the other form; only the labels matter.</summary>
        /// <typeparam name="TX">Type of an example.</typeparam>
        /// <typeparam name="T">Type of a label.</typeparam>
        /// <param name="X">The examples.</param>
        /// <param name="y">Their labels.</param>
        /// <exception cref="ArgumentException">Lengths differ, or no class has as many rows as there are folds.</exception>
        public IReadOnlyList<(int[] train, int[] test)> split<TX, T>(IReadOnlyList<TX> X, IReadOnlyList<T> y) where T : notnull
        {
            ArgumentNullException.ThrowIfNull(X);
            ArgumentNullException.ThrowIfNull(y);
            if (X.Count != y.Count)
                throw new ArgumentException($"Got {X.Count} examples and {y.Count} labels; takes one label an example.", nameof(y));
            return split(y);
        }

        // Each class gives its rows in blocks: as many to a fold as dealing the rows out class by class would.
        private int[] InOrder(int[] codes)
        {
            var fold = new int[codes.Length];
            int dealt = 0;
            for (int code = 0; dealt < codes.Length; code++)
            {
                int[] members = Rows(codes, c => c == code);
                int[] shares = new int[_folds];
                for (int i = 0; i < members.Length; i++) shares[dealt++ % _folds]++;
                for (int k = 0, i = 0; k < _folds; k++)
                    for (int end = i + shares[k]; i < end; i++) fold[members[i]] = k;
            }
            return fold;
        }
    }

    private static (int[] Train, int[] Test) Parts(int count, double? test_size, double? train_size, int? random_state, bool shuffle,
        IEnumerable? stratify)
    {
        int test = Size(test_size ?? (train_size is null ? 0.25 : null), nameof(test_size), Math.Ceiling);
        int train = Size(train_size, nameof(train_size), Math.Floor);
        if (test < 0) test = count - train;
        if (train < 0) train = count - test;
        if (test < 1 || train < 1 || test + train > count)
            throw new ArgumentException($"Got {count} rows to split into {train} and {test}; takes one or more in each part, and no "
                + "more than there are. "
                + "Change test_size or train_size.", nameof(test_size));
        if (!shuffle)
        {
            if (stratify is not null)
                throw new ArgumentException("Got stratify without shuffle; takes both, as parts in order cannot have given proportions.",
                    nameof(stratify));
            return ([.. Enumerable.Range(0, train)], [.. Enumerable.Range(train, test)]);
        }
        int seed = random_state ?? Random.Shared.Next();
        uint[] classes = stratify is null ? new uint[count] : Classes(stratify, count, train, test);
        int[] drawn = Stratification.Split(classes, test, seed);
        int[] rest = Rows(drawn, part => part == 0), chosen = Rows(drawn, part => part == 1);
        if (train < rest.Length)
        {
            int[] kept = Stratification.Split([.. rest.Select(row => classes[row])], train, ~seed);
            rest = Take(rest, Rows(kept, part => part == 1));
        }
        Shuffle(rest, seed, 0);
        Shuffle(chosen, seed, 1);
        return (rest, chosen);

        int Size(double? size, string name, Func<double, double> round) => size switch
        {
            null => -1,
            > 0 and < 1 => (int)round(size.Value * count),
            >= 1 and <= int.MaxValue when double.IsInteger(size.Value) => (int)size.Value,
            _ => throw new ArgumentOutOfRangeException(name, $"Got {name} {size}; takes a share above 0 and below 1, or a number of rows."),
        };
    }

    private static uint[] Classes(IEnumerable stratify, int count, int train, int test)
    {
        int[] codes = new LabelCodes<object>().AddAll(stratify.Cast<object>());
        if (codes.Length != count)
            throw new ArgumentException($"Got {codes.Length} classes to stratify {count} rows by; takes one a row.", nameof(stratify));
        int[] sizes = [.. codes.CountBy(code => code).Select(pair => pair.Value)];
        if (sizes.Min() < 2)
            throw new ArgumentException("Got a class with one row; takes two or more of each class to stratify by. Leave it out, or "
                + "do not stratify.", nameof(stratify));
        if (Math.Min(train, test) < sizes.Length)
            throw new ArgumentException($"Got parts of {train} and {test} rows for {sizes.Length} classes; takes one row of each "
                + "class or more in each part. "
                + "Change test_size or train_size.", nameof(stratify));
        return Unsigned(codes);
    }

    private static uint[] Unsigned(int[] codes) => Array.ConvertAll(codes, code => (uint)code);

    private static int[] Rows(int[] parts, Func<int, bool> wanted) => [.. Enumerable.Range(0, parts.Length).Where(row => wanted(parts[row]))];

    private static T[] Take<T>(IReadOnlyList<T> list, int[] rows) => Array.ConvertAll(rows, row => list[row]);

    private static void Shuffle(int[] rows, int seed, int part)
    {
        // Streams of their own, far from those that chose the rows of each class.
        var random = new StrokeRandom((ulong)seed, ulong.MaxValue - (ulong)part - 1);
        for (int i = rows.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
    }
}
