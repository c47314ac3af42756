package io.holdfast.detection;

import static io.holdfast.detection.Results.alerts;
import static io.holdfast.detection.Results.result;
import static io.holdfast.detection.Results.row;
import static io.holdfast.detection.Results.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.query.QueryResult;
import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AlertRowTest {

    private static final AlertRow.Place WORKSPACE = new AlertRow.Place("w-1", "s-1", "group");

    @Test
    void aRowSaysWhatTheAlertSays() {
        String members = """
                "entityMappings":[{"entityType":"IP","fieldMappings":[{"identifier":"Address","columnName":"Ip"}]}],
                "customDetails":{"App":"App"},
                "alertDetailsOverride":{"alertDisplayNameFormat":"From {{Ip}}",
                 "alertDynamicProperties":[{"alertProperty":"AlertLink","value":"App"}]}""";
        ObjectNode row = AlertRow.of(alerts(rule(members), result("Ip,App", row("10.0.0.1", "x"))).getFirst(),
                WORKSPACE);
        assertThat(row.path("DisplayName").stringValue()).isEqualTo("From 10.0.0.1");
        assertThat(row.path("AlertName").stringValue()).isEqualTo("Failed logons");
        assertThat(row.path("AlertSeverity").stringValue()).isEqualTo("Medium");
        assertThat(row.path("AlertType").stringValue()).isEqualTo("w-1_rule-1");
        assertThat(row.path("SystemAlertId").stringValue()).isEqualTo("alert-1");
        assertThat(row.path("Tactics").stringValue()).isEqualTo("CredentialAccess");
        assertThat(row.path("AlertLink").stringValue()).isEqualTo("x");
        assertThat(json(row, "Entities"))
                .isEqualTo(parsed("[{\"$id\":\"1\",\"Address\":\"10.0.0.1\",\"Type\":\"ip\"}]"));
        JsonNode properties = json(row, "ExtendedProperties");
        assertThat(properties.path("Query").stringValue()).isEqualTo("Logons | where Failed");
        assertThat(properties.path("Search Query Results Overall Count").stringValue()).isEqualTo("1");
        assertThat(properties.path("Custom Details").stringValue()).isEqualTo("{\"App\":[\"x\"]}");
        assertThat(properties.path("Query End Time UTC").stringValue()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void aRunThatIsLateSaysSo() {
        QueryResult rows = result("Ip", row("10.0.0.1"));
        Instant inTime = Results.WINDOW.due().plusSeconds(60);
        assertThat(
                json(AlertRow.of(alerts(rule(""), rows, inTime).getFirst(), WORKSPACE), "ExtendedProperties")
                        .has("Late Run"))
                .isFalse();
        assertThat(json(AlertRow.of(alerts(rule(""), rows, inTime.plusNanos(1)).getFirst(), WORKSPACE),
                "ExtendedProperties").path("Late Run").asString()).isEqualTo("True");
    }

    private static JsonNode json(ObjectNode row, String column) {
        return parsed(row.path(column).stringValue());
    }

    private static JsonNode parsed(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
