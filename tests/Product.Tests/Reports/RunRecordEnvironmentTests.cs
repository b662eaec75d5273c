using MlPipelines.Pipelines.Experiments;

namespace MlPipelines.Tests.Reports;

[TestClass]
public sealed class RunRecordEnvironmentTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";
    private const string Other = "ffffffffffffffffffffffffffffffffffffffff";

    [TestMethod]
    public void A_commit_is_read_from_a_loose_branch_a_packed_branch_and_a_detached_head()
    {
        using var folder = Repository();
        string inside = Directory.CreateDirectory(folder["src/App/bin"]).FullName;

        File.WriteAllText(folder[".git/HEAD"], "ref: refs/heads/main\n");
        Assert.IsNull(RunRecordEnvironment.Commit(inside), "a repository without a commit has none");

        File.WriteAllText(folder[".git/packed-refs"], $"# pack-refs with: peeled fully-peeled sorted\n{Other} refs/heads/not-main\n{Hash} refs/heads/main\n");
        Assert.AreEqual(Hash, RunRecordEnvironment.Commit(inside));

        Directory.CreateDirectory(folder[".git/refs/heads"]);
        File.WriteAllText(folder[".git/refs/heads/main"], Other + "\n");
        Assert.AreEqual(Other, RunRecordEnvironment.Commit(inside), "a loose branch is newer than a packed one");

        File.WriteAllText(folder[".git/HEAD"], Hash + "\n");
        Assert.AreEqual(Hash, RunRecordEnvironment.Commit(inside));
    }

    [TestMethod]
    public void A_linked_worktree_finds_its_branch_in_the_common_folder()
    {
        using var main = Repository();
        Directory.CreateDirectory(main[".git/worktrees/w"]);
        Directory.CreateDirectory(main[".git/refs/heads"]);
        File.WriteAllText(main[".git/worktrees/w/HEAD"], "ref: refs/heads/side\n");
        File.WriteAllText(main[".git/worktrees/w/commondir"], "../..\n");
        File.WriteAllText(main[".git/refs/heads/side"], Hash + "\n");

        using var linked = TestRecords.Folder();
        File.WriteAllText(linked["MlPipelines.sln"], "");
        File.WriteAllText(linked[".git"], $"gitdir: {main[".git/worktrees/w"]}\n");
        Assert.AreEqual(Hash, RunRecordEnvironment.Commit(linked.Path));
    }

    [TestMethod]
    [DataRow("ref: ../../secret")]
    [DataRow("ref: refs/../../secret")]
    [DataRow("no hash at all")]
    [DataRow("")]
    public void A_damaged_head_gives_no_commit(string head)
    {
        using var folder = Repository();
        File.WriteAllText(folder[".git/HEAD"], head);
        File.WriteAllText(folder["secret"], Hash);
        Assert.IsNull(RunRecordEnvironment.Commit(folder.Path));
    }

    [TestMethod]
    public void A_repository_of_another_project_says_nothing()
    {
        using var folder = Repository();
        File.WriteAllText(folder[".git/HEAD"], Hash);
        Assert.AreEqual(Hash, RunRecordEnvironment.Commit(folder.Path));
        File.Delete(folder["MlPipelines.sln"]);
        Assert.IsNull(RunRecordEnvironment.Commit(folder.Path));
    }

    [TestMethod]
    public void Machine_and_versions_are_named()
    {
        Assert.AreNotEqual("", RunRecordEnvironment.Processor.Name);
        Assert.AreEqual(Environment.ProcessorCount, RunRecordEnvironment.Processor.Count);
        CollectionAssert.Contains(new[] { 64, 128, 256, 512 }, RunRecordEnvironment.Processor.VectorBits);
        Assert.AreEqual(Environment.Version.ToString(), RunRecordEnvironment.Versions.DotNet);
        Assert.DoesNotContain("+", RunRecordEnvironment.Versions.MlPipelines);
    }

    private static TemporaryFolder Repository()
    {
        var folder = TestRecords.Folder();
        File.WriteAllText(folder["MlPipelines.sln"], "");
        Directory.CreateDirectory(folder[".git"]);
        return folder;
    }
}
