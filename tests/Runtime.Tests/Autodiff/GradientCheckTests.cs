using System.Runtime.CompilerServices;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

[TestClass]
public sealed class GradientCheckTests
{
    private static readonly Op WrongSquare = new("Test.WrongSquare", static g => g.Add(0, MathOps.Multiply(g.OutputGradient, MathOps.Multiply(g.Input(0), 2.0001))));

    // Right itself, but its gradient's gradient is missing.
    private static readonly Op SquareWithoutSecond = new("Test.SquareWithoutSecond", static g =>
        g.Add(0, ArrayOps.StopGradient(MathOps.Multiply(g.OutputGradient, MathOps.Multiply(g.Input(0), 2)))));

    /// <summary>Operations that only gradients use, and whose own gradient is a refusal. Each has a test that it says so.</summary>
    private static readonly string[] Refusing = ["LstmGradient", "ProductOfOthers"];

    public static IEnumerable<object[]> Names => GradientCases.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Gradients_and_second_gradients_equal_differences(string name)
    {
        GradientCase check = GradientCases.All[name];
        GradientCheck.Run(check.Function, check.Inputs, check.Second, step: check.Step);
    }

    [TestMethod]
    public void No_operation_with_a_gradient_lacks_a_check()
    {
        foreach (Type type in typeof(NnOps).Assembly.GetTypes().Where(t => t.Namespace == typeof(NnOps).Namespace && t is { IsClass: true, ContainsGenericParameters: false }))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        var used = new HashSet<string>();
        foreach (GradientCase check in GradientCases.All.Values)
        {
            used.UnionWith(GradientCheck.Operations(check.Function, check.Inputs, second: false));
            if (check.Second) used.UnionWith(GradientCheck.Operations(check.Function, check.Inputs, second: true));
        }
        string[] declared = [.. Op.All.Where(op => op.Gradient is not null && !op.Name.StartsWith("Test.", StringComparison.Ordinal)).Select(op => op.Name)];
        Assert.IsGreaterThan(60, declared.Length, "The operations were not found.");
        string missing = string.Join(", ", declared.Except(used).Except(Refusing).Order());
        Assert.AreEqual("", missing, "Add cases for these operations to GradientCases.");
    }

    [TestMethod]
    public void A_second_gradient_that_is_not_built_is_refused_instead_of_wrong()
    {
        Tensor x = Tensor.From<double>([2, 0, 3], 3);
        var e = Assert.ThrowsExactly<NotSupportedException>(() => GradientCheck.Run(t => MathOps.ReduceProd(t[0]), [x], second: true));
        StringAssert.Contains(e.Message, "reduce_prod");
    }

    [TestMethod]
    public void A_gradient_wrong_by_a_twenty_thousandth_is_found()
    {
        static Tensor Wrong(Tensor[] x) => WrongSquare.Record(MathOps.Square(Untaped(x[0])), x[0]);
        var e = Assert.ThrowsExactly<AssertFailedException>(() => GradientCheck.Run(Wrong, [GradientCheck.Random(Shape.Of(3))]));
        StringAssert.Contains(e.Message, "The gradient with respect to input 0");
    }

    [TestMethod]
    public void A_missing_second_gradient_is_found()
    {
        static Tensor Function(Tensor[] x) => SquareWithoutSecond.Record(MathOps.Square(Untaped(x[0])), x[0]);
        GradientCheck.Run(Function, [GradientCheck.Random(Shape.Of(3))]);
        var e = Assert.ThrowsExactly<AssertFailedException>(() => GradientCheck.Run(Function, [GradientCheck.Random(Shape.Of(3))], second: true));
        StringAssert.Contains(e.Message, "The second gradient");
    }

    /// <summary>The same values without a history.</summary>
    private static Tensor Untaped(Tensor x) => Tensor.From(x.AsSpan<double>(), x.shape);
}
