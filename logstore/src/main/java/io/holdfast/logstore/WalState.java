package io.holdfast.logstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the catalog keeps of the WAL, in one sealed record: which segments there are, in order, and how each
/// ends.
///
/// @param nextLsn no record of a segment that is not listed has this LSN or a later one
/// @param position the largest source position of the records of segments that are not listed any more;
///     absent for none
record WalState(int version, long nextLsn, @Nullable Long position, List<Segment> segments) {

    static final int VERSION = 1;
    static final WalState EMPTY = new WalState(VERSION, 1, null, List.of());

    /// A segment.
    ///
    /// @param id 32 hex digits, the name of its file
    /// @param firstLsn the LSN of its first record
    /// @param end null while it may be written to; only the last one may be
    record Segment(String id, long firstLsn, @Nullable End end) {}

    /// How a finished segment ends.
    ///
    /// @param lastLsn of its last record
    /// @param length of the file in bytes
    record End(long lastLsn, long length) {}

    Optional<Segment> open() {
        return segments.stream().filter(s -> s.end() == null).findFirst();
    }

    WalState withOpened(Segment segment) {
        List<Segment> all = new ArrayList<>(segments);
        all.add(segment);
        return new WalState(version, Math.max(nextLsn, segment.firstLsn()), position, List.copyOf(all));
    }

    WalState withFinished(String id, End end) {
        List<Segment> all = segments.stream()
                .map(s -> s.id().equals(id) ? new Segment(id, s.firstLsn(), end) : s).toList();
        return new WalState(version, Math.max(nextLsn, end.lastLsn() + 1), position, all);
    }

    /// @param reached the largest source position up to the end of the segment
    WalState without(String id, long reached) {
        return new WalState(version, nextLsn,
                reached == WalRecord.NO_POSITION ? position : Long.valueOf(reached),
                segments.stream().filter(s -> !s.id().equals(id)).toList());
    }
}
