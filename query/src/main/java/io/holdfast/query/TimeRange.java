package io.holdfast.query;

import java.time.Instant;
import java.util.Objects;

/// A half-open span of time: from `start` inclusive to `end` exclusive, either of them possibly unbounded.
///
/// @param start [Instant#MIN] if unbounded
/// @param end [Instant#MAX] if unbounded
public record TimeRange(Instant start, Instant end) {
    /// All of time.
    public static final TimeRange UNBOUNDED = new TimeRange(Instant.MIN, Instant.MAX);

    /// Checks that both are there. A range whose end is not after its start is empty.
    public TimeRange {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }

    /// Says whether there is a lower bound.
    public boolean hasStart() {
        return !start.equals(Instant.MIN);
    }

    /// Says whether there is an upper bound.
    public boolean hasEnd() {
        return !end.equals(Instant.MAX);
    }

    /// Says whether no instant lies in the range.
    public boolean isEmpty() {
        return !start.isBefore(end);
    }

    /// Says whether the instant lies in the range.
    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    /// Returns the instants that lie in both ranges.
    public TimeRange intersect(TimeRange other) {
        return new TimeRange(start.isAfter(other.start) ? start : other.start,
                end.isBefore(other.end) ? end : other.end);
    }

    /// Returns the smallest range that holds both ranges.
    public TimeRange span(TimeRange other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        return new TimeRange(start.isBefore(other.start) ? start : other.start,
                end.isAfter(other.end) ? end : other.end);
    }
}
