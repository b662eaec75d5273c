using System.Runtime.CompilerServices;
using Tensorflow;
using Tensorflow.Gradients;
using Tensorflow.Operations;

namespace MlPipelines.Tests.Autodiff;

[TestClass]
public sealed class GradientTapeTests
{
    private static Tensor Number(double value) => Tensor.From<double>([value], Shape.Scalar);

    private static double Of(Tensor? t) => t is null ? double.NaN : t.ToArray<double>()[0];

    [TestMethod]
    public void Gradient_of_a_watched_tensor()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Assert.AreEqual(6.0, Of(tape.gradient(MathOps.Square(x), x)));
    }

    [TestMethod]
    public void What_came_before_watch_is_not_recorded()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        Tensor y = MathOps.Square(x);
        tape.watch(x);
        Assert.IsNull(tape.gradient(y, x));
    }

    [TestMethod]
    public void Two_tapes_side_by_side_each_give_their_own_gradient()
    {
        Tensor x = Number(3), z = Number(5);
        using var first = new GradientTape();
        using var second = new GradientTape();
        first.watch(x);
        second.watch(z);
        Tensor y = MathOps.Multiply(x, z);
        Assert.AreEqual(5.0, Of(first.gradient(y, x)));
        Assert.AreEqual(3.0, Of(second.gradient(y, z)));
    }

    [TestMethod]
    public void Disposing_the_inner_tape_leaves_the_outer_recording()
    {
        Tensor x = Number(3);
        using var outer = new GradientTape();
        outer.watch(x);
        Tensor y;
        using (var inner = new GradientTape())
        {
            inner.watch(x);
            y = MathOps.Square(x);
        }
        Assert.AreEqual(24.0, Of(outer.gradient(MathOps.Multiply(MathOps.Multiply(y, 2), 2), x)));
    }

    [TestMethod]
    public void A_tape_begun_inside_may_outlive_the_one_around_it()
    {
        Tensor x = Number(3);
        var outer = new GradientTape();
        using var inner = new GradientTape();
        inner.watch(x);
        Tensor y = MathOps.Square(x);
        outer.Dispose();
        y = MathOps.Multiply(y, x);
        Assert.AreEqual(27.0, Of(inner.gradient(y, x)));
    }

    [TestMethod]
    public void Second_order_by_nested_tapes()
    {
        Tensor x = Number(2);
        using var outer = new GradientTape();
        outer.watch(x);
        Tensor first;
        using (var inner = new GradientTape())
        {
            inner.watch(x);
            first = inner.gradient(MathOps.Multiply(MathOps.Multiply(x, x), x), x);
        }
        Assert.AreEqual(12.0, Of(first));
        Assert.AreEqual(12.0, Of(outer.gradient(first, x)));
    }

    [TestMethod]
    public void Third_order_by_one_persistent_tape()
    {
        Tensor x = Number(2);
        using var tape = new GradientTape(persistent: true);
        tape.watch(x);
        Tensor first = tape.gradient(MathOps.Pow(x, 3), x), second = tape.gradient(first, x), third = tape.gradient(second, x);
        Assert.AreEqual(12.0, Of(first), 1e-12);
        Assert.AreEqual(12.0, Of(second), 1e-12);
        Assert.AreEqual(6.0, Of(third), 1e-12);
    }

    [TestMethod]
    public void A_persistent_tape_answers_several_times()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape(persistent: true);
        tape.watch(x);
        Tensor y = MathOps.Square(x), z = MathOps.Square(y);
        Assert.AreEqual(108.0, Of(tape.gradient(z, x)));
        Assert.AreEqual(6.0, Of(tape.gradient(y, x)));
        Assert.AreEqual(108.0, Of(tape.gradient(z, x)));
    }

    [TestMethod]
    public void A_second_call_on_an_ordinary_tape_says_what_to_do()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Square(x);
        tape.gradient(y, x);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => tape.gradient(y, x));
        StringAssert.Contains(e.Message, "persistent: true");
    }

    [TestMethod]
    public void Output_gradients_weigh_the_target()
    {
        Tensor x = Tensor.From<double>([1, 2, 3], 3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor gradient = tape.gradient(MathOps.Square(x), x, output_gradients: Tensor.From<double>([1, 0, -1], 3));
        CollectionAssert.AreEqual(new double[] { 2, 0, -6 }, gradient.ToArray<double>());
    }

    [TestMethod]
    public void An_output_gradient_of_another_shape_is_refused()
    {
        Tensor x = Tensor.From<double>([1, 2, 3], 3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Square(x);
        var e = Assert.ThrowsExactly<ArgumentException>(() => tape.gradient(y, x, output_gradients: Number(1)));
        StringAssert.Contains(e.Message, "(3,)");
    }

    [TestMethod]
    public void Gradient_with_respect_to_a_tensor_on_the_way()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Square(x), z = MathOps.Square(y);
        Tensor[] gradients = tape.gradient(z, [y, x, z]);
        Assert.AreEqual(18.0, Of(gradients[0]));
        Assert.AreEqual(108.0, Of(gradients[1]));
        Assert.AreEqual(1.0, Of(gradients[2]));
    }

    [TestMethod]
    public void A_source_without_influence_has_no_gradient()
    {
        Tensor x = Number(3), other = Number(4);
        using var tape = new GradientTape();
        tape.watch(x);
        tape.watch(other);
        Assert.IsNull(tape.gradient(MathOps.Square(x), [other, x])[0]);
    }

    [TestMethod]
    public void Gradients_stop_at_operations_without_one()
    {
        Tensor x = Number(3.3);
        using var tape = new GradientTape();
        tape.watch(x);
        Assert.IsNull(tape.gradient(MathOps.Round(x), x));
    }

    [TestMethod]
    public void Stop_recording_leaves_out_what_happens_inside()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Square(x), hidden = y;
        tape.stop_recording(() => hidden = MathOps.Square(y));
        Assert.AreEqual(486.0, Of(tape.gradient(MathOps.Multiply(hidden, y), x)), "The hidden square, 81, counts as a constant: 81 * 2 * 3.");
    }

    [TestMethod]
    public void Trainable_variables_are_watched_others_not()
    {
        var a = new ResourceVariable(Number(3));
        var b = new ResourceVariable(Number(5), trainable: false);
        using var tape = new GradientTape();
        Tensor y = a * b;
        CollectionAssert.AreEqual(new IVariableV1[] { a }, tape.watched_variables());
        Tensor[] gradients = tape.gradient(y, [a, b]);
        Assert.AreEqual(5.0, Of(gradients[0]));
        Assert.IsNull(gradients[1]);
    }

    [TestMethod]
    public void With_watch_accessed_variables_off_only_named_ones_count()
    {
        var a = new ResourceVariable(Number(3));
        var b = new ResourceVariable(Number(5), trainable: false);
        using var tape = new GradientTape(watch_accessed_variables: false);
        tape.watch(b);
        Tensor[] gradients = tape.gradient(a * b, [a, b]);
        Assert.IsNull(gradients[0]);
        Assert.AreEqual(3.0, Of(gradients[1]));
    }

    [TestMethod]
    public void A_variable_that_changed_since_counts_with_the_value_it_had()
    {
        var v = new ResourceVariable(Number(3));
        using var tape = new GradientTape();
        Tensor y = MathOps.Square(v.Operand);
        v.assign(Number(100));
        Assert.AreEqual(6.0, Of(tape.gradient(y, v)));
        Assert.AreEqual(100.0, Of(v.Operand));
    }

    [TestMethod]
    public void An_optimizer_step_between_record_and_gradient_changes_nothing_recorded()
    {
        var v = new ResourceVariable(Number(3));
        using var tape = new GradientTape();
        Tensor y = MathOps.Square(v.Operand);
        TrainingOps.Sgd(v, Number(1), 0.5);
        Assert.AreEqual(6.0, Of(tape.gradient(y, v)));
        Assert.AreEqual(2.5, Of(v.Operand));
    }

    [TestMethod]
    public void A_variable_used_before_and_after_an_update_adds_up()
    {
        var v = new ResourceVariable(Number(3));
        using var tape = new GradientTape();
        Tensor y = MathOps.Square(v.Operand);
        v.assign(Number(10));
        Assert.AreEqual(26.0, Of(tape.gradient(MathOps.Add(y, MathOps.Square(v.Operand)), v)));
    }

    [TestMethod]
    public void A_variable_named_twice_gets_its_gradient_twice()
    {
        var v = new ResourceVariable(Number(3));
        using var tape = new GradientTape();
        Tensor[] gradients = tape.gradient(MathOps.Square(v.Operand), [v, v]);
        Assert.AreEqual(6.0, Of(gradients[0]));
        Assert.AreEqual(6.0, Of(gradients[1]));
    }

    [TestMethod]
    public void Results_are_usable_after_the_pass_also_when_two_sources_share_one()
    {
        Tensor a = Number(3), b = Number(4);
        using var tape = new GradientTape();
        tape.watch(a);
        tape.watch(b);
        Tensor y = MathOps.Square(MathOps.Add(a, b));
        Tensor[] gradients = tape.gradient(y, [a, b]);
        Assert.AreEqual(14.0, Of(gradients[0]));
        Assert.AreEqual(14.0, Of(gradients[1]));
    }

    [TestMethod]
    public void Only_what_leads_to_a_source_is_computed()
    {
        int calls = 0;
        var counted = new Op("Test.Counted", g =>
        {
            calls++;
            g.Add(0, g.OutputGradient);
        });
        var generator = new ResourceVariable(Number(2));
        var discriminator = new ResourceVariable(Number(5));
        Tensor Counted(Tensor x) => counted.Record(ArrayOps.StopGradient(x), x);
        using var tape = new GradientTape(persistent: true);
        Tensor weight = Counted(discriminator.Operand);
        Tensor y = MathOps.Multiply(Counted(generator.Operand), weight);
        Assert.AreEqual(5.0, Of(tape.gradient(y, generator)));
        Assert.AreEqual(1, calls, "The discriminator's gradient was computed as well.");
        Assert.AreEqual(2.0, Of(tape.gradient(y, discriminator)));
        Assert.AreEqual(2, calls);
    }

    [TestMethod]
    public void A_rule_is_told_which_gradients_are_needed()
    {
        var seen = new List<string>();
        var op = new Op("Test.Needs", g =>
        {
            seen.Add($"{g.Needs(0)} {g.Needs(1)}");
            g.Add(0, g.OutputGradient);
            g.Add(1, g.OutputGradient);
        });
        Tensor a = Number(1), b = Number(2);
        using var tape = new GradientTape(persistent: true);
        tape.watch(a);
        tape.watch(b);
        Tensor y = op.Record(Number(3), a, b);
        tape.gradient(y, a);
        tape.gradient(y, [a, b]);
        CollectionAssert.AreEqual(new[] { "True False", "True True" }, seen);
    }

    [TestMethod]
    public void A_rule_may_give_one_tensor_to_several_inputs()
    {
        var op = new Op("Test.Shared", static g =>
        {
            Tensor shared = MathOps.Multiply(g.OutputGradient, 3);
            g.Add(0, shared);
            g.Add(1, shared);
        });
        Tensor x = Number(2);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = op.Record(Number(12), x, x);
        Assert.AreEqual(4.0 + 6, Of(tape.gradient(MathOps.Add(y, MathOps.Square(x)), x)));
    }

    [TestMethod]
    public void An_output_gradient_of_the_callers_stays_alive_wherever_it_was_made()
    {
        Tensor x = Number(2), weight = null!;
        long made = Tensor.CreatedOnThisThread;
        var thread = new Thread(() =>
        {
            // More tensors than the other thread has made: the order of making says nothing across threads.
            while (Tensor.CreatedOnThisThread <= made + 100) Tensor.Zeros(Shape.Of(1)).Dispose();
            weight = Number(5);
        });
        thread.Start();
        thread.Join();
        using var tape = new GradientTape();
        tape.watch(x);
        Assert.AreEqual(20.0, Of(tape.gradient(MathOps.Square(x), x, output_gradients: weight)));
        Assert.AreEqual(5.0, Of(weight));
    }

    [TestMethod]
    public void A_tape_disposed_on_another_thread_stops_recording_on_its_own()
    {
        Tensor x = Number(3);
        var tape = new GradientTape();
        tape.watch(x);
        MathOps.Square(x);
        var thread = new Thread(() =>
        {
            tape.Dispose();
            using var own = new GradientTape();
            own.watch(x);
            Assert.AreEqual(6.0, Of(own.gradient(MathOps.Square(x), x)));
        });
        thread.Start();
        thread.Join();
        MathOps.Square(x);
        Assert.IsFalse(Tape.AnyActive);
        Gradient_of_a_watched_tensor();
    }

    [TestMethod]
    public void A_source_that_is_not_watched_gets_no_partial_gradient()
    {
        Tensor x = Number(3), other = Number(4);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Add(MathOps.Multiply(x, other), MathOps.Square(other));
        Assert.IsNull(tape.gradient(y, other));
    }

    [TestMethod]
    public void A_rule_that_gives_a_gradient_of_the_wrong_shape_is_named()
    {
        var op = new Op("Test.WrongShape", static g => g.Add(0, Tensor.Zeros(Shape.Of(2), TF_DataType.TF_DOUBLE)));
        Tensor x = Number(1);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = op.Record(Number(3), x);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => tape.gradient(y, x)).Message, "Test.WrongShape");
    }

    [TestMethod]
    public void After_a_rule_failed_later_passes_are_right()
    {
        var op = new Op("Test.Fails", static _ => throw new NotSupportedException("no"));
        Tensor x = Number(3);
        using (var tape = new GradientTape())
        {
            tape.watch(x);
            Tensor y = op.Record(MathOps.Square(x), x);
            Assert.ThrowsExactly<NotSupportedException>(() => tape.gradient(MathOps.Square(y), x));
        }
        Gradient_of_a_watched_tensor();
        Assert.IsFalse(Tape.AnyActive);
    }

    [TestMethod]
    public void A_tape_that_nobody_disposed_stops_recording()
    {
        var v = new ResourceVariable(Number(3));
        Tape abandoned = Abandon(v);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        MathOps.Square(v.Operand);
        Assert.IsFalse(Tape.AnyActive, "The abandoned tape still records.");
        Assert.IsEmpty(abandoned.Steps);
        Assert.AreEqual(0, v.Operand.TapeUses);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tape Abandon(ResourceVariable v)
    {
        var tape = new GradientTape();
        MathOps.Square(v.Operand);
        var record = (Tape)typeof(GradientTape).GetField("_tape", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(tape)!;
        Assert.HasCount(1, record.Steps);
        return record;
    }

    [TestMethod]
    public void Integers_cannot_be_watched()
    {
        using var tape = new GradientTape();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tape.watch(Tensor.From<int>([1], 1))).Message, "float32 or float64");
    }

    [TestMethod]
    public void Tapes_of_different_threads_do_not_meet()
    {
        Tensor x = Number(3);
        using var tape = new GradientTape();
        tape.watch(x);
        Tensor y = MathOps.Square(x);
        double other = 0;
        var thread = new Thread(() =>
        {
            MathOps.Square(x);
            using var own = new GradientTape();
            own.watch(x);
            other = Of(own.gradient(MathOps.Multiply(x, 7), x));
        });
        thread.Start();
        thread.Join();
        Assert.AreEqual(7.0, other);
        Assert.HasCount(1, tape.RecordedOps().ToArray());
        Assert.AreEqual(6.0, Of(tape.gradient(y, x)));
    }
}
