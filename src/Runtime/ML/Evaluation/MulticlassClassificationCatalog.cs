using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A task of learning: its trainers, which are extension methods, and its evaluation.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(MLContext context) => Context = context;

    private protected MLContext Context { get; }

    /// <summary>Where extension methods of trainers belong.</summary>
    public abstract class CatalogInstantiatorBase
    {
        private protected CatalogInstantiatorBase()
        {
        }
    }

    /// <summary>One fold of a cross-validation.</summary>
    /// <typeparam name="T">The kind of metrics.</typeparam>
    public sealed class CrossValidationResult<T> where T : class
    {
        /// <summary>How well the model does on the fold's test set.</summary>
        public readonly T Metrics;

        /// <summary>The model learned from the other folds.</summary>
        public readonly ITransformer Model;

        /// <summary>The fold's test set after the model.</summary>
        public readonly IDataView ScoredHoldOutSet;

        /// <summary>The fold, from 0.</summary>
        public readonly int Fold;

        internal CrossValidationResult(ITransformer model, T metrics, IDataView scores, int fold) =>
            (Model, Metrics, ScoredHoldOutSet, Fold) = (model, metrics, scores, fold);
    }
}

/// <summary>Choosing one of several classes.</summary>
public sealed class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(MLContext context) : base(context) => Trainers = new MulticlassClassificationTrainers();

    /// <summary>The trainers.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>Compares scores with true classes. Rows without a label, or with a score that is not finite, are left out.</summary>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The true classes: a key, or Single from 0 on.</param>
    /// <param name="scoreColumnName">The scores: a vector of Single, one for each of two or more classes; its slot names name the classes.</param>
    /// <param name="predictedLabelColumnName">The predicted classes; must be there, but the highest score decides.</param>
    /// <param name="topKPredictionCount">How many of the highest scores the top-k accuracy looks at; 0 for none.</param>
    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check.That(topKPredictionCount >= 0, nameof(topKPredictionCount), topKPredictionCount, "The number of highest scores", "0 or more");
        DataViewSchema.Column label = Check.Column(data.Schema, labelColumnName, "label", nameof(data));
        DataViewSchema.Column score = Check.Column(data.Schema, scoreColumnName, "score", nameof(data));
        Check.Column(data.Schema, predictedLabelColumnName, "predicted label", nameof(data));
        if (score.Type is not VectorDataViewType { Size: >= 2 } vector || vector.ItemType != NumberDataViewType.Single)
            throw Check.Mismatch(scoreColumnName, "score", "vector of two or more items of type Single", score.Type.ToString()!, nameof(data));
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw Check.Mismatch(labelColumnName, "label", "a key or Single (map it with Conversion.MapValueToKey)", label.Type.ToString()!, nameof(data));
        var counts = new MulticlassCounts(vector.Size, topKPredictionCount);
        long unknown = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            Func<long> getLabel = label.Type is KeyDataViewType ? RawTypes.CallKey(label.Type.RawType, new LabelOfKey(cursor, label)) : LabelOf<float>(cursor, label);
            ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
            VBuffer<float> value = default;
            var scores = new float[vector.Size];
            while (cursor.MoveNext())
            {
                long k = getLabel();
                if (k < 0) continue;
                getScore(ref value);
                if (value.Length != scores.Length) throw Check.Mismatch(scoreColumnName, "score", $"{scores.Length} scores", $"{value.Length} in row {cursor.Position}", nameof(data));
                value.CopyTo(scores);
                if (!Array.TrueForAll(scores, float.IsFinite)) continue;
                if (k >= scores.Length) unknown++;
                counts.Add(scores, k);
            }
        }
        if (unknown > 0)
        {
            using IChannel channel = ((IChannelProvider)Context).Start("MulticlassClassificationEvaluator");
            channel.Warning(MessageSensitivity.None, $"{unknown} rows have classes that the model did not know; they raise the log-loss.");
        }
        return new MulticlassClassificationMetrics(counts, ClassNames(score, vector.Size));
    }

    private sealed class LabelOfKey(DataViewRow row, DataViewSchema.Column column) : IOverKey<Func<long>>
    {
        public Func<long> Of<TKey>() where TKey : IBinaryInteger<TKey> => LabelOf<TKey>(row, column);
    }

    // The class from 0; -1 for a missing one.
    private static Func<long> LabelOf<T>(DataViewRow row, DataViewSchema.Column column) where T : INumber<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        T value = T.Zero;
        bool key = column.Type is KeyDataViewType;
        return () =>
        {
            get(ref value);
            if (!T.IsInteger(value) || T.IsNegative(value)) return -1;
            return long.CreateSaturating(value) - (key ? 1 : 0);
        };
    }

    private static string[] ClassNames(DataViewSchema.Column score, int classes)
    {
        if (!score.HasSlotNames()) return [.. Enumerable.Range(0, classes).Select(k => k.ToString())];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    /// <summary>Fits to all folds but one and tests on that one, for each fold.</summary>
    /// <param name="data">The data.</param>
    /// <param name="estimator">What to fit.</param>
    /// <param name="numberOfFolds">The number of folds, 2 or more.</param>
    /// <param name="labelColumnName">The true classes: a key, or Single from 0 on.</param>
    /// <param name="samplingKeyColumnName">A column whose equal values stay in one fold.</param>
    /// <param name="seed">Decides the folds; null takes it from the context.</param>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return [.. Context.Data.CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed).Select((fold, k) =>
        {
            ITransformer model = estimator.Fit(fold.TrainSet);
            IDataView scored = model.Transform(fold.TestSet);
            return new CrossValidationResult<MulticlassClassificationMetrics>(model, Evaluate(scored, labelColumnName), scored, k);
        })];
    }

    /// <summary>Where extension methods of multiclass trainers belong.</summary>
    public sealed class MulticlassClassificationTrainers : CatalogInstantiatorBase
    {
        internal MulticlassClassificationTrainers()
        {
        }
    }
}
