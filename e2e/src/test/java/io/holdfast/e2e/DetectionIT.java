package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// From a row that is sent to an incident that is read, with a server that runs as it does for its users.
class DetectionIT {

    private static final String TABLE = "Logons_CL";
    private static final String RULE = """
            {"kind":"Scheduled","properties":{"displayName":"Failed logons","enabled":true,"severity":"High",
             "query":"Logons_CL | where Message has 'failed'","queryFrequency":"PT5M","queryPeriod":"PT1H",
             "triggerOperator":"GreaterThan","triggerThreshold":0,"suppressionEnabled":false,
             "suppressionDuration":"PT5H","tactics":["CredentialAccess"]}}""";
    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    @TempDir
    Path data;

    @Test
    void aRuleOpensAnIncidentUnderTheKeyAndTellsTheTablesOfIt() {
        try (TestServer server = TestServer.start(data)) {
            KeyedWorkspace workspace = KeyedWorkspace.setUp(server, "detection");
            CmkEnvironment azure = workspace.azure();
            azure.registerCosmos();
            azure.onboard();
            String rule = azure.createTable(TABLE);
            Instant tenMinutesAgo = Instant.now().minus(Duration.ofMinutes(10));
            assertThat(workspace.send(rule, TABLE, "[{'TimeGenerated':'" + tenMinutesAgo
                    + "','Message':'logon failed for ann','Count':1}]").status()).isEqualTo(204);

            server.arm().succeed("PUT", azure.sentinel() + "/alertRules/logons?api-version=2022-11-01",
                    RULE);

            Await.until("the rule opens an incident", PROMPTLY, () -> incidents(server, azure).size() == 1);
            JsonNode incident = incidents(server, azure).get(0).path("properties");
            assertThat(incident.path("title").stringValue()).isEqualTo("Failed logons");
            assertThat(incident.path("severity").stringValue()).isEqualTo("High");
            assertThat(incident.path("additionalData").path("alertsCount").asInt()).isEqualTo(1);
            Await.until("the alert is in its table", PROMPTLY,
                    () -> workspace
                            .number("SecurityAlert | where DisplayName == 'Failed logons' | count") == 1);
            Await.until("the incident is in its table", PROMPTLY, () -> workspace.number(
                    "SecurityIncident | where array_length(AlertIds) == 1 and Status == 'New' | count") == 1);
        }
    }

    private static JsonNode incidents(TestServer server, CmkEnvironment azure) {
        return server.arm().succeed("GET", azure.sentinel() + "/incidents?api-version=2022-11-01", "")
                .path("value");
    }
}
