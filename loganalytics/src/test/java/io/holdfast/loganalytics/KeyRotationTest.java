package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Rotation re-wraps account key records and writes nothing else, and nobody notices.
@ExtendWith(Worlds.class)
@Timeout(60)
class KeyRotationTest {

    private static final String STREAM = "Custom-Events_CL";
    private static final String RECORD = "[{\"Id\":1,\"Message\":\"m\"}]";
    private static final int ROTATIONS = 5;

    private final World world;
    private final Fixture fixture;
    private String rule = "";

    KeyRotationTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @BeforeEach
    void setUp() {
        world.createProtectedCluster();
        world.createLinkedWorkspace();
        rule = world.createTableAndRule();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
    }

    private void rotate() {
        assertThat(fixture.ended(world.patchKey(world.newKeyVersion())).text("status"))
                .isEqualTo("Succeeded");
    }

    private record Content(FileTime modified, String bytes) {}

    private Map<Path, Content> stored() throws IOException {
        Map<Path, Content> stored = new TreeMap<>();
        try (Stream<Path> files = Files.walk(world.clusterFolder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                stored.put(file, new Content(Files.getLastModifiedTime(file),
                        HexFormat.of().formatHex(Files.readAllBytes(file))));
            }
        }
        return stored;
    }

    @Test
    void ruleT1_rotationWritesNoFileOfTheStore() throws IOException {
        fixture.module.stores().logStore(world.clusterId()).flush();
        assertThat(fixture.ingest(rule, STREAM, RECORD).status()).isEqualTo(204);
        Map<Path, Content> before = stored();
        assertThat(before.keySet()).anyMatch(file -> file.toString().contains("/data/"));

        rotate();

        assertThat(stored()).isEqualTo(before);
        assertThat(world.rowCount("Events_CL")).isEqualTo(2);
    }

    @Test
    void readersAndWritersSeeNoErrorAndNoRowTwiceWhileKeysAreRotated() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        ConcurrentLinkedQueue<Integer> queried = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Integer> ingested = new ConcurrentLinkedQueue<>();
        CountDownLatch running = new CountDownLatch(2);
        List<Thread> threads = List.of(
                loop(ended, queried, running, () -> world.query("Events_CL | count").status()),
                loop(ended, ingested, running, () -> fixture.ingest(rule, STREAM, RECORD).status()));
        running.await();
        for (int i = 0; i < ROTATIONS; i++) {
            rotate();
        }
        ended.set(true);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(queried).isNotEmpty().allMatch(status -> status == 200);
        assertThat(ingested).isNotEmpty().allMatch(status -> status == 204);
        assertThat(world.rowCount("Events_CL")).isEqualTo(ingested.size() + 1);
    }

    private static Thread loop(AtomicBoolean ended, ConcurrentLinkedQueue<Integer> answers,
            CountDownLatch running, IntSupplier call) {
        return Thread.ofPlatform().start(() -> {
            while (!ended.get()) {
                answers.add(call.getAsInt());
                running.countDown();
            }
        });
    }
}
