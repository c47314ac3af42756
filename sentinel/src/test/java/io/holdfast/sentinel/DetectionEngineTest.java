package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.arm.ResourceId;
import io.holdfast.query.TimeRange;
import io.holdfast.sentinel.SentinelFixture.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Scheduled rules over real rows.
class DetectionEngineTest extends RunningRules {

    private static final String GROUPED = """
            ,'incidentConfiguration':{'createIncident':true,'groupingConfiguration':{'enabled':true,
             'reopenClosedIncident':true,'lookbackDuration':'PT5H','matchingMethod':'AllEntities'}}""";

    @Test
    void aRuleThatFiresMakesAnAlertAndItsIncidentOnce() {
        rule("r1", "");
        logon("ann", "fail", NOON.minusSeconds(600));
        logon("bob", "ok", NOON.minusSeconds(600));
        runDue(NOON);
        runDue(NOON);

        JsonNode incident = onlyIncident();
        assertThat(incident.at("/properties/title").stringValue()).isEqualTo("Failed logons");
        assertThat(incident.at("/properties/severity").stringValue()).isEqualTo("Medium");
        assertThat(incident.at("/properties/status").stringValue()).isEqualTo("New");
        assertThat(incident.at("/properties/incidentNumber").asInt()).isEqualTo(1);
        assertThat(incident.at("/properties/firstActivityTimeUtc").stringValue())
                .isEqualTo("2026-03-01T11:50:00Z");
        assertThat(incident.at("/properties/additionalData/alertsCount").asInt()).isEqualTo(1);
        assertThat(incident.at("/properties/additionalData/tactics/0").stringValue())
                .isEqualTo("CredentialAccess");
        assertThat(incident.at("/properties/relatedAnalyticRuleIds/0").stringValue())
                .isEqualTo(fixture.sentinel(SOC, "alertRules/r1"));
        Answer entities = fixture.call("POST " + fixture.sentinel(SOC, "incidents/"
                + incident.path("name").stringValue() + "/entities"));
        assertThat(entities.text("/entities/0/kind")).isEqualTo("Account");
        assertThat(entities.text("/entities/0/properties/accountName")).isEqualTo("ann");
        assertThat(rows(Outbox.ALERTS)).singleElement()
                .satisfies(
                        row -> assertThat(row.path("DisplayName").stringValue()).isEqualTo("Failed logons"));
        assertThat(rows(Outbox.INCIDENTS)).singleElement()
                .satisfies(row -> assertThat(row.path("AlertIds")).hasSize(1));
    }

    @Test
    void rowsThatDoNotMatchMakeNothing() {
        rule("r1", "");
        logon("bob", "ok", NOON.minusSeconds(600));
        runDue(NOON);
        assertThat(incidents()).isEmpty();
        assertThat(rows(Outbox.ALERTS)).isEmpty();
    }

    @Test
    void alertsOfTheSameEntitiesShareAnIncidentWhichTheyReopen() {
        rule("r1", GROUPED);
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        JsonNode first = onlyIncident();
        String name = first.path("name").stringValue();
        fixture.call("PUT " + fixture.incident(SOC, name),
                "{'properties':{'title':'Failed logons','severity':'Medium','status':'Closed',"
                        + "'classification':'Undetermined'}}");
        runDue(NOON.plus(Duration.ofMinutes(10)));

        JsonNode joined = onlyIncident();
        assertThat(joined.path("name").stringValue()).isEqualTo(name);
        assertThat(joined.at("/properties/status").stringValue()).isEqualTo("Active");
        assertThat(joined.at("/properties/classification").isMissingNode()).isTrue();
        assertThat(joined.at("/properties/additionalData/alertsCount").asInt()).isEqualTo(2);

        logon("bob", "fail", NOON.plusSeconds(600));
        runDue(NOON.plus(Duration.ofMinutes(20)));
        assertThat(incidents()).hasSize(2);
    }

    @Test
    void windowsThatWereMissedWhileTheKeyWasRevokedAreRunLateButWhole() {
        rule("r1", "");
        runDue(NOON);
        fixture.enableKey(false);
        runDue(NOON.plus(Duration.ofMinutes(30)));
        fixture.enableKey(true);
        logon("ann", "fail", NOON.plus(Duration.ofMinutes(2)));
        runDue(NOON.plus(Duration.ofMinutes(35)));

        // Windows that end at 12:05, 12:15 and 12:25 hold it; the one that ended at 11:55 was run before.
        assertThat(rows(Outbox.ALERTS)).hasSize(3).allSatisfy(row -> assertThat(
                row.path("ExtendedProperties").stringValue()).contains("Late Run"));
        assertThat(rows(Outbox.ALERTS)).extracting(row -> row.path("ExtendedProperties").stringValue())
                .anySatisfy(
                        text -> assertThat(text).contains("\"Query End Time UTC\":\"2026-03-01T12:05:00Z\""));
    }

    @Test
    void aRestartRunsNoWindowTwice() {
        rule("r1", "");
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        fixture.restart();
        engine = engine();
        runDue(NOON);
        assertThat(incidents()).hasSize(1);
    }

    @Test
    void everyRunIsToldInTheHealthTableWithItsWindowAndCounts() {
        rule("r1", "");
        logon("ann", "fail", NOON.minusSeconds(600));
        runDue(NOON);
        assertThat(rows(Outbox.HEALTH)).singleElement().satisfies(row -> {
            assertThat(row.path("OperationName").stringValue()).isEqualTo("Scheduled analytics rule run");
            assertThat(row.path("Status").stringValue()).isEqualTo("Success");
            assertThat(row.path("SentinelResourceId").stringValue())
                    .isEqualTo(fixture.sentinel(SOC, "alertRules/r1"));
            assertThat(row.path("SentinelResourceName").stringValue()).isEqualTo("Failed logons");
            assertThat(row.path("SentinelResourceType").stringValue()).isEqualTo("Analytics Rule");
            assertThat(row.path("SentinelResourceKind").stringValue()).isEqualTo("Scheduled");
            assertThat(row.at("/ExtendedProperties/QueryEndTimeUTC").stringValue())
                    .isEqualTo("2026-03-01T11:55:00Z");
            assertThat(row.at("/ExtendedProperties/QueryResultAmount").asInt()).isEqualTo(1);
            assertThat(row.at("/ExtendedProperties/RunDueTimeUTC").asString()).isEqualTo(NOON.toString());
            assertThat(row.at("/ExtendedProperties/RunStartTimeUTC").asString()).isEqualTo(NOON.toString());
            assertThat(row.at("/ExtendedProperties/AlertsGeneratedAmount").asInt()).isEqualTo(1);
        });
    }

    @Test
    void aRuleThatGoesOnFailingIsToldOfEachTimeAndStaysEnabledAndHoldsUpNoOther() {
        rule("r1", "");
        rule("r2", "");
        breakRule("r1");
        logon("ann", "fail", NOON.minusSeconds(400));
        for (int seconds : List.of(0, 20, 60, 140, 300, 599)) {
            runDue(NOON.plusSeconds(seconds));
        }
        List<JsonNode> failed = rows(Outbox.HEALTH).stream()
                .filter(row -> row.path("Status").stringValue().equals("Failure")).toList();
        assertThat(failed).hasSize(5).allSatisfy(row -> {
            assertThat(row.path("Reason").stringValue()).isEqualTo("SEM0100");
            assertThat(row.path("Description").stringValue()).contains("tried again at");
            assertThat(row.toString()).doesNotContain("Missing_CL");
        });
        runDue(NOON.plusSeconds(620));
        assertThat(rows(Outbox.HEALTH)).anySatisfy(
                row -> assertThat(row.path("Description").stringValue()).contains("given up",
                        "stays enabled"));
        assertThat(incidents()).hasSizeGreaterThan(0);
        assertThat(fixture.call("GET " + fixture.sentinel(SOC, "alertRules/r1")).json()
                .at("/properties/enabled").asBoolean()).isTrue();
    }

    /// Without the cluster's access the log store alone is dark.
    @Test
    void whatRunsToldIsInItsTablesOnceAlsoWhereTheLogStoreAloneWasDarkMeanwhile() {
        rule("r1", "");
        rule("r2", "");
        breakRule("r1");
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        runDue(NOON.plusSeconds(20));
        fixture.access("remove", fixture.principal("cluster1"));
        fixture.logs().deliver();
        assertThat(rows(Outbox.HEALTH)).hasSize(3);
        fixture.restart();
        fixture.logs().deliver();
        fixture.access("add", fixture.principal("cluster1"));
        for (int i = 0; i < 3; i++) {
            fixture.logs().deliver();
        }
        fixture.restart();
        fixture.logs().deliver();

        assertThat(found("SentinelHealth | where Status == 'Failure' and Reason == 'SEM0100'"
                + " and SentinelResourceId endswith '/alertRules/r1'")).isEqualTo(2);
        assertThat(found("SentinelHealth | where Status == 'Success' and SentinelResourceId endswith '/r2'"))
                .isEqualTo(1);
        assertThat(found("SentinelAudit | where OperationName endswith 'alertRules/Write'"
                + " and isnotempty(ExtendedProperties.UpdatedResourceState)")).isEqualTo(2);
        assertThat(found("SecurityAlert | where DisplayName == 'Failed logons'")).isEqualTo(1);
        assertThat(found("SecurityIncident | where array_length(AlertIds) == 1")).isEqualTo(1);
        for (String table : List.of(Outbox.HEALTH, Outbox.AUDIT, Outbox.ALERTS, Outbox.INCIDENTS)) {
            assertThat(rows(table)).as(table).isEmpty();
        }
    }

    /// How many rows a query finds.
    private int found(String query) {
        return fixture.logs().detectionQueries().run(ResourceId.parse(fixture.workspace(SOC)), query,
                new TimeRange(Instant.EPOCH, NOON.plusSeconds(3_600)), Duration.ofSeconds(30)).rows().size();
    }

    @Test
    void darknessIsNoFailureOfARule() {
        rule("r1", "");
        fixture.enableKey(false);
        runDue(NOON);
        fixture.enableKey(true);
        runDue(NOON);
        assertThat(rows(Outbox.HEALTH)).extracting(row -> row.path("Status").stringValue())
                .containsExactly("Success");
    }

    @Test
    void aRuleThatFailsIsTriedAgainAndThenItsNextWindowIsRun() {
        rule("r1", "");
        breakRule("r1");
        runDue(NOON);
        assertThat(incidents()).isEmpty();
        rule("r1", "");
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        assertThat(incidents()).isEmpty();
        runDue(NOON.plusSeconds(20));
        assertThat(incidents()).hasSize(1);
    }

    @Test
    void aRuleThatJoinsIndicatorsFindsThoseThatAreActive() {
        for (String user : List.of("ann", "bob")) {
            fixture.call("PUT " + fixture.sentinel(SOC, "threatIntelligence/main/indicators/" + user), """
                    {'kind':'indicator','properties':{'source':'feed','patternType':'domain-name',
                     'pattern':'[domain-name:value = \\u0027%s\\u0027]'}}""".formatted(user));
        }
        fixture.clock().set(NOON.plusSeconds(1));
        fixture.call("DELETE " + fixture.sentinel(SOC, "threatIntelligence/main/indicators/bob"));
        fixture.logs().deliver();
        logon("ann", "fail", NOON.plusSeconds(60));
        logon("bob", "fail", NOON.plusSeconds(60));
        put("r1", ruleBody(",'eventGroupingSettings':{'aggregationKind':'AlertPerResult'}").replace(
                "| where Activity == \\\"fail\\\" and TimeGenerated > ago(30m)",
                "| join kind=inner (ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by"
                        + " IndicatorId | where Active and ExpirationDateTime > now())"
                        + " on $left.SourceUserName == $right.DomainName"));
        runDue(NOON.plus(Duration.ofMinutes(10)));
        assertThat(rows(Outbox.ALERTS)).singleElement().satisfies(
                row -> assertThat(row.path("Entities").stringValue()).contains("ann"));
    }

    @Test
    void suppressionRestsAfterAnAlertAndThenGoesOn() {
        put("r1", ruleBody("").replace("'suppressionEnabled':false,'suppressionDuration':'PT5H'",
                "'suppressionEnabled':true,'suppressionDuration':'PT20M'"));
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        runDue(NOON.plus(Duration.ofMinutes(10)));
        assertThat(incidents()).hasSize(1);
        runDue(NOON.plus(Duration.ofMinutes(20)));
        assertThat(incidents()).hasSize(2);
    }

    @Test
    void automationRulesRunOnceOnTheIncidentsThatRulesMakeAndAskForTheirEntities() {
        fixture.call("PUT " + fixture.sentinel(SOC, "automationRules/a1"), """
                {'properties':{'displayName':'Ann','order':1,'triggeringLogic':{'isEnabled':true,
                 'triggersOn':'Incidents','triggersWhen':'Created','conditions':[{'conditionType':'Property',
                 'conditionProperties':{'propertyName':'AccountName','operator':'Equals',
                 'propertyValues':['ANN']}},{'conditionType':'Property','conditionProperties':{
                 'propertyName':'IncidentRelatedAnalyticRuleIds','operator':'Contains',
                 'propertyValues':['alertRules/r1']}}]},'actions':[{'order':1,'actionType':'ModifyProperties',
                 'actionConfiguration':{'severity':'High'}}]}}""");
        rule("r1", ",'eventGroupingSettings':{'aggregationKind':'AlertPerResult'}");
        logon("ann", "fail", NOON.minusSeconds(600));
        logon("bob", "fail", NOON.minusSeconds(600));
        runDue(NOON);
        fixture.restart();
        engine = engine();
        runDue(NOON);
        assertThat(incidents()).extracting(incident -> incident.at("/properties/severity").stringValue())
                .containsExactlyInAnyOrder("High", "Medium");
        assertThat(rows(Outbox.INCIDENTS)).hasSize(3);
        assertThat(rows(Outbox.HEALTH)).extracting(row -> row.path("OperationName").stringValue())
                .containsExactlyInAnyOrder("Scheduled analytics rule run", "Automation rule run");
    }

    @Test
    void automationRulesThatWaitForAlertsRunOnceInTheirOrderOnThoseThatTheyAskFor() {
        alertAutomation("second", 20, "AlertAnalyticRuleIds", "alertRules/r1", "");
        alertAutomation("first", 10, "AccountName", "ann", "");
        alertAutomation("other", 1, "AlertAnalyticRuleIds", "alertRules/r2", "");
        alertAutomation("over", 1, "AccountName", "ann", ",'expirationTimeUtc':'2026-03-01T11:59:00Z'");
        put("r1", ruleBody("").replace("'tactics'",
                "'incidentConfiguration':{'createIncident':false},'tactics'"));
        logon("ann", "fail", NOON.minusSeconds(600));
        runDue(NOON);
        runDue(NOON);
        assertThat(incidents()).isEmpty();
        assertThat(rows(Outbox.HEALTH).stream()
                .filter(row -> row.path("OperationName").stringValue().equals("Automation rule run"))
                .map(row -> row.path("SentinelResourceName").stringValue()))
                .containsExactly("first", "second");
    }

    private void alertAutomation(String name, int order, String property, String value, String logic) {
        assertThat(fixture.call("PUT " + fixture.sentinel(SOC, "automationRules/" + name),
                """
                        {'properties':{'displayName':'%s','order':%d,'triggeringLogic':{'isEnabled':true%s,
                         'triggersOn':'Alerts','triggersWhen':'Created','conditions':[{'conditionType':'Property',
                         'conditionProperties':{'propertyName':'%s','operator':'Contains','propertyValues':['%s']}}]},
                         'actions':[{'order':1,'actionType':'RunPlaybook','actionConfiguration':{
                         'logicAppResourceId':'/subscriptions/s/workflows/w'}}]}}"""
                        .formatted(name, order, logic, property,
                                value))
                .status()).isEqualTo(201);
    }

    @Test
    void anAlertThatJoinsAnIncidentWithANewTacticIsOneThatAddsTactics() {
        fixture.call("PUT " + fixture.sentinel(SOC, "automationRules/a1"), """
                {'properties':{'displayName':'More','order':1,'triggeringLogic':{'isEnabled':true,
                 'triggersOn':'Incidents','triggersWhen':'Updated','conditions':[{'conditionType':
                 'PropertyArrayChanged','conditionProperties':{'arrayType':'Tactics','changeType':'Added'}}]},
                 'actions':[{'order':1,'actionType':'ModifyProperties',
                 'actionConfiguration':{'severity':'High'}}]}}""");
        rule("r1", GROUPED);
        logon("ann", "fail", NOON.minusSeconds(400));
        runDue(NOON);
        runDue(NOON.plus(Duration.ofMinutes(10)));
        assertThat(onlyIncident().at("/properties/severity").stringValue()).isEqualTo("Medium");

        put("r1", ruleBody(GROUPED).replace("'CredentialAccess'", "'CredentialAccess','Impact'"));
        runDue(NOON.plus(Duration.ofMinutes(20)));
        assertThat(onlyIncident().at("/properties/severity").stringValue()).isEqualTo("High");
    }

}
