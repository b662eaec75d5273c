namespace Tensorflow.Kernels;

/// <summary>Evenly spaced coordinates of the result that use the same taps.</summary>
internal struct AxisRun
{
    /// <summary>First coordinate, and how many.</summary>
    public int First, Count;

    /// <summary>First tap, and how many.</summary>
    public int Tap, Taps;

    /// <summary>What the first tap reads for the first coordinate.</summary>
    public int Source;
}

/// <summary>One axis of a convolution or of its input gradient: which coordinate of the source every tap reads.</summary>
/// <remarks>
/// Cutting an axis into runs with the same valid taps makes padding and strides free: no padded copy, no multiplication with
/// zeros, no scattered additions. For 'same' padding of a 3-tap filter there are three runs (first, inner, last); the gradient
/// of stride 2 has one for even and one for odd coordinates (and those at the borders). In the gradient the taps count from
/// the last to the first, so that the source coordinate rises with the tap in both directions.
/// </remarks>
internal readonly unsafe struct ConvAxis
{
    private readonly int _outputs, _sources, _taps, _stride, _pad, _dilation;
    private readonly bool _gradient;

    public ConvAxis(int outputs, int sources, int taps, int stride, int pad, int dilation, bool gradient)
    {
        (_outputs, _sources, _taps, _stride, _pad, _dilation, _gradient) = (outputs, sources, taps, stride, pad, dilation, gradient);
        int common = stride;
        while (stride % common != 0 || dilation % common != 0) common--;
        Step = gradient ? stride : 1;
        SourceStep = gradient ? 1 : stride;
        TapStep = gradient ? stride / common : 1;
        TapSourceStep = gradient ? dilation / common : dilation;
    }

    /// <summary>From a coordinate of a run to the next, and from what it reads to what the next reads.</summary>
    public int Step { get; }
    public int SourceStep { get; }

    /// <summary>From a valid tap to the next, and from what it reads to what the next reads.</summary>
    public int TapStep { get; }
    public int TapSourceStep { get; }

    /// <summary>Writes the runs, at most one for each coordinate, and returns their number.</summary>
    public int Cut(AxisRun* runs)
    {
        int count = 0;
        for (int start = 0; start < Step; start++)
            for (int coordinate = start; coordinate < _outputs; coordinate += Step)
            {
                AxisRun run = Taps(coordinate);
                AxisRun* last = runs + count - 1;
                if (coordinate > start && last->Tap == run.Tap && last->Taps == run.Taps) last->Count++;
                else runs[count++] = run;
            }
        return count;
    }

    private AxisRun Taps(int coordinate)
    {
        var run = new AxisRun { First = coordinate, Count = 1 };
        for (int tap = 0; tap < _taps; tap++)
        {
            int source;
            if (_gradient)
            {
                int at = coordinate + _pad - (_taps - 1 - tap) * _dilation;
                if (at % _stride != 0) continue;
                source = at / _stride;
            }
            else
            {
                source = coordinate * _stride - _pad + tap * _dilation;
            }
            if (source < 0 || source >= _sources) continue;
            if (run.Taps++ == 0) (run.Tap, run.Source) = (tap, source);
        }
        return run;
    }
}
