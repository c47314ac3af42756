package io.holdfast.server;

import java.time.Duration;

/// How fast a server moves rows to data files and notices what a key vault decides.
///
/// @param flushAfter rows move from the write-ahead log to data files when they are this old, 1 s to 1 h
/// @param pollInterval how often each account key is unwrapped, 1 s to 60 s. What the built-in vault decides
///     takes effect at once all the same
/// @param grace how long work goes on without an answer of the vault, 0 to 24 h
/// @param operationTime how late the work of a long management operation begins, 0 to 1 h: so long its clients
///     see it running
public record ServerPace(Duration flushAfter, Duration pollInterval, Duration grace, Duration operationTime) {

    private static final Duration SHORT_OPERATIONS = Duration.ofMillis(50);

    /// 30 s, 10 s and 30 minutes.
    public static final ServerPace DEFAULT = new ServerPace(Duration.ofSeconds(30), Duration.ofSeconds(10),
            Duration.ofMinutes(30));

    /// Above this a grace is worth a warning: that long a revocation that the vault cannot tell is not seen.
    static final Duration LONG_GRACE = Duration.ofMinutes(60);

    /// Checks the bounds.
    public ServerPace {
        requireWithin("age of rows before a flush", flushAfter, Duration.ofSeconds(1), Duration.ofHours(1));
        requireWithin("poll interval", pollInterval, Duration.ofSeconds(1), Duration.ofSeconds(60));
        requireWithin("grace", grace, Duration.ZERO, Duration.ofHours(24));
        requireWithin("operation time", operationTime, Duration.ZERO, Duration.ofHours(1));
    }

    /// With operations that take 50 ms and their work.
    public ServerPace(Duration flushAfter, Duration pollInterval, Duration grace) {
        this(flushAfter, pollInterval, grace, SHORT_OPERATIONS);
    }

    private static void requireWithin(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("Invalid " + what + ": " + value.toSeconds() + "s (must be "
                    + least.toSeconds() + "s to " + most.toSeconds() + "s)");
        }
    }
}
