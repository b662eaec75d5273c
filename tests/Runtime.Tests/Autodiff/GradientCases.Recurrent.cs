using Tensorflow;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

internal static partial class GradientCases
{
    private static void Recurrences()
    {
        All.Add("lstm, last step", new(
            x => NnOps.Lstm([new LstmInput(x[0], x[1], x[2], x[3])])[0], [X(2, 3, 2), Y(2, 12), X(3, 12), Y(12)], Second: false));
        All.Add("lstm, two directions with states", new(
            x =>
            {
                Tensor[] y = NnOps.Lstm(
                    [new LstmInput(x[0], x[1], x[2], x[3], x[4], x[5]), new LstmInput(x[0], x[2], x[1], null, Backwards: true)], true, true);
                return MathOps.Add(
                    ArrayOps.Concat([y[0], y[3]], 1), ArrayOps.Stack([y[1], y[2], y[4], y[5]], 1));
            },
            [X(2, 2, 2), Y(2, 8), X(2, 8), Y(8), X(2, 2), Y(2, 2)], Second: false));
    }
}
