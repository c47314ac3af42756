package io.holdfast.server;

import org.jspecify.annotations.Nullable;

/// Closes several things though closing one may fail.
final class Closing {

    private Closing() {}

    /// Closes all in their order; the first failure is thrown at the end, with the others suppressed.
    static void all(Iterable<? extends AutoCloseable> parts) {
        RuntimeException failure = null;
        for (AutoCloseable part : parts) {
            failure = closed(part, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// Closes all after a failure; what fails then is suppressed by it.
    static void after(RuntimeException failure, Iterable<? extends AutoCloseable> parts) {
        try {
            all(parts);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static @Nullable RuntimeException closed(AutoCloseable part, @Nullable RuntimeException before) {
        try {
            part.close();
            return before;
        } catch (Exception e) {
            RuntimeException failure = e instanceof RuntimeException runtime
                    ? runtime
                    : new IllegalStateException("Closing failed", e);
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        }
    }
}
