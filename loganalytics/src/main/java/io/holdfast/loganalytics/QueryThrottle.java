package io.holdfast.loganalytics;

import java.time.Duration;

/// How many queries one principal may have.
///
/// @param atOnce that run, at least 1
/// @param waiting that wait for one to end, from 0
/// @param patience how long one waits at most
/// @param perWindow that come within 30 seconds, at least 1
public record QueryThrottle(int atOnce, int waiting, Duration patience, int perWindow) {

    /// Those of the mirrored service, but for the rate (200 there), which is not bounded. Source: Azure Monitor
    /// service limits, "User query throttling".
    public static final QueryThrottle SERVICE = new QueryThrottle(5, 200, Duration.ofMinutes(3),
            Integer.MAX_VALUE);

    /// Checks the bounds.
    public QueryThrottle {
        if (atOnce < 1 || waiting < 0 || patience.isNegative() || perWindow < 1) {
            throw new IllegalArgumentException(
                    "Invalid bounds on queries: %d at once, %d waiting for %s, %d in 30 s (must be positive)"
                            .formatted(atOnce, waiting, patience, perWindow));
        }
    }

    /// The same with another rate.
    public QueryThrottle with(int otherPerWindow) {
        return new QueryThrottle(atOnce, waiting, patience, otherPerWindow);
    }
}
