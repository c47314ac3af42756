package io.holdfast.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rest.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// NRT rules over real rows, by the time at which these came in.
class NrtRulesTest extends RunningRules {

    private static final String NRT = """
            {'kind':'NRT','properties':{'displayName':'Now','enabled':true,'severity':'Low',
             'query':'CommonSecurityLog | where Activity == \\"fail\\"','suppressionEnabled':false,
             'suppressionDuration':'PT5H','eventGroupingSettings':{'aggregationKind':'AlertPerResult'},
             'entityMappings':[{'entityType':'Account','fieldMappings':[
              {'identifier':'Name','columnName':'SourceUserName'}]}]}}""";

    @Test
    void anNrtRuleSeesEachRowThatCameInOnceWhateverItsOwnTimeAndAcrossARestart() {
        put("n1", NRT);
        receive("before", NOON.minusSeconds(7_200), NOON.plusSeconds(59));
        runDue(NOON.plusSeconds(60));
        receive("late", NOON.minusSeconds(7_200), NOON.plusSeconds(60));
        receive("early", NOON.plusSeconds(3_600), NOON.plusSeconds(119));
        runDue(NOON.plusSeconds(179));
        assertThat(names()).isEmpty();

        runDue(NOON.plusSeconds(180));
        assertThat(names()).containsExactly("before");
        fixture.restart();
        engine = engine();
        runDue(NOON.plusSeconds(240));
        runDue(NOON.plusSeconds(300));
        assertThat(names()).containsExactlyInAnyOrder("before", "late", "early");
    }

    @Test
    void anNrtRuleCatchesUpAfterDarknessAndARestartWithinItWithoutMissingAMinute() {
        put("n1", NRT);
        runDue(NOON);
        receive("first", NOON.minusSeconds(7_200), NOON.plusSeconds(10));
        fixture.enableKey(false);
        runDue(NOON.plusSeconds(300));
        fixture.restart();
        engine = engine();
        runDue(NOON.plusSeconds(600));
        fixture.enableKey(true);
        receive("second", NOON.minusSeconds(7_200), NOON.plusSeconds(610));
        runDue(NOON.plusSeconds(840));
        receive("third", NOON.minusSeconds(7_200), NOON.plusSeconds(850));
        runDue(NOON.plusSeconds(1_020));
        assertThat(names()).containsExactly("first", "second", "third");
        assertThat(rows(Outbox.ALERTS)).extracting(row -> row.path("ExtendedProperties").stringValue()
                .contains("\"Late Run\":\"True\"")).containsExactly(true, false, false);
    }

    @Test
    void aClockThatWasSetBackMakesAnNrtRuleMissNothing() {
        put("n1", NRT);
        runDue(NOON.plusSeconds(1_200));
        fixture.restart();
        engine = engine();
        runDue(NOON);
        receive("back", NOON, NOON.plusSeconds(60));
        runDue(NOON.plusSeconds(1_320));
        assertThat(names()).containsExactly("back");
    }

    /// The users whom alerts name.
    private List<String> names() {
        return rows(Outbox.ALERTS).stream()
                .flatMap(
                        row -> Json.parse(row.path("Entities").stringValue().getBytes(StandardCharsets.UTF_8))
                                .valueStream())
                .map(entity -> entity.path("Name").stringValue()).toList();
    }

    private void receive(String user, Instant generated, Instant received) {
        fixture.clock().set(received);
        logon(user, "fail", generated);
    }
}
