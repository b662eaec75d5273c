namespace MlPipelines.Pipelines.Experiments;

/// <summary>One paper's experiment: trains its models and measures them.</summary>
public abstract class Experiment
{
    /// <summary>Short name in lower case, as typed on the command line and used in file names: "dense".</summary>
    public abstract string Name { get; }

    /// <summary>What a person reads above the results: "A fully connected network from TensorFlow's own parts".</summary>
    public abstract string Title { get; }

    /// <summary>The paper it reproduces: "Paper 5".</summary>
    public abstract string Paper { get; }

    /// <summary>One sentence for the help text: what is trained and measured.</summary>
    public abstract string Description { get; }

    /// <summary>Trains the models of this experiment, one record a model and seed.</summary>
    /// <remarks>
    /// Every record is handed over as soon as it is measured, best with <c>yield return</c>, and stored before the next model is trained.
    /// When <see cref="ExperimentContext.CancellationToken"/> is cancelled, training stops at the next batch, the record of the
    /// model in training is handed over with <see cref="RunStatus.Cancelled"/> and what was measured so far, and the sequence ends.
    /// An <see cref="OperationCanceledException"/> for that token is taken as the end of the sequence too.
    /// </remarks>
    /// <param name="context">Data, scale, seeds and the token that stops the run.</param>
    public abstract IEnumerable<RunRecord> Run(ExperimentContext context);

    /// <summary>Runs whose first step waits until it is their turn: a choice that hangs on what was trained before, or data that is read for them.</summary>
    private protected static IEnumerable<RunRecord> Deferred(Func<IEnumerable<RunRecord>> runs)
    {
        foreach (RunRecord record in runs()) yield return record;
    }
}
