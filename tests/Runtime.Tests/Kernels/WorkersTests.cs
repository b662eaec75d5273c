using Tensorflow;
using Tensorflow.Kernels;

namespace MlPipelines.Tests.Kernels;

[TestClass]
[TestCategory("Kernels")]
public sealed unsafe class WorkersTests
{
    private int _threads;

    [TestInitialize]
    public void UseThreeThreads()
    {
        _threads = Workers.Threads;
        Workers.Threads = 3;
    }

    [TestCleanup]
    public void RestoreThreads() => Workers.Threads = _threads;

    [TestMethod]
    public void Every_task_runs_exactly_once()
    {
        int* counts = stackalloc int[101];
        foreach (int tasks in (int[])[0, 1, 2, 3, 7, 100])
            for (int repeat = 0; repeat < 50; repeat++)
            {
                new Span<int>(counts, 101).Clear();
                Workers.For(tasks, &Count, counts);
                for (int task = 0; task < 101; task++)
                    Assert.AreEqual(task < tasks ? 1 : 0, counts[task], $"task {task} of {tasks}");
            }
    }

    [TestMethod]
    public void A_loop_inside_a_loop_runs_every_task_once()
    {
        int* counts = stackalloc int[8 * 8];
        new Span<int>(counts, 64).Clear();
        Workers.For(8, &CountInner, counts);
        for (int i = 0; i < 64; i++) Assert.AreEqual(1, counts[i], $"task {i}");
    }

    [TestMethod]
    public void Two_threads_may_loop_at_once()
    {
        Parallel.For(0, 2, _ =>
        {
            int* counts = stackalloc int[16];
            for (int repeat = 1; repeat <= 200; repeat++)
            {
                new Span<int>(counts, 16).Clear();
                Workers.For(16, &Count, counts);
                for (int i = 0; i < 16; i++) Assert.AreEqual(1, counts[i], $"task {i}, repeat {repeat}");
            }
        });
    }

    [TestMethod]
    public void An_exception_reaches_the_caller_and_the_next_loop_works()
    {
        for (int repeat = 0; repeat < 20; repeat++)
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => Workers.For(8, &Fail, null));
            Assert.AreEqual("task 5 failed", error.Message);
            Every_task_runs_exactly_once();
        }
    }

    [TestMethod]
    public void One_thread_runs_the_tasks_in_order()
    {
        Workers.Threads = 1;
        int* order = stackalloc int[9];
        order[0] = 0;
        Workers.For(8, &Append, order);
        for (int i = 0; i < 8; i++) Assert.AreEqual(i, order[1 + i]);
    }

    [TestMethod]
    public void The_number_of_threads_must_lie_between_1_and_64()
    {
        foreach (int value in (int[])[-1, 0, 65])
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Workers.Threads = value);
            StringAssert.Contains(error.Message, $"{value} threads");
            StringAssert.Contains(error.Message, "1 to 64");
            Assert.AreEqual(3, Workers.Threads);
        }
    }

    private static void Count(void* counts, int task) => Interlocked.Increment(ref ((int*)counts)[task]);
    private static void CountInner(void* counts, int task) => Workers.For(8, &Count, (int*)counts + 8 * task);

    private static void Append(void* order, int task)
    {
        var list = (int*)order;
        list[1 + list[0]++] = task;
    }

    private static void Fail(void* args, int task)
    {
        if (task == 5) throw new InvalidOperationException("task 5 failed");
    }
}
