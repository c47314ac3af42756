package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The activity log of the subscription on its way to a workspace.
class ActivityDeliveryTest {

    private static final String VERSION = "?api-version=2021-05-01-preview";
    private static final String LOGS = "[{\"category\":\"Administrative\",\"enabled\":true},"
            + "{\"category\":\"Security\",\"enabled\":true}]";

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

    private static String settings() {
        return fixture.group().substring(0, fixture.group().indexOf("/resourceGroups"))
                + "/providers/Microsoft.Insights/diagnosticSettings";
    }

    private static String body(World world, String logs) {
        return "{\"properties\":{\"workspaceId\":\"" + world.workspace + "\",\"logs\":" + logs + "}}";
    }

    private static Answer put(World world, String logs) {
        return fixture.call("PUT", settings() + "/" + world.workspaceId().name() + VERSION,
                body(world, logs));
    }

    private static World followed() {
        World world = fixture.world().createCluster().createLinkedWorkspace();
        Answer put = put(world, LOGS);
        assertThat(put.status()).as(put.json().toString()).isEqualTo(200);
        // What the setting itself left.
        fixture.module.deliver();
        return world;
    }

    private static List<List<String>> rows(World world, String kql) {
        Answer answer = world.query(kql);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.json().path("tables").path(0).path("rows").valueStream()
                .map(row -> row.valueStream().map(cell -> cell.asString("")).toList()).toList();
    }

    @Test
    void aWriteIsRowsOfAzureActivityEachOnce() {
        World world = followed();
        String vault = world.vaultPath();
        world.createVaultAndKey();
        fixture.get(vault);

        fixture.module.deliver();
        fixture.module.deliver();

        assertThat(rows(world,
                """
                        AzureActivity | where _ResourceId == '%s' | sort by TimeGenerated asc, ActivityStatusValue desc
                        | project OperationNameValue, ActivityStatusValue, ActivitySubstatusValue, Caller, Level,
                          CategoryValue, ResourceGroup, CallerIpAddress, tostring(Authorization_d.action),
                          tostring(parse_json(Claims).appid), ResourceProviderValue
                        """
                        .formatted(vault.toLowerCase(Locale.ROOT))))
                .containsExactly(
                        List.of("MICROSOFT.KEYVAULT/VAULTS/WRITE", "Success", "Created", fixture.ownerId(),
                                "Informational", "Administrative", "rg1", "127.0.0.1",
                                "Microsoft.KeyVault/vaults/write", "app-of-" + fixture.ownerId(),
                                "MICROSOFT.KEYVAULT"),
                        List.of("MICROSOFT.KEYVAULT/VAULTS/WRITE", "Start", "", fixture.ownerId(),
                                "Informational", "Administrative", "rg1", "127.0.0.1",
                                "Microsoft.KeyVault/vaults/write", "app-of-" + fixture.ownerId(),
                                "MICROSOFT.KEYVAULT"));
    }

    @Test
    void aRefusalIsAFailureWithItsCode() {
        World world = followed();
        fixture.callAs("dddddddd-dddd-dddd-dddd-dddddddddddd", "DELETE", world.cluster, "");

        fixture.module.deliver();

        assertThat(rows(world, "AzureActivity | where ActivityStatusValue == 'Failure' | project Level,"
                + " ActivitySubstatusValue, tostring(Properties_d.statusMessage), ResourceId"))
                .containsExactly(List.of("Error", "Forbidden", "AuthorizationFailed", world.cluster));
    }

    @Test
    void eventsWaitWhileTheStoreIsDarkAndAcrossARestartAndAreThenThereOnce() {
        World world = fixture.world();
        String version = world.createProtectedCluster();
        world.createLinkedWorkspace();
        assertThat(put(world, LOGS).status()).isEqualTo(200);
        fixture.module.deliver();
        world.enable(version, false);
        world.until(() -> world.query("print 1"), 403);
        fixture.call("PUT", fixture.group() + "x", "{\"location\":\"westeurope\"}");
        fixture.module.deliver();
        fixture.restart();
        fixture.module.deliver();

        world.enable(version, true);
        world.until(() -> world.query("print 1"), 200);
        fixture.module.deliver();
        fixture.module.deliver();

        assertThat(rows(world, "AzureActivity | where ResourceId endswith 'rg1x' | summarize count(),"
                + " dcount(EventDataId)")).containsExactly(List.of("2", "2"));
    }

    @Test
    void whatWasAppendedBeforeTheProcessEndedIsNotAppendedAgain() {
        World world = followed();
        DiagnosticCursors cursors = new DiagnosticCursors(fixture.space);
        String feed = (settings() + "/" + world.workspaceId().name()).toLowerCase(Locale.ROOT);
        long before = cursors.find(feed).orElseThrow().delivered();
        fixture.call("PUT", fixture.group() + "y", "{\"location\":\"westeurope\"}");
        fixture.module.deliver();
        long after = cursors.find(feed).orElseThrow().delivered();

        cursors.save(feed, new DiagnosticCursors.Cursor(before, after));
        fixture.module.deliver();

        assertThat(rows(world, "AzureActivity | where ResourceId endswith 'rg1y' | count"))
                .containsExactly(List.of("2"));
    }

    @Test
    void settingsOfTheSubscriptionAreReadListedAndDeletedAndBadOnesRefused() {
        World world = followed();
        String name = world.workspaceId().name();
        assertThat(fixture.get(settings() + "/" + name + VERSION).text("properties.workspaceId"))
                .isEqualTo(world.workspace);
        assertThat(fixture.get(settings() + VERSION).json().path("value").valueStream()
                .map(setting -> setting.path("name").asString(""))).contains(name);
        assertThat(fixture.call("PUT", settings() + "/second" + VERSION, body(world, LOGS)).status())
                .isEqualTo(409);
        assertThat(put(world, LOGS.replace("Security", "AuditEvent")).status()).isEqualTo(400);
        assertThat(put(world, "[{\"categoryGroup\":\"allLogs\",\"enabled\":true}]").status()).isEqualTo(400);
        assertThat(fixture.call("PUT", settings().replaceFirst("subscriptions/[^/]+",
                "subscriptions/99999999-9999-9999-9999-999999999999") + "/s" + VERSION, body(world, LOGS))
                .status()).isIn(403, 404);
        assertThat(fixture.callAs("dddddddd-dddd-dddd-dddd-dddddddddddd", "PUT",
                settings() + "/" + name + VERSION, body(world, LOGS)).status()).isEqualTo(403);
        assertThat(fixture.call("DELETE", settings() + "/" + name + VERSION, "").status()).isEqualTo(200);
        assertThat(fixture.get(settings() + "/" + name + VERSION).status()).isEqualTo(404);
    }

    @Test
    void categoriesWithoutEventsSendNothing() {
        World world = fixture.world().createCluster().createLinkedWorkspace();
        assertThat(put(world, "[{\"category\":\"Policy\",\"enabled\":true}]").status()).isEqualTo(200);
        fixture.call("PUT", fixture.group() + "z", "{\"location\":\"westeurope\"}");

        fixture.module.deliver();

        assertThat(fixture.get(world.workspace + "/tables/AzureActivity").status()).isEqualTo(404);
    }
}
