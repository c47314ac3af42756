package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose key is rotated, revoked and given back, and that is killed and restarted, while clients send rows,
/// count them and provoke errors: checked against a ledger of what was acknowledged, and nothing of it can be read in
/// any file.
class LedgerIT {

    private static final Duration PROMPTLY = Duration.ofSeconds(30);
    private static final int LONG_ROUNDS = 20;

    @TempDir
    private Path folder;

    /// What happens to the server.
    private enum Event {
        ROTATE, DISABLE, WITHDRAW, KILL, KILL_WHILE_DARK, RESTART
    }

    @Test
    void acknowledgedRowsAreThereOnceWhateverHappensToTheKeyAndTheServer() throws IOException {
        run(1, List.of(Event.ROTATE, Event.DISABLE, Event.KILL_WHILE_DARK, Event.WITHDRAW));
    }

    @Test
    @Tag("long")
    void acknowledgedRowsAreThereOnceAfterManyEvents() throws IOException {
        Random random = new Random(2);
        List<Event> events = new ArrayList<>();
        for (int round = 0; round < LONG_ROUNDS; round++) {
            List<Event> all = new ArrayList<>(List.of(Event.values()));
            Collections.shuffle(all, random);
            events.addAll(all);
        }
        run(2, events);
    }

    private void run(long seed, List<Event> events) throws IOException {
        Path data = folder.resolve("data");
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        TestServer.Options options = new TestServer.Options(List.of("-Djava.io.tmpdir=" + temporary),
                List.of("--flush-after", "1s"));
        Story story = new Story(TestServer.start(data, options), options, seed);
        try {
            for (Event event : events) {
                story.traffic.goOn();
                story.happens(event);
            }
            story.traffic.goOn();
            story.traffic.check();
            assertThat(story.server.logged()).doesNotContain(story.server.credentials().clientSecret());
        } finally {
            story.traffic.close();
            story.server.close();
        }
        List<String> words = List.of(LedgerTraffic.ROW_PROBE, LedgerTraffic.ERROR_PROBE);
        Canaries.requireUnreadable(words, data);
        Canaries.requireAbsent(words, folder);
    }

    /// One run; `server` changes with each restart.
    private static final class Story {

        private final TestServer.Options options;
        private final KeyedWorkspace workspace;
        private final LedgerTraffic traffic;
        private final String principal;
        private TestServer server;

        Story(TestServer server, TestServer.Options options, long seed) {
            this.server = server;
            this.options = options;
            workspace = KeyedWorkspace.setUp(server, "ledger");
            principal = workspace.azure().clusterBody().path("identity").path("principalId").stringValue();
            String rule = workspace.azure().createTable(LedgerTraffic.TABLE);
            traffic = new LedgerTraffic(server.arm(), workspace, rule, seed);
        }

        void happens(Event event) {
            switch (event) {
                case ROTATE -> workspace.rotate();
                case DISABLE ->
                    darkened(() -> workspace.enable(false), () -> {}, () -> workspace.enable(true));
                case WITHDRAW -> darkened(() -> workspace.azure().withdraw(principal), () -> {},
                        () -> workspace.azure().grant(principal));
                case KILL -> {
                    server = server.killAndRestart(options);
                    awaitStatus(200);
                }
                case KILL_WHILE_DARK -> darkened(() -> workspace.enable(false),
                        () -> server = server.killAndRestart(options), () -> workspace.enable(true));
                case RESTART -> {
                    server.close();
                    server = server.restart(options);
                    awaitStatus(200);
                }
            }
        }

        private void darkened(Runnable revoke, Runnable meanwhile, Runnable giveBack) {
            revoke.run();
            awaitStatus(403);
            traffic.dark();
            meanwhile.run();
            traffic.goOnRefusing();
            traffic.mayBeLight();
            giveBack.run();
            awaitStatus(200);
        }

        private void awaitStatus(int status) {
            Await.until("queries are answered with " + status, PROMPTLY,
                    () -> workspace.query(LedgerTraffic.TABLE + " | count").status() == status);
        }
    }
}
