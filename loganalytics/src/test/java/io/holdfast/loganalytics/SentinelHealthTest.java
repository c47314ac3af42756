package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The changes of a cluster's keys: as its key events, and on their way to SentinelHealth.
class SentinelHealthTest {

    private static final String STATES = "SentinelHealth | where SentinelResourceKind == 'Log store'"
            + " | where OperationName == 'Customer-managed key state change'"
            + " | where TimeGenerated > datetime(2026-03-01T12:00:01Z)"
            + " | sort by TimeGenerated asc | project Reason, Status";

    @TempDir
    Path folder;
    private Fixture fixture;
    private World world;
    private String version;

    @BeforeEach
    void open() {
        fixture = new Fixture(folder);
        world = fixture.world();
        version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        fixture.gate.states.put(world.workspaceId(), WorkspaceGate.Onboarding.CUSTOMER_KEY);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void revoke() {
        fixture.clock.advance(Duration.ofSeconds(10));
        world.enable(version, false);
        world.awaitKeyState("Revoked");
    }

    private void restore() {
        fixture.clock.advance(Duration.ofSeconds(10));
        world.enable(version, true);
        world.awaitKeyState("Available");
        world.until(() -> world.query("print 1"), 200);
    }

    private List<JsonNode> events() {
        Answer answer = fixture.get(world.cluster + "/keyEvents");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().path("value").valueStream().toList();
    }

    private List<List<String>> rows(World of, String kql) {
        Answer answer = of.query(kql);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().path("tables").path(0).path("rows").valueStream()
                .map(row -> row.valueStream().map(cell -> cell.asString("")).toList()).toList();
    }

    @Test
    void eventsOfADarkClusterAreShownAtOnceAndAreRowsOnceItIsLight() {
        revoke();
        fixture.module.deliver();
        JsonNode revoked = events().getFirst();
        assertThat(revoked.path("storageResource").asString("")).isEqualTo("LOG_STORE");
        assertThat(revoked.path("previousState").asString("")).isEqualTo("Available");
        assertThat(revoked.path("keyId").asString("")).endsWith("/keys/kek/" + version);
        assertThat(revoked.path("vaultAnswer").path("innerCode").asString("")).isEqualTo("KeyDisabled");
        restore();

        fixture.module.deliver();
        fixture.module.deliver();

        assertThat(rows(world, STATES)).containsExactly(List.of("Revoked", "Failure"),
                List.of("Available", "Success"));
        assertThat(rows(world, """
                SentinelHealth | where Reason == 'Revoked' | project SentinelResourceId, SentinelResourceType,
                 tostring(ExtendedProperties.vaultAnswer.innerCode), WorkspaceId == TenantId, Description
                """)).singleElement().satisfies(row -> {
            assertThat(row.subList(0, 4)).containsExactly(world.cluster, "Customer-managed key",
                    "KeyDisabled", "true");
            assertThat(row.get(4)).contains(version, "is dark");
        });
    }

    @Test
    void eventsAreRowsOnceAcrossRestartsWhileDarkAndAfter() {
        revoke();
        fixture.restart();
        fixture.module.deliver();
        fixture.restart();
        restore();
        fixture.module.deliver();
        fixture.restart();
        fixture.module.deliver();

        assertThat(rows(world, STATES)).containsExactly(List.of("Revoked", "Failure"),
                List.of("Available", "Success"));
    }

    @Test
    void whatAKillLeftBetweenAnnouncingAndCountingIsSettledByLookingIntoTheTable() {
        revoke();
        restore();
        DiagnosticCursors cursors = new DiagnosticCursors(fixture.space);
        String feed = "sentinel-health/" + fixture.get(world.workspace).text("properties.customerId");
        long last = fixture.keyring.journal().last();
        cursors.save(feed, new DiagnosticCursors.Cursor(0, last));
        fixture.restart();
        fixture.module.deliver();
        int delivered = world.rowCount("SentinelHealth");
        assertThat(delivered).isGreaterThanOrEqualTo(2);

        cursors = new DiagnosticCursors(fixture.space);
        cursors.save(feed, new DiagnosticCursors.Cursor(0, last));
        fixture.restart();
        fixture.module.deliver();

        assertThat(world.rowCount("SentinelHealth")).isEqualTo(delivered);
        assertThat(new DiagnosticCursors(fixture.space).find(feed)).hasValueSatisfying(
                cursor -> assertThat(cursor.delivered()).isEqualTo(cursor.pending()).isEqualTo(last));
    }

    @Test
    void onlyOnboardedWorkspacesOfTheClusterGetThem() {
        World stranger = fixture.world().createCluster().createLinkedWorkspace();
        fixture.gate.states.put(stranger.workspaceId(), WorkspaceGate.Onboarding.PLATFORM_KEY);
        revoke();
        restore();
        fixture.gate.states.remove(world.workspaceId());
        fixture.module.deliver();

        assertThat(fixture.get(world.workspace + "/tables/SentinelHealth").status()).isEqualTo(404);
        assertThat(rows(stranger, "SentinelHealth | project SentinelResourceId")).isNotEmpty()
                .allMatch(row -> row.equals(List.of(stranger.cluster)));
    }

    @Test
    void anUnconfirmedWorkspaceWaitsAndGetsAllWhenItIsConfirmed() {
        fixture.gate.states.put(world.workspaceId(), WorkspaceGate.Onboarding.CUSTOMER_KEY_UNCONFIRMED);
        revoke();
        restore();
        fixture.module.deliver();
        assertThat(fixture.get(world.workspace + "/tables/SentinelHealth").status()).isEqualTo(404);

        fixture.gate.states.put(world.workspaceId(), WorkspaceGate.Onboarding.CUSTOMER_KEY);
        fixture.module.deliver();

        assertThat(rows(world, STATES)).hasSize(2);
    }

    @Test
    void keyHealthShowsBoundVersionAndWraps() {
        JsonNode health = fixture.get(world.cluster + "/keyHealth").json().path("value").path(0);

        assertThat(health.path("state").asString("")).isEqualTo("Available");
        assertThat(health.path("keyVersion").asString("")).isEqualTo(version);
        assertThat(health.path("bound").asString("")).isEqualTo("PT30M");
        assertThat(health.path("pollInterval").asString("")).isEqualTo("PT10S");
        assertThat(health.path("noticedWithin").asString("")).isEqualTo("PT11S");
        assertThat(health.path("lastContact").isString()).isTrue();
        String next = world.newKeyVersion();
        assertThat(fixture.ended(world.patchKey(next)).text("status")).isEqualTo("Succeeded");
        JsonNode wraps = fixture.get(world.cluster + "/keyHealth").json().path("value").path(0)
                .path("wrapsByVersion");
        assertThat(wraps.valueStream().map(wrap -> wrap.path("keyId").asString("")
                .endsWith(next) + " " + wrap.path("records").asInt())).containsExactly("true 1", "false 0");
        assertThat(events().getFirst().path("previousKeyId").asString("")).endsWith(version);
    }
}
