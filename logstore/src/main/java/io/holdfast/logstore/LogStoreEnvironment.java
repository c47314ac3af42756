package io.holdfast.logstore;

import io.holdfast.records.ChangeAnchor;
import java.security.SecureRandom;
import java.time.Clock;

/// What a log store is given from outside.
///
/// @param faults is told of the steps of writing
/// @param anchor is outside of the store's folder
/// @param budget is shared with the other stores of the process
public record LogStoreEnvironment(Clock clock, SecureRandom random, FaultPoints faults, ChangeAnchor anchor,
        MemoryBudget budget) {

    /// One without fault points, anchor and budget.
    public static LogStoreEnvironment of(Clock clock, SecureRandom random) {
        return new LogStoreEnvironment(clock, random, FaultPoints.NONE, ChangeAnchor.NONE,
                MemoryBudget.UNBOUNDED);
    }

    /// The same with an anchor.
    public LogStoreEnvironment with(ChangeAnchor other) {
        return new LogStoreEnvironment(clock, random, faults, other, budget);
    }

    /// The same within a budget.
    public LogStoreEnvironment within(MemoryBudget other) {
        return new LogStoreEnvironment(clock, random, faults, anchor, other);
    }
}
