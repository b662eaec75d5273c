using System.CommandLine;
using System.CommandLine.Parsing;

namespace MlPipelines.App;

/// <summary>Says what is wrong with a command line, and what would be right.</summary>
internal static class UsageErrors
{
    public static void Write(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        string path = PathOf(parsed.CommandResult);
        foreach (string token in parsed.UnmatchedTokens)
        {
            error.WriteLine($"error: '{token}' is no {Expected(command, token)}");
            // After an unknown option come its values; one error tells enough.
            if (token.StartsWith('-')) break;
        }
        foreach (ParseError problem in parsed.Errors)
        {
            // Errors of a command are about what does not belong or what is missing; both are told above and below, with the valid names.
            if (problem.SymbolResult is not CommandResult) error.WriteLine($"error: {problem.Message}");
        }
        if (parsed.UnmatchedTokens.Count == 0 && TakesCommandsOnly(command))
            error.WriteLine($"error: '{path}' needs a command: {Names(command.Subcommands)}.");
        error.WriteLine($"'{path} --help' explains the usage.");
    }

    private static string Expected(Command command, string token)
    {
        if (TakesCommandsOnly(command) && !token.StartsWith('-')) return $"command. Commands: {Names(command.Subcommands)}.";
        if (token.StartsWith('-')) return $"option of '{NameOf(command)}'. Options: {Options(command)}.";
        return $"argument of '{NameOf(command)}'.";
    }

    private static bool TakesCommandsOnly(Command command) => command.Subcommands.Count > 0 && command.Arguments.Count == 0;

    /// <summary>Names of the options a command takes, the ones of every command included.</summary>
    public static string Options(Command command) => Names([.. command.Options.Where(o => o.Name.StartsWith("--") && !o.Hidden), .. Shared(command)]);

    private static IEnumerable<Symbol> Shared(Command command)
    {
        for (Command? above = Above(command); above is not null; above = Above(above))
            foreach (Option option in above.Options)
                if (option.Recursive) yield return option;

        static Command? Above(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
    }

    private static string Names(IEnumerable<Symbol> symbols) => string.Join(", ", symbols.Select(s => s.Name));

    /// <summary>The root command's own name is that of the process, which may be a test host.</summary>
    private static string NameOf(Command command) => command is RootCommand ? "mlpipelines" : command.Name;

    private static string PathOf(SymbolResult result)
    {
        string name = NameOf(((CommandResult)result).Command);
        return result.Parent is CommandResult parent ? $"{PathOf(parent)} {name}" : name;
    }
}
