using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A table read through cursors: rows of named, typed columns. A view computes nothing until a cursor moves, and only the columns
/// asked for.</summary>
public interface IDataView
{
    /// <summary>Whether rows can come in a random order, to any degree.</summary>
    bool CanShuffle { get; }

    /// <summary>The number of rows, or null where it is not known without reading them.</summary>
    long? GetRowCount();

    /// <summary>A cursor before the first row.</summary>
    /// <param name="columnsNeeded">The columns to be read; only these are active.</param>
    /// <param name="rand">Draws a random order of rows where the view can shuffle; null keeps the order.</param>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    /// <summary>Cursors that together give each row once, for reading in parallel.</summary>
    /// <param name="columnsNeeded">The columns to be read; only these are active.</param>
    /// <param name="n">The wished number of cursors; a view may return fewer.</param>
    /// <param name="rand">Draws a random order of rows where the view can shuffle; null keeps the order.</param>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null);

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }
}

/// <summary>Writes the value of a column in the current row to <paramref name="value"/>, into its buffers where it has some.</summary>
/// <typeparam name="TValue">The raw type of the column.</typeparam>
/// <param name="value">Receives the value.</param>
public delegate void ValueGetter<TValue>(ref TValue value);

/// <summary>A row of a view, or a row that stands alone.</summary>
public abstract class DataViewRow : IDisposable
{
    /// <summary>Changes whenever the row's content does; -1 while there is no row.</summary>
    public abstract long Position { get; }

    /// <summary>Tells rows of cursors read in parallel apart: the order of batches is the order of the rows.</summary>
    public abstract long Batch { get; }

    /// <summary>A getter of the row's identity, the same whichever cursor of the view reads it.</summary>
    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    /// <summary>Whether the column may be read.</summary>
    /// <param name="column">A column of <see cref="Schema"/>.</param>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>A getter of a column's value in the current row; ask once, call for every row.</summary>
    /// <typeparam name="TValue">The raw type of the column.</typeparam>
    /// <param name="column">An active column of <see cref="Schema"/>.</param>
    /// <exception cref="ArgumentException">The column is not active.</exception>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <summary>The columns of the row.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>Releases what the row holds.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the row holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A row that moves over the rows of a view.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Moves to the next row; to the first one at the first call.</summary>
    /// <returns>False when there are no more rows.</returns>
    public abstract bool MoveNext();
}
