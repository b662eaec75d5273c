using System.Runtime.CompilerServices;

namespace Tensorflow.Kernels;

/// <summary>
/// The one parallel-for. Work is cut into tasks by its shape alone, never by the number of threads, and a task writes only
/// what is its own; so which thread runs which task changes nothing in the results.
/// </summary>
/// <remarks>
/// Every thread has a share of its own, a stretch of neighbouring tasks, and helps the others out when it is done. So the same
/// images are worked on by the same processor in one loop after another, and what a loop wrote is still in the caches of the
/// thread that reads it. The threads belong to this class. After a loop they watch a counter for some microseconds, so that the next loop
/// starts at once, then sleep. A thread-pool loop costs four times as much and sometimes runs on one thread only.
/// </remarks>
public static unsafe class Workers
{
    private const int SpinsBeforeSleep = 4_000;

    /// <summary>In <see cref="_state"/>: the loop takes helpers. Above it stands the round, below it the number of helpers at work.</summary>
    private const long Open = 1 << 16;

    private static readonly Lock Gate = new();
    private static Worker[] _workers = [];
    private static int _threads = Math.Clamp(Environment.ProcessorCount, 1, 64);

    // The loop in progress. Written by the caller before _state opens; read by workers that joined.
    private static delegate*<void*, int, void> _body;
    private static void* _args;
    private static int _shares;
    private static readonly PaddedState[] Shares = new PaddedState[64];
    private static PaddedState _state;
    private static int _round;
    private static Exception? _failure;
    private static int _active;

    [ThreadStatic] private static bool _inside;

    /// <summary>Threads that share the work of an operation, the calling one included. 1 to 64; the default is the number of processors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1 or above 64.</exception>
    public static int Threads
    {
        get => _threads;
        set
        {
            if (value is < 1 or > 64)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"Got {value} threads; takes 1 to 64. The processor here has {Environment.ProcessorCount}.");
            lock (Gate) _threads = value;
        }
    }

    /// <summary>Runs <c>body(args, task)</c> for every task in 0 .. tasks - 1 and returns when all are done.</summary>
    /// <remarks>Called from inside a task, or while another thread is in a loop, it runs the tasks in order on the calling thread.</remarks>
    internal static void For(int tasks, delegate*<void*, int, void> body, void* args)
    {
        if (tasks <= 1 || _threads == 1 || _inside || Interlocked.CompareExchange(ref _active, 1, 0) != 0)
        {
            for (int task = 0; task < tasks; task++) body(args, task);
            return;
        }
        int helpers = Math.Min(_threads, tasks) - 1;
        Exception? failure;
        try
        {
            if (_workers.Length < helpers) Start(helpers);
            _body = body;
            _args = args;
            _failure = null;
            _shares = helpers + 1;
            for (int i = 0; i <= helpers; i++) Shares[i].Value = Share((int)((long)tasks * i / _shares), (int)((long)tasks * (i + 1) / _shares));
            int round = ++_round;
            Volatile.Write(ref _state.Value, ((long)round << 32) | Open);
            for (int i = 0; i < helpers; i++) _workers[i].Wake(round);
            Work(0);
            // Whoever has not joined by now is not needed, nor waited for: the system may not have put it on a processor.
            long state = Interlocked.And(ref _state.Value, ~Open) & ~Open;
            for (int spins = 0; (int)state != 0; spins++, state = Volatile.Read(ref _state.Value))
                if (spins < SpinsBeforeSleep) Thread.SpinWait(4); else Thread.Yield();
            failure = _failure;
        }
        finally
        {
            Volatile.Write(ref _active, 0);
        }
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Counts the calling helper in, if the loop of that round still takes helpers.</summary>
    private static bool Join(int round)
    {
        while (true)
        {
            long state = Volatile.Read(ref _state.Value);
            if ((int)(state >> 32) != round || (state & Open) == 0) return false;
            if (Interlocked.CompareExchange(ref _state.Value, state + 1, state) == state) return true;
        }
    }

    /// <summary>The tasks from <paramref name="first"/> to in front of <paramref name="end"/> as one number, which a thread can change at once.</summary>
    private static long Share(int first, int end) => ((long)end << 32) | (uint)first;

    /// <summary>Takes a task of a share: its owner the first, so that it goes through memory forwards, others the last.</summary>
    private static bool Take(ref long share, bool own, out int task)
    {
        long seen = Volatile.Read(ref share);
        while (true)
        {
            int first = (int)seen, end = (int)(seen >> 32);
            task = own ? first : end - 1;
            if (first >= end) return false;
            long found = Interlocked.CompareExchange(ref share, own ? Share(first + 1, end) : Share(first, end - 1), seen);
            if (found == seen) return true;
            seen = found;
        }
    }

    private static void Work(int own)
    {
        _inside = true;
        try
        {
            int shares = _shares;
            for (int i = 0; i < shares; i++)
                while (Take(ref Shares[(own + i) % shares].Value, own: i == 0, out int task)) _body(_args, task);
        }
        catch (Exception e)
        {
            _failure ??= e;
            for (int i = 0; i < _shares; i++) Volatile.Write(ref Shares[i].Value, 0);
        }
        finally
        {
            _inside = false;
        }
    }

    private static void Start(int count)
    {
        var grown = new Worker[count];
        _workers.CopyTo(grown, 0);
        for (int i = _workers.Length; i < count; i++) grown[i] = new Worker(i + 1);
        _workers = grown;
    }

    /// <summary>A counter with a cache line to itself, so that the threads that watch it do not slow those that write beside it.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 192)]
    private struct PaddedInt
    {
        [System.Runtime.InteropServices.FieldOffset(64)] public int Value;
    }

    /// <summary>The state of a loop, with a cache line to itself.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 192)]
    private struct PaddedState
    {
        [System.Runtime.InteropServices.FieldOffset(64)] public long Value;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Workers live as long as the process.")]
    private sealed class Worker
    {
        private readonly SemaphoreSlim _signal = new(0);
        private readonly int _share;
        private PaddedInt _ordered, _asleep;

        /// <param name="share">The share of every loop that is this thread's; the caller's is 0.</param>
        public Worker(int share)
        {
            _share = share;
            new Thread(Loop, 1 << 20) { IsBackground = true, Name = $"mlpipelines worker {share}" }.Start();
        }

        public void Wake(int round)
        {
            Volatile.Write(ref _ordered.Value, round);
            Interlocked.MemoryBarrier();
            if (Interlocked.Exchange(ref _asleep.Value, 0) == 1) _signal.Release();
        }

        private void Loop()
        {
            for (int done = 0; ;)
            {
                for (int spins = 0; Volatile.Read(ref _ordered.Value) == done; spins++)
                {
                    if (spins < SpinsBeforeSleep)
                    {
                        Thread.SpinWait(2);
                        continue;
                    }
                    Volatile.Write(ref _asleep.Value, 1);
                    Interlocked.MemoryBarrier();
                    // Ordered while lying down: whoever takes the flag back decides whether a signal is due.
                    if (Volatile.Read(ref _ordered.Value) != done && Interlocked.Exchange(ref _asleep.Value, 0) == 1) break;
                    _signal.Wait();
                    break;
                }
                int round = Volatile.Read(ref _ordered.Value);
                if (round == done) continue;
                done = round;
                if (!Join(round)) continue;
                Work(_share);
                Interlocked.Decrement(ref _state.Value);
            }
        }
    }
}
