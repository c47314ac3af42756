package io.holdfast.cli;

import picocli.CommandLine.Command;

/// What the operator of the built-in vaults asks of them.
@Command(name = "vault", description = "Read and check the audit log of the vaults.",
        mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
        subcommands = VaultAuditCommand.class)
final class VaultCommand {

    private VaultCommand() {}
}
