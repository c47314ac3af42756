package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sentinel.SentinelFixture.Answer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Automation rules on incidents that calls write.
class AutomationTest extends FreshWorkspace {

    private static final String RULE = """
            {'properties':{'displayName':'NAME','order':ORDER,'triggeringLogic':{'isEnabled':true,
             'triggersOn':'Incidents','triggersWhen':'WHEN','conditions':[CONDITIONS]},
             'actions':[ACTIONS]}}""";
    private static final String CLOSE = modify("'status':'Closed','classification':'FalsePositive',"
            + "'classificationReason':'InaccurateData'");

    @Test
    void aRuleThatMatchesANewIncidentChangesItAndTellsOfIt() {
        rule("close", 1, "Created", property("IncidentTitle", "Contains", "scan"), CLOSE + ","
                + action(2, "AddIncidentTask", "'title':'Look again'") + ","
                + action(3, "ModifyProperties", "'labels':[{'labelName':'noise'}]"));

        Answer made = incident("i1", "Port SCAN", "Low", "New");
        assertThat(made.text("/properties/status")).isEqualTo("Closed");
        assertThat(made.text("/properties/classificationReason")).isEqualTo("InaccurateData");
        assertThat(made.text("/properties/labels/0/labelName")).isEqualTo("noise");
        assertThat(get("incidents/i1").json()).isEqualTo(made.json());
        assertThat(get("incidents/i1/tasks").text("/value/0/properties/title")).isEqualTo("Look again");
        assertThat(outbox(Outbox.INCIDENTS))
                .extracting(
                        row -> row.path("Status").stringValue() + " " + row.path("ModifiedBy").stringValue())
                .containsExactly("New " + SentinelFixture.ADMIN, "Closed Automation rule - close");
        assertThat(health()).singleElement().satisfies(row -> {
            assertThat(row.path("OperationName").stringValue()).isEqualTo("Automation rule run");
            assertThat(row.path("Status").stringValue()).isEqualTo("Success");
            assertThat(row.path("SentinelResourceName").stringValue()).isEqualTo("close");
            assertThat(row.at("/ExtendedProperties/IncidentNumber").asInt()).isEqualTo(1);
            assertThat(row.at("/ExtendedProperties/ActionsTriggeredSuccessfully").asInt()).isEqualTo(3);
        });
    }

    @Test
    void aRuleThatDoesNotMatchIsOffOrHasExpiredDoesNothing() {
        rule("other", 1, "Created", property("IncidentTitle", "Contains", "phish"), CLOSE);
        rule("updates", 1, "Updated", "", CLOSE);
        put("automationRules/off", body("off", 1, "Created", "", CLOSE)
                .replace("'isEnabled':true", "'isEnabled':false"));
        put("automationRules/over", body("over", 1, "Created", "", CLOSE)
                .replace("'isEnabled':true", "'isEnabled':true,'expirationTimeUtc':'2026-03-01T12:00:00Z'"));

        assertThat(incident("i1", "Port scan", "Low", "New").text("/properties/status")).isEqualTo("New");
        assertThat(health()).isEmpty();
    }

    @Test
    void rulesRunInTheirOrderEachOnWhatTheOthersLeft() {
        rule("second", 20, "Created", property("IncidentSeverity", "Equals", "High"),
                modify("'labels':[{'labelName':'urgent'}]"));
        rule("first", 10, "Created", "", modify("'severity':'High'"));
        rule("third", 30, "Created", property("IncidentSeverity", "Equals", "Low"), CLOSE);

        Answer made = incident("i1", "x", "Low", "New");
        assertThat(made.text("/properties/labels/0/labelName")).isEqualTo("urgent");
        assertThat(made.text("/properties/status")).isEqualTo("New");
        assertThat(health()).extracting(row -> row.path("SentinelResourceName").stringValue())
                .containsExactly("first", "second");
    }

    @Test
    void rulesThatUndoEachOtherComeToAnEnd() {
        rule("up", 1, "Updated", property("IncidentSeverity", "Equals", "Low"), modify("'severity':'High'"));
        rule("down", 2, "Updated", property("IncidentSeverity", "Equals", "High"),
                modify("'severity':'Low'"));
        incident("i1", "x", "Medium", "New");

        assertThat(incident("i1", "x", "Low", "New").text("/properties/severity")).isEqualTo("Low");
        assertThat(health()).hasSize(2);
    }

    @Test
    void whatARuleChangesIsAnUpdateByAnAutomationRule() {
        rule("make", 1, "Created", "", modify("'severity':'High'"));
        rule("see", 1, "Updated", property("IncidentUpdatedBySource", "Equals", "Automation rule") + ","
                + changed("IncidentSeverity", "ChangedTo", "High"),
                modify("'labels':[{'labelName':'seen'}]"));
        rule("not", 2, "Updated", property("IncidentUpdatedBySource", "Equals", "User"), CLOSE);

        Answer made = incident("i1", "x", "Low", "New");
        assertThat(made.text("/properties/labels/0/labelName")).isEqualTo("seen");
        assertThat(made.text("/properties/status")).isEqualTo("New");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ChangedFrom | New    | true
            ChangedFrom | Active | false
            ChangedTo   | Active | true
            ChangedTo   | Closed | false
            """)
    void aChangeIsFromAndToAValue(String change, String value, boolean matches) {
        rule("r", 1, "Updated", changed("IncidentStatus", change, value), modify("'severity':'High'"));
        incident("i1", "x", "Low", "New");
        assertThat(incident("i1", "x", "Low", "New").text("/properties/severity")).isEqualTo("Low");
        assertThat(incident("i1", "x", "Low", "Active").text("/properties/severity"))
                .isEqualTo(matches ? "High" : "Low");
    }

    @Test
    void whatIsAddedToAnIncidentIsAnUpdate() {
        rule("comments", 1, "Updated", added("Comments"), modify("'status':'Active'"));
        rule("labels", 1, "Updated", added("Labels"), modify("'severity':'High'"));
        incident("i1", "x", "Low", "New");
        put("incidents/i1/comments/c1", "{'properties':{'message':'checked'}}");
        assertThat(get("incidents/i1").text("/properties/status")).isEqualTo("Active");
        assertThat(get("incidents/i1").text("/properties/severity")).isEqualTo("Low");

        put("incidents/i1", "{'properties':{'title':'x','severity':'Low','status':'Active',"
                + "'labels':[{'labelName':'l'}]}}");
        assertThat(get("incidents/i1").text("/properties/severity")).isEqualTo("High");
    }

    @Test
    void anAlertThatBringsANewTacticAddsToTacticsAndOneThatDoesNotToAlertsOnly() {
        rule("tactics", 1, "Updated", added("Tactics"), modify("'severity':'High'"));
        rule("alerts", 2, "Updated", added("Alerts"), modify("'status':'Active'"));
        keepAlert("a1", "{'name':'a1','properties':{'tactics':['Impact']}}");
        keepAlert("a2", "{'name':'a2','properties':{'tactics':['Impact']}}");
        keepAlert("a3", "{'name':'a3','properties':{'tactics':['Impact','Discovery']}}");
        incident("i1", "x", "Low", "New");
        relate("a1");
        assertThat(get("incidents/i1").text("/properties/severity")).isEqualTo("High");

        incident("i1", "x", "Low", "New");
        relate("a2");
        assertThat(get("incidents/i1").text("/properties/severity")).isEqualTo("Low");
        assertThat(get("incidents/i1").text("/properties/status")).isEqualTo("Active");

        relate("a3");
        assertThat(get("incidents/i1").text("/properties/severity")).isEqualTo("High");
    }

    private void relate(String alert) {
        assertThat(put("incidents/i1/relations/" + alert,
                "{'properties':{'relatedResourceId':'" + path("Entities/" + alert) + "'}}").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Equals        | scan | true
            NotEquals     | scan | false
            StartsWith    | sc   | true
            StartsWith    | an   | false
            EndsWith      | AN   | true
            NotEndsWith   | AN   | false
            NotContains   | x    | true
            NotStartsWith | sc   | false
            """)
    void operatorsCompareWithoutRegardToCase(String operator, String value, boolean matches) {
        rule("r", 1, "Created", property("IncidentTitle", operator, value), CLOSE);
        assertThat(incident("i1", "Scan", "Low", "New").text("/properties/status"))
                .isEqualTo(matches ? "Closed" : "New");
    }

    @Test
    void conditionsAreJoinedByAndWithinThemAlsoByOr() {
        rule("r", 1, "Created", bool("Or", property("IncidentTitle", "Equals", "a"),
                bool("And", property("IncidentTitle", "Equals", "b"),
                        property("IncidentSeverity", "Equals", "High"))),
                CLOSE);
        assertThat(incident("i1", "a", "Low", "New").text("/properties/status")).isEqualTo("Closed");
        assertThat(incident("i2", "b", "Low", "New").text("/properties/status")).isEqualTo("New");
        assertThat(incident("i3", "b", "High", "New").text("/properties/status")).isEqualTo("Closed");
    }

    @Test
    void aTaskTooManyMakesThePartOfARuleFailAndThatIsTold() {
        incident("i1", "x", "Low", "New");
        for (int i = 0; i < IncidentTasks.MAX; i++) {
            put("incidents/i1/tasks/t" + i, "{'properties':{'title':'t','status':'New'}}");
        }
        rule("r", 1, "Updated", "", action(1, "AddIncidentTask", "'title':'one more'") + ","
                + action(2, "ModifyProperties", "'severity':'High'"));
        assertThat(incident("i1", "x", "Low", "New").text("/properties/severity")).isEqualTo("High");
        assertThat(health().getLast().path("Status").stringValue()).isEqualTo("Partial success");
        assertThat(health().getLast().path("Description").stringValue()).contains("40 tasks");
    }

    @Test
    void anUnknownPropertyAndAnUpdateOfAnAlertAreRefused() {
        assertThat(put("automationRules/r", body("r", 1, "Created",
                property("IncidentMood", "Equals", "x"), CLOSE)).error()).isEqualTo("400 InvalidParameter");
        assertThat(put("automationRules/r", body("r", 1, "Updated", "", CLOSE)
                .replace("'Incidents'", "'Alerts'")).error()).isEqualTo("400 InvalidParameter");
    }

    @Test
    void aRuleThatExpiresLaterRunsUntilThen() {
        put("automationRules/r", body("r", 1, "Created", "", CLOSE)
                .replace("'isEnabled':true", "'isEnabled':true,'expirationTimeUtc':'2026-03-01T12:10:00Z'"));
        assertThat(incident("i1", "x", "Low", "New").text("/properties/status")).isEqualTo("Closed");
        fixture.clock().set(SentinelProcess.NOW.plus(Duration.ofMinutes(10)));
        assertThat(incident("i2", "x", "Low", "New").text("/properties/status")).isEqualTo("New");
    }

    private void rule(String name, int order, String when, String conditions, String actions) {
        Answer made = put("automationRules/" + name, body(name, order, when, conditions, actions));
        assertThat(made.status()).as(made.json().toString()).isEqualTo(201);
    }

    private static String body(String name, int order, String when, String conditions, String actions) {
        return RULE.replace("NAME", name).replace("ORDER", Integer.toString(order)).replace("WHEN", when)
                .replace("CONDITIONS", conditions).replace("ACTIONS", actions);
    }

    private static String property(String name, String operator, String value) {
        return "{'conditionType':'Property','conditionProperties':{'propertyName':'" + name
                + "','operator':'" + operator + "','propertyValues':['" + value + "']}}";
    }

    private static String changed(String name, String change, String value) {
        return "{'conditionType':'PropertyChanged','conditionProperties':{'propertyName':'" + name
                + "','changeType':'" + change + "','operator':'Equals','propertyValues':['" + value + "']}}";
    }

    private static String added(String list) {
        return "{'conditionType':'PropertyArrayChanged','conditionProperties':{'arrayType':'" + list
                + "','changeType':'Added'}}";
    }

    private static String bool(String operator, String... inner) {
        return "{'conditionType':'Boolean','conditionProperties':{'operator':'" + operator
                + "','innerConditions':[" + String.join(",", inner) + "]}}";
    }

    private static String modify(String configuration) {
        return action(1, "ModifyProperties", configuration);
    }

    private static String action(int order, String type, String configuration) {
        return "{'order':" + order + ",'actionType':'" + type + "','actionConfiguration':{" + configuration
                + "}}";
    }

    private Answer incident(String name, String title, String severity, String status) {
        return put("incidents/" + name, "{'properties':{'title':'" + title + "','severity':'" + severity
                + "','status':'" + status + "'}}");
    }

    private List<JsonNode> health() {
        return outbox(Outbox.HEALTH);
    }
}
