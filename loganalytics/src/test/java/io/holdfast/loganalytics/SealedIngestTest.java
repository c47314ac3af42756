package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.loganalytics.WorkspaceGate.Onboarding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What arrives while the key is revoked, where the cluster has opted in to taking it.
@ExtendWith(Worlds.class)
class SealedIngestTest {

    private static final String STREAM = "Custom-Events_CL";
    private static final String ON = "{\"properties\":{\"enabled\":true}}";

    private final World world;
    private final Fixture fixture;
    private String version = "";
    private String rule = "";

    SealedIngestTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void whatArrivesWhileDarkIsInTheTableOnceTheKeyIsBack() {
        ready(ON);
        assertThat(status().path("ready").asBoolean()).isTrue();
        darken();

        Answer taken = fixture.ingest(rule, STREAM, "[{\"Id\":1,\"Message\":\"probeword\"},{\"Id\":2}]");
        assertThat(taken.status()).as(taken.json().toString()).isEqualTo(204);
        assertThat(taken.header("x-holdfast-sealed")).contains("true");
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":3}]").status()).isEqualTo(204);

        fixture.requireUnreadable("probeword");
        assertThat(status().path("waitingBatches").asInt()).isEqualTo(2);
        assertThat(status().path("waitingBytes").asInt()).isGreaterThan(50);
        assertThat(world.query("Events_CL | count").code()).isEqualTo("CustomerManagedKeyRevoked");
        fixture.module.restoreSealed();
        assertThat(status().path("waitingBatches").asInt()).isEqualTo(2);
        String arrived = fixture.clock.instant().toString().replace("T", " ").replace("Z", ".0");
        fixture.clock.advance(Duration.ofHours(1));

        restore();

        assertThat(world.rows("Events_CL", "\"Id\", \"Message\", \"TimeGenerated\""))
                .containsExactlyInAnyOrder(
                        "1|probeword|" + arrived, "2|null|" + arrived, "3|null|" + arrived);
        assertThat(status().path("waitingBatches").asInt()).isZero();
        assertThat(status().path("restoredBatches").asInt()).isEqualTo(2);
        assertThat(sealedFiles()).isEmpty();
    }

    @Test
    void aClusterThatHasNotOptedInOrHasOptedOutRefuses() {
        ready("{\"properties\":{\"enabled\":false}}");
        darken();
        assertThat(fixture.ingest(rule, STREAM, "no json").code()).isEqualTo("CustomerManagedKeyRevoked");
        assertThat(fixture.call("PUT", world.cluster + "/sealedIngest", ON).code())
                .isEqualTo("CustomerManagedKeyRevoked");
    }

    @Test
    void whatIsNoJsonIsRefusedAtOnceAndWhatDoesNotFitIsADeadLetterLater() {
        ready(ON);
        darken();

        assertThat(fixture.ingest(rule, STREAM, "no json").status()).isEqualTo(400);
        assertThat(fixture.ingest(rule, STREAM, "{}").status()).isEqualTo(400);
        assertThat(fixture.ingest(rule, "Custom-Other_CL", "[]").status()).isEqualTo(404);
        assertThat(
                fixture.ingest(rule, STREAM, "[{\"Id\":\"x\"},7,{\"Id\":1}]".getBytes(StandardCharsets.UTF_8),
                        Map.of("x-ms-client-request-id", "call-1")).status())
                .isEqualTo(204);
        restore();

        assertThat(world.rows("Events_CL", "\"Id\"")).containsExactlyInAnyOrder("null", "1");
        assertThat(world.rows("HoldfastDeadLetters_CL", "\"RecordIndex\", \"RequestId\""))
                .containsExactlyInAnyOrder(
                        "0|call-1", "1|call-1");
    }

    @Test
    void theTransformationRunsOnceTheKeyIsBack() {
        ready(ON);
        String body = fixture.get(world.rulePath()).json().toString();
        assertThat(fixture.call("PUT", world.rulePath(),
                body.replace("\"source\"", "\"source | where Id > 1 | extend Message = strcat('t', Id)\""))
                .status())
                .isEqualTo(200);
        darken();

        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1},{\"Id\":2}]").status()).isEqualTo(204);
        restore();

        assertThat(world.rows("Events_CL", "\"Id\", \"Message\"")).containsExactly("2|t2");
    }

    @Test
    void aBatchWhoseRuleIsGoneIsKeptAsDeadLetters() {
        ready(ON);
        darken();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1},{\"Id\":2}]").status()).isEqualTo(204);
        world.enable(version, true);
        world.until(() -> fixture.call("DELETE", world.rulePath(), ""), 200);

        restore();

        assertThat(world.rows("HoldfastDeadLetters_CL",
                "\"RecordIndex\", \"Reason\", \"TargetTable\", \"Record\""))
                .containsExactlyInAnyOrder("0|its data collection rule is gone|" + STREAM + "|{\"Id\":1}",
                        "1|its data collection rule is gone|" + STREAM + "|{\"Id\":2}");
    }

    @Test
    void theQuotaIsABoundThatIsTold() {
        ready("{\"properties\":{\"enabled\":true,\"quotaMegabytes\":1}}");
        darken();
        String large = "[{\"Message\":\"" + "m".repeat(700_000) + "\"}]";

        assertThat(fixture.ingest(rule, STREAM, large).status()).isEqualTo(204);
        Answer over = fixture.ingest(rule, STREAM, large);

        assertThat(over.status()).isEqualTo(429);
        assertThat(over.code()).isEqualTo("SealedIngestQuotaReached");
        assertThat(over.header("Retry-After")).isPresent();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        restore();
        assertThat(world.rowCount("Events_CL")).isEqualTo(2);
    }

    @Test
    void aSettingThatIsNoneIsRefused() {
        ready(ON);
        for (String bad : List.of("{}", "{\"properties\":{\"enabled\":1}}",
                "{\"properties\":{\"enabled\":true,\"quotaMegabytes\":0}}",
                "{\"properties\":{\"enabled\":true,\"quotaMegabytes\":\"9\"}}",
                "{\"properties\":{\"enabled\":true,\"quotaMegabytes\":9999999}}")) {
            assertThat(fixture.call("PUT", world.cluster + "/sealedIngest", bad).status()).as(bad)
                    .isEqualTo(400);
        }
        assertThat(status().path("quotaMegabytes").asInt()).isEqualTo(256);
    }

    @Test
    void rowsOfOtherModulesWaitAndAreTaken() {
        ready(ON);
        darken();

        fixture.module.rows().append(world.workspaceId(), "Syslog",
                "[{\"SyslogMessage\":\"hello\"}]".getBytes(StandardCharsets.UTF_8));
        restore();

        assertThat(world.rows("Syslog", "\"SyslogMessage\"")).containsExactly("hello");
    }

    @Test
    void aWorkspaceThatTakesNothingTakesNothingSealedEither() {
        ready(ON);
        darken();
        fixture.gate.states.put(world.workspaceId(), Onboarding.CUSTOMER_KEY_UNCONFIRMED);
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").code()).isEqualTo("OnboardingNotConfirmed");
    }

    @Test
    void aRotationBetweenAndWhileItIsDarkKeepsWhatWaits() {
        ready(ON);
        darken();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        String newer = world.newKeyVersion();
        world.enable(version, true);
        world.until(() -> world.patchKey(newer), 200);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 200);
        version = newer;
        darken();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":2}]").status()).isEqualTo(204);

        restore();

        assertThat(world.rows("Events_CL", "\"Id\"")).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void batchesThatAreEditedSwappedOrMissingAreToldAndTheOthersAreTaken() throws IOException {
        ready(ON);
        darken();
        for (int id = 1; id <= 6; id++) {
            assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":" + id + "}]").status()).isEqualTo(204);
        }
        List<Path> files = sealedFiles();
        assertThat(files).hasSize(6);
        byte[] edited = Files.readAllBytes(files.get(1));
        edited[edited.length - 1] ^= 1;
        Files.write(files.get(1), edited);
        Files.delete(files.get(2));
        byte[] swapped = Files.readAllBytes(files.get(3));
        Files.copy(files.get(4), files.get(3), StandardCopyOption.REPLACE_EXISTING);
        Files.write(files.get(4), swapped);

        restore();

        assertThat(world.rows("Events_CL", "\"Id\"")).containsExactlyInAnyOrder("1", "6");
        assertThat(status().path("damagedBatches").asInt()).isEqualTo(4);
        assertThat(status().path("restoredBatches").asInt()).isEqualTo(2);
        assertThat(sealedFiles()).allSatisfy(file -> assertThat(file.toString()).endsWith(".damaged"))
                .hasSize(3);
    }

    @Test
    void deletingTheClusterDeletesWhatWaits() {
        ready(ON);
        darken();
        assertThat(fixture.ingest(rule, STREAM, "[{\"Id\":1}]").status()).isEqualTo(204);
        String clusterId = world.clusterId();
        Path folder = world.clusterFolder();

        assertThat(fixture.call("DELETE", world.cluster, "").status()).isEqualTo(200);

        assertThat(folder).doesNotExist();
        assertThat(fixture.sealed.waiting()).doesNotContain(clusterId);
        assertThat(fixture.sealed.status(clusterId).batches()).isZero();
        fixture.module.restoreSealed();
    }

    @Test
    void revocationsAndRestartsLoseAndDoubleNothing(@TempDir Path folder) {
        cycles(folder, 4, 200);
    }

    @Test
    @Tag("long")
    void aMillionRowsOverAHundredRevocationsAreAllThereOnce(@TempDir Path folder) {
        cycles(folder, 100, 10_000);
    }

    private static void cycles(Path folder, int cycles, int perCycle) {
        try (Fixture own = new Fixture(folder)) {
            SealedIngestTest test = new SealedIngestTest(own.world());
            test.ready(ON);
            List<Long> sent = new ArrayList<>();
            for (int cycle = 0; cycle < cycles; cycle++) {
                test.darken();
                test.send(sent, perCycle);
                if (cycle % 3 == 1) {
                    own.restart();
                }
                own.requireUnreadable("ledgerword");
                assertThat(test.world.query("Events_CL | count").code())
                        .isEqualTo("CustomerManagedKeyRevoked");
                test.world.enable(test.version, true);
                test.world.until(() -> own.call("PATCH", test.world.cluster, "{\"tags\":{}}"), 200);
                test.send(sent, 3);
                own.module.restoreSealed();
                if (cycle % 3 == 2) {
                    own.restart();
                }
            }
            List<Long> found = new ArrayList<>(
                    test.world.rows("Events_CL", "\"Id\"").stream().map(Long::valueOf)
                            .toList());
            Collections.sort(found);
            assertThat(found).isEqualTo(sent);
        }
    }

    private void send(List<Long> sent, int count) {
        long first = sent.size();
        int batch = Math.min(count, 5_000);
        for (long from = first; from < first + count; from += batch) {
            List<String> rows = LongStream.range(from, from + batch)
                    .mapToObj(id -> "{\"Id\":" + id + ",\"Message\":\"ledgerword\"}").toList();
            Answer answer = fixture.ingest(rule, STREAM, "[" + String.join(",", rows) + "]");
            assertThat(answer.status()).as(answer.json().toString()).isEqualTo(204);
            LongStream.range(from, from + batch).forEach(sent::add);
        }
    }

    private void ready(String setting) {
        version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        rule = world.createTableAndRule();
        Answer set = fixture.call("PUT", world.cluster + "/sealedIngest", setting);
        assertThat(set.status()).as(set.json().toString()).isEqualTo(200);
    }

    private void darken() {
        world.enable(version, false);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 403);
    }

    private void restore() {
        world.enable(version, true);
        world.until(() -> fixture.call("PATCH", world.cluster, "{\"tags\":{}}"), 200);
        fixture.module.restoreSealed();
    }

    private JsonNode status() {
        return fixture.get(world.cluster + "/sealedIngest").at("properties");
    }

    private List<Path> sealedFiles() {
        Path folder = world.clusterFolder().resolve("sealed");
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
