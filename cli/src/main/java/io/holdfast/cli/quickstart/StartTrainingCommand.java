package io.holdfast.cli.quickstart;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.Credentials;
import io.holdfast.cli.LogSetup;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Starts a server over a throw-away folder, with keys and rows of its own, and starts it again: the launcher has
/// the JDK record this run, so that servers find the classes and profiles that a start needs.
@Command(name = "start-training", hidden = true, mixinStandardHelpOptions = true,
        description = "Do what a start of a server does, for the JDK to record it.")
public final class StartTrainingCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        LogSetup.forServer();
        Path folder = Folders.temporary("holdfast-start-");
        try {
            train(folder);
        } catch (StepFailedException e) {
            throw new CommandFailedException("the training failed: " + e.getMessage(), e);
        } finally {
            Folders.delete(folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private static void train(Path folder) {
        Credentials credentials;
        String workspace;
        int port;
        try (HoldfastServer server = HoldfastServer.start(ServerConfig.onLoopback(folder, 0))) {
            BootstrapCredentials first = server.takeBootstrapCredentials().orElseThrow();
            credentials = new Credentials(first.tenantId(), first.clientId(), first.clientSecret());
            port = server.origin().getPort();
            workspace = fill(server, credentials, new Names(first.subscriptionId()));
        }
        try (HoldfastServer server = HoldfastServer.start(ServerConfig.onLoopback(folder, port));
                ApiClient client = new ApiClient(server.origin(), server.caCertificateFile(), credentials)) {
            new Queries(client, workspace).counts(SampleData.load().tables().stream()
                    .map(table -> table.customName()).toList());
        }
    }

    /// Sets up a workspace with rows; answers its customerId.
    private static String fill(HoldfastServer server, Credentials credentials, Names names) {
        try (ApiClient client = new ApiClient(server.origin(), server.caCertificateFile(), credentials)) {
            Scene scene = new Scene(client, names,
                    new Transcript(new PrintWriter(Writer.nullWriter()), false));
            VaultStep.Vault vault = new VaultStep(scene).run(credentials.tenantId(), credentials.clientId());
            String workspace = new ClusterStep(scene).run(credentials.tenantId(), vault).customerId();
            new IngestionStep(scene).run(SampleData.load().endingAt(Instant.now()), workspace,
                    vault.principalId());
            return workspace;
        }
    }
}
