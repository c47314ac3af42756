package io.holdfast.loganalytics.internal;

import java.time.Instant;

/// When the records of a call came.
///
/// @param generated what those get as `TimeGenerated` that have none
/// @param received when they come into the store: later where they waited for its key
public record Moments(Instant generated, Instant received) {

    /// Of records that go into the store as they come.
    public static Moments of(Instant received) {
        return new Moments(received, received);
    }
}
