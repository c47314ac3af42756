package io.holdfast.loganalytics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatetimesTest {

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-01T10:00:00Z", "2024-05-01T10:00:00.5Z", "2024-02-29T23:59:59.123456Z",
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"})
    void timesAsMostClientsWriteThemStay(String text) {
        assertThat(Datetimes.canonical(text)).contains(text);
        assertThat(Datetimes.parse(text)).contains(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-01T10:00:00.1234567Z", "2024-05-01T10:00:00.123456789Z"})
    void digitsFinerThanMicrosecondsAreCut(String text) {
        assertThat(Datetimes.canonical(text)).contains("2024-05-01T10:00:00.123456Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-05-01 10:00", "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00+0000",
            "2024-05-01T12:00:00+02",
            "2024-05-01T10:00:00z", "2024-05-01T10:00:00"})
    void otherFormsBecomeUtc(String text) {
        assertThat(Datetimes.canonical(text)).contains("2024-05-01T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-13-01T10:00:00Z", "2024-00-01T10:00:00Z", "2023-02-29T10:00:00Z",
            "2024-05-00T10:00:00Z", "2024-05-32T10:00:00Z", "2024-05-01T24:00:00Z", "2024-05-01T10:60:00Z",
            "2024-05-01T10:00:60Z", "0000-05-01T10:00:00Z", "2024-05-01T10:00:00.Z",
            "2024-05-01T10:00:00.1234567890Z", "2024-05-01T10:00:00.12x4Z", "2024-05-01T10:00:00ZZ",
            "2024-05-01T10:00:00,5Z",
            "２024-05-01T10:00:00Z", "", "Z"})
    void whatIsNoTimeIsNone(String text) {
        assertThat(Datetimes.canonical(text)).isEmpty();
        assertThat(Datetimes.parse(text)).isEmpty();
    }
}
