package io.holdfast.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.rest.Json;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionRuleTest {

    @Test
    void aScheduledRuleHasItsOwnTimes() {
        DetectionRule rule = Results.rule("");
        assertThat(rule.timing())
                .isEqualTo(new Timing(Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofMinutes(5)));
        assertThat(rule.suppression()).isEmpty();
        assertThat(rule.perResult()).isFalse();
        assertThat(rule.incidents()).isEqualTo(new IncidentSettings(true, Optional.empty()));
    }

    @Test
    void anNrtRuleRunsEachMinuteOverThatMinute() {
        DetectionRule rule = Results.rule("NRT", "");
        assertThat(rule.timing())
                .isEqualTo(new Timing(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(2)));
        assertThat(rule.mostAlerts()).isEqualTo(30);
    }

    @Test
    void kindsWithoutAQueryAreNoRulesOfDetection() {
        assertThat(DetectionRule.of("fusion", "Fusion", Json.object())).isEmpty();
    }

    @Test
    void aRuleWithoutItsQueryIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> DetectionRule.of("rule", "NRT", Json.object()))
                .withMessage("There is no query");
    }

    @ParameterizedTest
    @CsvSource({"GREATER_THAN,2,2,false", "GREATER_THAN,2,3,true", "LESS_THAN,2,2,false",
            "LESS_THAN,2,0,true",
            "EQUAL,0,0,true", "EQUAL,0,1,false", "NOT_EQUAL,5,5,false", "NOT_EQUAL,5,4,true"})
    void aTriggerComparesTheNumberOfRows(Trigger.Operator operator, long threshold, long rows,
            boolean fires) {
        assertThat(new Trigger(operator, threshold).fires(rows)).isEqualTo(fires);
    }
}
