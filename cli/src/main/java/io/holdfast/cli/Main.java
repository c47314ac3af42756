package io.holdfast.cli;

import io.holdfast.cli.ingest.IngestCommand;
import io.holdfast.cli.quickstart.QuickstartCommand;
import io.holdfast.cli.quickstart.StartTrainingCommand;
import io.holdfast.cli.rules.RulesCommand;
import io.holdfast.client.RestException;
import io.holdfast.server.StartException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/// The entry point of the `holdfast` command.
@Command(name = "holdfast", description = "A security log store under a customer-managed key.",
        subcommands = {
                QuickstartCommand.class, ServeCommand.class, CmkCommand.class, IngestCommand.class,
                KqlCommand.class, RulesCommand.class,
                OnboardingCommand.class, ApplicationCommand.class, IdentityCommand.class, VaultCommand.class,
                VaultCredentialCommand.class,
                CredentialsCommand.class, HostsCommand.class, BackupCommand.class, RestoreCommand.class,
                VersionCommand.class, StartTrainingCommand.class},
        mixinStandardHelpOptions = true, versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND", commandListHeading = "%nCommands:%n", footer = {
                "  test        Run all tests: test [--long] [arguments for Maven].",
                "  bench       Run benchmarks: bench [NAME ...].",
                "", "Exit status: 0 done, 1 failed, 2 called wrongly."})
public final class Main {

    private Main() {}

    /// Runs the command and ends the process with its exit status.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The command with its error handling: one line on standard error.
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, arguments) -> {
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

    private static void error(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println("holdfast: " + message.replaceAll("\\s*\\R\\s*", " "));
        err.flush();
    }
}
