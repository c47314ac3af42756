package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.rest.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Audit events of vaults on their way to workspaces.
class DiagnosticTest {

    private static final String VERSION = "?api-version=2021-05-01-preview";

    @TempDir
    static Path folder;
    private static Fixture fixture;

    @BeforeAll
    static void open() {
        fixture = new Fixture(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static String settings(World world) {
        return world.vaultPath() + "/providers/Microsoft.Insights/diagnosticSettings";
    }

    private static String setting(World world) {
        return settings(world) + "/toSoc" + VERSION;
    }

    private static String feed(World world) {
        return ResourceId.parse(settings(world) + "/toSoc").key();
    }

    private static String body(World world, String more) {
        return "{\"properties\":{\"workspaceId\":\"" + world.workspace
                + "\",\"logs\":[{\"categoryGroup\":\"audit\",\"enabled\":true}]" + more + "}}";
    }

    private static void put(World world, String more) {
        awaitAllOnDisk();
        Answer put = fixture.call("PUT", setting(world), body(world, more));
        assertThat(put.status()).as(put.json().toString()).isEqualTo(200);
    }

    private static Answer readKey(World world) {
        return fixture.vault(world.host(), "GET", "/keys/kek", "");
    }

    /// Only events that are on disk are sent.
    private static void awaitAllOnDisk() {
        for (int i = 0; i < 10_000
                && fixture.vaults.lastAuditEventOnDisk() < fixture.vaults.lastAuditEvent(); i++) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void deliver() {
        awaitAllOnDisk();
        fixture.module.deliver();
    }

    private static List<String> row(Answer answer, int index) {
        return answer.json().path("tables").path(0).path("rows").path(index).valueStream()
                .map(cell -> cell.asString("")).toList();
    }

    private static World worldWithVault() {
        World world = fixture.world().createCluster().createLinkedWorkspace();
        world.createVaultAndKey();
        return world;
    }

    @Test
    void eventsFromTheSettingOnAreRowsOfTheSharedTableEachOnce() {
        World world = worldWithVault();
        World other = worldWithVault();
        put(world, "");
        readKey(world);
        readKey(other);
        fixture.vault(world.host(), "GET", "/keys/none", "");

        deliver();
        deliver();

        assertThat(world.rowCount("AzureDiagnostics")).isEqualTo(2);
        Answer rows = world
                .query("AzureDiagnostics | sort by TimeGenerated asc | project OperationName, ResultType,"
                        + " httpStatusCode_d, Resource, ResourceProvider, Category, id_s, CorrelationId, DurationMs");
        List<String> first = row(rows, 0);
        assertThat(first.subList(0, 6)).containsExactly("KeyGet", "Success", "200.0",
                world.vault.toUpperCase(Locale.ROOT), "MICROSOFT.KEYVAULT", "AuditEvent");
        assertThat(first.get(6)).startsWith("https://" + world.host() + ":8443/keys/kek/");
        assertThat(row(rows, 1).subList(0, 3)).containsExactly("KeyGet", "Failed", "404.0");
    }

    @Test
    void eventsThatTheLogNoLongerKeepsAreCounted() {
        DiagnosticSource.Event event = new DiagnosticSource.Event(8, "", "", Json.object());

        assertThat(DiagnosticDelivery.dropped(7, List.of(event))).isZero();
        assertThat(DiagnosticDelivery.dropped(4, List.of(event))).isEqualTo(3);
        assertThat(DiagnosticDelivery.dropped(4, List.of())).isZero();
    }

    @Test
    void aDedicatedSettingFillsTheTableOfVaults() {
        World world = worldWithVault();
        put(world, ",\"logAnalyticsDestinationType\":\"Dedicated\"");
        readKey(world);

        deliver();

        Answer rows = world.query("AZKVAuditLogs | where OperationName == 'KeyGet' | project HttpStatusCode, "
                + "tostring(Identity.claim.appid), ResultSignature, _ResourceId");
        assertThat(row(rows, 0)).containsExactly("200", "app-of-" + fixture.ownerId(), "OK",
                world.vaultPath().toLowerCase(Locale.ROOT));
    }

    @Test
    void aBatchThatWasAppendedBeforeTheProcessEndedIsNotAppendedAgain() {
        World world = worldWithVault();
        put(world, "");
        DiagnosticCursors cursors = new DiagnosticCursors(fixture.space);
        long before = cursors.find(feed(world)).orElseThrow().delivered();
        readKey(world);
        deliver();
        assertThat(world.rowCount("AzureDiagnostics")).isEqualTo(1);
        long after = cursors.find(feed(world)).orElseThrow().delivered();
        assertThat(after).isGreaterThan(before);

        cursors.save(feed(world), new DiagnosticCursors.Cursor(before, after));
        readKey(world);
        deliver();

        assertThat(world.rowCount("AzureDiagnostics")).isEqualTo(2);
        assertThat(cursors.find(feed(world)).orElseThrow())
                .matches(cursor -> cursor.pending() == cursor.delivered());
    }

    @Test
    void aBatchThatWasOnlyAnnouncedIsAppended() {
        World world = worldWithVault();
        put(world, "");
        DiagnosticCursors cursors = new DiagnosticCursors(fixture.space);
        long before = cursors.find(feed(world)).orElseThrow().delivered();
        readKey(world);
        readKey(world);
        cursors.save(feed(world),
                new DiagnosticCursors.Cursor(before, fixture.vaults.lastAuditEvent()));
        readKey(world);

        deliver();

        assertThat(world.rowCount("AzureDiagnostics")).isEqualTo(3);
    }

    @Test
    void deliveryWaitsWhileTheStoreIsDarkAndGoesOnAfter() {
        World keys = fixture.world();
        String version = keys.createProtectedCluster();
        keys.createLinkedWorkspace();
        put(keys, "");
        readKey(keys);
        keys.enable(version, false);
        deliver();
        readKey(keys);
        deliver();

        keys.enable(version, true);
        keys.until(() -> keys.query("print 1"), 200);
        deliver();
        Answer rows = keys.query("AzureDiagnostics | where OperationName == 'KeyGet' and clientInfo_s == ''"
                + " | summarize count()");
        assertThat(row(rows, 0)).containsExactly("2");
    }

    @Test
    void settingsAreReadListedAndDeletedAndBadOnesRefused() {
        World world = worldWithVault();
        put(world, "");
        assertThat(fixture.get(setting(world)).text("properties.workspaceId")).isEqualTo(world.workspace);
        assertThat(fixture.get(settings(world) + VERSION).json().path("value").size()).isEqualTo(1);
        assertThat(fixture.call("PUT", settings(world) + "/second" + VERSION, body(world, "")).status())
                .isEqualTo(409);
        assertThat(fixture.call("PUT", setting(world), body(world, ",\"storageAccountId\":\"/x\"")).status())
                .isEqualTo(400);
        assertThat(fixture.call("PUT", setting(world),
                body(world, "").replace("\"categoryGroup\":\"audit\"", "\"category\":\"Nonsense\"")).status())
                .isEqualTo(400);
        assertThat(
                fixture.call("PUT", setting(world).replace(world.vault, "nosuch"), body(world, "")).status())
                .isEqualTo(404);
        assertThat(fixture.call("DELETE", setting(world), "").status()).isEqualTo(200);
        assertThat(fixture.call("DELETE", setting(world), "").status()).isEqualTo(204);
        readKey(world);
        deliver();
        assertThat(fixture.get(world.workspace + "/tables/AzureDiagnostics").status()).isEqualTo(404);
    }

    @Test
    void whoMayNotSetOneIsRefused() {
        World world = worldWithVault();
        String somebody = "dddddddd-dddd-dddd-dddd-dddddddddddd";
        assertThat(fixture.callAs(somebody, "PUT", setting(world), body(world, "")).status()).isEqualTo(403);
    }
}
