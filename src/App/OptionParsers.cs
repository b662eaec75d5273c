using System.CommandLine;
using System.CommandLine.Parsing;
using MlPipelines.Pipelines.Experiments;
using MlPipelines.Pipelines.Sweeps;

namespace MlPipelines.App;

/// <summary>Options whose errors say what the value may be.</summary>
internal static class OptionParsers
{
    public static Option<int?> WholeNumber(string name, string helpName, int least, int most, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, out int value) && value >= least && value <= most) return value;
            result.AddError($"{name} takes a whole number from {least} to {most}; got '{text}'.");
            return null;
        },
    };

    public static Option<Scale?> Scale(string description)
    {
        var option = new Option<Scale?>("--scale")
        {
            HelpName = string.Join('|', Scales.Names),
            Description = description,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (!Scales.TryParse(text, out Scale scale))
                    result.AddError($"'{text}' is no scale. Scales: {string.Join(", ", Scales.Names)}.");
                return scale;
            },
        };
        option.CompletionSources.Add(_ => Scales.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return option;
    }

    public static Option<SweepShard?> Shard(string name, string description) => new(name)
    {
        HelpName = "I/N",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (SweepShard.TryParse(text, out SweepShard shard)) return shard;
            result.AddError($"{name} takes a shard such as 2/3, the number from 1 and how many there are; got '{text}'.");
            return null;
        },
    };

    public static Option<string?> File(string name, string description) => new(name) { HelpName = "FILE", Description = description };

    public static Option<string?> Folder(string name, string description) => new(name) { HelpName = "DIR", Description = description };

    /// <summary>Names of experiments, in any case, each once; an unknown one lists the known.</summary>
    public static Argument<string[]> Experiments(IReadOnlyList<Experiment> known)
    {
        var argument = new Argument<string[]>("experiment")
        {
            Arity = ArgumentArity.ZeroOrMore,
            HelpName = string.Join('|', known.Select(e => e.Name)),
            Description = "What to run; default: all.\n" + string.Join('\n', known.Select(e => $"  {e.Name}: {e.Description}")),
            DefaultValueFactory = _ => [],
        };
        argument.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (known.Any(e => string.Equals(e.Name, token.Value, StringComparison.OrdinalIgnoreCase))) continue;
                result.AddError(token.Value.StartsWith('-') && result.Parent is CommandResult command
                    ? $"'{token.Value}' is no option of '{command.Command.Name}'. Options: {UsageErrors.Options(command.Command)}."
                    : $"'{token.Value}' is no experiment. Experiments: {string.Join(", ", known.Select(e => e.Name))}.");
                // After an unknown option come its values; one error tells enough.
                return;
            }
        });
        return argument;
    }
}
