package io.holdfast.sentinel;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/// Durations as the APIs write them: ISO 8601, such as `PT5M` and `P14D`. Pure functions.
final class Durations {

    private Durations() {}

    /// Reads a duration without years and months; empty if it is none.
    static Optional<Duration> parse(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
