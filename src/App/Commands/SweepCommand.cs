using System.CommandLine;
using MlPipelines.App.Sweeps;
using MlPipelines.Pipelines.Sweeps;
using Tensorflow.Kernels;

namespace MlPipelines.App.Commands;

/// <summary>Tries many settings of a model, on this machine or as one of a scheduler's tasks.</summary>
internal static class SweepCommand
{
    public static Command Create(AppServices services)
    {
        var spec = new Argument<string>("SPEC") { Description = "What to try: a JSON file, as in the examples and in docs/sweeps.md." };
        Option<string?> output = OptionParsers.Folder("--out", "Folder for the trials' records and index.html; a sweep that is there goes on. Default: runs/sweep-SPEC-DATE-TIME.");
        Option<int?> jobs = OptionParsers.WholeNumber("--jobs", "N", 1, 64, "Train in N processes, which share the processors. Default: 1, this process.");
        Option<SweepShard?> shard = OptionParsers.Shard("--shard", "Only every Nth trial, for task I (from 1) of a scheduler's N; all tasks have the same --out.");
        Option<int?> lease = OptionParsers.WholeNumber("--lease", "SECONDS", 1, (int)TrialClaims.LongestLease.TotalSeconds,
            $"After so long without a sign of life of its process, a trial is taken over by another one. Default: {SweepWorker.DefaultLease.TotalSeconds}.");
        Option<string?> data = DataCommand.TrainingFolderOption();
        Option<bool> offline = DataCommand.OfflineOption();
        Option<bool> worker = new(SweepJobs.WorkerOption) { Hidden = true };
        var command = new Command("sweep", "Try many settings of a model and rank them by validation accuracy.")
        {
            spec, output, jobs, shard, lease, data, offline, worker, SweepCollectCommand.Create(services),
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(spec);
            string? folder = parsed.GetValue(output);
            SweepShard? part = parsed.GetValue(shard);
            if (part is not null && folder is null) throw new ArgumentException("--shard needs --out: the one folder of all tasks.");
            var request = new SweepRequest(path, folder ?? DefaultFolder(path), part ?? SweepShard.All,
                TimeSpan.FromSeconds(parsed.GetValue(lease) ?? SweepWorker.DefaultLease.TotalSeconds), parsed.GetValue(data), parsed.GetValue(offline));
            return parsed.GetValue(worker) ? SweepJobs.Work(services, request) : Run(services, request, parsed.GetValue(jobs) ?? 1);
        });
        return command;
    }

    private static int Run(AppServices services, SweepRequest request, int jobs)
    {
        SweepSpec spec = SweepSpec.Read(request.SpecPath);
        OutputFile.CheckFolder(request.Folder, "--out");
        SweepImages images = SweepImages.Of(DataCommand.Load(services, services.DataOptions(request.Data, request.Offline)), spec);
        SweepFolder folder = SweepFolder.Open(request.Folder, spec);
        int threads = Math.Max(1, Workers.Threads / jobs);
        services.Out.WriteLine(Describe(folder, images, request.Shard));
        services.Out.WriteLine($"{(jobs == 1 ? "1 process" : $"{jobs} processes")} of {Plural(threads, "thread")}, in {folder.Path}");
        var progress = new SweepProgress(services.Out, folder, request.Shard);
        try
        {
            if (jobs == 1) new SweepWorker(folder, images, request.Lease).Run(request.Shard, progress.Show, services.CancellationToken);
            else SweepJobs.Run(request, jobs, threads, () => progress.Show(folder), services.CancellationToken);
        }
        catch (OperationCanceledException) when (services.CancellationToken.IsCancellationRequested)
        {
            services.Error.WriteLine($"stopped; {progress.Done} of {progress.Total} trials are done. The same command with --out {request.Folder} goes on.");
            return ExitCode.Cancelled;
        }
        if (folder.ReadTrials().Count == folder.Trials) return SweepCollectCommand.Finish(services, folder);
        services.Out.WriteLine($"the {progress.Total} trials of shard {request.Shard} are done. 'mlpipelines sweep collect {request.Folder}' ranks all when the other shards are.");
        return ExitCode.Done;
    }

    private static string Describe(SweepFolder folder, SweepImages images, SweepShard shard)
    {
        SweepSpec spec = folder.Spec;
        string trials = shard == SweepShard.All ? $"{folder.Trials} trials" : $"shard {shard} of {folder.Trials} trials";
        string epochs = spec.Space.Dimensions.Any(dimension => dimension.Name == "epochs") ? "" : $", {Plural(spec.Epochs ?? spec.Model.Epochs, "epoch")}";
        return $"sweep: {spec.Model.Name}, {trials} by {spec.Search} over {string.Join(", ", spec.Space.Dimensions.Select(dimension => dimension.Name))}{epochs}, "
            + $"seed{(spec.Seeds.Count == 1 ? "" : "s")} {string.Join(", ", spec.Seeds)}; {images.Train.Count:N0} images to train on, {images.Validation.Count:N0} for validation";
    }

    private static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string DefaultFolder(string spec) => Path.Combine("runs", $"sweep-{Path.GetFileNameWithoutExtension(spec)}-{DateTime.Now:yyyyMMdd-HHmmss}");
}
