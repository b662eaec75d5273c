using System.Diagnostics;
using System.Globalization;

namespace MlPipelines.Pipelines.Generation;

/// <summary>The one training loop of all generative models: steps, progress, samples, checkpoints, signs of collapse.</summary>
internal sealed class GenerationLoop
{
    private readonly GenerationOptions _options;
    private readonly GenerationWork _work;
    private readonly GenerationCheckpoint? _checkpoint;
    private readonly GenerationHistory _history;
    private readonly ProgressPrinter? _printer;
    private readonly int _batchSize, _total;
    private double _generatorSum, _discriminatorSum, _seconds;
    private int _smallLosses;
    private long _images;

    private GenerationLoop(GenerationOptions options, GenerationWork work)
    {
        (_options, _work) = (options, work);
        _batchSize = Math.Min(options.BatchSize ?? work.DefaultBatchSize, work.Rows);
        int stepsInEpoch = (work.Rows + _batchSize - 1) / _batchSize;
        _total = options.Steps ?? checked(options.Epochs * stepsInEpoch);
        if (options.CheckpointFolder is { } folder) _checkpoint = new(folder, new(work.Kind, options.Seed, _batchSize, work.Data));
        if (!options.Resume) _checkpoint?.Clear();
        _history = (options.Resume ? _checkpoint?.Load(work.State, stepsInEpoch) : null) ?? new(stepsInEpoch);
        if (options.Verbose) _printer = new(Console.Out, !Console.IsOutputRedirected);
        GoOn();
    }

    private bool IsNumber => _history.Steps == 0 || (float.IsFinite(_history.GeneratorLoss[^1]) && float.IsFinite(_history.DiscriminatorLoss[^1]));

    /// <summary>Trains until the last step, or until it is stopped.</summary>
    public static (GenerationHistory History, bool Completed) Run(GenerationOptions options, GenerationWork work) => new GenerationLoop(options, work).Run();

    private (GenerationHistory History, bool Completed) Run()
    {
        int saved = _history.Steps;
        while (_history.Steps < _total && IsNumber && !_options.CancellationToken.IsCancellationRequested)
        {
            Step();
            bool epochEnds = _history.Steps % _history.StepsInEpoch == 0;
            if (epochEnds && IsNumber) EndEpoch();
            if (_checkpoint is null || !(epochEnds || (_options.CheckpointSteps > 0 && _history.Steps % _options.CheckpointSteps == 0))) continue;
            _checkpoint.Save(_work.State, _history);
            saved = _history.Steps;
        }
        if (_checkpoint is not null && saved != _history.Steps) _checkpoint.Save(_work.State, _history);
        return (_history, _history.Steps >= _total && IsNumber);
    }

    /// <summary>Sums up what the steps before a checkpoint left, as if they had just been done.</summary>
    private void GoOn()
    {
        for (int i = _history.Steps - _history.Steps % _history.StepsInEpoch; i < _history.Steps; i++)
        {
            _generatorSum += _history.GeneratorLoss[i];
            _discriminatorSum += _history.DiscriminatorLoss[i];
        }
        while (_smallLosses < _history.Steps && _history.DiscriminatorLoss[_history.Steps - 1 - _smallLosses] < _options.CollapseLoss) _smallLosses++;
    }

    private void Step()
    {
        (int epoch, int at) = Math.DivRem(_history.Steps, _history.StepsInEpoch);
        if (at == 0) (_generatorSum, _discriminatorSum) = (0, 0);
        int first = at * _batchSize, count = Math.Min(_batchSize, _work.Rows - first);
        long start = Stopwatch.GetTimestamp();
        (float generator, float discriminator) = _work.Step((long)epoch * _work.Rows + first, count);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _seconds += seconds;
        _history.Seconds += seconds;
        _images += count;
        _history.AddStep(generator, discriminator);
        _generatorSum += generator;
        _discriminatorSum += discriminator;
        WatchLosses(generator, discriminator);
        double left = (double)(_total - _history.Steps) / _history.StepsInEpoch * _work.Rows / _images * _seconds;
        var progress = new GenerationProgress(epoch + 1, (_total + _history.StepsInEpoch - 1) / _history.StepsInEpoch, at + 1, _history.StepsInEpoch,
            _generatorSum / (at + 1), _discriminatorSum / (at + 1), _images / _seconds, TimeSpan.FromSeconds(left));
        _printer?.Show(progress, at + 1 == _history.StepsInEpoch || _history.Steps == _total);
        _options.Progress?.Invoke(progress);
    }

    private void WatchLosses(float generator, float discriminator)
    {
        if (!float.IsFinite(generator) || !float.IsFinite(discriminator))
        {
            Warn(string.Create(CultureInfo.InvariantCulture, $"Step {_history.Steps}: the losses are {generator} and {discriminator}; training ended there."));
            return;
        }
        _smallLosses = discriminator < _options.CollapseLoss ? _smallLosses + 1 : 0;
        if (_smallLosses == _options.CollapseSteps)
            Warn(string.Create(CultureInfo.InvariantCulture, $"Step {_history.Steps}: the discriminator's loss has been below {_options.CollapseLoss} for "
                + $"{_options.CollapseSteps} steps; it tells all generated images from real ones, and the generator learns no more from it."));
    }

    private void EndEpoch()
    {
        int epoch = _history.Steps / _history.StepsInEpoch;
        byte[] sheet = _work.MakeSheet();
        double variety = _work.VarietyOf(sheet);
        // Told when it begins, not again after each epoch.
        bool small = IsSmall(variety, _history.Steps), known = _history.Variety.Count > 0 && IsSmall(_history.Variety[^1], _history.Steps - _history.StepsInEpoch);
        if (small && !known)
            Warn(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch}: the samples vary {variety:0.00} times as much as real images, less than "
                + $"{_options.LeastVariety}; the generator makes nearly the same picture of all noise."));
        _history.AddVariety(variety);
        _history.Strip.Add(sheet.AsSpan(_work.Strip.First * SignedImages.Size, _work.Strip.Count * SignedImages.Size).ToArray());
        if (_options.SampleFolder is not { } folder) return;
        ImageSheet.Save(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:000}.png")), sheet, _work.SheetColumns);
        ImageSheet.Save(Path.Combine(folder, "strip.png"), StripSheet(), _history.Strip.Count);
    }

    private bool IsSmall(double variety, int steps) => variety < _options.LeastVariety && steps >= _options.VarietySteps;

    /// <summary>A column an epoch.</summary>
    private byte[] StripSheet()
    {
        var rows = Enumerable.Range(0, _work.Strip.Count);
        return [.. rows.SelectMany(row => _history.Strip.SelectMany(column => column.Skip(row * SignedImages.Size).Take(SignedImages.Size)))];
    }

    private void Warn(string text)
    {
        _history.AddWarning(text);
        _printer?.Say($"Warning: {text}");
    }
}
