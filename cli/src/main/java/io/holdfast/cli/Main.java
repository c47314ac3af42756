package io.holdfast.cli;

import io.holdfast.cli.ingest.IngestCommand;
import io.holdfast.cli.quickstart.QuickstartCommand;
import io.holdfast.cli.quickstart.StartTrainingCommand;
import io.holdfast.cli.rules.RulesCommand;
import io.holdfast.client.RestException;
import io.holdfast.server.StartException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// The entry point of the `holdfast` command.
@Command(name = "holdfast", description = "A security log store under a customer-managed key.",
        mixinStandardHelpOptions = true, versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", footer = {
                "  test        Run all tests: test [--long] [arguments for Maven].",
                "  bench       Run benchmarks: bench [NAME ...].",
                "", "Exit status: 0 done, 1 failed, 2 called wrongly."})
public final class Main {

    private static final List<Class<?>> COMMANDS = List.of(QuickstartCommand.class, ServeCommand.class,
            CmkCommand.class, IngestCommand.class, KqlCommand.class, RulesCommand.class,
            OnboardingCommand.class,
            ApplicationCommand.class, IdentityCommand.class, VaultCommand.class, VaultCredentialCommand.class,
            CredentialsCommand.class, HostsCommand.class, BackupCommand.class, RestoreCommand.class,
            VersionCommand.class, StartTrainingCommand.class);

    private Main() {}

    /// Runs the command and ends the process with its exit status.
    public static void main(String[] arguments) {
        System.exit(commandLine(arguments).execute(arguments));
    }

    /// The command with its error handling: one line on standard error.
    ///
    /// Of the subcommands it has the one that the arguments begin with, else all: to read the options of all of them
    /// takes another quarter of a second.
    static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> named = COMMANDS.stream()
                .filter(type -> arguments.length > 0 && name(type).equals(arguments[0])).toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
        return line.setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, _) -> {
                    CommandLine command = failure.getCommandLine();
                    error(command, failure.getMessage() + " (see " + command.getCommandSpec()
                            .qualifiedName(" ") + " --help)");
                    return ExitCode.USAGE;
                }).setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandFailedException || failure instanceof RestException
                            || failure instanceof StartException
                            || failure instanceof IllegalArgumentException) {
                        error(command, String.valueOf(failure.getMessage()));
                    } else {
                        error(command, "failed unexpectedly: " + failure);
                        failure.printStackTrace(command.getErr());
                    }
                    return ExitCode.SOFTWARE;
                });
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Command.class).name();
    }

    private static void error(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("holdfast: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
