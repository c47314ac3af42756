package io.holdfast.logstore;

import java.security.SecureRandom;
import java.time.Clock;

/// What a log store is given from outside.
///
/// @param faults is told of the steps of writing
/// @param anchor is outside of the store's folder
/// @param budget is shared with the other stores of the process
public record LogStoreEnvironment(Clock clock, SecureRandom random, FaultPoints faults, StoreAnchor anchor,
        MemoryBudget budget) {

    /// One without fault points, anchor and budget.
    public static LogStoreEnvironment of(Clock clock, SecureRandom random) {
        return new LogStoreEnvironment(clock, random, FaultPoints.NONE, StoreAnchor.NONE,
                MemoryBudget.UNBOUNDED);
    }

    /// The same with an anchor.
    public LogStoreEnvironment with(StoreAnchor other) {
        return new LogStoreEnvironment(clock, random, faults, other, budget);
    }

    /// The same within a budget.
    public LogStoreEnvironment within(MemoryBudget other) {
        return new LogStoreEnvironment(clock, random, faults, anchor, other);
    }
}
