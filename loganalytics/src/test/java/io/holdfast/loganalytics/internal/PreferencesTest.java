package io.holdfast.loganalytics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {

    @ParameterizedTest
    @CsvSource({"wait=30, 30", "wait=600, 600", "wait=601, 600", "wait=0, 1", "wait=x, 180", "'', 180",
            "'include-render=true; wait=5', 5"})
    void theWaitIsBounded(String header, int seconds) {
        assertThat(Preferences.parse(header).longestWait()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void wishesAreReadInAnyOrderAndUnknownOnesIgnored() {
        Preferences all = Preferences
                .parse("respond-async, Include-Statistics=true,wait=1,include-render=true,"
                        + "include-dataSources=true");

        assertThat(all).isEqualTo(new Preferences(Duration.ofSeconds(1), true, true, true));
        assertThat(Preferences.parse("ai.include-statistics=true")).isEqualTo(Preferences.parse(""));
    }
}
