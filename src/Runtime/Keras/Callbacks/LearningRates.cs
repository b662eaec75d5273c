using System.Text.Json.Nodes;

namespace Tensorflow.Keras.Callbacks;

/// <summary>Reads and sets the learning rate of the model in training.</summary>
internal static class LearningRates
{
    /// <summary>The figure's name in an epoch's logs and in the history, as Keras 2 has it.</summary>
    public const string Name = "lr";

    public static double Read(Callback owner) => Of(owner).learning_rate;

    /// <exception cref="NotSupportedException">The optimizer has a schedule, which a callback must not override.</exception>
    public static void Write(Callback owner, double rate)
    {
        if (!double.IsFinite(rate) || rate < 0)
            throw new ArgumentException($"{owner.GetType().Name} got learning rate {rate}; it takes a finite number of 0 or more.");
        RequireNumber(owner);
        Of(owner).learning_rate = rate;
    }

    /// <summary>Refuses an optimizer whose learning rate is a schedule: the two would overrule each other.</summary>
    public static void RequireNumber(Callback owner)
    {
        Engine.IOptimizer optimizer = Of(owner);
        // In a configuration a number is a number, and a schedule is a class with settings.
        if (optimizer.get_config()["learning_rate"] is JsonObject)
            throw new NotSupportedException($"{owner.GetType().Name} sets the learning rate, but that of the optimizer "
                + $"'{optimizer.Name}' follows a schedule. "
                + "Give the optimizer a number, keras.optimizers.Adam(0.001), or leave the callback out.");
    }

    private static Engine.IOptimizer Of(Callback owner) => owner.model.optimizer
        ?? throw new InvalidOperationException($"{owner.GetType().Name} found no optimizer; compile the model first.");
}

/// <summary>Sets the learning rate at the beginning of each epoch.</summary>
/// <example><code>keras.callbacks.LearningRateScheduler((epoch, lr) =&gt; epoch &lt; 10 ? lr : lr * Math.Exp(-0.1))</code></example>
public sealed class LearningRateScheduler : Callback
{
    private readonly Func<int, double, double> _schedule;
    private readonly int _verbose;

    /// <summary>A callback that sets the learning rate.</summary>
    /// <param name="schedule">From the epoch, counted from 0, and the present rate to the rate of the epoch.</param>
    /// <param name="verbose">1 to say what it is set to.</param>
    public LearningRateScheduler(Func<int, double, double> schedule, int verbose = 0)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        (_schedule, _verbose) = (schedule, verbose);
    }

    /// <summary>A callback that sets the learning rate.</summary>
    /// <param name="schedule">From the epoch, counted from 0, to the rate of the epoch.</param>
    /// <param name="verbose">1 to say what it is set to.</param>
    public LearningRateScheduler(Func<int, double> schedule, int verbose = 0)
        : this(Both(schedule), verbose)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The optimizer's learning rate is a schedule.</exception>
    /// <exception cref="ArgumentException">The function gave a rate that is negative or not finite.</exception>
    public override void on_epoch_begin(int epoch)
    {
        LearningRates.RequireNumber(this);
        double rate = _schedule(epoch, LearningRates.Read(this));
        LearningRates.Write(this, rate);
        if (_verbose > 0) Console.Out.WriteLine($"Epoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.");
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        epoch_logs[LearningRates.Name] = (float)LearningRates.Read(this);
    }

    private static Func<int, double, double> Both(Func<int, double> schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return (epoch, _) => schedule(epoch);
    }
}

/// <summary>Lowers the learning rate when a figure has not become better for some epochs.</summary>
/// <example><code>keras.callbacks.ReduceLROnPlateau(monitor: "val_loss", factor: 0.2, patience: 5, min_lr: 0.001)</code></example>
public sealed class ReduceLROnPlateau : Callback
{
    private readonly Monitor _monitor;
    private readonly double _factor, _margin, _least;
    private readonly int _patience, _verbose, _cooldown;
    private double _best;
    private int _wait, _cooling;

    /// <summary>A callback that lowers the learning rate.</summary>
    /// <param name="monitor">Figure to watch.</param>
    /// <param name="factor">The rate is multiplied with it; above 0 and below 1.</param>
    /// <param name="patience">Epochs without improvement after which the rate is lowered.</param>
    /// <param name="verbose">1 to say so.</param>
    /// <param name="mode">min or max is better; auto goes by the name, as in <see cref="EarlyStopping"/>.</param>
    /// <param name="min_delta">A change by less is no improvement.</param>
    /// <param name="cooldown">Epochs to wait, after the rate was lowered, before watching again.</param>
    /// <param name="min_lr">The rate does not fall below it.</param>
    /// <exception cref="ArgumentException">A number is out of its range, or the mode is another word.</exception>
    public ReduceLROnPlateau(string monitor = "val_loss", double factor = 0.1, int patience = 10, int verbose = 0, string mode = "auto",
        double min_delta = 1e-4, int cooldown = 0, double min_lr = 0)
    {
        if (!(factor is > 0 and < 1)) throw new ArgumentException($"ReduceLROnPlateau got factor {factor}; it takes a number above 0 and "
            + "below 1.");
        if (patience < 0 || cooldown < 0 || !(min_lr >= 0))
            throw new ArgumentException($"ReduceLROnPlateau got patience {patience}, cooldown {cooldown} and min_lr {min_lr}; they take "
                + "0 or more.");
        _monitor = new Monitor(this, monitor, mode);
        (_factor, _patience, _verbose, _margin, _cooldown, _least) = (factor, patience, verbose, Math.Abs(min_delta), cooldown, min_lr);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The optimizer's learning rate is a schedule.</exception>
    public override void on_train_begin()
    {
        LearningRates.RequireNumber(this);
        _monitor.Reset();
        (_best, _wait, _cooling) = (_monitor.Worst, 0, 0);
    }

    /// <inheritdoc/>
    public override void on_epoch_end(int epoch, Dictionary<string, float> epoch_logs)
    {
        ArgumentNullException.ThrowIfNull(epoch_logs);
        double rate = LearningRates.Read(this);
        epoch_logs[LearningRates.Name] = (float)rate;
        if (_monitor.Value(epoch, epoch_logs, "the learning rate is not lowered") is not { } current) return;
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }
        if (_monitor.Better(current, _best, _margin))
        {
            (_best, _wait) = (current, 0);
        }
        else if (_cooling == 0 && ++_wait >= _patience && rate > _least)
        {
            double lower = Math.Max(rate * _factor, _least);
            LearningRates.Write(this, lower);
            if (_verbose > 0) Console.Out.WriteLine($"Epoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {lower}.");
            (_cooling, _wait) = (_cooldown, 0);
        }
    }
}
