package io.holdfast.cli;

import io.holdfast.crypto.SecretBytes;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.Endpoint;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs a server until it is told to stop.
@Command(name = "serve", description = "Run a server until it is interrupted.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    private static final int MAX_PASSPHRASE_BYTES = 4_096;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR",
            description = "Data folder, made where there is none (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("holdfast-data");

    @Option(names = "--port", description = "Port, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8443;

    @Option(names = "--bind", paramLabel = "ADDRESS",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String bind = "127.0.0.1";

    @Option(names = "--domain",
            description = "Domain below which services and vaults have their names (default: "
                    + "${DEFAULT-VALUE}).")
    private String domain = Endpoint.DEFAULT_DOMAIN;

    @Option(names = "--passphrase-file", paramLabel = "FILE",
            description = "Put the platform key under the passphrase in this file (its first line).")
    private @Nullable Path passphraseFile;

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.forServer();
        Optional<SecretBytes> passphrase = Optional.ofNullable(passphraseFile)
                .map(ServeCommand::readPassphrase);
        HoldfastServer server = start(passphrase);
        try (ExitAction _ = ExitAction.register("server-end", () -> stop(server))) {
            announce(server, passphrase.isPresent());
            new CountDownLatch(1).await();
        }
        return CommandLine.ExitCode.OK;
    }

    private HoldfastServer start(Optional<SecretBytes> passphrase) {
        try {
            return HoldfastServer
                    .start(new ServerConfig(data, new Endpoint(address(), port, domain), passphrase,
                            ServerConfig.DEFAULT_FLUSH_AFTER));
        } finally {
            passphrase.ifPresent(SecretBytes::close);
        }
    }

    private void stop(HoldfastServer server) {
        server.close();
        // Printed, not logged: the JDK takes the log handlers away while the process is ending.
        PrintWriter out = spec.commandLine().getOut();
        out.println("Stopped.");
        out.flush();
    }

    private void announce(HoldfastServer server, boolean passphrase) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Holdfast answers at " + server.origin());
        out.println("  data folder     " + data.toAbsolutePath());
        out.println("  CA certificate  " + server.caCertificateFile().toAbsolutePath());
        server.takeBootstrapCredentials().ifPresent(first -> announce(out, first));
        if (!passphrase) {
            out.println();
            out.println(
                    "REHEARSAL MODE: the vault, the platform key and the data are on one disk, and no "
                            + "passphrase");
            out.println(
                    "protects them. Whoever has this disk has everything. Use --passphrase-file for more.");
        }
        out.flush();
    }

    private static void announce(PrintWriter out, BootstrapCredentials first) {
        out.println();
        out.println(
                "This is a new data folder. Its first application, owner of the subscription, shown "
                        + "this once:");
        out.println("  export AZURE_TENANT_ID=" + first.tenantId());
        out.println("  export AZURE_CLIENT_ID=" + first.clientId());
        out.println("  export AZURE_CLIENT_SECRET='" + first.clientSecret() + "'");
        out.println("  export AZURE_SUBSCRIPTION_ID=" + first.subscriptionId());
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new CommandFailedException("no such address: " + bind, e);
        }
    }

    private static SecretBytes readPassphrase(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            int length = 0;
            while (length < content.length && content[length] != '\n' && content[length] != '\r') {
                length++;
            }
            if (length == 0 || length > MAX_PASSPHRASE_BYTES) {
                throw new CommandFailedException(
                        "the first line of " + file + " must be the passphrase (1 to "
                                + MAX_PASSPHRASE_BYTES + " bytes)");
            }
            byte[] passphrase = Arrays.copyOf(content, length);
            Arrays.fill(content, (byte) 0);
            return SecretBytes.takeOwnership(passphrase);
        } catch (IOException e) {
            throw new CommandFailedException("the passphrase file cannot be read: " + file, e);
        }
    }
}
