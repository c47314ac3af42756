package io.holdfast.loganalytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Worlds.class)
class QueryTest {

    private static final String LOGS = "https://api.loganalytics.io";

    private final World world;
    private final Fixture fixture;

    QueryTest(World world) {
        this.world = world;
        this.fixture = world.fixture;
    }

    @Test
    void aWorkspaceThatIsUnknownOrNotLinkedIsNotQueried() {
        world.createWorkspace();

        Answer unknown = post("00000000-0000-0000-0000-000000000000", "{\"query\":\"print 1\"}");
        Answer unlinked = post(customerId(), "{\"query\":\"print 1\"}");

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.code()).isEqualTo("WorkspaceNotFoundError");
        assertThat(unlinked.status()).isEqualTo(409);
        assertThat(unlinked.code()).isEqualTo("WorkspaceNotLinked");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"{}|QueryEmpty",
            "{\"query\":\" \"}|QueryEmpty",
            "{\"query\":\"print 1\",\"timespan\":\"soon\"}|InvalidTimespan",
            "{|InvalidRequestContent",
            "[]|InvalidRequestContent"})
    void aMalformedRequestIsABadArgument(String body, String innerCode) {
        world.createCluster().createLinkedWorkspace();

        Answer answer = post(customerId(), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("BadArgumentError");
        assertThat(answer.message()).isEqualTo("The request had some invalid properties");
        assertThat(answer.text("error.innererror.code")).isEqualTo(innerCode);
        assertThat(answer.text("error.correlationId")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"https://api.loganalytics.io, localhost, 409",
            "https://api.loganalytics.azure.com/, localhost, 409",
            "https://localhost, localhost, 409", "https://localhost:8443, localhost, 409",
            "https://127.0.0.1, 127.0.0.1, 409",
            "https://api.loganalytics.localhost, api.loganalytics.localhost, 409",
            "https://management.azure.com, localhost, 403", "https://vault.azure.net, localhost, 403"})
    void theAudienceIsTheServiceOrTheHostThatIsCalled(String audience, String host, int status) {
        world.createWorkspace();

        assertThat(send(fixture.ownerId(), audience, host, customerId()).status()).isEqualTo(status);
    }

    @Test
    void whoMayNotReadMayNotQuery() {
        world.createWorkspace();

        Answer stranger = send("stranger", LOGS, "localhost", customerId());
        Answer nobody = fixture.send("", "", "localhost", "POST", "/v1/workspaces/" + customerId() + "/query",
                new byte[0], Map.of("Authorization", ""));

        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.code()).isEqualTo("InsufficientAccessError");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(nobody.headers()).containsKey("WWW-Authenticate");
    }

    private String customerId() {
        return fixture.get(world.workspace).text("properties.customerId");
    }

    private Answer send(String objectId, String audience, String host, String customerId) {
        return fixture.send(objectId, audience, host, "POST", "/v1/workspaces/" + customerId + "/query",
                "{\"query\":\"print 1\"}".getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private Answer post(String customerId, String body) {
        return fixture.send(fixture.ownerId(), LOGS, "localhost", "POST",
                "/v1/workspaces/" + customerId + "/query",
                body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @Test
    void aStandardTableThatIsNotThereHasItsColumnsAndNoRows() {
        world.createCluster().createLinkedWorkspace();

        Answer answer = world.query("DeviceProcessEvents | where ProcessId > 4 and TimeGenerated < now() "
                + "| summarize count(), take_any(FileName) by Type");
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        assertThat(answer.at("tables").path(0).path("rows").toString()).isEqualTo("[]");
        assertThat(world.query("SigninLogs | count").at("tables").path(0).path("rows").toString())
                .isEqualTo("[[0]]");
        assertThat(world.query("SigninLogs | getschema | where ColumnName == 'RiskState'").json().toString())
                .contains("System.String");
        assertThat(world.query("signinlogs | count").status()).isEqualTo(400);
        assertThat(world.query("SigninLogz | count").status()).isEqualTo(400);
    }

    @Test
    void theTimeOfDefenderTablesIsKnownAsTimestampToo() {
        world.createCluster().createLinkedWorkspace();
        append("DeviceEvents", "{\"TimeGenerated\":\"2026-03-01T11:00:00Z\",\"DeviceName\":\"d1\"}");
        append("Syslog", "{\"TimeGenerated\":\"2026-03-01T11:00:00Z\",\"Computer\":\"d1\"}");

        assertThat(
                rows("DeviceEvents | where Timestamp > datetime(2026-03-01) | project Timestamp, DeviceName"))
                .isEqualTo("[[\"2026-03-01T11:00:00Z\",\"d1\"]]");
        assertThat(rows("DeviceEvents | where Timestamp != TimeGenerated | count")).isEqualTo("[[0]]");
        assertThat(rows("DeviceEvents | project TimeGenerated")).isEqualTo("[[\"2026-03-01T11:00:00Z\"]]");
        assertThat(rows("AlertInfo | where Timestamp > ago(1d) | count")).isEqualTo("[[0]]");
        assertThat(world.query("Syslog | project Timestamp").status()).isEqualTo(400);
    }

    @Test
    void aColumnThatIsNamedTimestampIsItself() {
        world.createCluster().createLinkedWorkspace();
        fixture.call("PUT", world.workspace + "/tables/DeviceEvents",
                "{\"properties\":{\"schema\":{\"name\":\"DeviceEvents\",\"columns\":["
                        + "{\"name\":\"TimeGenerated\",\"type\":\"datetime\"},"
                        + "{\"name\":\"Timestamp\",\"type\":\"datetime\"}]}}}");
        append("DeviceEvents",
                "{\"TimeGenerated\":\"2026-03-01T11:00:00Z\",\"Timestamp\":\"2026-03-01T10:00:00Z\"}");

        assertThat(rows("DeviceEvents | project Timestamp")).isEqualTo("[[\"2026-03-01T10:00:00Z\"]]");
    }

    private void append(String table, String row) {
        fixture.module.rows().append(world.workspaceId(), table,
                ("[" + row + "]").getBytes(StandardCharsets.UTF_8));
    }

    private String rows(String kql) {
        Answer answer = world.query(kql);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
        return answer.at("tables").path(0).path("rows").toString();
    }
}
