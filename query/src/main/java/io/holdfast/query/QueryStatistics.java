package io.holdfast.query;

import java.time.Duration;
import java.util.Objects;

/// What one query took.
///
/// @param executionTime from parsing to the last row
/// @param tableScans number of table scans
/// @param resultRows rows returned
/// @param resultBytes approximate size of the result as JSON
public record QueryStatistics(Duration executionTime, int tableScans, long resultRows, long resultBytes) {
    /// Checks that the time is there.
    public QueryStatistics {
        Objects.requireNonNull(executionTime, "executionTime");
    }
}
