package io.holdfast.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Bounded waiting for something that another process does.
final class Await {

    private static final Duration STEP = Duration.ofMillis(20);

    private Await() {}

    /// Waits a moment between two looks.
    static void pause() {
        LockSupport.parkNanos(STEP.toNanos());
    }

    /// Looks until the condition holds.
    ///
    /// @throws AssertionError if it does not within `limit`
    static void until(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + limit + ": " + what);
            }
            pause();
        }
    }
}
