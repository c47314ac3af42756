package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.logstore.LogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows go when their retention is over, dark or not, and nothing else does.
class RetentionTest {

    private static final String STREAM = "Custom-Events_CL";

    @TempDir
    Path folder;
    private Fixture fixture;
    private World world;
    private String version;
    private String rule;

    @BeforeEach
    void fill() throws IOException {
        fixture = new Fixture(folder);
        world = fixture.world();
        version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        rule = world.createTableAndRule();
        ingest("2026-02-20", 1);
        ingest("2026-03-05", 2);
        store().flush();
        // In the write-ahead log only.
        ingest("2026-02-21", 3);
        written();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private LogStore store() {
        return fixture.module.stores().logStore(world.clusterId());
    }

    private void ingest(String day, int id) {
        assertThat(fixture.ingest(rule, STREAM,
                "[{\"TimeGenerated\":\"" + day + "T10:00:00Z\",\"Id\":" + id + "}]").status()).isEqualTo(204);
    }

    /// All files are as if they had been written now, by the test's clock.
    private void written() throws IOException {
        for (Path file : files()) {
            Files.setLastModifiedTime(file, FileTime.from(fixture.clock.instant()));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(world.clusterFolder())) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : files()) {
            contents.put(world.clusterFolder().relativize(file).toString(),
                    HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return contents;
    }

    private List<String> ids() {
        return world.rows("Events_CL", "\"Id\"");
    }

    private void revoke() {
        world.enable(version, false);
        world.awaitKeyState("Revoked");
    }

    private void restore() {
        world.enable(version, true);
        world.until(() -> world.query("print 1"), 200);
    }

    @Test
    void rowsGoWhenTheyAndTheirArrivalAreLongerAgoThanTheRetention() throws IOException {
        store().flush();
        written();
        fixture.clock.advance(Duration.ofDays(29));
        fixture.module.applyRetention();
        assertThat(ids()).containsExactly("1", "3", "2");

        fixture.clock.advance(Duration.ofDays(2));
        fixture.module.applyRetention();

        assertThat(ids()).containsExactly("2");
        fixture.clock.advance(Duration.ofDays(5));
        fixture.module.applyRetention();
        assertThat(world.query("Events_CL | count").json().path("tables").path(0).path("rows").path(0).path(0)
                .asInt()).isZero();
    }

    @Test
    void rulesR5_S18_retentionGoesOnWhileDarkAndNothingElseIsDeleted() throws IOException {
        setDays(10);
        revoke();
        Map<String, String> before = contents();
        fixture.clock.advance(Duration.ofDays(5));
        fixture.module.applyRetention();
        assertThat(contents()).isEqualTo(before);

        fixture.clock.advance(Duration.ofDays(6));
        fixture.module.applyRetention();

        Map<String, String> after = contents();
        assertThat(before).containsAllEntriesOf(after);
        before.keySet().removeAll(after.keySet());
        assertThat(before.keySet()).hasSize(1).allMatch(file -> file.contains("/data/2026-02-20/"));
    }

    @Test
    void whatWentWhileDarkIsGoneBeforeTheFirstQueryAlsoAfterARestart() throws IOException {
        setDays(10);
        revoke();
        fixture.clock.advance(Duration.ofDays(11));
        fixture.module.applyRetention();
        fixture.restart();
        fixture.module.applyRetention();

        restore();

        assertThat(ids()).containsExactly("2");
        ingest("2026-03-12", 4);
        store().flush();
        assertThat(ids()).containsExactly("2", "4");
        fixture.restart();
        world.until(() -> world.query("print 1"), 200);
        assertThat(ids()).containsExactly("2", "4");
    }

    @Test
    void tablesHaveRetentionsOfTheirOwnAndFollowTheWorkspaceOtherwise() throws IOException {
        Answer shorter = fixture.call("PATCH", world.workspace + "/tables/Events_CL",
                "{\"properties\":{\"retentionInDays\":4,\"totalRetentionInDays\":20}}");
        assertThat(shorter.status()).as(shorter.json().toString()).isEqualTo(200);
        store().flush();
        written();
        fixture.clock.advance(Duration.ofDays(15));
        fixture.module.applyRetention();
        assertThat(ids()).hasSize(3);

        fixture.clock.advance(Duration.ofDays(7));
        fixture.module.applyRetention();

        assertThat(ids()).containsExactly("2");
    }

    @Test
    void aClockThatJumpsDeletesNothingUntilItIsSetBack() throws IOException {
        setDays(10);
        store().flush();
        written();
        fixture.clock.jump(Duration.ofDays(400));
        fixture.module.applyRetention();
        assertThat(ids()).hasSize(3);

        fixture.clock.jump(Duration.ofDays(-400));
        fixture.clock.advance(Duration.ofDays(12));
        fixture.module.applyRetention();

        assertThat(ids()).containsExactly("2");
    }

    @Test
    void aDeletedWorkspaceKeepsItsRowsUntilItIsPurgedOrRecovered() throws IOException {
        setDays(10);
        store().flush();
        written();
        String body = "{\"location\":\"westeurope\"}";
        assertThat(fixture.call("DELETE", world.workspace, "").status()).isEqualTo(200);
        Map<String, String> before = contents();
        fixture.clock.advance(Duration.ofDays(12));
        fixture.module.applyRetention();
        assertThat(contents()).isEqualTo(before);

        assertThat(fixture.call("PUT", world.workspace, body).status()).isIn(200, 201);
        fixture.module.applyRetention();

        assertThat(ids()).containsExactly("2");
    }

    private void setDays(int days) {
        Answer changed = fixture.call("PATCH", world.workspace + "/tables/Events_CL",
                "{\"properties\":{\"retentionInDays\":" + days + "}}");
        assertThat(changed.status()).as(changed.json().toString()).isEqualTo(200);
        assertThat(Instant.parse("2026-03-01T12:00:00Z")).isEqualTo(fixture.clock.instant());
    }
}
