package io.holdfast.detection;

import static io.holdfast.detection.Results.alerts;
import static io.holdfast.detection.Results.result;
import static io.holdfast.detection.Results.row;
import static io.holdfast.detection.Results.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.kql.KqlType;
import io.holdfast.query.QueryResult;
import io.holdfast.query.QueryStatistics;
import io.holdfast.query.ResultColumn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertFactoryTest {

    private static final String PER_RESULT = "\"eventGroupingSettings\":{\"aggregationKind\":\"AlertPerResult\"}";

    @Test
    void aResultThatDoesNotTriggerMakesNoAlert() {
        assertThat(alerts(rule(""), result("User"))).isEmpty();
    }

    @Test
    void oneAlertStandsForAllRowsUnlessEachRowIsOne() {
        QueryResult three = result("User", row("ann"), row("bob"), row("ann"));
        assertThat(alerts(rule(""), three)).singleElement()
                .satisfies(alert -> assertThat(alert.evidence().rows()).isEqualTo(3));
        assertThat(alerts(rule(PER_RESULT), three)).extracting(Alert::id).containsExactly("alert-1",
                "alert-2", "alert-3");
    }

    @Test
    void tooManyRowsForAlertsOfTheirOwnEndInOneOverTheWholeResult() {
        assertThat(alerts(rule(PER_RESULT), numbers(150))).hasSize(150)
                .allSatisfy(alert -> assertThat(alert.evidence().rows()).isEqualTo(1));
        List<Alert> capped = alerts(rule(PER_RESULT), numbers(151));
        assertThat(capped).hasSize(150);
        assertThat(capped.getLast().evidence().rows()).isEqualTo(151);
        assertThat(capped.get(148).evidence().rows()).isEqualTo(1);
        assertThat(alerts(rule("NRT", PER_RESULT), numbers(151))).hasSize(30);
    }

    @Test
    void anAlertSpansItsEventsOrElseItsWindow() {
        Alert.Evidence events = alerts(rule(""), result("TimeGenerated", row("2026-03-01T11:20:00Z"),
                row("2026-03-01T11:10:00.5Z"), row((Object) null))).getFirst().evidence();
        assertThat(events.start()).isEqualTo("2026-03-01T11:10:00.5Z");
        assertThat(events.end()).isEqualTo("2026-03-01T11:20:00Z");
        Alert.Evidence window = alerts(rule(""), result("User", row("ann"))).getFirst().evidence();
        assertThat(window.start()).isEqualTo(Results.WINDOW.start());
        assertThat(window.end()).isEqualTo(Results.WINDOW.end());
    }

    @Test
    void valuesOfResultsAreTextsAsQueriesWriteThem() {
        QueryResult typed = new QueryResult(Optional.empty(),
                List.of(new ResultColumn("Who", KqlType.DYNAMIC), new ResultColumn("Rate", KqlType.REAL)),
                new ArrayList<>(List.of(row("\"ann \\\"a\\\"\"", 13.4), row("[\"bob\"]", 2.0))),
                Optional.empty(),
                Optional.empty(), new QueryStatistics(Duration.ZERO, 1, 2, 0));
        assertThat(alerts(rule("\"customDetails\":{\"Who\":\"Who\",\"Rate\":\"Rate\"}"), typed))
                .singleElement()
                .satisfies(alert -> assertThat(alert.evidence().customDetails())
                        .containsEntry("Who", List.of("ann \"a\"", "[\"bob\"]"))
                        .containsEntry("Rate", List.of("13.4", "2")));
    }

    @Test
    void rowsGiveTheAlertItsTextWhereTheRuleSaysSo() {
        String overrides = """
                "alertDetailsOverride":{"alertDisplayNameFormat":"Logons of {{User}} ({{Missing}})",
                 "alertDescriptionFormat":"{{ User }}: $1","alertSeverityColumnName":"Level",
                 "alertTacticsColumnName":"Tactics","alertDynamicProperties":[
                  {"alertProperty":"AlertLink","value":"Link"},
                  {"alertProperty":"ConfidenceLevel","value":"Missing"}]}""";
        Alert.Text text = alerts(rule(overrides), result("User,Level,Tactics,Link",
                row("ann", "high", "[\"Execution\",\"Impact\"]", "https://a.example/1"),
                row("bob", "Low", "Impact", "https://a.example/1"))).getFirst().text();
        assertThat(text.displayName()).isEqualTo("Logons of ann, bob ({{Missing}})");
        assertThat(text.description()).isEqualTo("ann, bob: $1");
        assertThat(text.severity()).isEqualTo("High");
        assertThat(text.tactics()).containsExactly("Execution", "Impact");
        assertThat(text.properties()).isEqualTo(Map.of("AlertLink", "https://a.example/1"));
    }

    @Test
    void rowsThatSayNothingUsefulLeaveTheRulesText() {
        String overrides = """
                "alertDetailsOverride":{"alertSeverityColumnName":"Level","alertTacticsColumnName":"None"}""";
        Alert.Text text = alerts(rule(overrides), result("Level", row("grave"))).getFirst().text();
        assertThat(text.severity()).isEqualTo("Medium");
        assertThat(text.tactics()).containsExactly("CredentialAccess");
        assertThat(text.displayName()).isEqualTo("Failed logons");
    }

    @Test
    void aNameIsCutToItsLimitInWholeCharacters() {
        String overrides = "\"alertDetailsOverride\":{\"alertDisplayNameFormat\":\"{{User}}\"}";
        String name = alerts(rule(overrides), result("User", row("x" + "é".repeat(200)))).getFirst().text()
                .displayName();
        assertThat(name).isEqualTo("x" + "é".repeat(127));
    }

    @Test
    void customDetailsHoldTheDifferentValuesOfTheirColumns() {
        Alert alert = alerts(
                rule("\"customDetails\":{\"Users\":\"User\",\"Count\":\"N\",\"Empty\":\"Missing\"}"),
                result("User,N", row("ann", 3.0), row("ann", 3.5), row("bob", null))).getFirst();
        assertThat(alert.evidence().customDetails())
                .isEqualTo(Map.of("Users", List.of("ann", "bob"), "Count", List.of("3", "3.5")));
    }

    private static QueryResult numbers(int count) {
        return result("N", IntStream.range(0, count).mapToObj(Results::row).toList());
    }
}
