package io.holdfast.cli.quickstart;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.Credentials;
import io.holdfast.cli.ExitAction;
import io.holdfast.cli.LogSetup;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the whole story on a server of its own.
@Command(name = "quickstart", mixinStandardHelpOptions = true,
        description = "Run the whole story on a fresh server: set up, ingest, query, rotate, revoke, "
                + "restore.")
public final class QuickstartCommand implements Callable<Integer> {

    /// So that the rows reach encrypted Parquet files within the story.
    static final Duration FLUSH_AFTER = Duration.ofSeconds(2);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR",
            description = "Data folder, absent or empty; kept (default: a temporary one, deleted at the "
                    + "end).")
    private @Nullable Path data;

    @Option(names = "--keep", description = "Keep the server running, and print how to use it.")
    private boolean keep;

    @Override
    public Integer call() {
        LogSetup.quiet();
        if (data != null) {
            if (!Folders.isFresh(data)) {
                throw new CommandFailedException("the data folder must be absent or empty: " + data);
            }
            return played(data, () -> {});
        }
        Path temporary = Folders.temporary("holdfast-quickstart-");
        return played(temporary, () -> Folders.delete(temporary));
    }

    private int played(Path folder, Runnable atEnd) {
        long start = System.nanoTime();
        HoldfastServer server = HoldfastServer
                .start(ServerConfig.onLoopback(folder, 0).flushingAfter(FLUSH_AFTER));
        try (ExitAction _ = ExitAction.register("quickstart-end", () -> {
            server.close();
            atEnd.run();
        })) {
            return played(server, folder, start);
        }
    }

    private int played(HoldfastServer server, Path folder, long start) {
        Transcript transcript = new Transcript(spec.commandLine().getOut(), coloured());
        BootstrapCredentials first = server.takeBootstrapCredentials().orElseThrow(
                () -> new CommandFailedException("the data folder is not fresh: " + folder));
        Credentials credentials = new Credentials(first.tenantId(), first.clientId(), first.clientSecret());
        try (ApiClient client = new ApiClient(server.origin(), server.caCertificateFile(), credentials)) {
            transcript.line(
                    "Holdfast quickstart: a log store under your own key, from nothing to revoked and back.");
            transcript
                    .line("  %-14s  %s (in this process, just started)".formatted("server", server.origin()));
            transcript.line("  %-14s  %s".formatted("data folder", folder.toAbsolutePath()));
            Scene scene = new Scene(client, new Names(first.subscriptionId()), transcript);
            Story.Ending ending = new Story(scene, folder).run(credentials);
            transcript.line("");
            transcript.line("All 12 steps held, in "
                    + Transcript.time(Duration.ofNanos(System.nanoTime() - start)) + ".");
            if (keep) {
                KeepNotes.lines(server, credentials, scene.names(), ending).forEach(transcript::line);
                awaitEnd();
            }
            return CommandLine.ExitCode.OK;
        } catch (StepFailedException e) {
            transcript.failure(e);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /// Blocks until the process is told to end.
    private static void awaitEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean coloured() {
        return System.getenv("NO_COLOR") == null
                && Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
