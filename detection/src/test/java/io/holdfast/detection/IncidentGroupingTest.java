package io.holdfast.detection;

import static io.holdfast.detection.Results.alerts;
import static io.holdfast.detection.Results.result;
import static io.holdfast.detection.Results.row;
import static io.holdfast.detection.Results.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.detection.IncidentGrouping.Candidate;
import io.holdfast.detection.IncidentGrouping.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentGroupingTest {

    private static final String ENTITIES = """
            "entityMappings":[{"entityType":"Account","fieldMappings":[{"identifier":"Name","columnName":"User"}]},
             {"entityType":"IP","fieldMappings":[{"identifier":"Address","columnName":"Ip"}]}],
            "customDetails":{"App":"App"},""";
    private static final Instant MADE = Results.NOON.plus(Duration.ofMinutes(5));

    private static Alert alert(String grouping, String user, String ip, String app) {
        String incidents = "\"incidentConfiguration\":{\"createIncident\":true,\"groupingConfiguration\":"
                + grouping + "}";
        return alerts(rule(ENTITIES + incidents), result("User,Ip,App", row(user, ip, app))).getFirst();
    }

    private static String grouping(String method, boolean reopen, String selection) {
        return "{\"enabled\":true,\"reopenClosedIncident\":" + reopen
                + ",\"lookbackDuration\":\"PT5H\",\"matchingMethod\":\""
                + method + "\"" + selection + "}";
    }

    private static Placement place(Alert alert, Instant created, boolean closed, int alerts) {
        return IncidentGrouping.place(alert,
                List.of(new Candidate("incident", IncidentGrouping.key(alert), created, closed, alerts)));
    }

    @Test
    void withoutGroupingEachAlertHasItsIncidentAndWithoutIncidentsNone() {
        assertThat(place(alert("{\"enabled\":false}", "ann", "10.0.0.1", "x"), MADE, false, 1))
                .isEqualTo(new Placement.New());
        Alert none = alerts(rule("\"incidentConfiguration\":{\"createIncident\":false}"),
                result("User", row("ann")))
                .getFirst();
        assertThat(IncidentGrouping.place(none, List.of())).isEqualTo(new Placement.None());
    }

    @Test
    void allEntitiesMustBeTheSame() {
        String all = grouping("AllEntities", false, "");
        String key = IncidentGrouping.key(alert(all, "ann", "10.0.0.1", "x"));
        assertThat(IncidentGrouping.key(alert(all, "ann", "10.0.0.1", "y"))).isEqualTo(key);
        assertThat(IncidentGrouping.key(alert(all, "ann", "10.0.0.2", "x"))).isNotEqualTo(key);
    }

    @Test
    void anyAlertOfTheRuleWillDo() {
        String any = grouping("AnyAlert", false, "");
        assertThat(IncidentGrouping.key(alert(any, "ann", "10.0.0.1", "x")))
                .isEqualTo(IncidentGrouping.key(alert(any, "bob", "10.0.0.2", "y")));
    }

    @Test
    void onlyWhatIsSelectedMustBeTheSame() {
        String selected = grouping("Selected", false,
                """
                        ,"groupByEntities":["Account"],"groupByAlertDetails":["Severity"],
                         "groupByCustomDetails":["App"]
                        """);
        String key = IncidentGrouping.key(alert(selected, "ann", "10.0.0.1", "x"));
        assertThat(IncidentGrouping.key(alert(selected, "ann", "10.0.0.2", "x"))).isEqualTo(key);
        assertThat(IncidentGrouping.key(alert(selected, "bob", "10.0.0.1", "x"))).isNotEqualTo(key);
        assertThat(IncidentGrouping.key(alert(selected, "ann", "10.0.0.1", "y"))).isNotEqualTo(key);
    }

    @Test
    void anIncidentIsJoinedWithinTheLookbackOnlyAndWhileItHasRoom() {
        Alert alert = alert(grouping("AnyAlert", false, ""), "ann", "10.0.0.1", "x");
        Instant oldest = MADE.minus(Duration.ofHours(5));
        assertThat(place(alert, oldest, false, 149)).isEqualTo(new Placement.Join("incident", false));
        assertThat(place(alert, oldest.minusNanos(1), false, 1)).isEqualTo(new Placement.New());
        assertThat(place(alert, oldest, false, 150)).isEqualTo(new Placement.New());
    }

    @Test
    void aClosedIncidentIsReopenedOnlyIfTheRuleSaysSo() {
        assertThat(place(alert(grouping("AnyAlert", true, ""), "ann", "10.0.0.1", "x"), MADE, true, 1))
                .isEqualTo(new Placement.Join("incident", true));
        assertThat(place(alert(grouping("AnyAlert", false, ""), "ann", "10.0.0.1", "x"), MADE, true, 1))
                .isEqualTo(new Placement.New());
    }

    @Test
    void theYoungestOfSeveralIsJoined() {
        Alert alert = alert(grouping("AnyAlert", false, ""), "ann", "10.0.0.1", "x");
        String key = IncidentGrouping.key(alert);
        assertThat(IncidentGrouping.place(alert,
                List.of(new Candidate("older", key, MADE.minusSeconds(60), false, 1),
                        new Candidate("younger", key, MADE.minusSeconds(30), false, 1),
                        new Candidate("other", "other", MADE, false, 1))))
                .isEqualTo(new Placement.Join("younger", false));
    }
}
