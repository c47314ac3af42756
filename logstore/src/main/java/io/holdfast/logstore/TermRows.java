package io.holdfast.logstore;

import java.util.List;
import java.util.stream.Collectors;

/// Which rows of a data file can matter, by terms.
///
/// @param all whether any can
/// @param spans of time, ends included, that hold all that can; more rows may lie in them
record TermRows(boolean all, List<DataFileEntry.Span> spans) {

    static final TermRows ALL = new TermRows(true, List.of());

    boolean none() {
        return !all && spans.isEmpty();
    }

    /// SQL of the condition on time that all of them keep; for some rows but not all.
    String sql() {
        String time = Sql.name(TableSchema.TIME_COLUMN);
        return spans.stream()
                .map(span -> time + " BETWEEN make_timestamp(" + span.minMicros() + ") AND make_timestamp("
                        + span.maxMicros() + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }
}
