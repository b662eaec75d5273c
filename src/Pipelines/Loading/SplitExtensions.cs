using Microsoft.ML;
using MlPipelines.Pipelines.Loading;

namespace MlPipelines.Pipelines;

/// <summary>A view in two parts. (ML.NET's own TrainTestData can be made by ML.NET alone.)</summary>
/// <param name="TrainSet">Rows to learn from.</param>
/// <param name="TestSet">The other rows.</param>
public readonly record struct TrainTestViews(IDataView TrainSet, IDataView TestSet);

/// <summary>Chooses rows of views: by number, or so that each part has the classes in the proportions of the whole.</summary>
/// <remarks>
/// The rows of a part keep their order, and a seed gives the same parts everywhere. Parts of loaded images share their pixels; of any other
/// view the labels are read once, and a part is read by passing over the rows of the other.
/// </remarks>
public static class SplitExtensions
{
    /// <summary>Some rows of a view.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="view">Any view.</param>
    /// <param name="rows">Positions from 0, each once; in rising order unless the view is a <see cref="DigitView"/>.</param>
    /// <exception cref="ArgumentException">A position is not in the view, there twice, or out of order.</exception>
    public static IDataView SelectRows(this DataOperationsCatalog catalog, IDataView view, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(rows);
        return view is DigitView digits ? digits.Select(rows) : new SelectedRows(view, rows);
    }

    /// <summary>Splits a view in two, each class in the same proportion, drawn at random.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="view">Rows with a label; those whose label is missing count as a class.</param>
    /// <param name="testFraction">Share of the test part, above 0 and below 1; rounded to whole rows.</param>
    /// <param name="seed">Gives the choice.</param>
    /// <param name="labelColumn">Column of keys.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is none, or the column is not there or no key.</exception>
    /// <exception cref="ArgumentException">A part would have no rows.</exception>
    public static TrainTestViews StratifiedSplit(this DataOperationsCatalog catalog, IDataView view, double testFraction = 0.1, int seed = 0,
        string labelColumn = ImageColumns.Label)
    {
        if (!(testFraction > 0 && testFraction < 1))
            throw new ArgumentOutOfRangeException(nameof(testFraction), $"Got the fraction {testFraction}; expected above 0 and below 1.");
        uint[] labels = Labels(view, labelColumn);
        int test = (int)Math.Round(labels.Length * testFraction);
        if (test == 0 || test == labels.Length)
            throw new ArgumentException($"A test part of {testFraction} of {labels.Length} rows has {test} rows; both parts need one. "
                + "Take more data or another fraction.", nameof(view));
        return Part(catalog, view, Stratification.Split(labels, test, seed), 1);
    }

    /// <summary>Splits a view into folds, each with the classes in the proportions of the whole; each fold is the test part once.</summary>
    /// <param name="catalog">The catalog of data.</param>
    /// <param name="view">Rows with a label; those whose label is missing count as a class.</param>
    /// <param name="folds">At least 2 and at most the number of rows.</param>
    /// <param name="seed">Gives the choice.</param>
    /// <param name="labelColumn">Column of keys.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of folds is none, or the column is not there or no key.</exception>
    public static IReadOnlyList<TrainTestViews> StratifiedKFold(this DataOperationsCatalog catalog, IDataView view, int folds = 5, int seed = 0,
        string labelColumn = ImageColumns.Label)
    {
        uint[] labels = Labels(view, labelColumn);
        if (folds < 2 || folds > labels.Length)
            throw new ArgumentOutOfRangeException(nameof(folds), $"Got {folds} folds for {labels.Length} rows; expected 2 to the number of rows.");
        int[] parts = Stratification.Deal(labels, folds, seed);
        return [.. Enumerable.Range(0, folds).Select(fold => Part(catalog, view, parts, fold))];
    }

    private static TrainTestViews Part(DataOperationsCatalog catalog, IDataView view, int[] parts, int test)
    {
        int count = parts.Count(part => part == test), inTrain = 0, inTest = 0;
        int[] trainRows = new int[parts.Length - count], testRows = new int[count];
        for (int row = 0; row < parts.Length; row++)
        {
            if (parts[row] == test) testRows[inTest++] = row;
            else trainRows[inTrain++] = row;
        }
        return new TrainTestViews(catalog.SelectRows(view, trainRows), catalog.SelectRows(view, testRows));
    }

    private static uint[] Labels(IDataView view, string labelColumn)
    {
        ArgumentNullException.ThrowIfNull(view);
        DataViewSchema.Column column = ImageColumns.FindLabel(view.Schema, labelColumn);
        var labels = new List<uint>((int)(view.GetRowCount() ?? 0));
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<uint> get = cursor.GetGetter<uint>(column);
        uint label = 0;
        while (cursor.MoveNext())
        {
            get(ref label);
            labels.Add(label);
        }
        if (labels.Count == 0) throw new ArgumentException("The view has no rows; there is nothing to split.", nameof(view));
        return [.. labels];
    }
}
