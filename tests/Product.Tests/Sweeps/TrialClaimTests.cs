using System.Diagnostics;
using MlPipelines.Pipelines.Sweeps;
using MlPipelines.Tests.Reports;

namespace MlPipelines.Tests.Sweeps;

/// <summary>Protects claims: a trial has one holder, a live one keeps it, a silent or dead one loses it to exactly one other.</summary>
[TestClass]
public sealed class TrialClaimTests
{
    private const int Trial = 7;

    // Long for what must not happen in a test, short for what is waited for.
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(10), s_short = TimeSpan.FromSeconds(1);

    [TestMethod]
    public void Of_many_that_try_at_once_one_gets_the_trial()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        for (int trial = 0; trial < 20; trial++)
        {
            using TrialClaim only = AtOnce(16, () => new TrialClaims(folder["claims"], s_long).TryTake(trial)).Single();
            Assert.AreEqual((trial, 1), (only.Number, only.Generation));
            Assert.IsTrue(only.IsHeld);
        }
    }

    [TestMethod]
    public void A_silent_holder_loses_its_trial_to_exactly_one_of_many_but_not_before_its_lease_is_over()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        // As a process of another machine leaves it. Its lease counts, not the others' own.
        File.WriteAllText(folder["trial-0007.1.claim"], "owner elsewhere 1 lease 1 beat 0000000001\n");
        var watch = Stopwatch.StartNew();
        using TrialClaim taken = AtOnce(16, () =>
        {
            var claims = new TrialClaims(folder.Path, s_long);
            TrialClaim? claim = null;
            for (var patience = Stopwatch.StartNew(); claim is null && patience.Elapsed < TimeSpan.FromSeconds(2.5); Thread.Sleep(2)) claim = claims.TryTake(Trial);
            return claim;
        }).Single();
        Assert.AreEqual(2, taken.Generation);
        Assert.IsGreaterThan(0.95, watch.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public void A_live_holder_keeps_its_trial_beyond_its_lease()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        using TrialClaim claim = new TrialClaims(folder.Path, s_short).TryTake(Trial)!;
        var others = new TrialClaims(folder.Path, s_short);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < 2.5 * s_short; Thread.Sleep(20)) Assert.IsNull(others.TryTake(Trial));
        Assert.IsTrue(claim.IsHeld);
        Assert.IsFalse(claim.Lost.IsCancellationRequested);
    }

    [TestMethod]
    public void A_holder_that_was_killed_on_this_machine_is_not_waited_for()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        string text, path = folder["trial-0007.1.claim"];
        using (new TrialClaims(folder.Path, s_long).TryTake(Trial)) text = Read(path);
        File.WriteAllText(path, text);
        Assert.IsNull(new TrialClaims(folder.Path, s_long).TryTake(Trial), "This process runs.");
        File.WriteAllText(path, text.Replace($" {Environment.ProcessId} ", $" {int.MaxValue} ")); // no process has this number
        using TrialClaim? taken = new TrialClaims(folder.Path, s_long).TryTake(Trial);
        Assert.AreEqual(2, taken?.Generation);
    }

    [TestMethod]
    public void A_trial_that_was_given_up_is_free_at_once_and_one_that_is_done_has_no_claims()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        var claims = new TrialClaims(folder.Path, s_long);
        claims.TryTake(Trial)!.Dispose();
        TrialClaim second = new TrialClaims(folder.Path, s_long).TryTake(Trial)!;
        Assert.AreEqual(2, second.Generation);
        second.Remove();
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void A_holder_learns_that_its_trial_was_taken_over_and_changes_nothing_of_the_other_one()
    {
        using TemporaryFolder folder = TestRecords.Folder();
        using TrialClaim claim = new TrialClaims(folder.Path, s_short).TryTake(Trial)!;
        File.WriteAllText(folder["trial-0007.2.claim"], "another");
        Assert.IsFalse(claim.IsHeld);
        Assert.IsTrue(claim.Lost.WaitHandle.WaitOne(TimeSpan.FromSeconds(10)));
        claim.Dispose();
        Assert.AreEqual("another", File.ReadAllText(folder["trial-0007.2.claim"]));
        Assert.IsNull(new TrialClaims(folder.Path, s_short).TryTake(Trial));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("owner elsewhere 1 lease NaN beat 1")]
    [DataRow("owner elsewhere 1 lease 1e300 beat 1")]
    [DataRow("{\"owner\": null}")]
    public void A_claim_that_cannot_be_read_is_taken_over_after_the_own_lease(string text)
    {
        using TemporaryFolder folder = TestRecords.Folder();
        File.WriteAllText(folder["trial-0007.1.claim"], text);
        var claims = new TrialClaims(folder.Path, TimeSpan.FromMilliseconds(200));
        Assert.IsNull(claims.TryTake(Trial));
        Thread.Sleep(250);
        using TrialClaim? claim = claims.TryTake(Trial);
        Assert.AreEqual(2, claim?.Generation);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(86_401)]
    public void Leases_that_cannot_be_are_refused(int seconds) =>
        Assert.Contains("takes more than 0, up to 1 day", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TrialClaims("claims", TimeSpan.FromSeconds(seconds))).Message);

    private static TrialClaim[] AtOnce(int threads, Func<TrialClaim?> take)
    {
        var claims = new TrialClaim?[threads];
        using var start = new Barrier(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            claims[i] = take();
        }))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        return [.. claims.OfType<TrialClaim>()];
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream).ReadToEnd();
    }
}
