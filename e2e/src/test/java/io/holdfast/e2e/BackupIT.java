package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import io.holdfast.testkit.Canaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `backup` of a server that takes rows meanwhile, and `restore` to an empty folder, whose data stay under the key.
class BackupIT {

    private static final String TABLE = "Kept_CL";
    private static final String PROBE = "gossamer-anvil";
    private static final Duration PROMPTLY = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void aBackupUnderLoadIsRestoredWholeAndStaysUnderTheKey() throws Exception {
        Path data = folder.resolve("data");
        Path backup = folder.resolve("backup");
        Story story = new Story(TestServer.start(data));
        long before;
        long most;
        try (TestServer _ = story.server) {
            story.setUp();
            before = story.underLoad(() -> story.command(0, "backup", backup.toString())
                    .says("It needs the key version", "keep it elsewhere"));
            most = story.sent.get();
            story.keyIsNeededByTheBackup();
            story.command(1, "backup", data.resolve("within").toString()).says("outside the data folder");
            story.command(0, "backup", backup.toString());
            Canaries.requireAbsent(List.of(PROBE), backup);
            Canaries.requireUnreadable(List.of(PROBE), backup.resolve("objects"));
            assertThat(Files.readString(backup.resolve("manifest.json"))).doesNotContain(PROBE, TABLE);
            String id = Files.readString(backup.resolve("backup-id")).strip();
            story.command(0, "backup", "--forget", id).says("No key version is needed");
            story.keyIsNeededByNoBackup();
            story.command(1, "backup", "--forget", id).says("No backup " + id + " is registered");
            story.command(2, "backup");
        }
        refusals(data, backup);
        Path restored = folder.resolve("restored");
        restore(0, backup, restored, data.resolve("platform.key")).says("Its data stay dark unless");

        try (TestServer server = TestServer.launch(restored, story.server.port(),
                story.server.credentials())) {
            story.server = server;
            Await.until("the store is open", PROMPTLY, () -> story.query().status() == 200);
            assertThat(story.count()).isBetween(before, most).matches(rows -> rows % 2 == 0,
                    "whole calls only");
            assertThat(story.ingest().status()).isEqualTo(204);
            story.setEnabled(false);
            Await.until("the key is revoked", PROMPTLY, () -> story.query().status() == 403);
            assertThat(story.query().errorCode()).isEqualTo("CustomerManagedKeyRevoked");
        }
    }

    private void refusals(Path data, Path backup) throws IOException {
        Path target = folder.resolve("no-data");
        CommandRun.of(List.of("restore", backup.toString(), "--data", target.toString()), Map.of(), "")
                .ended(1)
                .says("does not hold the platform key");
        Path other = folder.resolve("other.key");
        byte[] strange = Files.readAllBytes(data.resolve("platform.key"));
        strange[5] ^= 1;
        Files.write(other, strange);
        Files.setPosixFilePermissions(other, Files.getPosixFilePermissions(data.resolve("platform.key")));
        restore(1, backup, target, other).says("does not open under this platform key");
        restore(1, backup, data, data.resolve("platform.key")).says("is not empty");
        try (Stream<Path> objects = Files.list(backup.resolve("objects"))) {
            Path object = objects.sorted().findFirst().orElseThrow();
            byte[] content = Files.readAllBytes(object);
            content[content.length / 2] ^= 1;
            Files.write(object, content, StandardOpenOption.TRUNCATE_EXISTING);
            restore(1, backup, target, data.resolve("platform.key")).says("The backup is damaged");
            content[content.length / 2] ^= 1;
            Files.write(object, content, StandardOpenOption.TRUNCATE_EXISTING);
        }
        assertThat(target).doesNotExist();
    }

    private static CommandRun restore(int status, Path backup, Path target, Path key) {
        return CommandRun
                .of(List.of("restore", backup.toString(), "--data", target.toString(), "--platform-key",
                        key.toString()), Map.of(), "")
                .ended(status);
    }

    /// A workspace under a key.
    private static final class Story {

        private final AtomicLong sent = new AtomicLong();
        private TestServer server;
        private String version = "";
        private String workspace = "";
        private String rule = "";

        Story(TestServer server) {
            this.server = server;
        }

        void setUp() {
            CmkEnvironment azure = azure();
            String vaultUri = azure.createVault();
            String kid = key("POST", "kek/create", Json.of("{'kty':'RSA','key_size':2048}")).body()
                    .path("key")
                    .path("kid").stringValue();
            version = kid.substring(kid.lastIndexOf('/') + 1);
            azure.grant(azure.createCluster());
            azure.setKey(vaultUri, "kek", version);
            workspace = azure.createLinkedWorkspace();
            rule = azure.createTable(TABLE);
        }

        /// Does work while rows are sent; answers how many were acknowledged before it began.
        long underLoad(Runnable work) throws InterruptedException {
            AtomicBoolean over = new AtomicBoolean();
            List<Integer> refused = new ArrayList<>();
            Thread sender = Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    int status = ingest().status();
                    if (status != 204) {
                        refused.add(status);
                    }
                }
            });
            Await.until("rows are in data files and the write-ahead log", PROMPTLY, () -> sent.get() >= 60);
            long before = sent.get();
            work.run();
            over.set(true);
            sender.join();
            assertThat(refused).isEmpty();
            return before;
        }

        Answer ingest() {
            Answer answer = server.arm().call("POST",
                    "/dataCollectionRules/" + rule + "/streams/Custom-" + TABLE + "?api-version=2023-01-01",
                    Json.of("[{'Message':'" + PROBE + "','Count':1},{'Message':'" + PROBE + "','Count':2}]"),
                    "https://monitor.azure.com");
            if (answer.status() == 204) {
                sent.addAndGet(2);
            }
            return answer;
        }

        void keyIsNeededByTheBackup() {
            Answer usage = server.arm().call("GET", azure().cluster() + "/keyUsage?api-version=2022-10-01",
                    "");
            assertThat(usage.body().toString()).contains("backup-");
        }

        void keyIsNeededByNoBackup() {
            Answer usage = server.arm().call("GET", azure().cluster() + "/keyUsage?api-version=2022-10-01",
                    "");
            assertThat(usage.body().toString()).contains("registeredBackups").doesNotContain("backup-");
        }

        CommandRun command(int status, String... words) {
            List<String> arguments = new ArrayList<>(List.of(words));
            arguments.addAll(
                    List.of("--url", server.origin().toString(), "--ca", server.authority().toString()));
            return CommandRun.of(arguments, server.credentials().environment(), "").ended(status);
        }

        Answer query() {
            return server.arm().call("POST", "/v1/workspaces/" + workspace + "/query",
                    "{\"query\":\"" + TABLE + " | summarize n = count()\"}", "https://api.loganalytics.io");
        }

        long count() {
            Answer answer = query();
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer.body().path("tables").path(0).path("rows").path(0).path(0).longValue();
        }

        void setEnabled(boolean enabled) {
            key("PATCH", "kek/" + version, Json.of("{'attributes':{'enabled':" + enabled + "}}"));
        }

        private CmkEnvironment azure() {
            return new CmkEnvironment(server.arm(), server.credentials(), "backup");
        }

        private Answer key(String method, String path, String body) {
            Answer answer = server.arm().call(method, "/keys/" + path + "?api-version=7.4", body,
                    "https://vault.localhost");
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            return answer;
        }
    }
}
