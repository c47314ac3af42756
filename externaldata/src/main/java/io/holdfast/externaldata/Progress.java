package io.holdfast.externaldata;

import io.holdfast.query.CancellationSignal;
import io.holdfast.query.QueryException;
import java.time.Duration;

/// How much of its bounds a query has used. For one thread at a time.
final class Progress {

    private final ExternalLimits limits;
    private final Duration time;
    private final CancellationSignal cancellation;
    private final long deadline;
    private long rows;

    Progress(ExternalLimits limits, Duration time, CancellationSignal cancellation) {
        this.limits = limits;
        this.time = time;
        this.cancellation = cancellation;
        this.deadline = System.nanoTime() + time.toNanos();
    }

    CancellationSignal cancellation() {
        return cancellation;
    }

    long nanosLeft() {
        return deadline - System.nanoTime();
    }

    /// @throws ReadFailure if the time has run out
    /// @throws QueryException.Cancelled if the query was cancelled
    void check() {
        if (cancellation.isCancelled()) {
            throw new QueryException.Cancelled();
        }
        if (nanosLeft() <= 0) {
            throw new ReadFailure("it took longer than the " + time.toSeconds() + " s that there are for it");
        }
    }

    /// Counts a row.
    ///
    /// @throws ReadFailure if there are too many
    void countRow() {
        if (++rows > limits.rows()) {
            throw new ReadFailure("there are more than " + limits.rows() + " rows");
        }
    }

    /// A count of bytes of the whole query.
    final class Bytes {
        private long bytes;

        /// @throws ReadFailure if there are too many, the time has run out or the query was cancelled
        void count(long more) {
            bytes += more;
            if (bytes > limits.bytes()) {
                throw new ReadFailure("there are more than " + limits.bytes() + " bytes");
            }
            check();
        }
    }
}
