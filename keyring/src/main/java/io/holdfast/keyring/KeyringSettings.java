package io.holdfast.keyring;

import java.time.Duration;

/// How closely the vault is watched.
///
/// @param pollInterval between two unwraps of one account key, 1 to 60 s
/// @param grace how long after the last successful unwrap work goes on without the vault, 0 to 24 h
/// @param answerBound a vault call without an answer for so long counts as an outage
/// @param listenerBound how long one listener is waited for before the next is called
public record KeyringSettings(Duration pollInterval, Duration grace, Duration answerBound,
        Duration listenerBound) {

    private static final Duration LONGEST_POLL = Duration.ofSeconds(60);
    private static final Duration LONGEST_GRACE = Duration.ofHours(24);

    /// Poll each 10 s, 30 minutes of grace (what the mirrored system documents), 15 s for an answer, 5 s for
    /// a listener.
    public static final KeyringSettings DEFAULT = new KeyringSettings(Duration.ofSeconds(10),
            Duration.ofMinutes(30),
            Duration.ofSeconds(15), Duration.ofSeconds(5));

    /// Checks the ranges.
    public KeyringSettings {
        if (pollInterval.compareTo(Duration.ofSeconds(1)) < 0 || pollInterval.compareTo(LONGEST_POLL) > 0) {
            throw new IllegalArgumentException(
                    "Invalid poll interval: " + pollInterval + " (must be 1 to 60 s)");
        }
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException("Invalid grace: " + grace + " (must be 0 to 24 h)");
        }
    }

    /// The same with another grace.
    public KeyringSettings withGrace(Duration other) {
        return new KeyringSettings(pollInterval, other, answerBound, listenerBound);
    }
}
