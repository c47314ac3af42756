package io.holdfast.cli;

import picocli.CommandLine.Command;

/// Runs KQL against a server, and measures it against files.
@Command(name = "kql", description = "Query a workspace of a running server; measure KQL against files.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = {KqlRunCommand.class, KqlReplCommand.class, KqlExplainCommand.class,
                KqlCheckCommand.class, KqlSemanticsCommand.class})
final class KqlCommand {}
