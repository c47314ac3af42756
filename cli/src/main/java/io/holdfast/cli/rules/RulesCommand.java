package io.holdfast.cli.rules;

import picocli.CommandLine.Command;

/// Alert rules of a workspace.
@Command(name = "rules", description = "Bring analytics rules into a workspace of a running server.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = RulesImportCommand.class)
public final class RulesCommand {}
