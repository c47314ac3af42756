package io.holdfast.query;

import java.time.Duration;

/// Bounds on one query. A result that passes a bound is cut and carries a [PartialError]; time that runs out
/// is a [QueryException.TimedOut].
///
/// @param maxRows rows of a result, at least 1
/// @param maxResultBytes approximate size of a result as JSON, at least 1
/// @param timeout longest time of execution, positive
public record QueryLimits(long maxRows, long maxResultBytes, Duration timeout) {
    /// The limits of the mirrored service: 500,000 rows, 64 MB, 10 minutes. Source: Azure Monitor query
    /// limits.
    public static final QueryLimits SERVICE = new QueryLimits(500_000, 64_000_000, Duration.ofMinutes(10));

    /// Checks that all are positive.
    public QueryLimits {
        if (maxRows < 1 || maxResultBytes < 1 || timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "Invalid query limits: %d rows, %d bytes, %s (all must be positive)".formatted(maxRows,
                            maxResultBytes,
                            timeout));
        }
    }
}
