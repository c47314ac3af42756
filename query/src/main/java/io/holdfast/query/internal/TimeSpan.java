package io.holdfast.query.internal;

import io.holdfast.kql.KqlDatetime;
import io.holdfast.kql.KqlTimespan;
import io.holdfast.query.TimeRange;
import java.time.Instant;

/// A half-open span in ticks.
///
/// @param start inclusive; [Long#MIN_VALUE] if unbounded
/// @param end exclusive; [Long#MAX_VALUE] if unbounded
record TimeSpan(long start, long end) {
    static final TimeSpan ALL = new TimeSpan(Long.MIN_VALUE, Long.MAX_VALUE);

    TimeSpan intersect(TimeSpan other) {
        return new TimeSpan(Math.max(start, other.start), Math.min(end, other.end));
    }

    TimeSpan span(TimeSpan other) {
        return new TimeSpan(Math.min(start, other.start), Math.max(end, other.end));
    }

    TimeRange toRange() {
        return new TimeRange(start == Long.MIN_VALUE ? Instant.MIN : KqlDatetime.toInstant(start),
                end == Long.MAX_VALUE ? Instant.MAX : KqlDatetime.toInstant(end));
    }

    /// Returns the bounds as a condition on a stored `TIMESTAMP` column, which has microseconds; empty if
    /// unbounded.
    String condition(String column) {
        StringBuilder out = new StringBuilder();
        if (start != Long.MIN_VALUE) {
            out.append(column).append(" >= make_timestamp(").append(SqlText.bigint(micros(start)))
                    .append(')');
        }
        if (end != Long.MAX_VALUE) {
            out.append(out.isEmpty() ? "" : " AND ").append(column).append(" <= make_timestamp(")
                    .append(SqlText.bigint(micros(end))).append(')');
        }
        return out.toString();
    }

    /// Cut to microseconds; the upper bound is compared inclusively, which makes up for what is cut.
    private static long micros(long ticks) {
        return Math.floorDiv(ticks - KqlDatetime.UNIX_EPOCH_TICKS, KqlTimespan.TICKS_PER_MICROSECOND);
    }
}
