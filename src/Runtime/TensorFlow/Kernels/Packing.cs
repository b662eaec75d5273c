using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>B as the micro-kernel reads it: panels of <see cref="MicroKernel{T}.PanelWidth"/> columns, packed or in place.</summary>
/// <remarks>
/// A packed panel holds its rows one behind the other; columns behind the last are zero. In place, a panel's rows are as far
/// apart as B's own; only the last panel, if it is not full, is a packed copy.
/// </remarks>
internal unsafe struct Panels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* First;

    /// <summary>Elements from a panel to the next.</summary>
    public nint PanelStep;

    /// <summary>Elements from a row to the next.</summary>
    public nint RowStep;

    /// <summary>The packed last panel of an unpacked B, or null.</summary>
    public T* Tail;

    /// <summary>Panels, the last one included.</summary>
    public int Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T* Get(int panel, out nint rowStep)
    {
        if (Tail != null && panel == Count - 1)
        {
            rowStep = MicroKernel<T>.PanelWidth;
            return Tail;
        }
        rowStep = RowStep;
        return First + panel * PanelStep;
    }
}

/// <summary>Copies a matrix into panels.</summary>
internal static unsafe class Packing<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Fewer elements than this are packed by the calling thread alone.</summary>
    private const int ParallelFrom = 1 << 14;

    /// <summary>Rows a task packs, and pixels a task turns into planes.</summary>
    private const int TaskRows = 64, PlanePixels = 1024;

    /// <summary>Elements of the panels of a matrix of so many rows and columns.</summary>
    public static nint Size(nint rows, int columns) => rows * PanelCount(columns) * MicroKernel<T>.PanelWidth;

    public static int PanelCount(int columns) => (columns + MicroKernel<T>.PanelWidth - 1) / MicroKernel<T>.PanelWidth;

    /// <summary>Elements of workspace that <see cref="InPlace"/> takes.</summary>
    public static nint TailSize(nint rows, int columns) =>
        columns % MicroKernel<T>.PanelWidth == 0 ? 0 : rows * MicroKernel<T>.PanelWidth;

    /// <summary>Leaves B [rows, columns] where it is and packs the last panel, if it is not full, into <paramref name="tail"/>.</summary>
    public static Panels<T> InPlace(T* b, nint rowStep, int rows, int columns, T* tail)
    {
        int width = MicroKernel<T>.PanelWidth, rest = columns % width;
        if (rest > 0) Pack(b + (columns - rest), rowStep, 1, rows, rest, tail, 0);
        return new Panels<T>
        {
            First = b, PanelStep = width, RowStep = rowStep, Tail = rest > 0 ? tail : null, Count = PanelCount(columns),
        };
    }

    /// <summary>Packs all of B, whose element (r, c) is at <c>b[r * rowStep + c * columnStep]</c>.</summary>
    public static Panels<T> Packed(T* b, nint rowStep, nint columnStep, int rows, int columns, T* panels)
    {
        Pack(b, rowStep, columnStep, rows, columns, panels, (nint)rows * MicroKernel<T>.PanelWidth);
        return At(panels, rows, columns);
    }

    /// <summary>What <see cref="Packed"/> left there.</summary>
    public static Panels<T> At(T* panels, int rows, int columns)
    {
        int width = MicroKernel<T>.PanelWidth;
        return new Panels<T> { First = panels, PanelStep = (nint)rows * width, RowStep = width, Count = PanelCount(columns) };
    }

    /// <summary>
    /// Packs rows of B into panels that lie <paramref name="panelStep"/> elements apart; with groups (the taps of a filter), as many
    /// matrices that lie <paramref name="groupStep"/> elements apart in B and <paramref name="packedStep"/> rows apart in the panels.
    /// </summary>
    public static void Pack(
        T* b, nint rowStep, nint columnStep, int rows, int columns, T* panels, nint panelStep, int groups = 1, nint groupStep = 0,
        int packedStep = 0)
    {
        var job = new PackJob<T>
        {
            B = b, RowStep = rowStep, ColumnStep = columnStep, Rows = rows, Columns = columns, Panels = panels, PanelStep = panelStep,
            RowTasks = Math.Max(1, (rows + TaskRows - 1) / TaskRows), Groups = groups, GroupStep = groupStep, PackedStep = packedStep,
        };
        int tasks = PanelCount(columns) * job.RowTasks * groups;
        if ((long)rows * columns * groups >= ParallelFrom) Workers.For(tasks, &PackTask, &job);
        else for (int task = 0; task < tasks; task++) PackTask(&job, task);
    }

    /// <summary>Packs some rows of some panels, panel behind panel.</summary>
    public static void Block<S, V>(in Panels<T> b, int panel, int end, int row, int rows, T* packed)
        where S : struct, ISimd<V, T>
        where V : struct
    {
        int width = MicroKernel<T>.PanelWidth;
        bool tail = b.Tail != null && end == b.Count;
        int whole = tail ? end - 1 : end;
        // Row by row, so that memory is read as it lies.
        T* from = b.First + row * b.RowStep + panel * b.PanelStep;
        for (int i = 0; i < rows; i++, from += b.RowStep)
        {
            T* source = from, to = packed + (nint)i * width;
            for (int p = panel; p < whole; p++, source += b.PanelStep, to += (nint)rows * width)
            {
                S.Store(S.Load(source), to);
                S.Store(S.Load(source + S.Count), to + S.Count);
            }
        }
        nint size = (nint)rows * width;
        if (tail) new ReadOnlySpan<T>(b.Tail + (nint)row * width, (int)size).CopyTo(new Span<T>(packed + (whole - panel) * size, (int)size));
    }

    /// <summary>Images [batch, pixels, channels] as planes [batch, channels, pixels].</summary>
    public static void Planes(T* images, int batch, int pixels, int channels, T* planes)
    {
        var job = new PlaneJob<T>
        {
            Images = images, Planes = planes, Pixels = pixels, Channels = channels, ImageTasks = (pixels + PlanePixels - 1) / PlanePixels,
        };
        Workers.For(batch * job.ImageTasks, &PlaneTask, &job);
    }

    /// <summary>Sixteen channels, a cache line of every pixel, at a time: what they fill of the planes stays in the first cache.</summary>
    private static void PlaneTask(void* args, int task)
    {
        const int group = 16, run = 4;
        var job = (PlaneJob<T>*)args;
        int image = task / job->ImageTasks, from = task % job->ImageTasks * PlanePixels, to = Math.Min(from + PlanePixels, job->Pixels);
        nint step = job->Channels, plane = job->Pixels, first = (nint)image * plane * step;
        for (int channel = 0; channel < job->Channels; channel += group)
            for (int pixel = from; pixel < to; pixel += run)
            {
                T* source = job->Images + first + pixel * step + channel, target = job->Planes + first + channel * plane + pixel;
                int channels = Math.Min(group, job->Channels - channel), pixels = Math.Min(run, to - pixel);
                if (pixels == run)
                    for (int c = 0; c < channels; c++, source++, target += plane)
                    {
                        T v0 = source[0], v1 = source[step], v2 = source[2 * step], v3 = source[3 * step];
                        target[0] = v0;
                        target[1] = v1;
                        target[2] = v2;
                        target[3] = v3;
                    }
                else
                    for (int c = 0; c < channels; c++, source++, target += plane)
                        for (int i = 0; i < pixels; i++) target[i] = source[i * step];
            }
    }

    /// <summary>The bias of the last panel, filled up with zeros; for a full last panel nothing is written.</summary>
    public static T* TailBias(T* bias, int columns, T* tail)
    {
        int width = MicroKernel<T>.PanelWidth, rest = columns % width;
        if (bias == null || rest == 0) return tail;
        for (int i = 0; i < width; i++) tail[i] = i < rest ? bias[columns - rest + i] : T.Zero;
        return tail;
    }

    /// <summary>Rows that lie anywhere, into the rows of a tile.</summary>
    public static void Gather(T** rows, int count, int columns, T* tile, int width)
    {
        for (int r = 0; r < count; r++, tile += width)
            for (int c = 0; c < columns; c++) tile[c] = rows[r][c];
    }

    /// <summary>The rows of a tile to rows that lie anywhere.</summary>
    public static void Scatter(T* tile, int width, T** rows, int count, int columns)
    {
        for (int r = 0; r < count; r++, tile += width)
            for (int c = 0; c < columns; c++) rows[r][c] = tile[c];
    }

    private static void PackTask(void* args, int task)
    {
        var job = (PackJob<T>*)args;
        int group = task % job->Groups, panel = task / job->Groups / job->RowTasks, width = MicroKernel<T>.PanelWidth;
        int from = task / job->Groups % job->RowTasks * TaskRows, to = Math.Min(from + TaskRows, job->Rows);
        int columns = Math.Min(width, job->Columns - panel * width);
        T* source = job->B + panel * width * job->ColumnStep + from * job->RowStep + group * job->GroupStep;
        T* target = job->Panels + panel * job->PanelStep + ((nint)group * job->PackedStep + from) * width;
        if (job->ColumnStep == 1) CopyRows(source, job->RowStep, to - from, columns, target, width);
        else Transpose(source, job->ColumnStep, to - from, columns, target, width);
    }

    private static void CopyRows(T* source, nint rowStep, int rows, int columns, T* target, int width)
    {
        for (int r = 0; r < rows; r++, source += rowStep, target += width)
        {
            new ReadOnlySpan<T>(source, columns).CopyTo(new Span<T>(target, width));
            if (columns < width) new Span<T>(target + columns, width - columns).Clear();
        }
    }

    /// <summary>Transposes: B's columns are runs of memory. Four at a time, in blocks of rows that stay in the first cache.</summary>
    private static void Transpose(T* source, nint columnStep, int rows, int columns, T* target, int width)
    {
        const int block = 32, group = 4;
        for (int first = 0; first < rows; first += block, source += block, target += (nint)block * width)
        {
            int count = Math.Min(block, rows - first), c = 0;
            for (; c <= columns - group; c += group)
            {
                T* c0 = source + c * columnStep, c1 = c0 + columnStep, c2 = c1 + columnStep, c3 = c2 + columnStep, to = target + c;
                for (int r = 0; r < count; r++, to += width)
                {
                    to[0] = c0[r];
                    to[1] = c1[r];
                    to[2] = c2[r];
                    to[3] = c3[r];
                }
            }
            for (; c < width; c++)
            {
                T* from = source + c * columnStep, to = target + c;
                for (int r = 0; r < count; r++, to += width) *to = c < columns ? from[r] : T.Zero;
            }
        }
    }
}

internal unsafe struct PackJob<T>
    where T : unmanaged
{
    public T* B, Panels;
    public nint RowStep, ColumnStep, PanelStep, GroupStep;
    public int Rows, Columns, RowTasks, Groups, PackedStep;
}

internal unsafe struct PlaneJob<T>
    where T : unmanaged
{
    public T* Images, Planes;
    public int Pixels, Channels, ImageTasks;
}
