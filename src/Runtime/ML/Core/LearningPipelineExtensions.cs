using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Puts estimators and transformers one after the other.</summary>
public static class LearningPipelineExtensions
{
    /// <summary>A chain of two estimators.</summary>
    /// <typeparam name="TTrans">What the second one gives.</typeparam>
    /// <param name="start">The first one.</param>
    /// <param name="estimator">The second one.</param>
    /// <param name="scope">When the second one's transformer takes part.</param>
    public static EstimatorChain<TTrans> Append<TTrans>(this IEstimator<ITransformer> start, IEstimator<TTrans> estimator,
        TransformerScope scope = TransformerScope.Everything) where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return new EstimatorChain<ITransformer>().Append(start).Append(estimator, scope);
    }

    /// <summary>A chain of two transformers.</summary>
    /// <typeparam name="TTrans">The type of the second one.</typeparam>
    /// <param name="start">The first one.</param>
    /// <param name="transformer">The second one.</param>
    public static TransformerChain<TTrans> Append<TTrans>(this ITransformer start, TTrans transformer) where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(transformer);
        return new TransformerChain<TTrans>(start, transformer);
    }

    /// <summary>A chain of one estimator that keeps what it makes in memory while the next ones learn.</summary>
    /// <typeparam name="TTrans">What the estimator gives.</typeparam>
    /// <param name="start">The estimator.</param>
    /// <param name="env">The context.</param>
    public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, IHostEnvironment env)
        where TTrans : class, ITransformer =>
        new EstimatorChain<ITransformer>().Append(start).AppendCacheCheckpoint(env);

    /// <summary>An estimator that shows what it gave, wherever in a chain it is.</summary>
    /// <typeparam name="TTransformer">What the estimator gives.</typeparam>
    /// <param name="estimator">The estimator.</param>
    /// <param name="onFit">Gets the transformer each time the estimator is fitted.</param>
    public static IEstimator<TTransformer> WithOnFitDelegate<TTransformer>(this IEstimator<TTransformer> estimator, Action<TTransformer> onFit)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(onFit);
        return new Shown<TTransformer>(estimator, onFit);
    }

    private sealed class Shown<TTransformer>(IEstimator<TTransformer> estimator, Action<TTransformer> onFit) : IEstimator<TTransformer>
        where TTransformer : class, ITransformer
    {
        public TTransformer Fit(IDataView input)
        {
            TTransformer transformer = estimator.Fit(input);
            onFit(transformer);
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }
}
