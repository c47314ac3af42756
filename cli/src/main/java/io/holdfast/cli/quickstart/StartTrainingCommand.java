package io.holdfast.cli.quickstart;

import io.holdfast.cli.ApiClient;
import io.holdfast.cli.Audience;
import io.holdfast.cli.CommandFailedException;
import io.holdfast.cli.Credentials;
import io.holdfast.cli.LogSetup;
import io.holdfast.cli.Main;
import io.holdfast.cli.ServeCommand;
import io.holdfast.cli.sample.SampleData;
import io.holdfast.identity.BootstrapCredentials;
import io.holdfast.server.HoldfastServer;
import io.holdfast.server.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Fills a throw-away folder with keys and rows, then has the JDK record a process that serves it and answers
/// queries: in that record, the start cache, servers find the classes that a start needs.
@Command(name = "start-training", hidden = true, mixinStandardHelpOptions = true,
        description = "Have the JDK record a start of a server.")
public final class StartTrainingCommand implements Callable<Integer> {

    private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--cache", required = true, paramLabel = "FILE", description = "The start cache to make.")
    private Path cache = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        LogSetup.forServer();
        Path folder = Folders.temporary("holdfast-start-");
        try {
            record(filled(folder));
        } catch (StepFailedException | IOException e) {
            throw new CommandFailedException("the training failed: " + e.getMessage(), e);
        } finally {
            Folders.delete(folder);
        }
        return CommandLine.ExitCode.OK;
    }

    /// A folder of a server that has ended.
    ///
    /// @param workspace its customerId
    private record Filled(Path folder, URI origin, Path authority, Credentials credentials,
            String workspace) {}

    private static Filled filled(Path folder) {
        try (HoldfastServer server = HoldfastServer
                .start(ServerConfig.onLoopback(folder, 0).flushingAfter(FLUSH_AFTER))) {
            BootstrapCredentials first = server.takeBootstrapCredentials().orElseThrow();
            Credentials credentials = new Credentials(first.tenantId(), first.clientId(),
                    first.clientSecret());
            try (ApiClient client = new ApiClient(server.origin(), server.caCertificateFile(), credentials)) {
                Scene scene = new Scene(client, new Names(first.subscriptionId()),
                        new Transcript(new PrintWriter(Writer.nullWriter()), false));
                return new Filled(folder, server.origin(), server.caCertificateFile(), credentials,
                        fill(scene, credentials, folder));
            }
        }
    }

    /// Sets up a workspace with rows in data files and rows in the write-ahead log; answers its customerId.
    private static String fill(Scene scene, Credentials credentials, Path folder) {
        SampleData sample = SampleData.load().endingAt(Instant.now());
        VaultStep.Vault vault = new VaultStep(scene).run(credentials.tenantId(), credentials.clientId());
        String workspace = new ClusterStep(scene).run(credentials.tenantId(), vault).customerId();
        IngestionStep.Ingested ingested = new IngestionStep(scene).run(sample, workspace,
                vault.principalId());
        awaitDataFiles(folder, sample.tables().size());
        sample.tables().forEach(table -> scene.call("POST", ingested.stream(table), Audience.INGESTION,
                Scene.json(table.jsonArray())));
        return workspace;
    }

    private static void awaitDataFiles(Path folder, int tables) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (FileHashes.of(folder).byFile().size() < tables) {
            StepFailedException.unless(System.nanoTime() < deadline, "a data file of each table", "none");
            Scene.pause(POLL_INTERVAL);
        }
    }

    /// The process writes the record as it ends.
    private void record(Filled filled) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(command(filled)).redirectErrorStream(true).start();
        try (BufferedReader lines = server.inputReader(StandardCharsets.UTF_8)) {
            awaitReady(lines);
            Thread rest = Thread.ofVirtual().start(() -> lines.lines().forEach(this::print));
            ask(filled);
            // Process.destroy would close its output, too.
            server.toHandle().destroy();
            server.waitFor();
            rest.join();
        } finally {
            server.destroyForcibly();
        }
    }

    private void awaitReady(BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
            StepFailedException.unless(line != null, "a server that starts", "the end of its process");
            print(line);
        } while (!line.startsWith(ServeCommand.READY));
    }

    private static void ask(Filled filled) {
        try (ApiClient client = new ApiClient(filled.origin(), filled.authority(), filled.credentials())) {
            new Queries(client, filled.workspace()).counts(SampleData.load().tables().stream()
                    .map(table -> table.customName()).toList());
        }
    }

    /// This process's own program and options, as the launcher gave them, but for those of the cache.
    private List<String> command(Filled filled) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> !option.startsWith("-XX:AOT")).forEach(command::add);
        // Without profiles: the compilers would have so much to do with them that a start took longer.
        command.addAll(List.of("-XX:-AOTRecordTraining", "-XX:AOTCacheOutput=" + cache, "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(), "serve", "--data",
                filled.folder().toString(), "--port", Integer.toString(filled.origin().getPort())));
        return command;
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
