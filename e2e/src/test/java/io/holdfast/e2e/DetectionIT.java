package io.holdfast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.resourcemanager.securityinsights.SecurityInsightsManager;
import com.azure.resourcemanager.securityinsights.models.AccountEntity;
import com.azure.resourcemanager.securityinsights.models.Entity;
import com.azure.resourcemanager.securityinsights.models.EntityExpandParameters;
import com.azure.resourcemanager.securityinsights.models.EntityExpandResponse;
import com.azure.resourcemanager.securityinsights.models.EntityTimelineParameters;
import com.azure.resourcemanager.securityinsights.models.EntityTimelineResponse;
import com.azure.resourcemanager.securityinsights.models.SecurityAlert;
import com.azure.resourcemanager.securityinsights.models.SecurityAlertTimelineItem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// From a row that is sent to an incident that is read, with a server that runs as it does for its users.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DetectionIT {

    private static final String AT = "detection";
    private static final String TABLE = "Logons_CL";
    private static final String RULE = """
            {"kind":"Scheduled","properties":{"displayName":"Failed logons","enabled":true,"severity":"High",
             "query":"QUERY","queryFrequency":"PT5M","queryPeriod":"PT1H",
             "triggerOperator":"GreaterThan","triggerThreshold":0,"suppressionEnabled":false,
             "suppressionDuration":"PT5H","tactics":["CredentialAccess"],"entityMappings":[{"entityType":"Account",
              "fieldMappings":[{"identifier":"Name","columnName":"User"}]}]}}""";
    private static final String QUERY = "Logons_CL | where Message has 'failed'"
            + " | parse Message with * 'for ' User";
    private static final String WATCHLIST = """
            {"properties":{"displayName":"Known","provider":"Contoso","itemsSearchKey":"user",
             "contentType":"text/csv","rawContent":"user\\nann"}}""";
    /// Its playbook is one that the server does not know.
    private static final String AUTOMATION = """
            {"properties":{"displayName":"Notify","order":1,"triggeringLogic":{"isEnabled":true,
             "triggersOn":"Incidents","triggersWhen":"Created"},"actions":[{"order":1,"actionType":"RunPlaybook",
             "actionConfiguration":{"logicAppResourceId":"/subscriptions/s/workflows/none"}}]}}""";
    private static final String INCIDENT = """
            {"properties":{"title":"told","severity":"Low","status":"New"}}""";
    private static final String VERSION = "?api-version=2022-11-01";
    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    private TestServer server;
    private KeyedWorkspace workspace;
    private CmkEnvironment azure;

    @BeforeAll
    void start(@TempDir Path data) {
        server = TestServer.start(data);
        workspace = KeyedWorkspace.setUp(server, AT);
        azure = workspace.azure();
        azure.registerCosmos();
        azure.onboard();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void aRuleOpensAnIncidentUnderTheKeyAndTellsTheTablesOfIt() {
        String rule = azure.createTable(TABLE);
        Instant tenMinutesAgo = Instant.now().minus(Duration.ofMinutes(10));
        assertThat(workspace.send(rule, TABLE, "[{'TimeGenerated':'" + tenMinutesAgo
                + "','Message':'logon failed for ann','Count':1}]").status()).isEqualTo(204);

        put("alertRules/logons", RULE.replace("QUERY", QUERY));

        Await.until("the rule opens an incident", PROMPTLY, () -> incidents().size() == 1);
        JsonNode incident = incidents().get(0).path("properties");
        assertThat(incident.path("title").stringValue()).isEqualTo("Failed logons");
        assertThat(incident.path("severity").stringValue()).isEqualTo("High");
        assertThat(incident.path("additionalData").path("alertsCount").asInt()).isEqualTo(1);
        Await.until("the alert is in its table", PROMPTLY,
                () -> workspace
                        .number("SecurityAlert | where DisplayName == 'Failed logons' | count") == 1);
        Await.until("the incident is in its table", PROMPTLY, () -> workspace.number(
                "SecurityIncident | where array_length(AlertIds) == 1 and Status == 'New' | count") == 1);
        theSdkShowsWhatItIsAbout(new AzureSdk(server).sentinel(),
                incidents().get(0).path("name").stringValue());
    }

    private static void theSdkShowsWhatItIsAbout(SecurityInsightsManager sentinel, String incident) {
        SecurityAlert alert = sentinel.incidents().listAlerts(AT, AT, incident).value().getFirst();
        Entity named = sentinel.incidents().listEntities(AT, AT, incident).entities().getFirst();
        assertThat(alert.alertDisplayName()).isEqualTo("Failed logons");
        assertThat(((AccountEntity) named.innerModel()).accountName()).isEqualTo("ann");

        Entity account = sentinel.entities().get(AT, AT, named.name());
        assertThat(((AccountEntity) account.innerModel()).accountName()).isEqualTo("ann");
        EntityExpandResponse expanded = sentinel.entities().expand(AT, AT, named.name(),
                new EntityExpandParameters().withExpansionId(UUID.randomUUID()));
        assertThat(expanded.value().entities()).singleElement().isInstanceOf(SecurityAlert.class);
        EntityTimelineResponse timeline = sentinel.entitiesGetTimelines().list(AT, AT, named.name(),
                new EntityTimelineParameters().withStartTime(OffsetDateTime.now(ZoneOffset.UTC).minusDays(1))
                        .withEndTime(OffsetDateTime.now(ZoneOffset.UTC)));
        assertThat(timeline.metadata().totalCount()).isEqualTo(1);
        assertThat(((SecurityAlertTimelineItem) timeline.value().getFirst()).displayName())
                .isEqualTo("Failed logons");
    }

    /// The log store alone loses its access to the key: what is done meanwhile is told once, afterwards.
    @Test
    void whatIsDoneWhileTheLogStoreAloneIsDarkIsInItsTablesOnceAfterwards() {
        String logStore = azure.clusterBody().path("identity").path("principalId").stringValue();
        azure.withdraw(logStore);
        Await.until("the log store is dark", PROMPTLY, () -> workspace.query("print 1").status() == 403);

        put("watchlists/known", WATCHLIST);
        put("automationRules/notify", AUTOMATION);
        put("incidents/i1", INCIDENT);
        server.arm().succeed("DELETE", azure.sentinel() + "/watchlists/known" + VERSION, "");
        assertThat(workspace.query("print 1").status()).isEqualTo(403);
        azure.grant(logStore);

        Await.until("the last change is told", PROMPTLY, () -> workspace.query("print 1").status() == 200
                && workspace.number("SentinelAudit | where OperationName endswith 'watchlists/Delete'"
                        + " | count") == 1);
        assertThat(workspace.number("SentinelAudit | where OperationName endswith '/Write'"
                + " and isnotempty(ExtendedProperties.CallerName) | summarize rows = count() by"
                + " SentinelResourceType | where SentinelResourceType in ('watchlists', 'automationRules')"
                + " and rows == 1 | count")).isEqualTo(2);
        Await.until("the incident is told", PROMPTLY,
                () -> workspace.number("SecurityIncident | where Title == 'told' | count") == 1);
        Await.until("the failure of the playbook is told", PROMPTLY,
                () -> workspace.number("SentinelHealth | where OperationName == 'Playbook was triggered'"
                        + " and Reason == 'PlaybookNotConfigured' | count") == 1);
        assertThat(workspace.number("SentinelHealth | where OperationName == 'Automation rule run'"
                + " and Status == 'Success' and SentinelResourceName == 'Notify' | count")).isEqualTo(1);
    }

    private void put(String path, String body) {
        server.arm().succeed("PUT", azure.sentinel() + "/" + path + VERSION, body);
    }

    private JsonNode incidents() {
        return server.arm().succeed("GET", azure.sentinel() + "/incidents" + VERSION
                + "&$filter=properties/title%20eq%20%27Failed%20logons%27", "").path("value");
    }
}
