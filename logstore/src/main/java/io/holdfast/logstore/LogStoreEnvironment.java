package io.holdfast.logstore;

import java.security.SecureRandom;
import java.time.Clock;

/// What a log store is given from outside.
///
/// @param faults is told of the steps of writing
/// @param anchor is outside of the store's folder
public record LogStoreEnvironment(Clock clock, SecureRandom random, FaultPoints faults, StoreAnchor anchor) {

    /// One without fault points and anchor.
    public static LogStoreEnvironment of(Clock clock, SecureRandom random) {
        return new LogStoreEnvironment(clock, random, FaultPoints.NONE, StoreAnchor.NONE);
    }

    /// The same with an anchor.
    public LogStoreEnvironment with(StoreAnchor other) {
        return new LogStoreEnvironment(clock, random, faults, other);
    }
}
