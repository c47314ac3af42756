package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.ArmClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left in memory once the key is revoked: no row in native memory and in no memory file, and no key in
/// any live object.
///
/// Dead copies in the Java heap are not promised (threat model), so the search for rows leaves the heap's
/// addresses out, and that for keys looks at a dump of live objects: the array itself, or a cipher's key schedule,
/// whose first words are the key.
class DarkMemoryIT {

    private static final String FLUSHED = "marzipan-obelisk";
    private static final String HOT = "zephyr-cuckooclock";
    private static final String TITLE = "amaranth-periscope";
    private static final String TABLE = "Memory_CL";
    private static final Duration PROMPTLY = Duration.ofSeconds(10);
    private static final Duration PATIENTLY = Duration.ofSeconds(60);
    private static final Pattern HEAP = Pattern.compile("Heap address: 0x([0-9a-f]+), size: (\\d+) MB");

    @TempDir
    Path folder;

    @Test
    void rulesA7_R6_onceTheKeyIsRevokedNoRowIsLeftInNativeMemory() throws IOException {
        Path heapLog = folder.resolve("heap.log");
        Path data = folder.resolve("data");
        TestServer.Options options = new TestServer.Options(
                List.of("-Xlog:gc+heap+coops=debug:file=" + heapLog + ":none"),
                List.of("--flush-after", "1s"));
        try (TestServer server = TestServer.start(data, options)) {
            ProcessMemory memory = new ProcessMemory(server.pid());
            if (!memory.isReadable()) {
                System.out.println("DarkMemoryIT: left out, as the memory of another process cannot be read"
                        + " here (needs CAP_SYS_PTRACE)");
                return;
            }
            Matcher heap = HEAP.matcher(Files.readString(heapLog));
            assertThat(heap.find()).as("where the heap is").isTrue();
            long from = Long.parseUnsignedLong(heap.group(1), 16);
            long to = from + (Long.parseLong(heap.group(2)) << 20);
            Set<String> before = keys(server, "before");
            Story story = new Story(server);
            story.fill(data);
            Set<String> ofCluster = keys(server, "light");
            ofCluster.removeAll(before);
            assertThat(ofCluster).as("the control: keys of the cluster's stores are in use")
                    .hasSizeGreaterThan(2);
            assertThat(story.query().status()).isEqualTo(200);
            Await.until("the control: rows that are hot are found", PATIENTLY, () -> {
                story.upload(HOT, 50);
                return !memory.find(HOT, from, to).isEmpty();
            });

            story.revoke();

            for (String probe : List.of(FLUSHED, HOT, TITLE)) {
                assertThat(memory.find(probe, from, to)).isEmpty();
            }
            HeapDump dark = HeapDump.of(server.pid(), folder.resolve("dark.hprof"));
            assertThat(ofCluster.stream().filter(key -> dark.holds(HexFormat.of().parseHex(key))))
                    .as("keys made for the cluster that live objects still hold").isEmpty();
        }
    }

    /// The content of all secrets that the server holds.
    private Set<String> keys(TestServer server, String name) {
        return HeapDump.of(server.pid(), folder.resolve(name + ".hprof"))
                .arraysHeldBy("io.holdfast.crypto.SecretBytes");
    }

    /// Rows in data files and hot rows, an incident, queries over them.
    private static final class Story {

        private final TestServer server;
        private final KeyedWorkspace workspace;
        private final CmkEnvironment azure;
        private String rule = "";

        Story(TestServer server) {
            this.server = server;
            this.workspace = KeyedWorkspace.setUp(server, "dark-memory");
            this.azure = workspace.azure();
        }

        void fill(Path data) {
            azure.registerCosmos();
            azure.onboard();
            rule = azure.createTable(TABLE);
            upload(FLUSHED, 500);
            Await.until("the rows are in a data file", PROMPTLY, () -> hasDataFile(data));
            query();
            server.arm().succeed("PUT", azure.incident("one"), CmkEnvironment.incidentBody(TITLE));
            server.arm().succeed("GET", azure.incident("one"), "");
        }

        private static boolean hasDataFile(Path data) {
            try (Stream<Path> files = Files.walk(data.resolve("clusters"))) {
                return files
                        .anyMatch(file -> file.toString().contains("/data/20") && Files.isRegularFile(file));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void revoke() {
            workspace.enable(false);
            Await.until("both stores are dark", PROMPTLY, () -> query().status() == 403
                    && server.arm().call("GET", azure.incident("one"), "").status() == 403);
        }

        Answer query() {
            return workspace.query(TABLE + " | summarize count() by Message, bin(Count, 10)");
        }

        void upload(String word, int rows) {
            String body = IntStream.range(0, rows)
                    .mapToObj(i -> "{'TimeGenerated':'2026-05-01T10:00:00Z','Message':'" + word + " " + i
                            + "','Count':" + i + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            Answer answer = workspace.send(rule, TABLE, body);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(204);
        }
    }
}
