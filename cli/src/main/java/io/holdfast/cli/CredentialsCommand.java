package io.holdfast.cli;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.LostCredentials;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes new credentials for the first application where the printed ones were lost.
@Command(name = "credentials", mixinStandardHelpOptions = true,
        description = "Make new credentials for the first application of a stopped server.")
final class CredentialsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("holdfast-data");

    @Mixin
    private PassphraseOption passphraseOption = new PassphraseOption();

    @Override
    public Integer call() {
        LogSetup.quiet();
        Optional<SecretBytes> passphrase = passphraseOption.read();
        try {
            BootstrapCredentials renewed = LostCredentials.renew(data, passphrase);
            PrintWriter out = spec.commandLine().getOut();
            out.println("The first application has a new secret, shown this once; its former ones sign in no "
                    + "more:");
            lines(renewed).forEach(out::println);
            out.flush();
            return CommandLine.ExitCode.OK;
        } finally {
            passphrase.ifPresent(SecretBytes::close);
        }
    }

    /// Credentials as lines for a shell.
    static List<String> lines(BootstrapCredentials first) {
        return List.of("  export AZURE_TENANT_ID=" + first.tenantId(),
                "  export AZURE_CLIENT_ID=" + first.clientId(),
                "  export AZURE_CLIENT_SECRET='" + first.clientSecret() + "'",
                "  export AZURE_SUBSCRIPTION_ID=" + first.subscriptionId());
    }
}
