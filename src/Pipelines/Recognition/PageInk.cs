using MlPipelines.Pipelines.Loading;
using Tensorflow.IO;

namespace MlPipelines.Pipelines.Recognition;

/// <summary>The ink of a page in a size in which digits can be taken apart, as pieces that hang together, without dirt.</summary>
internal sealed class PageInk
{
    /// <summary>Larger pages are made smaller by a whole number, so that they have at most so many pixels.</summary>
    private const int MostPixels = 6_000_000;

    /// <summary>Longer sides are no page's.</summary>
    private const int MostSide = 16_384;

    /// <summary>Pages up to this height and width are taken as they are: images of one digit.</summary>
    private const int SmallSide = 64;

    /// <summary>Pages of digits up to this height, in pixels, are doubled: strokes of two pixels cannot be cut apart well.</summary>
    private const double SmallDigits = 40;

    /// <summary>Digits of more pixels in height are made smaller: cutting them takes memory, and tells no more.</summary>
    private const double LargeDigits = 200;

    private const int MostPieces = 4 * PageReading.MostDigits, LeastArea = 4;

    private readonly int _shrunk = 1, _enlarged = 1;

    private PageInk(ImageData page)
    {
        if (Math.Max(page.Height, page.Width) > MostSide)
            throw new InvalidDataException($"The page is {page.Width} x {page.Height} pixels; sides of up to {MostSide:N0} are read. Cut it, or make it smaller.");
        long pixels = (long)page.Height * page.Width;
        if (pixels > MostPixels)
        {
            _shrunk = (int)Math.Ceiling(Math.Sqrt((double)pixels / MostPixels));
            page = Shrink(page, _shrunk);
        }
        IsSingle = Math.Max(page.Height, page.Width) <= SmallSide;
        (Map, Pieces) = Pick(page, IsSingle ? 1 : LeastArea);
        if (IsSingle || Pieces.Count == 0) return;
        double usual = TextRows.UsualHeight(Pieces);
        if (usual > LargeDigits)
        {
            int times = (int)(usual / (LargeDigits / 2));
            _shrunk *= times;
            (Map, Pieces) = Pick(Shrink(page, times), LeastArea);
            return;
        }
        if (usual > SmallDigits || page.Height * page.Width > MostPixels / 4) return;
        _enlarged = 2;
        (Map, Pieces) = Pick(Double(page), LeastArea);
    }

    /// <summary>True for an image of one digit.</summary>
    public bool IsSingle { get; }

    /// <summary>How strong the ink is at each pixel.</summary>
    public InkMap Map { get; }

    /// <summary>What hangs together, from the top of the page.</summary>
    public IReadOnlyList<InkPiece> Pieces { get; }

    /// <summary>Finds the ink of a page.</summary>
    /// <exception cref="InvalidDataException">There are too many pieces, or a side is too long.</exception>
    public static PageInk Find(ImageData page) => new(page);

    /// <summary>The place on the page as it was given of a pixel here.</summary>
    public (int X, int Y) OnPage(int x, int y) => (x * _shrunk / _enlarged, y * _shrunk / _enlarged);

    /// <summary>A box of these pieces on the page as it was given.</summary>
    public PixelBox OnPage(PixelBox box)
    {
        (int left, int top) = OnPage(box.Left, box.Top);
        int right = (box.Right * _shrunk + _enlarged - 1) / _enlarged, bottom = (box.Bottom * _shrunk + _enlarged - 1) / _enlarged;
        return new PixelBox(left, top, right - left, bottom - top);
    }

    private static (InkMap Map, List<InkPiece> Pieces) Pick(ImageData page, int leastArea)
    {
        InkMap map = InkMap.Of(page);
        return (map, map.IsBlank ? [] : [.. WithoutDirt(InkComponents.Find(map, MostPieces, leastArea), page)]);
    }

    /// <summary>Leaves out specks, and lines and shadows that are no writing.</summary>
    private static IEnumerable<InkPiece> WithoutDirt(List<InkPiece> pieces, ImageData page)
    {
        if (pieces.Count < 2) return pieces;
        double usual = TextRows.UsualHeight(pieces);
        return pieces.Where(p =>
            (p.Box.Height >= 0.3 * usual || p.Area >= 0.02 * usual * usual)
            && !(p.Box.Width > 6 * p.Box.Height && p.Box.Width > 0.5 * page.Width)
            && !(p.Box.Height > 6 * p.Box.Width && p.Box.Height > 0.8 * page.Height && p.Box.Height > 2 * usual));
    }

    private static ImageData Double(ImageData page)
    {
        page = page.Opaque();
        var shape = new ImageShape(page.Height, page.Width, page.Channels);
        float[] values = Resampler.Resize(page.Pixels, shape, 2 * page.Height, 2 * page.Width, Interpolation.Bilinear);
        return new ImageData(2 * page.Height, 2 * page.Width, page.Channels, Array.ConvertAll(values, Resampler.Pixel));
    }

    /// <summary>Makes one pixel of each square of some, and no copy of the large page.</summary>
    private static ImageData Shrink(ImageData page, int times)
    {
        int height = (page.Height + times - 1) / times, width = (page.Width + times - 1) / times;
        bool alpha = page.Channels is 2 or 4;
        int colours = page.Channels - (alpha ? 1 : 0);
        byte[] pixels = new byte[height * width * colours];
        long[] sums = new long[width * colours];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sums);
            int first = y * times, end = Math.Min(page.Height, first + times);
            for (int row = first; row < end; row++)
                for (int column = 0, at = row * page.Width * page.Channels; column < page.Width; column++, at += page.Channels)
                {
                    int opacity = alpha ? page.Pixels[at + colours] : byte.MaxValue, to = column / times * colours;
                    for (int c = 0; c < colours; c++) sums[to + c] += page.Pixels[at + c] * opacity + byte.MaxValue * (byte.MaxValue - opacity);
                }
            for (int x = 0; x < width; x++)
            {
                long weight = (long)byte.MaxValue * (end - first) * (Math.Min(page.Width, (x + 1) * times) - x * times);
                for (int c = 0; c < colours; c++) pixels[(y * width + x) * colours + c] = (byte)((sums[x * colours + c] + weight / 2) / weight);
            }
        }
        return new ImageData(height, width, colours, pixels);
    }

}
